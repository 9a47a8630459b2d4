package script

import (
	"fmt"
	"strings"

	"go.starlark.net/starlark"
)

// format marks a literal that is formatted; see [Interp.operate].
func (in *Interp) format(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	return args[0], nil
}

// verb is one conversion of a format.
type verb struct {
	key             string
	named           bool
	flags           string
	width, decimals string
	letter          byte
}

// interpolate replaces the conversions of a format.
func (in *Interp) interpolate(format string, arg starlark.Value) (string, error) {
	values, isTuple := arg.(starlark.Tuple)
	if !isTuple {
		values = starlark.Tuple{arg}
	}
	used := 0
	next := func() (starlark.Value, error) {
		if used >= len(values) {
			return nil, in.raise("TypeError", "not enough arguments for format string")
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
		v, n, err := in.verb(format[i:], next)
		if err != nil {
			return "", err
		}
		i += n - 1
		if v.letter == '%' {
			b.WriteByte('%')
			continue
		}
		x, err := in.operand(v, arg, next)
		if err != nil {
			return "", err
		}
		named = named || v.named
		text, err := in.conversion(v, x)
		if err != nil {
			return "", err
		}
		if err := in.made(2 * len(text)); err != nil {
			return "", err
		}
		b.WriteString(text)
	}
	if _, isMap := arg.(starlark.Mapping); !named && used < len(values) && !isMap {
		return "", in.raise("TypeError", "not all arguments converted during string formatting")
	}
	return b.String(), nil
}

func (in *Interp) operand(v verb, arg starlark.Value, next func() (starlark.Value, error)) (starlark.Value, error) {
	if !v.named {
		return next()
	}
	m, ok := arg.(starlark.Mapping)
	if !ok {
		return nil, in.raise("TypeError", "format requires a mapping")
	}
	x, found, err := m.Get(starlark.String(v.key))
	if err == nil && !found {
		err = in.keyError(starlark.String(v.key))
	}
	return x, err
}

// verb reads one conversion, and tells how long it is.
func (in *Interp) verb(s string, next func() (starlark.Value, error)) (v verb, n int, err error) {
	n = 1
	if n < len(s) && s[n] == '(' {
		end := strings.IndexByte(s[n:], ')')
		if end < 0 {
			return v, 0, in.raise("ValueError", "incomplete format key")
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
			return "", in.raise("TypeError", "* wants int")
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
		return v, 0, in.raise("ValueError", "incomplete format")
	}
	v.letter = s[n]
	if len(v.width) > 4 || len(v.decimals) > 4 {
		return v, 0, in.raise("OverflowError", "a width of %s%s is too large", v.width, v.decimals)
	}
	return v, n + 1, nil
}

func (in *Interp) conversion(v verb, x starlark.Value) (string, error) {
	spec := "%" + v.flags + v.width + v.decimals
	switch v.letter {
	case 's':
		text, err := in.text(x)
		return fmt.Sprintf(spec+"s", text), err
	case 'r', 'a':
		text, err := in.show(x, python3)
		return fmt.Sprintf(spec+"s", text), err
	case 'd', 'i', 'u', 'x', 'X', 'o':
		n, err := starlark.NumberToInt(x)
		if err != nil {
			return "", in.raise("TypeError", "%%%c format: a number is required, not %s", v.letter, typeName(x))
		}
		letter := v.letter
		if letter == 'i' || letter == 'u' {
			letter = 'd'
		}
		return fmt.Sprintf(spec+string(letter), n.BigInt()), nil
	case 'e', 'E', 'f', 'F', 'g', 'G':
		f, ok := starlark.AsFloat(x)
		if !ok {
			return "", in.raise("TypeError", "must be real number, not %s", typeName(x))
		}
		if v.decimals == "" {
			spec += ".6"
		}
		return fmt.Sprintf(spec+string(v.letter), f), nil
	case 'c':
		if n, err := starlark.AsInt32(x); err == nil {
			return fmt.Sprintf(spec+"s", string(rune(n))), nil
		}
		return fmt.Sprintf(spec+"s", str(x)), nil
	}
	return "", in.raise("ValueError", "unsupported format character '%c'", v.letter)
}
