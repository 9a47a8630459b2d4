package number

import (
	"math"
	"math/big"
	"strconv"
	"strings"
	"unicode"

	"go.starlark.net/starlark"

	"sessh/repl/script/object"
	"sessh/repl/script/value/chars"
)

// Truncate is int(f).
func Truncate(f float64) (starlark.Int, error) {
	switch {
	case math.IsNaN(f):
		return starlark.Int{}, object.Raise("ValueError", "cannot convert float NaN to integer")
	case math.IsInf(f, 0):
		return starlark.Int{}, object.Raise("OverflowError", "cannot convert float infinity to integer")
	}
	n, _ := Integral(math.Trunc(f))
	return n, nil
}

// asciiDigits replaces the decimal digits of all scripts by those of ASCII, and white space
// by blanks.
func asciiDigits(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r < unicode.MaxASCII:
			return r
		case chars.IsSpace(r):
			return ' '
		case chars.IsDecimal(r):
			for _, t := range unicode.Nd.R16 {
				if r >= rune(t.Lo) && r <= rune(t.Hi) {
					return '0' + (r-rune(t.Lo))%10
				}
			}
			for _, t := range unicode.Nd.R32 {
				if r >= rune(t.Lo) && r <= rune(t.Hi) {
					return '0' + (r-rune(t.Lo))%10
				}
			}
		}
		return r
	}, s)
}

// ParseInt reads an integer as int does.
func ParseInt(s string, base int) (*big.Int, bool, error) {
	s = strings.TrimFunc(asciiDigits(s), chars.IsSpace)
	sign := ""
	if s != "" && (s[0] == '+' || s[0] == '-') {
		sign, s = s[:1], s[1:]
	}
	prefix := 0
	if len(s) > 1 && s[0] == '0' {
		prefix = map[byte]int{'x': 16, 'o': 8, 'b': 2}[s[1]|0x20]
	}
	switch {
	case prefix > 0 && (base == prefix || base == 0):
		base = prefix
		s = strings.TrimPrefix(s[2:], "_")
	case base == 0:
		base = 10
		if len(s) > 1 && s[0] == '0' && strings.Trim(s, "0_") != "" {
			return nil, false, nil
		}
	}
	if s == "" || s[0] == '_' || s[len(s)-1] == '_' || strings.Contains(s, "__") || strings.ContainsAny(s, "+-") {
		return nil, false, nil
	}
	s = strings.ReplaceAll(s, "_", "")
	if base&(base-1) != 0 && len(s) > maxDigits {
		return nil, false, object.TooManyDigitsIn(len(s))
	}
	if len(s) > maxBits {
		return nil, false, tooLarge()
	}
	n, ok := new(big.Int).SetString(sign+s, base)
	return n, ok, nil
}

// ParseFloat reads a float as float does.
func ParseFloat(s string) (float64, bool) {
	s = strings.ToLower(strings.TrimFunc(asciiDigits(s), chars.IsSpace))
	bare := strings.TrimLeft(s, "+-")
	switch bare {
	case "inf", "infinity", "nan":
		if len(s)-len(bare) > 1 {
			return 0, false
		}
	default:
		if bare == "" || strings.Trim(bare, "0123456789.e+-_") != "" {
			return 0, false
		}
		for i := range len(s) {
			if s[i] == '_' && (i == 0 || i == len(s)-1 || !isASCIIDigit(s[i-1]) || !isASCIIDigit(s[i+1])) {
				return 0, false
			}
		}
		s = strings.ReplaceAll(s, "_", "")
	}
	f, err := strconv.ParseFloat(s, 64)
	return f, err == nil || math.IsInf(f, 0)
}

func isASCIIDigit(c byte) bool { return c >= '0' && c <= '9' }
