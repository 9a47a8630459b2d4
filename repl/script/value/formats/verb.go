package formats

import (
	"strings"
	"unicode/utf8"

	"go.starlark.net/starlark"

	"sessh/repl/script/bounds"
	"sessh/repl/script/object"
	"sessh/repl/script/value/chars"
	"sessh/repl/script/value/number"
)

// verb is one conversion of a % format.
type verb struct {
	flags  string
	spec   spec
	letter rune
}

// convert converts a value.
func (v verb) convert(g *bounds.Guard, of Forms, x starlark.Value) (string, error) {
	f := v.spec
	switch v.letter {
	case 's', 'r', 'a':
		text, err := of.Converted(x, byte(v.letter))
		if err != nil {
			return "", err
		}
		if f.precision >= 0 && f.precision < len(text) {
			text = text[:chars.Offset(text, f.precision)]
		}
		return padTo(g, f, text, '>')
	case 'c':
		return character(g, f, x)
	case 'e', 'E', 'f', 'F', 'g', 'G':
		n, ok, err := number.Float(x)
		if err != nil {
			return "", err
		}
		if !ok {
			return "", object.Raise("TypeError", "must be real number, not %s", object.TypeName(x))
		}
		f.kind = v.letter
		return formatFloat(g, f, n)
	}
	n, ok := number.Integer(x)
	decimal := strings.ContainsRune("diu", v.letter)
	if !ok {
		fl, isFloat := x.(starlark.Float)
		switch {
		case isFloat && decimal:
			var err error
			if n, err = number.Truncate(float64(fl)); err != nil {
				return "", err
			}
		case decimal:
			return "", object.Raise("TypeError", "%%%c format: a real number is required, not %s", v.letter, object.TypeName(x))
		default:
			return "", object.Raise("TypeError", "%%%c format: an integer is required, not %s", v.letter, object.TypeName(x))
		}
	}
	f.kind = v.letter
	if decimal {
		f.kind, f.alternate = 'd', false
	}
	places := f.precision
	f.precision = -1
	if places < 0 {
		return formatInt(g, f, n)
	}
	return widened(g, f, n, places)
}

// widened formats an integer with at least so many digits.
func widened(g *bounds.Guard, f spec, n starlark.Int, places int) (string, error) {
	bare := spec{fill: " ", precision: -1, kind: f.kind}
	negative := n.Sign() < 0
	if negative {
		n = starlark.MakeInt(0).Sub(n)
	}
	digits, err := formatInt(g, bare, n)
	if err != nil {
		return "", err
	}
	if len(digits) < places {
		if digits, err = chars.Pad(g, digits, "0", places-len(digits), 0); err != nil {
			return "", err
		}
	}
	prefix := ""
	if f.alternate {
		prefix = "0" + string(f.kind)
	}
	return numeral(g, f, negative, prefix, digits, "", 3)
}

func character(g *bounds.Guard, f spec, x starlark.Value) (string, error) {
	if s, ok := x.(starlark.String); ok {
		if utf8.RuneCountInString(string(s)) != 1 {
			return "", object.Raise("TypeError", "%%c requires int or char")
		}
		return padTo(g, f, string(s), '>')
	}
	n, ok := number.Integer(x)
	if !ok {
		return "", object.Raise("TypeError", "%%c requires int or char")
	}
	c, ok := n.Int64()
	if !ok || c < 0 || c > utf8.MaxRune {
		return "", object.Raise("OverflowError", "%%c arg not in range(0x110000)")
	}
	if c >= 0xd800 && c < 0xe000 {
		return "", object.NotSupported("halves of surrogate pairs in a string")
	}
	return padTo(g, f, string(rune(c)), '>')
}
