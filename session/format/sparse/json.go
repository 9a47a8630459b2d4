package sparse

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"unicode/utf8"
)

// JSON reads the wanted places of a JSON text. ok is false if the text is not valid JSON, or if
// it takes a decoder to say what it is: two names of a mapping are the same, a name has escapes,
// an integer has very many digits, the nesting is deep.
func JSON(text []byte, w *Want, a *Arena) (v *Value, ok bool) {
	if !utf8.Valid(text) {
		return nil, false
	}
	r := &jsonReader{text: text, arena: a}
	if v, ok = r.value(w); !ok {
		return nil, false
	}
	r.skipBlanks()
	return v, r.at == len(text)
}

const (
	maxDepth   = 100
	maxMembers = 64 // of a mapping: more are compared with each other too often
	maxFloat   = 400
)

type jsonReader struct {
	text  []byte
	at    int
	depth int
	arena *Arena
}

func (r *jsonReader) skipBlanks() {
	for r.at < len(r.text) && (r.text[r.at] == ' ' || r.text[r.at] == '\n' || r.text[r.at] == '\t' || r.text[r.at] == '\r') {
		r.at++
	}
}

// peek returns the next byte that is no blank; 0 at the end.
func (r *jsonReader) peek() byte {
	if r.at < len(r.text) && r.text[r.at] > ' ' { // most
		return r.text[r.at]
	}
	if r.skipBlanks(); r.at == len(r.text) {
		return 0
	}
	return r.text[r.at]
}

// value reads a value, blanks before it included. If w is nil, it is only checked.
func (r *jsonReader) value(w *Want) (*Value, bool) {
	switch c := r.peek(); c {
	case '"':
		return r.string(w)
	case '{', '[':
		if r.depth++; r.depth > maxDepth {
			return nil, false
		}
		r.at++
		var v *Value
		var ok bool
		if c == '{' {
			v, ok = r.mapping(w)
		} else {
			v, ok = r.list(w)
		}
		r.depth--
		return v, ok
	case 'n':
		return r.word("null", w, Null)
	case 't':
		return r.word("true", w, Bool)
	case 'f':
		return r.word("false", w, Bool)
	}
	return r.number(w)
}

func (r *jsonReader) word(text string, w *Want, k Kind) (*Value, bool) {
	if len(r.text)-r.at < len(text) || string(r.text[r.at:r.at+len(text)]) != text {
		return nil, false
	}
	r.at += len(text)
	if w == nil {
		return nil, true
	}
	v := r.arena.New(k)
	v.Bool = text == "true"
	return v, true
}

func (r *jsonReader) string(w *Want) (*Value, bool) {
	written, escaped, ok := r.quoted()
	switch {
	case !ok:
		return nil, false
	case w == nil:
		return nil, true
	}
	v := r.arena.New(Text)
	if !escaped {
		v.Text = written
		return v, true
	}
	var s string
	if json.Unmarshal(r.text[r.at-len(written)-2:r.at], &s) != nil {
		return nil, false
	}
	v.Text = []byte(s)
	return v, true
}

// quoted reads a string, and returns what is between the quotes.
func (r *jsonReader) quoted() (written []byte, escaped, ok bool) {
	r.at++
	from := r.at
	for r.at < len(r.text) {
		switch c := r.text[r.at]; {
		case c == '"':
			r.at++
			return r.text[from : r.at-1], escaped, true
		case c == '\\':
			if escaped = true; !r.escape() {
				return nil, true, false
			}
		case c < ' ':
			return nil, escaped, false
		default:
			r.at++
		}
	}
	return nil, escaped, false
}

// escape passes an escape in a string. Halves of surrogate pairs are not taken: some decoders
// refuse those that are alone.
func (r *jsonReader) escape() bool {
	if r.at+1 >= len(r.text) {
		return false
	}
	c := r.text[r.at+1]
	r.at += 2
	if c != 'u' {
		return bytes.IndexByte([]byte(`"\/bfnrt`), c) >= 0
	}
	if r.at+4 > len(r.text) {
		return false
	}
	n := 0
	for _, c := range r.text[r.at : r.at+4] {
		digit := bytes.IndexByte([]byte("0123456789abcdef"), c|' ')
		if digit < 0 || c < '0' {
			return false
		}
		n = n<<4 | digit
	}
	r.at += 4
	return n < 0xd800 || n > 0xdfff
}

