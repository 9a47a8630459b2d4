package syntax

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"sessh/session"
	"sessh/session/marked"
)

// Reading says how a value that was typed is read.
type Reading uint8

const (
	// Auto reads JSON where the text is JSON, else text. What begins as a list or
	// an object in JSON and ends in the middle is neither.
	Auto Reading = iota
	// String takes the text as it stands.
	String
	// JSON insists on JSON.
	JSON
	// Bytes reads base64 or hexadecimal digits.
	Bytes
)

// ReadValue reads a value. In JSON, integers and floats stay distinct, and
// what JSON does not have is written as in sessh's own format:
// {"$bytes": "AP8="}, {"$time": "2026-01-02T03:04:05Z"}, {"$float": "inf"}. Bytes
// can be written as they are shown, too: b"\x89PNG".
func ReadValue(text string, how Reading) (any, error) {
	switch how {
	case String:
		return text, nil
	case JSON:
		v, err := marked.Decode([]byte(text))
		if err != nil {
			return nil, fmt.Errorf("not JSON: %w", err)
		}
		return v, nil
	case Bytes:
		return readBytes(text)
	}
	v, err := marked.Decode([]byte(text))
	switch {
	case err == nil:
		return v, nil
	case errors.Is(err, marked.ErrDepth):
		return nil, fmt.Errorf("not JSON: %w", err)
	}
	if b, ok := shownBytes(text); ok {
		return b, nil
	}
	if begun(text) {
		return ReadValue(text, JSON)
	}
	return text, nil
}

// shownBytes reads bytes in the form in which they are shown, b"\x89PNG".
func shownBytes(text string) (session.Bytes, bool) {
	quoted, ok := strings.CutPrefix(text, "b")
	if !ok || !strings.HasPrefix(quoted, `"`) || closes(quoted) != len(quoted)-1 {
		return session.Bytes(""), false
	}
	var b []byte
	for rest := quoted[1 : len(quoted)-1]; rest != ""; {
		c, multibyte, tail, err := strconv.UnquoteChar(rest, '"')
		if err != nil || multibyte {
			return session.Bytes(""), false
		}
		b, rest = append(b, byte(c)), tail
	}
	return session.Bytes(b), true
}

// ReadRest reads the rest of a line as a value. Rest that is one quoted word
// is the text in the quotes; in double quotes that is JSON as well.
func ReadRest(rest string, how Reading) (any, error) {
	rest = strings.TrimSpace(rest)
	if how == JSON || rest == "" || rest[0] != '\'' && rest[0] != '"' {
		return ReadValue(rest, how)
	}
	if end := closes(rest); end >= 0 && end != len(rest)-1 {
		return ReadValue(rest, how)
	}
	if how == Auto && rest[0] == '"' {
		if v, err := marked.Decode([]byte(rest)); err == nil { // which knows \b and \f
			return v, nil
		}
	}
	w, err := Single(rest)
	if err != nil {
		return nil, err
	}
	if how == Auto {
		how = String
	}
	return ReadValue(w.Text, how)
}

func readBytes(text string) (any, error) {
	text = strings.Join(strings.Fields(text), "")
	if h, ok := strings.CutPrefix(text, "0x"); ok {
		b, err := hex.DecodeString(h)
		if err != nil {
			return nil, fmt.Errorf("no hexadecimal digits: %w", err)
		}
		return session.Bytes(b), nil
	}
	if b, err := hex.DecodeString(text); err == nil {
		return session.Bytes(b), nil
	}
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		b, err = base64.RawStdEncoding.DecodeString(text)
	}
	if err != nil {
		return nil, fmt.Errorf("neither hexadecimal digits nor base64: %.40q", text)
	}
	return session.Bytes(b), nil
}

// Text reads what a file holds as text, or as bytes where it is none.
func Text(b []byte) any {
	if utf8.Valid(b) {
		return string(b)
	}
	return session.Bytes(b)
}

// closes is the index of the quote that closes the one which text begins with,
// or -1.
func closes(text string) int {
	for i := 1; i < len(text); i++ {
		switch {
		case text[i] == text[0]:
			return i
		case text[i] == '\\' && text[0] == '"':
			i++
		}
	}
	return -1
}
