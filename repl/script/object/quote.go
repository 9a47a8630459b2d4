package object

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// escape returns how the first n bytes of s are written: as they are if letter is 0,
// else as a backslash and the letter, which c follows in hexadecimal digits if the
// letter is x, u or U.
func (w *Writer) escape(s string, quote byte, bytes bool) (n int, letter byte, c rune) {
	for n < min(len(s), chunk) && s[n] >= ' ' && s[n] < 0x7f && s[n] != quote && s[n] != '\\' {
		n++
	}
	if n > 0 {
		return n, 0, 0
	}
	if c, n = rune(s[0]), 1; c >= utf8.RuneSelf && !bytes {
		c, n = utf8.DecodeRuneInString(s)
	}
	switch {
	case c == utf8.RuneError && n == 1:
		return 1, 'x', rune(s[0])
	case c == rune(quote) || c == '\\':
		return n, byte(c), c
	case c == '\n':
		return n, 'n', c
	case c == '\r':
		return n, 'r', c
	case c == '\t':
		return n, 't', c
	case !bytes && !w.python2 && unicode.IsPrint(c):
		return n, 0, c
	case c < 0x100:
		return n, 'x', c
	case c < 0x10000:
		return n, 'u', c
	}
	return n, 'U', c
}

// digits returns how many digits follow a letter.
func digits(letter byte) int {
	switch letter {
	case 'x':
		return 2
	case 'u':
		return 4
	case 'U':
		return 8
	}
	return 0
}

// quote writes s between quotes, if there is room for it. It asks from time to time
// whether to stop.
func (w *Writer) quote(s string, bytes bool) {
	quote := byte('\'')
	if strings.Contains(s, "'") && !strings.Contains(s, `"`) {
		quote = '"'
	}
	size := 2
	w.pieces(s, func(s string) int {
		n, letter, _ := w.escape(s, quote, bytes)
		if letter == 0 {
			size += n
		} else {
			size += 2 + digits(letter)
		}
		return n
	})
	need := size
	if w.b.Cap()-w.b.Len() < size {
		need += 2 * w.b.Cap() // as Grow makes it
	}
	if !w.room(need) {
		return
	}
	if size > chunk {
		w.b.Grow(size)
	}
	w.b.WriteByte(quote)
	w.escaped(s, quote, bytes)
	w.b.WriteByte(quote)
}

// Escaped returns a text as it stands between such quotes.
func Escaped(s string, quote byte) string {
	w := NewWriter(func(int) error { return nil })
	w.escaped(s, quote, false)
	return w.b.String()
}

// escaped writes s as it stands between such quotes.
func (w *Writer) escaped(s string, quote byte, bytes bool) {
	w.pieces(s, func(s string) int {
		n, letter, c := w.escape(s, quote, bytes)
		if letter == 0 {
			w.b.WriteString(s[:n])
			return n
		}
		w.b.WriteByte('\\')
		w.b.WriteByte(letter)
		for i := digits(letter) - 1; i >= 0; i-- {
			w.b.WriteByte("0123456789abcdef"[c>>(4*i)&15])
		}
		return n
	})
}

// pieces calls next until it has taken all of s; next returns how many bytes it took.
func (w *Writer) pieces(s string, next func(s string) int) {
	for since := 0; len(s) > 0 && w.err == nil; {
		n := next(s)
		s = s[n:]
		if since += n; since >= piece {
			since = 0
			w.err = w.made(0)
		}
	}
}
