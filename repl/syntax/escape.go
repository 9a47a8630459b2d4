package syntax

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// stays reports whether the next backslash in double quotes is not an escape.
func (s *Splitter) stays() bool {
	return s.pos+1 < len(s.line) && !isEscape(s.line[s.pos+1])
}

// isEscape reports whether a backslash and c are an escape in double quotes.
func isEscape(c byte) bool { return strings.IndexByte(`ntrxuU"\/`, c) >= 0 }

// Stays reports whether a word in double quotes has a backslash that is not an escape.
func Stays(quoted string) bool {
	if !strings.HasPrefix(quoted, `"`) {
		return false
	}
	for i := 1; i+1 < len(quoted); i++ {
		if quoted[i] != '\\' {
			continue
		}
		if i++; !isEscape(quoted[i]) {
			return true
		}
	}
	return false
}

// escape parses what follows a backslash.
func (s *Splitter) escape() {
	s.pos++
	if s.pos == len(s.line) {
		s.cur.Open = '\\'
		s.fail(func() error { return fmt.Errorf("%w: the line ends in a backslash", ErrOpenQuote) })
		return
	}
	c := s.line[s.pos]
	if i := strings.IndexByte(`ntr`, c); i >= 0 {
		s.put("\n\t\r"[i], true)
		s.pos++
		return
	}
	if n := map[byte]int{'x': 2, 'u': 4, 'U': 8}[c]; n > 0 {
		s.numbered(c, n)
		return
	}
	_, size := utf8.DecodeRuneInString(s.line[s.pos:])
	s.puts(s.line[s.pos : s.pos+size])
	s.pos += size
}

// numbered parses \xHH (a byte), \uHHHH and \UHHHHHHHH (a rune), and surrogate pairs, in
// which JSON writes a rune that does not fit \uHHHH.
func (s *Splitter) numbered(kind byte, digits int) {
	rest := s.line[s.pos+1:]
	if len(rest) >= digits {
		n, err := strconv.ParseUint(rest[:digits], 16, 32)
		switch {
		case err != nil:
		case kind == 'x':
			s.put(byte(n), true)
			s.pos += 1 + digits
			return
		case utf8.ValidRune(rune(n)):
			s.puts(string(rune(n)))
			s.pos += 1 + digits
			return
		case kind == 'u' && len(rest) >= 10 && rest[4:6] == `\u`:
			low, err := strconv.ParseUint(rest[6:10], 16, 32)
			if r := utf16.DecodeRune(rune(n), rune(low)); err == nil && r != utf8.RuneError {
				s.puts(string(r))
				s.pos += 11
				return
			}
		}
	}
	column := utf8.RuneCountInString(s.line[:s.pos])
	s.fail(func() error {
		n, err := strconv.ParseUint(rest[:min(digits, len(rest))], 16, 32)
		switch {
		case err != nil || len(rest) < digits:
			return fmt.Errorf(`\%c at column %d is not followed by the %d hexadecimal digits of a character`, kind, column, digits)
		case utf16.IsSurrogate(rune(n)):
			return fmt.Errorf(`\%c%s at column %d is half of a surrogate pair, which is no character by itself`, kind, rest[:digits], column)
		}
		return fmt.Errorf(`there is no character \%c%s, at column %d`, kind, rest[:digits], column)
	})
	s.put(kind, true)
	s.pos++
}
