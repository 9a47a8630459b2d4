package translate

import (
	"math/big"
	"strconv"
	"strings"
	"unicode"
)

// number reads a number, and writes it in the way of Starlark.
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
	var ok bool
	if t.text, ok = decimal(low); !ok {
		return t.errorf("SyntaxError", "invalid number %s", s)
	}
	return l.add(t)
}

// decimal is a number as Starlark writes it.
func decimal(s string) (string, bool) {
	if whole, ok := strings.CutSuffix(s, "l"); ok { // Python 2
		s = whole
	} else if isFloat(s) && strings.ContainsAny(s, ".e") {
		if _, err := strconv.ParseFloat(s, 64); err != nil { // infinite in Python, refused by Starlark
			return "(1e308*10.0)", true
		}
		return s, true
	}
	if len(s) > 1 && s[0] == '0' && strings.Trim(s, "01234567") == "" {
		s = "0o" + s
	}
	if len(s) > 2 && s[0] == '0' && (s[1] == 'o' || s[1] == 'b') && len(s) > 20 { // Starlark reads 63 bits
		n, ok := new(big.Int).SetString(s, 0)
		if !ok {
			return s, false
		}
		return n.String(), true
	}
	return s, isInteger(s)
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
