package translate

import (
	"math/big"
	"strconv"
	"strings"
	"unicode"

	"go.starlark.net/syntax"
)

// number reads a number.
func (l *lexer) number(t token) error {
	s := l.run(func(c rune) bool { return c == '_' || c == '.' || unicode.IsDigit(c) || unicode.IsLetter(c) })
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
