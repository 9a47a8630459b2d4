package value

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

// truncated is int(f).
func truncated(f float64) (starlark.Int, error) {
	switch {
	case math.IsNaN(f):
		return starlark.Int{}, object.Raise("ValueError", "cannot convert float NaN to integer")
	case math.IsInf(f, 0):
		return starlark.Int{}, object.Raise("OverflowError", "cannot convert float infinity to integer")
	}
	n, _ := integral(math.Trunc(f))
	return n, nil
}

func newInt(c *call) (starlark.Value, error) {
	base := c.option("base")
	if err := c.unknownTo("int"); err != nil {
		return nil, err
	}
	switch {
	case len(c.a) > 2 || len(c.a) == 2 && base != nil:
		return nil, object.Raise("TypeError", "int() takes at most 2 arguments (%d given)", len(c.a))
	case len(c.a) == 2:
		base = c.a[1]
	case len(c.a) == 0 && base != nil:
		return nil, object.Raise("TypeError", "int() missing string argument")
	case len(c.a) == 0:
		return starlark.MakeInt(0), nil
	}
	v := c.a[0]
	text, isText := textOf(v)
	if base == nil {
		if n, ok := integer(v); ok {
			return n, nil
		}
		if f, ok := v.(starlark.Float); ok {
			return truncated(float64(f))
		}
		if x, ok, err := c.special(v, "__int__"); ok {
			return x, err
		}
		if !isText {
			return nil, object.Raise("TypeError", "int() argument must be a string, a bytes-like object or a real number, not '%s'", object.TypeName(v))
		}
		base = starlark.MakeInt(10)
	}
	if n, ok := integer(base); ok && !small(n) {
		base = starlark.MakeInt(1)
	}
	k, err := c.toIndex(base)
	if err != nil {
		return nil, err
	}
	if k != 0 && k < 2 || k > 36 {
		return nil, object.Raise("ValueError", "int() base must be >= 2 and <= 36, or 0")
	}
	if !isText {
		return nil, object.Raise("TypeError", "int() can't convert non-string with explicit base")
	}
	if err := c.Took(len(text)); err != nil {
		return nil, err
	}
	n, ok, err := parseInt(text, k)
	if err != nil {
		return nil, err
	}
	if !ok {
		shown, err := c.Show(v)
		if err != nil {
			return nil, err
		}
		return nil, object.Raise("ValueError", "invalid literal for int() with base %d: %s", k, shown)
	}
	return starlark.MakeBigInt(n), nil
}

func (c *call) unknownTo(name string) error {
	if len(c.kwargs) == 0 {
		return nil
	}
	return object.Raise("TypeError", "'%s' is an invalid keyword argument for %s()", string(c.kwargs[0][0].(starlark.String)), name)
}

func textOf(v starlark.Value) (string, bool) {
	switch v := v.(type) {
	case starlark.String:
		return string(v), true
	case starlark.Bytes:
		return string(v), true
	}
	return "", false
}

// ascii replaces the decimal digits of all scripts by those of ASCII, and white space
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

// parseInt reads an integer as int does.
func parseInt(s string, base int) (*big.Int, bool, error) {
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

func newFloat(c *call) (starlark.Value, error) {
	if c.a[0] == nil {
		return starlark.Float(0), nil
	}
	v := c.a[0]
	if f, ok, err := floating(v); ok {
		return starlark.Float(f), err
	}
	if x, ok, err := c.special(v, "__float__"); ok {
		return x, err
	}
	text, ok := textOf(v)
	if !ok {
		return nil, object.Raise("TypeError", "float() argument must be a string or a real number, not '%s'", object.TypeName(v))
	}
	if err := c.Took(len(text)); err != nil {
		return nil, err
	}
	if f, ok := parseFloat(text); ok {
		if math.IsNaN(f) {
			f = c.newNaN()
		}
		return starlark.Float(f), nil
	}
	shown, err := c.Show(v)
	if err != nil {
		return nil, err
	}
	return nil, object.Raise("ValueError", "could not convert string to float: %s", shown)
}

func parseFloat(s string) (float64, bool) {
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

// intMethods and floatMethods are the methods of numbers.
var intMethods = map[string]function{
	"bit_length": {"0", func(c *call) (starlark.Value, error) {
		n, _ := integer(c.self)
		return starlark.MakeInt(n.BigInt().BitLen()), nil
	}},
	"bit_count": {"0", func(c *call) (starlark.Value, error) {
		n, _ := integer(c.self)
		return starlark.MakeInt(strings.Count(new(big.Int).Abs(n.BigInt()).Text(2), "1")), nil
	}},
	"conjugate": {"0", func(c *call) (starlark.Value, error) { n, _ := integer(c.self); return n, nil }},
}

var floatMethods = map[string]function{
	"is_integer": {"0", func(c *call) (starlark.Value, error) {
		_, ok := integral(float64(c.self.(starlark.Float)))
		return starlark.Bool(ok), nil
	}},
	"conjugate": {"0", func(c *call) (starlark.Value, error) { return c.self, nil }},
}
