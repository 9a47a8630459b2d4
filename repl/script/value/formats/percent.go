package formats

import (
	"math"
	"strings"
	"unicode/utf8"

	"go.starlark.net/starlark"

	"sessh/repl/script/bounds"
	"sessh/repl/script/object"
	"sessh/repl/script/value/chars"
	"sessh/repl/script/value/number"
)

// Arguments are what is on the right of a % format.
type Arguments struct {
	Values []starlark.Value
	Named  func(name starlark.String) (starlark.Value, error) // nil: there are no names
	Rest   bool                                               // not all need be used
}

// percent is a % format that is being replaced.
type percent struct {
	g      *bounds.Guard
	forms  Forms
	format string
	i      int
	args   Arguments
	used   int
	mapped bool // a conversion had a name
	minus  bool // the width of the conversion was negative
}

// Percent replaces the conversions of a % format.
func Percent(g *bounds.Guard, v Forms, format string, args Arguments) (string, error) {
	p := &percent{g: g, forms: v, format: format, args: args}
	var t chars.Builder
	for p.i < len(format) {
		n := strings.IndexByte(format[p.i:], '%')
		if n < 0 {
			n = len(format) - p.i
		}
		if err := t.Add(g, format[p.i:p.i+n]); err != nil {
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
		if err := t.Add(g, text); err != nil {
			return "", err
		}
	}
	if p.used < len(p.args.Values) && !p.mapped && !args.Rest {
		return "", object.Raise("TypeError", "not all arguments converted during string formatting")
	}
	return t.String(), nil
}

func (p *percent) next() (starlark.Value, error) {
	if p.used >= len(p.args.Values) {
		return nil, object.Raise("TypeError", "not enough arguments for format string")
	}
	p.used++
	return p.args.Values[p.used-1], nil
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
		p.args.Values, p.used = []starlark.Value{x}, 0
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
	return v.convert(p.g, p.forms, x)
}

func printable(r rune) string {
	if r > 31 && r < 128 {
		return string(r)
	}
	return "?"
}

// key reads the name of a conversion, and returns its value.
func (p *percent) key() (starlark.Value, error) {
	if p.args.Named == nil {
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
				return p.args.Named(name)
			}
		}
	}
	return nil, object.Raise("ValueError", "incomplete format key")
}
