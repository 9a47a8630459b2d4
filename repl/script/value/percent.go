package value

import (
	"math"
	"strings"
	"unicode/utf8"

	"go.starlark.net/starlark"

	"sessh/repl/script/object"
	"sessh/repl/script/value/chars"
	"sessh/repl/script/value/number"
)

// percent is a % format that is being replaced.
type percent struct {
	rt     *Runtime
	format string
	i      int
	arg    starlark.Value
	values []starlark.Value
	used   int
	mapped bool // a conversion had a name
	single bool // the argument is no tuple
	minus  bool // the width of the conversion was negative
}

// interpolate replaces the conversions of a format.
func (rt *Runtime) interpolate(format string, arg starlark.Value) (string, error) {
	values, isTuple := arg.(starlark.Tuple)
	if !isTuple {
		values = starlark.Tuple{arg}
	}
	p := &percent{rt: rt, format: format, arg: arg, values: values, single: !isTuple}
	var t chars.Builder
	for p.i < len(format) {
		n := strings.IndexByte(format[p.i:], '%')
		if n < 0 {
			n = len(format) - p.i
		}
		if err := t.Add(rt.Guard, format[p.i:p.i+n]); err != nil {
			return "", err
		}
		if p.i += n; p.i == len(format) {
			break
		}
		p.i++
		text, err := p.conversion()
		if err != nil {
			return "", err
		}
		if err := t.Add(rt.Guard, text); err != nil {
			return "", err
		}
	}
	if p.used < len(p.values) && !p.mapped && !(p.single && isMapping(arg)) {
		return "", object.Raise("TypeError", "not all arguments converted during string formatting")
	}
	return t.String(), nil
}

// isMapping reports whether an argument may have more than a format takes.
func isMapping(v starlark.Value) bool {
	switch v := v.(type) {
	case *Dict, *List, starlark.Bytes, *Range:
		return true
	case Custom:
		return v.Special("__getitem__") != nil
	}
	return false
}

func (p *percent) next() (starlark.Value, error) {
	if p.used >= len(p.values) {
		return nil, object.Raise("TypeError", "not enough arguments for format string")
	}
	p.used++
	return p.values[p.used-1], nil
}

// number reads a width or a precision: digits or a star.
func (p *percent) number(what string) (int, error) {
	if !strings.HasPrefix(p.format[p.i:], "*") {
		n, rest, err := digitsOf(p.format[p.i:])
		if err != nil {
			return 0, object.Raise("ValueError", "%s too big", what)
		}
		p.i = len(p.format) - len(rest)
		return n, nil
	}
	p.i++
	v, err := p.next()
	if err != nil {
		return 0, err
	}
	n, ok := number.Integer(v)
	if !ok {
		return 0, object.Raise("TypeError", "* wants int")
	}
	i, ok := n.Int64()
	switch {
	case what == "width" && !ok:
		return 0, object.Raise("OverflowError", "Python int too large to convert to C ssize_t")
	case what == "precision" && (!ok || i > math.MaxInt32 || i < math.MinInt32):
		return 0, object.Raise("OverflowError", "Python int too large to convert to C int")
	}
	if i < 0 && what == "width" {
		p.left(&i)
	}
	return int(max(i, 0)), nil
}

// left is what a negative width means.
func (p *percent) left(width *int64) {
	*width = -*width
	p.minus = true
}

func (p *percent) conversion() (string, error) {
	v := verb{spec: spec{fill: " ", precision: -1}}
	p.minus = false
	if strings.HasPrefix(p.format[p.i:], "%") {
		p.i++
		return "%", nil
	}
	if strings.HasPrefix(p.format[p.i:], "(") {
		x, err := p.key()
		if err != nil {
			return "", err
		}
		p.values, p.used = []starlark.Value{x}, 0
	}
	for p.i < len(p.format) && strings.IndexByte("#0- +", p.format[p.i]) >= 0 {
		v.flags += p.format[p.i : p.i+1]
		p.i++
	}
	width, err := p.number("width")
	if err != nil {
		return "", err
	}
	v.spec.width = max(width, 0)
	if strings.HasPrefix(p.format[p.i:], ".") {
		p.i++
		if v.spec.precision, err = p.number("precision"); err != nil {
			return "", err
		}
		v.spec.precision = max(v.spec.precision, 0)
	}
	if p.i < len(p.format) && strings.IndexByte("hlL", p.format[p.i]) >= 0 {
		p.i++
	}
	if p.i >= len(p.format) {
		return "", object.Raise("ValueError", "incomplete format")
	}
	letter, size := utf8.DecodeRuneInString(p.format[p.i:])
	at := p.i
	p.i += size
	x, err := p.next()
	if err != nil {
		return "", err
	}
	if !strings.ContainsRune("srdiuoxXeEfFgGca", letter) {
		return "", object.Raise("ValueError", "unsupported format character '%s' (0x%x) at index %d", printable(letter), letter, utf8.RuneCountInString(p.format[:at]))
	}
	v.letter = letter
	switch {
	case p.minus || strings.Contains(v.flags, "-"):
		v.spec.align = '<'
	case strings.Contains(v.flags, "0") && strings.ContainsRune("diuoxXeEfFgG", letter):
		v.spec.fill, v.spec.zero = "0", true
	}
	switch {
	case strings.Contains(v.flags, "+"):
		v.spec.sign = '+'
	case strings.Contains(v.flags, " "):
		v.spec.sign = ' '
	}
	v.spec.alternate = strings.Contains(v.flags, "#")
	return p.rt.verb(v, x)
}

func printable(r rune) string {
	if r > 31 && r < 128 {
		return string(r)
	}
	return "?"
}

// key reads the name of a conversion, and returns its value.
func (p *percent) key() (starlark.Value, error) {
	m, ok := p.arg.(*Dict)
	if !ok {
		if _, isTuple := p.arg.(starlark.Tuple); !isTuple && isMapping(p.arg) {
			return nil, object.NotSupported("% of a name in a " + object.TypeName(p.arg))
		}
		return nil, object.Raise("TypeError", "format requires a mapping")
	}
	depth, from := 0, p.i+1
	for ; p.i < len(p.format); p.i++ {
		switch p.format[p.i] {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				name := starlark.String(p.format[from:p.i])
				p.i++
				p.mapped = true
				v, ok, err := m.find(name)
				if err == nil && !ok {
					err = object.KeyError(name)
				}
				return v, err
			}
		}
	}
	return nil, object.Raise("ValueError", "incomplete format key")
}
