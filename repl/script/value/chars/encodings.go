package chars

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"go.starlark.net/starlark"

	"sessh/repl/script/bounds"
	"sessh/repl/script/object"
)

// codecs are the encodings there are, by their names.
var codecs = map[string]string{
	"utf-8": "utf-8", "utf8": "utf-8", "utf_8": "utf-8", "ascii": "ascii", "us-ascii": "ascii",
	"latin-1": "latin-1", "latin1": "latin-1", "iso-8859-1": "latin-1", "iso8859-1": "latin-1",
}

// Encoding returns the encoding that has a name.
func Encoding(name string) (string, bool) {
	codec, ok := codecs[strings.ToLower(name)]
	return codec, ok
}

// Encode returns a text in an encoding. errors is "strict", "ignore" or "replace".
func Encode(g *bounds.Guard, s, codec, errors string) (string, error) {
	if err := g.Made(len(s)); err != nil {
		return "", err
	}
	if codec == "utf-8" {
		return s, nil
	}
	top := rune(0x100)
	name := "latin-1"
	if codec == "ascii" {
		top, name = utf8.RuneSelf, "ascii"
	}
	out := make([]byte, 0, len(s))
	at := 0
	for i, r := range s {
		switch {
		case r < top:
			out = append(out, byte(r))
		case errors == "replace":
			out = append(out, '?')
		case errors == "strict":
			n := 0
			for _, r := range s[i:] {
				if r < top {
					break
				}
				n++
			}
			what := fmt.Sprintf("characters in position %d-%d", at, at+n-1)
			if n == 1 {
				what = fmt.Sprintf("character '%s' in position %d", Escape(r), at)
			}
			why := fmt.Sprintf("ordinal not in range(%d)", top)
			return "", object.NewText("UnicodeEncodeError", fmt.Sprintf("'%s' codec can't encode %s: %s", name, what, why),
				starlark.String(name), starlark.String(s), starlark.MakeInt(at), starlark.MakeInt(at+n), starlark.String(why))
		}
		at++
	}
	return string(out), nil
}

// Escape is a character as an escape sequence.
func Escape(r rune) string {
	digits, letter := 8, "U"
	switch {
	case r < 0x100:
		digits, letter = 2, "x"
	case r < 0x10000:
		digits, letter = 4, "u"
	}
	s := make([]byte, digits)
	for i := range s {
		s[i] = "0123456789abcdef"[r>>(4*(digits-1-i))&15]
	}
	return `\` + letter + string(s)
}

// Decode returns bytes as a text.
func Decode(g *bounds.Guard, b, codec, errors string) (string, error) {
	if err := g.Made(2 * len(b)); err != nil {
		return "", err
	}
	if codec == "utf-8" && utf8.ValidString(b) {
		return b, nil
	}
	var t Builder
	for i := 0; i < len(b); {
		c := b[i]
		n, why := 1, ""
		switch {
		case c < utf8.RuneSelf:
			t.b.WriteByte(c)
		case codec == "latin-1":
			t.b.WriteRune(rune(c))
		case codec == "ascii":
			why = "ordinal not in range(128)"
		default:
			if n, why = sequence(b[i:]); why == "" {
				t.b.WriteString(b[i : i+n])
			}
		}
		if why != "" {
			switch {
			case errors == "replace":
				t.b.WriteRune(utf8.RuneError)
			case errors == "strict":
				what := fmt.Sprintf("bytes in position %d-%d", i, i+n-1)
				if n == 1 {
					what = fmt.Sprintf("byte 0x%02x in position %d", c, i)
				}
				return "", object.NewText("UnicodeDecodeError", fmt.Sprintf("'%s' codec can't decode %s: %s", codec, what, why),
					starlark.String(codec), starlark.Bytes(b), starlark.MakeInt(i), starlark.MakeInt(i+n), starlark.String(why))
			}
		}
		i += n
	}
	return t.String(), nil
}

// sequence returns the length of a character in UTF-8, or of the bytes that are none
// and why.
func sequence(s string) (n int, why string) {
	if _, size := utf8.DecodeRuneInString(s); size > 1 {
		return size, ""
	}
	c := s[0]
	low, high, more := byte(0x80), byte(0xbf), 0
	switch {
	case c < 0xc2 || c > 0xf4:
		return 1, "invalid start byte"
	case c < 0xe0:
		more = 1
	case c < 0xf0:
		more = 2
	default:
		more = 3
	}
	switch c {
	case 0xe0:
		low = 0xa0
	case 0xed:
		high = 0x9f
	case 0xf0:
		low = 0x90
	case 0xf4:
		high = 0x8f
	}
	for n = 1; n <= more; n++ {
		if n == len(s) {
			return n, "unexpected end of data"
		}
		if s[n] < low || s[n] > high {
			return n, "invalid continuation byte"
		}
		low, high = 0x80, 0xbf
	}
	return n, ""
}
