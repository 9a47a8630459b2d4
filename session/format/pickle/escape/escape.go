// Package escape has the ways in which Python writes texts on a line of a pickle: the repr of a str of
// Python 2, and raw-unicode-escape; and Latin-1, in which it pickles bytes where the protocol has no opcode
// for them.
package escape

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Quote is Python 2's repr of a str, as protocol 0 has it: in single quotes, or in
// double quotes if that saves an escape, and with everything but printable ASCII
// escaped.
func Quote(s string) string {
	quote := byte('\'')
	if strings.IndexByte(s, '\'') >= 0 && strings.IndexByte(s, '"') < 0 {
		quote = '"'
	}
	b := make([]byte, 0, len(s)+2)
	b = append(b, quote)
	for i := range len(s) {
		switch c := s[i]; {
		case c == quote || c == '\\':
			b = append(b, '\\', c)
		case c == '\t':
			b = append(b, `\t`...)
		case c == '\n':
			b = append(b, `\n`...)
		case c == '\r':
			b = append(b, `\r`...)
		case c < ' ' || c >= 0x7f:
			b = fmt.Appendf(b, `\x%02x`, c)
		default:
			b = append(b, c)
		}
	}
	return string(append(b, quote))
}

// Unescape reads the text between the quotes of a str. A backslash before a letter
// without a meaning stays.
func Unescape(s []byte) ([]byte, error) {
	out := make([]byte, 0, len(s))
	for {
		i := bytes.IndexByte(s, '\\')
		if i < 0 {
			return append(out, s...), nil
		}
		out = append(out, s[:i]...)
		s = s[i+1:]
		if len(s) == 0 {
			return nil, errors.New("it ends in a backslash")
		}
		c, used, err := escaped(s)
		if err != nil {
			return nil, err
		}
		if used == 0 {
			out = append(out, '\\')
			continue
		}
		out = append(out, c)
		s = s[used:]
	}
}

// escaped reads what follows a backslash; used is 0 if that is not an escape.
func escaped(s []byte) (c byte, used int, err error) {
	const letters, meanings = `\'"abfnrtv`, "\\'\"\a\b\f\n\r\t\v"
	if i := strings.IndexByte(letters, s[0]); i >= 0 {
		return meanings[i], 1, nil
	}
	if s[0] == 'x' {
		if len(s) < 3 {
			return 0, 0, errors.New(`\x needs two digits`)
		}
		v, err := strconv.ParseUint(string(s[1:3]), 16, 8)
		if err != nil {
			return 0, 0, errors.New(`\x needs two digits`)
		}
		return byte(v), 3, nil
	}
	v := 0
	for used < min(3, len(s)) && s[used] >= '0' && s[used] <= '7' {
		v = v<<3 | int(s[used]-'0')
		used++
	}
	return byte(v), used, nil
}

// UnescapeUnicode reads Python's raw-unicode-escape: Latin-1 with \uXXXX and
// \UXXXXXXXX, unless the backslash follows another one. The result is UTF-8 that
// may have surrogates.
func UnescapeUnicode(s []byte) ([]byte, error) {
	if !bytes.ContainsFunc(s, func(c rune) bool { return c == '\\' || c >= utf8.RuneSelf }) {
		return s, nil
	}
	out := make([]byte, 0, len(s))
	for len(s) > 0 {
		c := s[0]
		s = s[1:]
		if c != '\\' || len(s) == 0 {
			out = utf8.AppendRune(out, rune(c))
			continue
		}
		digits := 0
		switch s[0] {
		case 'u':
			digits = 4
		case 'U':
			digits = 8
		}
		if digits == 0 {
			out = utf8.AppendRune(append(out, '\\'), rune(s[0]))
			s = s[1:]
			continue
		}
		if len(s) < 1+digits {
			return nil, fmt.Errorf(`\%c needs %d digits`, s[0], digits)
		}
		v, err := strconv.ParseUint(string(s[1:1+digits]), 16, 32)
		if err != nil || v > utf8.MaxRune {
			return nil, fmt.Errorf(`\%.9s is not a character`, s)
		}
		out = appendRune(out, rune(v))
		s = s[1+digits:]
	}
	return out, nil
}

// EscapeUnicode writes raw-unicode-escape. It also escapes what would end the line
// and, unless raw is set, what a text file may change.
func EscapeUnicode(out []byte, s string, raw bool) []byte {
	for len(s) > 0 {
		c, size := DecodeRune(s)
		s = s[max(size, 1):]
		switch {
		case c > 0xffff:
			out = fmt.Appendf(out, `\U%08x`, c)
		case c > 0xff || c == '\\' || c == '\n', !raw && (c == 0 || c == '\r' || c == 0x1a):
			out = fmt.Appendf(out, `\u%04x`, c)
		default:
			out = append(out, byte(c))
		}
	}
	return out
}

// DecodeRune is like utf8.DecodeRune, but accepts surrogates; size is 0 for invalid
// bytes.
func DecodeRune[T string | []byte](b T) (c rune, size int) {
	if len(b) >= 3 && b[0] == 0xed && b[1]&0xe0 == 0xa0 && b[2]&0xc0 == 0x80 {
		return 0xd000 | rune(b[1]&0x3f)<<6 | rune(b[2]&0x3f), 3
	}
	c, size = utf8.DecodeRuneInString(string(b[:min(len(b), utf8.UTFMax)]))
	if c == utf8.RuneError && size <= 1 {
		return 0, 0
	}
	return c, size
}

func ValidWithSurrogates[T string | []byte](b T) bool {
	for len(b) > 0 {
		_, size := DecodeRune(b)
		if size == 0 {
			return false
		}
		b = b[size:]
	}
	return true
}

// appendRune is like utf8.AppendRune, but accepts surrogates.
func appendRune(b []byte, c rune) []byte {
	if c >= 0xd800 && c <= 0xdfff {
		return append(b, 0xed, 0x80|byte(c>>6)&0x3f, 0x80|byte(c)&0x3f)
	}
	return utf8.AppendRune(b, c)
}
