package chars

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"sessh/repl/script/bounds"
)

// Builder is a text that is being made.
type Builder struct{ b strings.Builder }

// Add adds to the text, if there is room for it.
func (t *Builder) Add(g *bounds.Guard, s string) error {
	need := len(s)
	if t.b.Cap()-t.b.Len() < need {
		need += 2 * t.b.Cap()
	}
	if need > bounds.Chunk || t.b.Len() > bounds.Chunk {
		if err := g.Made(need); err != nil {
			return err
		}
	}
	t.b.WriteString(s)
	return nil
}

func (t *Builder) String() string { return t.b.String() }

// IsSpace reports whether a character is white space for Python.
func IsSpace(c rune) bool { return unicode.IsSpace(c) || c >= 0x1c && c <= 0x1f }

// IsASCIISpace reports whether a character is white space in bytes.
func IsASCIISpace(c rune) bool { return c == ' ' || c >= '\t' && c <= '\r' }

// What Python's str.isdecimal, isdigit, isnumeric, islower and isupper say of a character.
func IsDecimal(c rune) bool { return unicode.Is(unicode.Nd, c) }
func IsDigit(c rune) bool   { return IsDecimal(c) || unicode.Is(digits, c) }
func IsNumeric(c rune) bool { return IsDigit(c) || unicode.Is(numerals, c) }
func IsLower(c rune) bool   { return unicode.IsLower(c) || unicode.Is(unicode.Other_Lowercase, c) }
func IsUpper(c rune) bool   { return unicode.IsUpper(c) || unicode.Is(unicode.Other_Uppercase, c) }

// IsCased reports whether a character has a case.
func IsCased(c rune) bool { return IsLower(c) || IsUpper(c) || isTitle(c) }

func isTitle(c rune) bool { return unicode.Is(unicode.Lt, c) }

// lineEnd returns the length of the line end that s begins with.
func lineEnd(s string) int {
	switch {
	case strings.HasPrefix(s, "\r\n"):
		return 2
	case s[0] < utf8.RuneSelf:
		if c := s[0]; c >= '\n' && c <= '\r' || c >= 0x1c && c <= 0x1e {
			return 1
		}
		return 0
	}
	switch c, size := utf8.DecodeRuneInString(s); c {
	case 0x85, 0x2028, 0x2029:
		return size
	}
	return 0
}

func upper(c rune) string {
	if s, ok := upperSpecial()[c]; ok {
		return s
	}
	return string(unicode.ToUpper(c))
}

func title(c rune) string {
	if s, ok := titleSpecial()[c]; ok {
		return s
	}
	return string(unicode.ToTitle(c))
}

func lower(c rune) string {
	if c == 'İ' {
		return "i̇"
	}
	return string(unicode.ToLower(c))
}

func fold(c rune) string {
	if s, ok := foldSpecial()[c]; ok {
		return s
	}
	return lower(c)
}

// Map returns s with each character replaced.
func Map(g *bounds.Guard, s string, f func(i int, c rune) string) (string, error) {
	if err := g.Made(2 * len(s)); err != nil {
		return "", err
	}
	var t Builder
	asked := 0
	for i, c := range s {
		if i-asked > bounds.Piece {
			asked = i
			if err := g.Made(0); err != nil {
				return "", err
			}
		}
		if c == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(s[i:]); size == 1 { // not UTF-8
				t.b.WriteByte(s[i])
				continue
			}
		}
		t.b.WriteString(f(i, c))
	}
	return t.String(), nil
}

// Upper returns s in upper case.
func Upper(g *bounds.Guard, s string) (string, error) {
	return Map(g, s, func(_ int, c rune) string { return upper(c) })
}

// Fold returns s as str.casefold does.
func Fold(g *bounds.Guard, s string) (string, error) {
	return Map(g, s, func(_ int, c rune) string { return fold(c) })
}

// Lower returns s in lower case, where a sigma at the end of a word is a final one.
func Lower(g *bounds.Guard, s string) (string, error) {
	return Map(g, s, func(i int, c rune) string { return lowerIn(s, i, c) })
}

func lowerIn(s string, i int, c rune) string {
	if c != 'Σ' {
		return lower(c)
	}
	if lastCased(s[:i]) && !firstCased(s[i+len("Σ"):]) {
		return "ς"
	}
	return "σ"
}

// ignorable reports whether a character is passed over in search of a cased one.
func ignorable(c rune) bool {
	return unicode.In(c, unicode.Mn, unicode.Me, unicode.Cf, unicode.Lm, unicode.Sk) ||
		strings.ContainsRune("'.:··՟״‘’․‧︓﹒﹕＇．：", c)
}

func lastCased(s string) bool {
	for s != "" {
		c, size := utf8.DecodeLastRuneInString(s)
		if !ignorable(c) {
			return IsCased(c)
		}
		s = s[:len(s)-size]
	}
	return false
}

func firstCased(s string) bool {
	for _, c := range s {
		if !ignorable(c) {
			return IsCased(c)
		}
	}
	return false
}

// IsTitleCase reports whether every word of s begins in upper case, and goes on in lower case.
func IsTitleCase(s string) bool {
	inWord, found := false, false
	for _, c := range s {
		switch {
		case IsUpper(c) || isTitle(c):
			if inWord {
				return false
			}
			inWord, found = true, true
		case IsLower(c):
			if !inWord {
				return false
			}
			found = true
		default:
			inWord = false
		}
	}
	return found
}

// IsIdentifier reports whether s can be a name.
func IsIdentifier(s string) bool {
	for i, c := range s {
		switch {
		case c == '_' || unicode.IsLetter(c) || unicode.Is(unicode.Nl, c) || unicode.Is(unicode.Other_ID_Start, c):
		case i > 0 && (unicode.In(c, unicode.Mn, unicode.Mc, unicode.Nd, unicode.Pc) || unicode.Is(unicode.Other_ID_Continue, c)):
		default:
			return false
		}
	}
	return s != ""
}

// Capitalize returns s with its first character in title case, and the others in lower case.
func Capitalize(g *bounds.Guard, s string) (string, error) {
	return Map(g, s, func(i int, c rune) string {
		if i == 0 {
			return title(c)
		}
		return lowerIn(s, i, c)
	})
}

// Title returns s with every word capitalized.
func Title(g *bounds.Guard, s string) (string, error) {
	cased := false
	return Map(g, s, func(i int, c rune) string {
		was := cased
		cased = IsCased(c)
		if was {
			return lowerIn(s, i, c)
		}
		return title(c)
	})
}

// SwapCase returns s with upper case for lower case, and the reverse.
func SwapCase(g *bounds.Guard, s string) (string, error) {
	return Map(g, s, func(i int, c rune) string {
		switch {
		case IsUpper(c):
			return lowerIn(s, i, c)
		case IsLower(c):
			return upper(c)
		}
		return string(c)
	})
}
