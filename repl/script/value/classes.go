package value

import (
	"math"
	"math/big"
	"strconv"
	"strings"
	"unicode"

	"go.starlark.net/starlark"

	"sessh/repl/script/object"
)

// constructors make the values of the built-in classes.
var constructors = map[string]function{
	"bool": {"p0-1", func(c *call) (starlark.Value, error) {
		if c.a[0] == nil {
			return starlark.False, nil
		}
		ok, err := c.Truth(c.a[0])
		return starlark.Bool(ok), err
	}},
	"int": {"*", newInt}, "float": {"p0-1", newFloat}, "str": {"k0-3 object encoding errors", newStr}, "bytes": {"k0-3 source encoding errors", newBytes},
	"list": {"p0-1", func(c *call) (starlark.Value, error) {
		values, err := c.optional(0)
		return c.NewList(values), err
	}},
	"tuple": {"p0-1", func(c *call) (starlark.Value, error) {
		if t, ok := c.a[0].(starlark.Tuple); ok {
			return t, nil
		}
		values, err := c.optional(0)
		return starlark.Tuple(values), err
	}},
	"set": {"p0-1", func(c *call) (starlark.Value, error) {
		s := c.emptySet(false)
		if c.a[0] == nil {
			return s, nil
		}
		return s, s.addAll(c.a[0])
	}},
	"frozenset": {"p0-1", func(c *call) (starlark.Value, error) {
		s := c.emptySet(true)
		if o, ok := c.a[0].(*Set); ok && o.frozen {
			return o, nil
		}
		if c.a[0] == nil {
			return s, nil
		}
		return s, s.addAll(c.a[0])
	}},
	"dict": {"*", func(c *call) (starlark.Value, error) { return c.DictOf(nil, c.a, c.kwargs) }},
	"range": {"*", func(c *call) (starlark.Value, error) {
		if len(c.kwargs) > 0 {
			return nil, object.Raise("TypeError", "range() takes no keyword arguments")
		}
		return c.newRange(c)
	}},
	"type": {"*", func(c *call) (starlark.Value, error) {
		if len(c.a) == 3 {
			return nil, object.NotSupported("the class type with three arguments")
		}
		if len(c.a) != 1 {
			return nil, object.Raise("TypeError", "type() takes 1 or 3 arguments")
		}
		return c.ClassOf(c.a[0]), nil
	}},
	"enumerate": {"k1-2 iterable start", enumerate}, "reversed": {"p1-1", reversed}, "zip": {"*", zip}, "map": {"p2-", mapped}, "filter": {"p2-2", filtered},
}

// optional returns the values of an argument that may be missing.
func (c *call) optional(i int) ([]starlark.Value, error) {
	if c.a[i] == nil {
		return nil, nil
	}
	return c.Values(c.a[i])
}

// defineClasses makes the classes of the built-in values.
func (rt *Runtime) defineClasses() {
	rt.Classes = map[string]*object.Class{"object": object.Object}
	define := func(name string, base *object.Class) *object.Class {
		c := object.NewClass("", name, base)
		c.Method = func(method string) starlark.Value {
			if v := rt.unbound(name, method); v != nil {
				return v
			}
			return nil
		}
		rt.Classes[name] = c
		return c
	}
	for _, name := range []string{"NoneType", "function", "module", "builtin_function_or_method", "method", "dict_keys", "dict_values", "dict_items", "generator"} {
		define(name, object.Object)
	}
	for name, fn := range constructors {
		if name == "bool" {
			continue
		}
		define(name, object.Object)
		rt.construct(rt.Classes[name], fn)
	}
	rt.construct(define("bool", rt.Classes["int"]), constructors["bool"])
}

func (rt *Runtime) construct(c *object.Class, fn function) {
	c.New = func(_ *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		return rt.invoke("", c.Name(), fn, nil, args, kwargs)
	}
}

// DictOf is dict(...).
func (rt *Runtime) DictOf(_ *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	items, err := rt.pairs("dict", args, kwargs)
	if err != nil {
		return nil, err
	}
	d := rt.NewDict()
	return d, d.update(items)
}

func newStr(c *call) (starlark.Value, error) {
	if err := c.texts(1); err != nil {
		return nil, err
	}
	if c.a[1] != nil || c.a[2] != nil {
		b, ok := c.a[0].(starlark.Bytes)
		switch {
		case ok:
			codec, errors, err := c.coding(1)
			if err != nil {
				return nil, err
			}
			return c.decoded(string(b), codec, errors)
		case c.a[0] == nil:
			return starlark.String(""), nil
		}
		if _, isText := c.a[0].(starlark.String); isText {
			return nil, object.Raise("TypeError", "decoding str is not supported")
		}
		return nil, object.Raise("TypeError", "decoding to str: need a bytes-like object, %s found", object.TypeName(c.a[0]))
	}
	if c.a[0] == nil {
		return starlark.String(""), nil
	}
	text, err := c.Text(c.a[0])
	return starlark.String(text), err
}

func newBytes(c *call) (starlark.Value, error) {
	if err := c.texts(1); err != nil {
		return nil, err
	}
	v := c.a[0]
	if s, ok := v.(starlark.String); ok {
		if c.a[1] == nil {
			return nil, object.Raise("TypeError", "string argument without an encoding")
		}
		codec, errors, err := c.coding(1)
		if err != nil {
			return nil, err
		}
		return c.encoded(string(s), codec, errors)
	}
	if c.a[1] != nil {
		return nil, object.Raise("TypeError", "encoding without a string argument")
	}
	if c.a[2] != nil {
		return nil, object.Raise("TypeError", "errors without a string argument")
	}
	if v == nil {
		return starlark.Bytes(""), nil
	}
	if b, ok := v.(starlark.Bytes); ok {
		return b, nil
	}
	if _, ok := integer(v); ok {
		n, err := c.toIndex(v)
		if err != nil {
			return nil, object.Raise("OverflowError", "cannot fit 'int' into an index-sized integer")
		}
		if n < 0 {
			return nil, object.Raise("ValueError", "negative count")
		}
		if err := c.Made(n); err != nil {
			return nil, err
		}
		return starlark.Bytes(strings.Repeat("\x00", n)), nil
	}
	if _, err := c.Iter(v); err != nil {
		return nil, object.Raise("TypeError", "cannot convert '%s' object to bytes", object.TypeName(v))
	}
	var out []byte
	err := c.ask(v, func(x starlark.Value) (bool, error) {
		n, ok := integer(x)
		if !ok {
			return false, object.Raise("TypeError", "'%s' object cannot be interpreted as an integer", object.TypeName(x))
		}
		b, ok := n.Int64()
		if !ok || b < 0 || b > 255 {
			return false, object.Raise("ValueError", "bytes must be in range(0, 256)")
		}
		out = append(out, byte(b))
		return true, c.Grow(len(out))
	})
	return starlark.Bytes(out), err
}

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
		case isSpace(r):
			return ' '
		case isDecimal(r):
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
	s = strings.TrimFunc(asciiDigits(s), isSpace)
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
	s = strings.ToLower(strings.TrimFunc(asciiDigits(s), isSpace))
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
