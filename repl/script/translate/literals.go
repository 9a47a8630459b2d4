package translate

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// literal tells whether a text begins here, with its prefix and its quotes.
func (l *lexer) literal() (prefix, quote string, ok bool) {
	rest := l.src[l.pos:]
	i := 0
	for i < len(rest) && i < 3 && strings.IndexByte("uUbBrRfF", rest[i]) >= 0 {
		i++
	}
	if i >= len(rest) || rest[i] != '\'' && rest[i] != '"' || i == 3 {
		return "", "", false
	}
	quote = rest[i : i+1]
	if triple := strings.Repeat(quote, 3); strings.HasPrefix(rest[i:], triple) {
		quote = triple
	}
	return strings.ToLower(rest[:i]), quote, true
}

func (l *lexer) text(t token, prefix, quote string) error {
	if strings.Contains(prefix, "f") {
		return t.notSupported("f-strings")
	}
	raw := strings.Contains(prefix, "r")
	t.kind, t.bytes = text, strings.Contains(prefix, "b")
	l.pos += len(prefix) + len(quote)
	var b strings.Builder
	for {
		rest := l.src[l.pos:]
		switch {
		case strings.HasPrefix(rest, quote):
			l.pos += len(quote)
			t.value = b.String()
			l.add(t)
			return nil
		case rest == "" || rest[0] == '\n' && len(quote) == 1:
			e := t.errorf("SyntaxError", "unterminated string literal")
			e.unfinished = rest == "" && len(quote) == 3
			return e
		case rest[0] == '\\' && raw && len(rest) > 1:
			b.WriteString(rest[:2])
			l.skip(2)
		case rest[0] == '\\' && len(rest) > 1:
			if err := l.escape(&b, t); err != nil {
				return err
			}
		default:
			b.WriteByte(rest[0])
			l.skip(1)
		}
	}
}

// skip goes on, counting lines.
func (l *lexer) skip(n int) {
	for range n {
		if l.src[l.pos] == '\n' {
			l.line++
			l.bol = l.pos + 1
		}
		l.pos++
	}
}

var simpleEscapes = map[byte]byte{'\\': '\\', '\'': '\'', '"': '"', 'a': '\a', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t', 'v': '\v'}

// escape reads what a backslash begins.
func (l *lexer) escape(b *strings.Builder, t token) error {
	rest := l.src[l.pos:]
	c := rest[1]
	if x, ok := simpleEscapes[c]; ok {
		b.WriteByte(x)
		l.skip(2)
		return nil
	}
	switch {
	case c == '\n':
		l.skip(2)
		return nil
	case c >= '0' && c <= '7':
		n := 2
		for n < len(rest) && n < 4 && rest[n] >= '0' && rest[n] <= '7' {
			n++
		}
		v, _ := strconv.ParseUint(rest[1:n], 8, 16)
		l.skip(n)
		l.char(b, t, rune(v))
		return nil
	case c == 'N' && !t.bytes:
		return t.notSupported(`\N{...} in a string`)
	}
	digits := map[byte]int{'x': 2, 'u': 4, 'U': 8}[c]
	if digits == 0 || c != 'x' && t.bytes { // as in Python, no escape at all
		b.WriteString(rest[:2])
		l.skip(2)
		return nil
	}
	if len(rest) < 2+digits {
		return t.errorf("SyntaxError", `truncated \%c escape`, c)
	}
	v, err := strconv.ParseUint(rest[2:2+digits], 16, 32)
	if err != nil || v > utf8.MaxRune {
		return t.errorf("SyntaxError", `invalid \%c escape`, c)
	}
	l.skip(2 + digits)
	l.char(b, t, rune(v))
	return nil
}

func (l *lexer) char(b *strings.Builder, t token, c rune) {
	if t.bytes {
		b.WriteByte(byte(c))
		return
	}
	b.WriteRune(c)
}

// source writes a text as Starlark's literal.
func (t token) source() string {
	if t.kind != text {
		return t.text
	}
	var b strings.Builder
	if t.bytes {
		b.WriteByte('b')
	}
	b.WriteByte('"')
	for i := 0; i < len(t.value); i++ {
		switch c := t.value[i]; {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c < ' ' || c == 0x7f || t.bytes && c >= 0x80:
			if t.bytes || c < 0x80 {
				fmt.Fprintf(&b, `\x%02x`, c)
			}
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}
