package escape

import (
	"math"
	"unicode/utf8"
)

// Latin1 encodes a text; ok is false if it has other characters.
func Latin1(s string) (encoded string, ok bool) {
	b := make([]byte, 0, len(s))
	for _, c := range s {
		if c > math.MaxUint8 {
			return "", false
		}
		b = append(b, byte(c))
	}
	return string(b), true
}

// FromLatin1 returns the text that [Latin1] encodes to s.
func FromLatin1(s string) string {
	b := make([]byte, 0, len(s))
	for i := range len(s) {
		b = utf8.AppendRune(b, rune(s[i]))
	}
	return string(b)
}
