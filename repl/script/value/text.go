package value

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"go.starlark.net/starlark"

	"sessh/repl/script/bounds"
	"sessh/repl/script/object"
)

// A text is a sequence of characters (code points), whatever it is held in: a
// starlark.String is in UTF-8, and no index or length of it is one of Python's.
// Nothing of Starlark's own is used on it.

// Text is a text that is being made.
type Text struct{ b strings.Builder }

// Add adds to the text, if there is room for it.
func (t *Text) Add(rt *Runtime, s string) error {
	need := len(s)
	if t.b.Cap()-t.b.Len() < need {
		need += 2 * t.b.Cap()
	}
	if need > bounds.Chunk || t.b.Len() > bounds.Chunk {
		if err := rt.Made(need); err != nil {
			return err
		}
	}
	t.b.WriteString(s)
	return nil
}

func (t *Text) String() string { return t.b.String() }

// isSpace reports whether a character is white space for Python.
func isSpace(c rune) bool { return unicode.IsSpace(c) || c >= 0x1c && c <= 0x1f }

func isDecimal(c rune) bool { return unicode.Is(unicode.Nd, c) }
func isDigit(c rune) bool   { return isDecimal(c) || unicode.Is(digits, c) }
func isNumeric(c rune) bool { return isDigit(c) || unicode.Is(numerals, c) }
func isLower(c rune) bool   { return unicode.IsLower(c) || unicode.Is(unicode.Other_Lowercase, c) }
func isUpper(c rune) bool   { return unicode.IsUpper(c) || unicode.Is(unicode.Other_Uppercase, c) }
func isTitle(c rune) bool   { return unicode.Is(unicode.Lt, c) }
func isCased(c rune) bool   { return isLower(c) || isUpper(c) || isTitle(c) }

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

func upperOf(c rune) string {
	if s, ok := upperSpecial[c]; ok {
		return s
	}
	return string(unicode.ToUpper(c))
}

func titleOf(c rune) string {
	if s, ok := titleSpecial[c]; ok {
		return s
	}
	return string(unicode.ToTitle(c))
}

func lowerOf(c rune) string {
	if c == 'İ' {
		return "i̇"
	}
	return string(unicode.ToLower(c))
}

func foldOf(c rune) string {
	if s, ok := foldSpecial[c]; ok {
		return s
	}
	return lowerOf(c)
}

// mapped returns s with each character replaced.
func (rt *Runtime) mapped(s string, f func(i int, c rune) string) (string, error) {
	if err := rt.Made(2 * len(s)); err != nil {
		return "", err
	}
	var t Text
	asked := 0
	for i, c := range s {
		if i-asked > bounds.Piece {
			asked = i
			if err := rt.Made(0); err != nil {
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

// lower returns s in lower case, where a sigma at the end of a word is a final one.
func (rt *Runtime) lower(s string) (string, error) {
	return rt.mapped(s, func(i int, c rune) string { return lowerIn(s, i, c) })
}

func lowerIn(s string, i int, c rune) string {
	if c != 'Σ' {
		return lowerOf(c)
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
			return isCased(c)
		}
		s = s[:len(s)-size]
	}
	return false
}

func firstCased(s string) bool {
	for _, c := range s {
		if !ignorable(c) {
			return isCased(c)
		}
	}
	return false
}

// text returns argument i of a call; what says what Python says if it is no text.
func (c *call) text(i int, format string) (string, error) {
	s, ok := c.a[i].(starlark.String)
	if !ok {
		name := object.TypeName(c.a[i])
		if c.a[i] == starlark.None && strings.Contains(format, "argument") { // CPython's newer functions
			name = "None"
		}
		return "", object.Raise("TypeError", format, name)
	}
	return string(s), nil
}

func str(c *call) string { return string(c.self.(starlark.String)) }

// simple makes a method without arguments that returns a text.
func simple(f func(rt *Runtime, s string) (string, error)) function {
	return function{"0", func(c *call) (starlark.Value, error) {
		s, err := f(c.Runtime, str(c))
		return starlark.String(s), err
	}}
}

// is makes a method that asks every character.
func is(empty bool, f func(c rune) bool) function {
	return function{"0", func(c *call) (starlark.Value, error) {
		s := str(c)
		if s == "" {
			return starlark.Bool(empty), nil
		}
		return starlark.Bool(strings.IndexFunc(s, func(c rune) bool { return !f(c) }) < 0), c.Took(len(s))
	}}
}

// isCase makes islower and isupper: there is a cased character, and none is of the
// other case.
func isCase(in func(rune) bool) function {
	return function{"0", func(c *call) (starlark.Value, error) {
		found := false
		for _, r := range str(c) {
			if in(r) {
				found = true
			} else if isCased(r) {
				return starlark.False, nil
			}
		}
		return starlark.Bool(found), c.Took(len(str(c)))
	}}
}

func isTitleCase(s string) bool {
	inWord, found := false, false
	for _, c := range s {
		switch {
		case isUpper(c) || isTitle(c):
			if inWord {
				return false
			}
			inWord, found = true, true
		case isLower(c):
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

func isIdentifier(s string) bool {
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

func capitalize(rt *Runtime, s string) (string, error) {
	return rt.mapped(s, func(i int, c rune) string {
		if i == 0 {
			return titleOf(c)
		}
		return lowerIn(s, i, c)
	})
}

func title(rt *Runtime, s string) (string, error) {
	cased := false
	return rt.mapped(s, func(i int, c rune) string {
		was := cased
		cased = isCased(c)
		if was {
			return lowerIn(s, i, c)
		}
		return titleOf(c)
	})
}

func swapCase(rt *Runtime, s string) (string, error) {
	return rt.mapped(s, func(i int, c rune) string {
		switch {
		case isUpper(c):
			return lowerIn(s, i, c)
		case isLower(c):
			return upperOf(c)
		}
		return string(c)
	})
}
