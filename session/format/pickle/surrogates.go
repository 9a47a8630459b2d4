package pickle

import "unicode/utf8"

// decodeRune is utf8.DecodeRune that takes surrogates as well; size is 0 for
// what is neither.
func decodeRune[T string | []byte](b T) (c rune, size int) {
	if len(b) >= 3 && b[0] == 0xed && b[1]&0xe0 == 0xa0 && b[2]&0xc0 == 0x80 {
		return 0xd000 | rune(b[1]&0x3f)<<6 | rune(b[2]&0x3f), 3
	}
	c, size = utf8.DecodeRuneInString(string(b[:min(len(b), utf8.UTFMax)]))
	if c == utf8.RuneError && size <= 1 {
		return 0, 0
	}
	return c, size
}

func validWithSurrogates[T string | []byte](b T) bool {
	for len(b) > 0 {
		_, size := decodeRune(b)
		if size == 0 {
			return false
		}
		b = b[size:]
	}
	return true
}

// appendRune is utf8.AppendRune that takes surrogates as well.
func appendRune(b []byte, c rune) []byte {
	if c >= 0xd800 && c <= 0xdfff {
		return append(b, 0xed, 0x80|byte(c>>6)&0x3f, 0x80|byte(c)&0x3f)
	}
	return utf8.AppendRune(b, c)
}
