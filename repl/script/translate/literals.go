package translate

import (
	"math/big"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.starlark.net/syntax"
)

func isPrefix(text string) bool {
	switch text {
	case "", "u", "b", "r", "f", "ur", "br", "rb", "fr", "rf":
		return true
	}
	return false
}

// literal reports whether a string begins here, and returns its prefix and quotes.
func (l *lexer) literal() (prefix, quote string, ok bool) {
	rest := l.src[l.pos:]
	i := 0
	for i < len(rest) && i < 2 && strings.IndexByte("uUbBrRfF", rest[i]) >= 0 {
		i++
	}
	prefix = strings.ToLower(rest[:i])
	if i >= len(rest) || rest[i] != '\'' && rest[i] != '"' || !isPrefix(prefix) {
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
				f := formatted{at: t, raw: strings.Contains(prefix, "r"), src: t.text}
				if t.pieces, t.lacks = f.pieces(0); f.err != nil {
					return f.err
				}
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

var simpleEscapes = [256]byte{'\\': '\\', '\'': '\'', '"': '"', 'a': '\a', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t', 'v': '\v'}

// escape reads an escape sequence.
func (l *lexer) escape(b *strings.Builder, t *token) error {
	rest := l.src[l.pos:]
	c := rest[1]
	if x := simpleEscapes[c]; x != 0 {
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

// number reads a number.
func (l *lexer) number(t token) error {
	s := l.run(func(c rune) bool { return c == '_' || c == '.' || unicode.IsDigit(c) || unicode.IsLetter(c) })
	if first := strings.IndexByte(s, '.'); first >= 0 { // at a second point begins an attribute
		if second := strings.IndexByte(s[first+1:], '.'); second >= 0 {
			l.pos -= len(s) - first - 1 - second
			s = s[:first+1+second]
		}
	}
	low := strings.ToLower(s)
	if strings.HasSuffix(low, "e") && !strings.HasPrefix(low, "0x") && l.pos < len(l.src) && (l.src[l.pos] == '+' || l.src[l.pos] == '-') {
		l.pos++
		low += l.src[l.pos-1:l.pos] + l.run(digit)
	}
	t.kind = number
	low = strings.ReplaceAll(low, "_", "")
	if float, ok := strings.CutSuffix(low, "j"); ok && isFloat(float) {
		t.lacks, t.text = "complex numbers", low
		return l.add(t)
	}
	var long bool // Python 2
	if t.text, long = strings.CutSuffix(low, "l"); len(t.text) > 1 && t.text[0] == '0' && strings.Trim(t.text, "01234567") == "" {
		t.text = "0o" + t.text
	}
	if kind, _, ok := parseNumber(t.text); !ok || long && kind != syntax.INT {
		return t.errorf("SyntaxError", "invalid number %s", s)
	}
	return l.add(t)
}

// parseNumber returns the kind and the value of a literal.
func parseNumber(s string) (kind syntax.Token, value any, ok bool) {
	if isFloat(s) && strings.ContainsAny(s, ".e") {
		f, _ := strconv.ParseFloat(s, 64) // infinite if it is too large
		return syntax.FLOAT, f, true
	}
	n, ok := new(big.Int).SetString(s, 0)
	if !ok || !isInteger(s) {
		return syntax.INT, nil, false
	}
	if n.IsInt64() {
		return syntax.INT, n.Int64(), true
	}
	return syntax.INT, n, true
}

func isInteger(s string) bool {
	digits := "0123456789"
	if len(s) > 1 && s[0] == '0' {
		var ok bool
		if digits, ok = map[byte]string{'x': "0123456789abcdef", 'o': "01234567", 'b': "01"}[s[1]]; !ok {
			return false
		}
		s = s[2:]
	}
	return s != "" && strings.Trim(s, digits) == ""
}

// isFloat reports whether s is digits with a point or an exponent, or both, or
// neither.
func isFloat(s string) bool {
	mantissa, exponent, has := strings.Cut(s, "e")
	if has {
		exponent = strings.TrimLeft(exponent, "+-")
		if exponent == "" || strings.Trim(exponent, "0123456789") != "" {
			return false
		}
	}
	before, after, _ := strings.Cut(mantissa, ".")
	return before+after != "" && strings.Trim(before+after, "0123456789") == ""
}
