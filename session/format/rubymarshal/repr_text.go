package rubymarshal

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"sessh/session/format/graph"
)

// quoted shows a string as inspect does on a terminal in UTF-8.
func (p *printer) quoted(n *graph.Node) {
	encoding, _ := strings.CutPrefix(strings.TrimPrefix(n.Form, formSymbol+":"), formEncoding)
	text := graph.Begin(n.Text)
	p.Put(`"`)
	for len(text) > 0 && !p.Full() {
		c, size, valid := next(text, n.Kind, encoding)
		rest := text[size:]
		switch unicodes := encoding == "" || strings.HasPrefix(encoding, "UTF"); {
		case n.Kind == graph.Text && n.Form != formASCII:
			p.character(c, rest, valid, true)
		default:
			p.character(c, rest, valid, unicodes)
		}
		text = rest
	}
	p.Put(`"`)
}

// next is the next character of a string in its encoding, and in how many
// bytes it is. What is no character is one byte.
func next(s string, k graph.Kind, encoding string) (c rune, size int, valid bool) {
	order := map[string]int{"UTF-16LE": 1, "UTF-16BE": 0}
	low, wide := order[encoding]
	switch {
	case k == graph.Text || encoding == utf8Name:
		r, size := utf8.DecodeRuneInString(s)
		if r == utf8.RuneError && size <= 1 {
			return rune(s[0]), 1, false
		}
		return r, size, true
	case wide && len(s) >= 2:
		c := rune(s[low])<<8 | rune(s[1-low])
		return c, 2, c < 0xd800 || c > 0xdfff
	case len(s) >= 2 && leads(s[0], encoding):
		return rune(s[0])<<8 | rune(s[1]), 2, true
	}
	return rune(s[0]), 1, s[0] < utf8.RuneSelf
}

// leads reports whether a byte begins a character of two bytes.
func leads(b byte, encoding string) bool {
	switch encoding {
	case "Shift_JIS", "Windows-31J":
		return 0x81 <= b && b <= 0x9f || 0xe0 <= b && b <= 0xfc
	case "EUC-JP", "EUC-KR", "GB2312", "GBK", "Big5":
		return 0xa1 <= b && b <= 0xfe
	}
	return false
}

var escapes = map[rune]string{
	'\n': `\n`, '\r': `\r`, '\t': `\t`, '\f': `\f`, '\v': `\v`, '\b': `\b`, '\a': `\a`, 0x1b: `\e`, '"': `\"`, '\\': `\\`,
}

// character shows one of a string; rest is what follows it.
func (p *printer) character(c rune, rest string, valid, unicodes bool) {
	short, known := escapes[c]
	switch {
	case !valid && c < 0x100:
		p.Put(fmt.Sprintf(`\x%02X`, c))
	case known:
		p.Put(short)
	case c == '#' && rest != "" && strings.IndexByte("{$@", rest[0]) >= 0:
		p.Put(`\#`)
	case c < utf8.RuneSelf && printable(c), unicodes && printable(c):
		p.Put(string(c))
	case unicodes && c > 0xffff:
		p.Put(fmt.Sprintf(`\u{%X}`, c))
	case unicodes:
		p.Put(fmt.Sprintf(`\u%04X`, c))
	case c < 0x100:
		p.Put(fmt.Sprintf(`\x%02X`, c))
	default:
		p.Put(fmt.Sprintf(`\x{%X}`, c))
	}
}

// printable tells what Ruby shows as it is.
func printable(r rune) bool { return unicode.IsGraphic(r) || unicode.In(r, unicode.Cf, unicode.Co) }

func (p *printer) symbol(n *graph.Node) {
	p.Put(":")
	if n.Kind == graph.Text && (simpleSymbol(n.Text) || oddSymbol(n.Text)) {
		p.Put(n.Text)
		return
	}
	p.quoted(n)
}

var operators = map[string]bool{
	"|": true, "^": true, "&": true, "<=>": true, "==": true, "===": true, "=~": true, ">": true, ">=": true,
	"<": true, "<=": true, "<<": true, ">>": true, "+": true, "-": true, "*": true, "/": true, "%": true,
	"**": true, "~": true, "+@": true, "-@": true, "[]": true, "[]=": true, "`": true, "!": true, "!=": true, "!~": true,
}

// simpleSymbol tells of a symbol that is shown without quotes.
func simpleSymbol(s string) bool {
	switch {
	case operators[s]:
		return true
	case strings.HasPrefix(s, "@@"):
		return identifier(s[2:])
	case strings.HasPrefix(s, "@"):
		return identifier(s[1:])
	case strings.HasPrefix(s, "$"):
		return globalName(s[1:])
	}
	if s != "" && strings.IndexByte("?!=", s[len(s)-1]) >= 0 {
		s = s[:len(s)-1]
	}
	return identifier(s)
}

// oddSymbol tells of the symbols with = at the end that Ruby shows without
// quotes although they are no names: those that begin with no letter and no
// operator, and have an odd number of it.
func oddSymbol(s string) bool {
	base := strings.TrimRight(s, "=")
	signs := len(s) - len(base)
	start := strings.TrimPrefix(base, "@")
	switch {
	case start != base:
		start = strings.TrimPrefix(start, "@")
	case base == "$":
		signs-- // $= is a name
	case base != "" && strings.IndexByte("<>=*+-|^&/%~`!\x00", base[0]) >= 0, strings.HasPrefix(base, "[]"):
		return false
	default:
		start = strings.TrimPrefix(base, "$")
	}
	return base != "" && signs > 0 && signs%2 == 1 && (start == "" || !identifier(firstRune(start))) && allPrintable(s)
}

func firstRune(s string) string {
	_, size := utf8.DecodeRuneInString(s)
	return s[:size]
}

func allPrintable(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r == utf8.RuneError || !printable(r) }) < 0
}

func globalName(s string) bool {
	digits := s != "" && strings.Trim(s, "0123456789") == ""
	special := len(s) == 1 && strings.Contains("~*$?!@/\\;,.=:<>\"&`'+", s)
	option := len(s) == 2 && s[0] == '-' && (s[1] == '_' || identifier(s[1:]) || '0' <= s[1] && s[1] <= '9')
	return digits || special || option || identifier(s)
}

func identifier(s string) bool {
	for i, r := range s {
		letter := r == '_' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || r >= utf8.RuneSelf && printable(r)
		if !letter && (i == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return s != ""
}
