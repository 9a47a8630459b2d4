package translate

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

var prefixes = map[string]bool{"": true, "u": true, "b": true, "r": true, "f": true, "ur": true, "br": true, "rb": true, "fr": true, "rf": true}

// literal reports whether a string begins here, and returns its prefix and quotes.
func (l *lexer) literal() (prefix, quote string, ok bool) {
	rest := l.src[l.pos:]
	i := 0
	for i < len(rest) && i < 2 && strings.IndexByte("uUbBrRfF", rest[i]) >= 0 {
		i++
	}
	prefix = strings.ToLower(rest[:i])
	if i >= len(rest) || rest[i] != '\'' && rest[i] != '"' || !prefixes[prefix] {
		return "", "", false
	}
	quote = rest[i : i+1]
	if triple := strings.Repeat(quote, 3); strings.HasPrefix(rest[i:], triple) {
		quote = triple
	}
	return prefix, quote, true
}

func (l *lexer) text(t token, prefix, quote string) error {
	from := l.pos
	raw := strings.ContainsAny(prefix, "rf")
	t.kind, t.bytes = text, strings.Contains(prefix, "b")
	l.pos += len(prefix) + len(quote)
	var b strings.Builder
	for {
		rest := l.src[l.pos:]
		switch {
		case strings.HasPrefix(rest, quote):
			l.pos += len(quote)
			t.text = b.String()
			if strings.Contains(prefix, "f") {
				t.lacks = "f-strings"
			}
			return l.add(t)
		case rest == "" || rest[0] == '\n' && len(quote) == 1:
			e := t.errorf("SyntaxError", "unterminated string literal")
			if rest == "" && len(quote) == 3 {
				e.completed = l.closed(from)
			}
			return e
		case rest[0] == '\\' && raw && len(rest) > 1:
			l.copy(&b, 2)
		case rest[0] == '\\' && len(rest) > 1:
			if err := l.escape(&b, &t); err != nil {
				return err
			}
		default:
			l.copy(&b, 1)
		}
	}
}

// closed returns the source with an empty string in place of the one that begins
// at from and is never closed.
func (l *lexer) closed(from int) []string {
	if len(l.open) > 0 {
		return []string{l.src[:l.first] + pair(l.open[0].text)}
	}
	return []string{l.src[:from] + "''"}
}

// copy adds the next n bytes to a string as they are.
func (l *lexer) copy(b *strings.Builder, n int) {
	b.WriteString(l.src[l.pos : l.pos+n])
	l.skip(n)
}

// skip advances n bytes and counts lines.
func (l *lexer) skip(n int) {
	for range n {
		l.pos++
		if l.src[l.pos-1] == '\n' {
			l.newline()
		}
	}
}

var simpleEscapes = map[byte]byte{'\\': '\\', '\'': '\'', '"': '"', 'a': '\a', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t', 'v': '\v'}

// escape reads an escape sequence.
func (l *lexer) escape(b *strings.Builder, t *token) error {
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
		t.char(b, rune(v))
		return nil
	case c == 'N' && !t.bytes:
		t.lacks = `\N{...} in a string`
	}
	digits := map[byte]int{'x': 2, 'u': 4, 'U': 8}[c]
	if digits == 0 || c != 'x' && t.bytes { // in Python, too, no escape sequence
		l.copy(b, 2)
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
	t.char(b, rune(v))
	return nil
}

func (t *token) char(b *strings.Builder, c rune) {
	switch {
	case t.bytes:
		b.WriteByte(byte(c))
		return
	case c >= 0xd800 && c < 0xe000:
		t.lacks = "halves of surrogate pairs in a string"
	}
	b.WriteRune(c)
}
