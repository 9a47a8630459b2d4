package dumpfile

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"strconv"
	"sync"
	"unicode/utf8"

	"sessh/session/format/sparse"
)

// quickly parses a line that is as dump writes most: without blanks, and with no escapes beside the
// data. ok is false for any other, which takes a decoder, be it to say what is wrong.
func (r *Reader) quickly(text []byte) (d Session, ok bool) {
	l := &quickLine{text: text, like: r}
	if !utf8.Valid(text) || !l.take('{') {
		return d, false
	}
	for {
		name, ok := l.plain()
		if !ok || !l.take(':') || !l.field(&d, name) {
			return d, false
		}
		if l.take('}') {
			return d, l.at == len(text)
		}
		if !l.take(',') {
			return d, false
		}
	}
}

// quickLine is a line that is parsed quickly.
type quickLine struct {
	text []byte
	at   int
	like *Reader // whose last container and format are likely those of the line
}

func (l *quickLine) take(c byte) bool {
	if l.at < len(l.text) && l.text[l.at] == c {
		l.at++
		return true
	}
	return false
}

// field reads the value of a name.
func (l *quickLine) field(d *Session, name []byte) (ok bool) {
	switch string(name) {
	case "container":
		d.Container, ok = l.string(l.like.container)
	case "session":
		d.Session, ok = l.string("")
	case "format":
		d.Format, ok = l.string(l.like.format)
	case "lastAccess":
		d.LastAccess, ok = l.string("")
	case "way":
		d.Way, ok = l.string("")
	case "ttl":
		var seconds float64
		seconds, ok = l.number()
		d.TTL = &seconds
	case "flags":
		var n uint64
		var err error
		n, err = strconv.ParseUint(string(l.digits()), 10, 32)
		d.Flags, ok = uint32(n), err == nil
	case "data":
		d.Data, ok = l.json()
	case "item":
		d.Item, ok = l.bytes()
	}
	return ok
}

// plain reads a string without escapes.
func (l *quickLine) plain() (s []byte, ok bool) {
	if !l.take('"') {
		return nil, false
	}
	n := bytes.IndexByte(l.text[l.at:], '"')
	if n < 0 {
		return nil, false
	}
	s = l.text[l.at : l.at+n]
	for _, c := range s {
		if c == '\\' || c < ' ' {
			return nil, false
		}
	}
	l.at += n + 1
	return s, true
}

// string is plain for a text of its own, the one that is there already if it is the same.
func (l *quickLine) string(there string) (string, bool) {
	s, ok := l.plain()
	if string(s) == there {
		return there, ok
	}
	return string(s), ok
}

// bytes reads bytes in base64.
func (l *quickLine) bytes() ([]byte, bool) {
	text, ok := l.plain()
	if !ok {
		return nil, false
	}
	b := make([]byte, base64.StdEncoding.DecodedLen(len(text)))
	n, err := base64.StdEncoding.Decode(b, text)
	return b[:n], err == nil
}

// digits reads a number without a sign; nil if there is none, or it is not written as in JSON.
func (l *quickLine) digits() []byte {
	from := l.at
	for l.at < len(l.text) && l.text[l.at] >= '0' && l.text[l.at] <= '9' {
		l.at++
	}
	if n := l.text[from:l.at]; len(n) == 1 || len(n) > 1 && n[0] != '0' {
		return n
	}
	return nil
}

// number reads a number without a sign and an exponent.
func (l *quickLine) number() (f float64, ok bool) {
	from := l.at
	whole := l.digits()
	if whole == nil {
		return 0, false
	}
	if l.take('.') {
		behind := l.at
		for l.at < len(l.text) && l.text[l.at] >= '0' && l.text[l.at] <= '9' {
			l.at++
		}
		if l.at == behind {
			return 0, false
		}
	}
	f, err := strconv.ParseFloat(string(l.text[from:l.at]), 64)
	return f, err == nil
}

var arenas = sync.Pool{New: func() any { return new(sparse.Arena) }}

// json reads a list or mapping.
func (l *quickLine) json() (json.RawMessage, bool) {
	from, depth := l.at, 0
	for l.at < len(l.text) {
		switch l.text[l.at] {
		case '"':
			if !l.passString() {
				return nil, false
			}
			continue
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		}
		l.at++
		if depth <= 0 {
			break
		}
	}
	text := bytes.Clone(l.text[from:l.at])
	a := arenas.Get().(*sparse.Arena)
	defer arenas.Put(a)
	a.Reset()
	_, ok := sparse.JSON(text, nil, a)
	return text, ok
}

// passString passes a string with escapes.
func (l *quickLine) passString() bool {
	for l.at++; l.at < len(l.text); l.at++ {
		switch l.text[l.at] {
		case '\\':
			l.at++
		case '"':
			l.at++
			return true
		}
	}
	return false
}
