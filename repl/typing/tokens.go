package typing

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"sessh/repl/script/translate"
)

// jsonText colours JSON, as far as it is typed.
func jsonText(all *spans, text string, at int) {
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case c == '"':
			end := quotedEnd(text, i, `"`)
			color := colorString
			if strings.HasPrefix(strings.TrimLeft(text[end:], " \t\r\n"), ":") {
				color = colorKey
			}
			all.add(at+i, at+end, color)
			i = end
		case c >= '0' && c <= '9' || c == '-' || c >= 'a' && c <= 'z':
			end := i + 1
			for end < len(text) && strings.IndexByte(" \t\r\n,:[]{}\"", text[end]) < 0 {
				end++
			}
			switch w := text[i:end]; {
			case isNumber(w):
				all.add(at+i, at+end, colorNumber)
			case w == "true" || w == "false" || w == "null":
				all.add(at+i, at+end, colorWord)
			}
			i = end
		default:
			i++
		}
	}
}

// quotedEnd returns where the string ends that begins at i with a quote; the end of the text if
// it does not.
func quotedEnd(text string, i int, quote string) int {
	for i += len(quote); i < len(text); i++ {
		switch {
		case text[i] == '\\':
			i++
		case strings.HasPrefix(text[i:], quote):
			return i + len(quote)
		}
	}
	return len(text)
}

// python colours a statement by the words of Python.
func python(all *spans, text string) {
	for i := 0; i < len(text); {
		rest := text[i:]
		lineStart := strings.TrimSpace(text[strings.LastIndexByte(text[:i], '\n')+1:i]) == ""
		switch r, size := utf8.DecodeRuneInString(rest); {
		case lineStart && (strings.HasPrefix(rest, ">>>") || strings.HasPrefix(rest, "...")):
			all.add(i, i+3, colorComment)
			i += 3
		case r == '#':
			end := len(text)
			if n := strings.IndexByte(rest, '\n'); n >= 0 {
				end = i + n
			}
			all.add(i, end, colorComment)
			i = end
		case r == '"' || r == '\'':
			i = pythonString(all, text, i, i)
		case r >= '0' && r <= '9':
			end := i + len(rest) - len(strings.TrimLeft(rest, "0123456789abcdefABCDEFxXoO_.jJlL"))
			all.add(i, end, colorNumber)
			i = end
		case r == '_' || unicode.IsLetter(r):
			n := strings.IndexFunc(rest, func(r rune) bool { return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) })
			if n < 0 {
				n = len(rest)
			}
			w := rest[:n]
			switch {
			case n < len(rest) && n <= 2 && strings.ContainsAny(rest[n:n+1], `"'`) && strings.Trim(w, "rRbBuUfF") == "":
				i = pythonString(all, text, i, i+n)
				continue
			case translate.IsKeyword(w), w == "True", w == "False", w == "None", w == "print":
				all.add(i, i+n, colorWord)
			}
			i += n
		default:
			i += size
		}
	}
}

// pythonString colours a string with its prefix, and returns where it ends.
func pythonString(all *spans, text string, from, quote int) (end int) {
	q := text[quote : quote+1]
	if strings.HasPrefix(text[quote:], strings.Repeat(q, 3)) {
		q = strings.Repeat(q, 3)
	}
	end = quotedEnd(text, quote, q)
	all.add(from, end, colorString)
	return end
}

// bracket colours the bracket at the cursor, or else the one before it, with the one that it
// belongs to. One in a string belongs to another one in it.
func (s *spans) bracket(text string, cursor int) {
	at := -1
	for _, i := range []int{cursor, cursor - 1} {
		if i >= 0 && i < len(text) && strings.IndexByte("()[]{}", text[i]) >= 0 {
			at = i
			break
		}
	}
	if at < 0 {
		return
	}
	from, to := within(text, at)
	if other := partner(text[from:to], at-from); other >= 0 {
		s.add(at, at+1, colorBracket)
		s.add(from+other, from+other+1, colorBracket)
	}
}

// within returns the inside of the string that a byte of a text is in; all of the text if it is
// in none.
func within(text string, at int) (from, to int) {
	for i := 0; i <= at; i++ {
		if text[i] != '"' && text[i] != '\'' {
			continue
		}
		end := quotedEnd(text, i, text[i:i+1])
		if at < end {
			return i + 1, end
		}
		i = end - 1
	}
	return 0, len(text)
}

// partner returns the place of the bracket that the one at a place belongs to; -1 if there is
// none. Strings beside it are left out.
func partner(text string, at int) int {
	var open []int
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case '"', '\'':
			if end := quotedEnd(text, i, string(c)); at < i || at >= end {
				i = end - 1
			}
		case '(', '[', '{':
			open = append(open, i)
		case ')', ']', '}':
			if len(open) == 0 {
				return -1
			}
			last := open[len(open)-1]
			open = open[:len(open)-1]
			switch {
			case last != at && i != at:
			case strings.IndexByte("([{", text[last]) != strings.IndexByte(")]}", c):
				return -1
			default:
				return last + i - at
			}
		}
	}
	return -1
}