func (r *jsonReader) list(w *Want) (*Value, bool) {
	var v *Value
	var each *Want
	if w != nil {
		v, each = r.arena.New(List), w.Each
	}
	if r.peek() == ']' {
		r.at++
		return v, true
	}
	for {
		x, ok := r.value(each)
		if !ok {
			return nil, false
		}
		if v != nil {
			if v.Len++; x != nil {
				v.Add(nil, x)
			}
		}
		if more, ok := r.more(']'); !more {
			return v, ok
		}
	}
}

// more passes a comma, or the end of a list or mapping.
func (r *jsonReader) more(end byte) (more, ok bool) {
	switch c := r.peek(); c {
	case ',', end:
		r.at++
		return c == ',', true
	}
	return false, false
}

func (r *jsonReader) mapping(w *Want) (*Value, bool) {
	a := r.arena
	outer := len(a.names)
	defer func() { a.names = a.names[:outer] }()
	var v *Value
	if w != nil {
		v = a.New(Map)
	}
	if r.peek() == '}' {
		r.at++
		return v, true
	}
	for {
		name, ok := r.name(a.names[outer:])
		if !ok {
			return nil, false
		}
		a.names = append(a.names, name)
		var of *Want
		if w != nil {
			of = w.Of(name)
		}
		x, ok := r.value(of)
		if !ok {
			return nil, false
		}
		if v != nil {
			if v.Len++; x != nil {
				v.Add(name, x)
			}
		}
		if more, ok := r.more('}'); !more {
			return v, ok
		}
	}
}

// name reads a name and the colon after it; ok is false if it is one of those before.
func (r *jsonReader) name(before [][]byte) (name []byte, ok bool) {
	if r.peek() != '"' || len(before) == maxMembers {
		return nil, false
	}
	name, escaped, ok := r.quoted()
	if !ok || escaped {
		return nil, false
	}
	for _, b := range before {
		if string(b) == string(name) {
			return nil, false
		}
	}
	if r.peek() != ':' {
		return nil, false
	}
	r.at++
	return name, true
}

// number reads a number. As in most formats of sessions, it is a float if there is a point or
// an exponent in it, and else an integer.
func (r *jsonReader) number(w *Want) (*Value, bool) {
	from := r.at
	if r.at < len(r.text) && r.text[r.at] == '-' {
		r.at++
	}
	whole := r.at
	digits := r.digits()
	if digits == 0 || digits > 1 && r.text[whole] == '0' {
		return nil, false
	}
	float := false
	if r.at < len(r.text) && r.text[r.at] == '.' {
		r.at++
		if float = true; r.digits() == 0 {
			return nil, false
		}
	}
	if r.at < len(r.text) && r.text[r.at]|' ' == 'e' {
		r.at++
		if r.at < len(r.text) && (r.text[r.at] == '+' || r.text[r.at] == '-') {
			r.at++
		}
		if float = true; r.digits() == 0 {
			return nil, false
		}
	}
	if float {
		return r.float(w, r.text[from:r.at])
	}
	return r.integer(w, r.text[from:r.at])
}

func (r *jsonReader) digits() int {
	from := r.at
	for r.at < len(r.text) && r.text[r.at] >= '0' && r.text[r.at] <= '9' {
		r.at++
	}
	return r.at - from
}

// integer makes a value of an integer of at most 18 digits.
func (r *jsonReader) integer(w *Want, text []byte) (*Value, bool) {
	digits, minus := bytes.CutPrefix(text, []byte("-"))
	n := int64(0)
	for _, c := range digits {
		n = n*10 + int64(c-'0')
	}
	switch {
	case len(digits) > 18 || minus && n == 0: // -0 is a float to some
		return nil, false
	case w == nil:
		return nil, true
	}
	v := r.arena.New(Int)
	if v.Int = n; minus {
		v.Int = -n
	}
	return v, true
}

func (r *jsonReader) float(w *Want, text []byte) (*Value, bool) {
	if len(text) > maxFloat {
		return nil, false
	}
	f, err := strconv.ParseFloat(string(text), 64)
	switch {
	case err != nil || math.IsInf(f, 0):
		return nil, false
	case w == nil:
		return nil, true
	}
	v := r.arena.New(Float)
	v.Float = f
	return v, true
}
