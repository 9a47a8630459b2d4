package value

import (
	"fmt"
	"strings"

	"go.starlark.net/starlark"

	"sessh/repl/script/object"
)

// verb is one conversion of a format.
type verb struct {
	key             string
	named           bool
	flags           string
	width, decimals string
	letter          byte
}

// interpolate replaces the conversions of a format.
func (rt *Runtime) interpolate(format string, arg starlark.Value) (string, error) {
	values, isTuple := arg.(starlark.Tuple)
	if !isTuple {
		values = starlark.Tuple{arg}
	}
	used := 0
	next := func() (starlark.Value, error) {
		if used >= len(values) {
			return nil, object.Raise("TypeError", "not enough arguments for format string")
		}
		used++
		return values[used-1], nil
	}
	var b strings.Builder
	named := false
	for i := 0; i < len(format); i++ {
		if format[i] != '%' {
			b.WriteByte(format[i])
			continue
		}
		v, n, err := rt.verb(format[i:], next)
		if err != nil {
			return "", err
		}
		i += n - 1
		if v.letter == '%' {
			b.WriteByte('%')
			continue
		}
		x, err := rt.operand(v, arg, next)
		if err != nil {
			return "", err
		}
		named = named || v.named
		text, err := rt.conversion(v, x)
		if err != nil {
			return "", err
		}
		if err := rt.Made(2 * len(text)); err != nil {
			return "", err
		}
		b.WriteString(text)
	}
	if _, isMap := arg.(starlark.Mapping); !named && used < len(values) && !isMap {
		return "", object.Raise("TypeError", "not all arguments converted during string formatting")
	}
	return b.String(), nil
}

func (rt *Runtime) operand(v verb, arg starlark.Value, next func() (starlark.Value, error)) (starlark.Value, error) {
	if !v.named {
		return next()
	}
	m, ok := arg.(starlark.Mapping)
	if !ok {
		return nil, object.Raise("TypeError", "format requires a mapping")
	}
	x, found, err := m.Get(starlark.String(v.key))
	if err == nil && !found {
		err = object.KeyError(starlark.String(v.key))
	}
	return x, err
}

// verb reads one conversion and returns its length.
func (rt *Runtime) verb(s string, next func() (starlark.Value, error)) (v verb, n int, err error) {
	n = 1
	if n < len(s) && s[n] == '(' {
		end := strings.IndexByte(s[n:], ')')
		if end < 0 {
			return v, 0, object.Raise("ValueError", "incomplete format key")
		}
		v.key, v.named = s[n+1:n+end], true
		n += end + 1
	}
	run := func(set string) string {
		from := n
		for n < len(s) && strings.IndexByte(set, s[n]) >= 0 {
			n++
		}
		return s[from:n]
	}
	size := func() (string, error) {
		if n >= len(s) || s[n] != '*' {
			return run("0123456789"), nil
		}
		n++
		x, err := next()
		if err != nil {
			return "", err
		}
		k, err := starlark.AsInt32(x)
		if err != nil {
			return "", object.Raise("TypeError", "* wants int")
		}
		return fmt.Sprint(k), nil
	}
	v.flags = run("#0- +")
	if v.width, err = size(); err != nil {
		return v, 0, err
	}
	if n < len(s) && s[n] == '.' {
		n++
		if v.decimals, err = size(); err != nil {
			return v, 0, err
		}
		v.decimals = "." + v.decimals
	}
	run("hlL")
	if n >= len(s) {
		return v, 0, object.Raise("ValueError", "incomplete format")
	}
	v.letter = s[n]
	if len(v.width) > 4 || len(v.decimals) > 4 {
		return v, 0, object.Raise("OverflowError", "a width of %s%s is too large", v.width, v.decimals)
	}
	return v, n + 1, nil
}

func (rt *Runtime) conversion(v verb, x starlark.Value) (string, error) {
	spec := "%" + v.flags + v.width + v.decimals
	switch v.letter {
	case 's':
		text, err := rt.Text(x)
		return fmt.Sprintf(spec+"s", text), err
	case 'r', 'a':
		text, err := rt.Show(x)
		return fmt.Sprintf(spec+"s", text), err
	case 'd', 'i', 'u', 'x', 'X', 'o':
		n, err := starlark.NumberToInt(x)
		if err != nil {
			return "", object.Raise("TypeError", "%%%c format: a number is required, not %s", v.letter, object.TypeName(x))
		}
		letter := v.letter
		if letter == 'i' || letter == 'u' {
			letter = 'd'
		}
		return fmt.Sprintf(spec+string(letter), n.BigInt()), nil
	case 'e', 'E', 'f', 'F', 'g', 'G':
		f, ok := starlark.AsFloat(x)
		if !ok {
			return "", object.Raise("TypeError", "must be real number, not %s", object.TypeName(x))
		}
		if v.decimals == "" {
			spec += ".6"
		}
		return fmt.Sprintf(spec+string(v.letter), f), nil
	case 'c':
		if n, err := starlark.AsInt32(x); err == nil {
			return fmt.Sprintf(spec+"s", string(rune(n))), nil
		}
		return fmt.Sprintf(spec+"s", object.Str(x)), nil
	}
	return "", object.Raise("ValueError", "unsupported format character '%c'", v.letter)
}
