package formats

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"go.starlark.net/starlark"

	"sessh/repl/script/bounds"
	"sessh/repl/script/object"
	"sessh/repl/script/value/chars"
	"sessh/repl/script/value/number"
)

// spec is a format: [[fill]align][sign][#][0][width][grouping][.precision][type].
type spec struct {
	fill      string
	align     byte // 0: that of the type
	sign      byte
	alternate bool
	zero      bool // a 0 stands before the width
	width     int
	grouping  byte // , or _ or 0
	precision int  // -1: none
	kind      rune // 0: none
}

// Text is format(s, format).
func Text(g *bounds.Guard, s, format string) (string, error) {
	f, err := parseSpec(format, "str")
	if err != nil {
		return "", err
	}
	return formatText(g, f, s)
}

// Number is format(v, format) of a number whose class has the name.
func Number(g *bounds.Guard, v starlark.Value, class, format string) (string, error) {
	f, err := parseSpec(format, class)
	if err != nil {
		return "", err
	}
	return formatNumber(g, f, v, class)
}

// Prefixed is an integer in the base of b, o or x, with its prefix.
func Prefixed(g *bounds.Guard, n starlark.Int, base rune) (string, error) {
	return formatInt(g, spec{fill: " ", precision: -1, alternate: true, kind: base}, n)
}

func (f spec) unknown(name string) error {
	if f.kind > 32 && f.kind < 128 {
		return object.Raise("ValueError", "Unknown format code '%c' for object of type '%s'", f.kind, name)
	}
	return object.Raise("ValueError", "Unknown format code '\\x%x' for object of type '%s'", f.kind, name)
}

// padTo fills a text up to the width; align is where it stands if the format does not
// say.
func padTo(g *bounds.Guard, f spec, s string, align byte) (string, error) {
	space := f.width - utf8.RuneCountInString(s)
	if space <= 0 {
		return s, nil
	}
	if f.align != 0 {
		align = f.align
	}
	left := space
	switch align {
	case '<':
		left = 0
	case '^':
		left = space / 2
	}
	return chars.Pad(g, s, f.fill, left, space-left)
}

// formatText formats a text.
func formatText(g *bounds.Guard, f spec, s string) (string, error) {
	switch {
	case f.grouping != 0 && (f.kind == 0 || f.kind == 's'):
		return "", object.Raise("ValueError", "Cannot specify '%c' with 's'.", f.grouping)
	case f.kind != 0 && f.kind != 's':
		if f.grouping != 0 && !strings.ContainsRune("defgEFG%", f.kind) && (f.grouping == ',' || !strings.ContainsRune("boxX", f.kind)) {
			return "", object.Raise("ValueError", "Cannot specify '%c' with '%c'.", f.grouping, f.kind)
		}
		return "", f.unknown("str")
	case f.sign == ' ':
		return "", object.Raise("ValueError", "Space not allowed in string format specifier")
	case f.sign != 0:
		return "", object.Raise("ValueError", "Sign not allowed in string format specifier")
	case f.alternate:
		return "", object.Raise("ValueError", "Alternate form (#) not allowed in string format specifier")
	case f.align == '=':
		return "", object.Raise("ValueError", "'=' alignment not allowed in string format specifier")
	}
	if f.precision >= 0 && f.precision < len(s) {
		s = s[:chars.Offset(s, f.precision)]
	}
	return padTo(g, f, s, '<')
}

// formatNumber formats a number, whose class has the name.
func formatNumber(g *bounds.Guard, f spec, v starlark.Value, name string) (string, error) {
	if f.grouping != 0 && f.kind != 0 && !strings.ContainsRune("defgEFG%", f.kind) && (f.grouping == ',' || !strings.ContainsRune("boxX", f.kind)) {
		if f.kind > unicode.MaxASCII {
			return "", object.Raise("ValueError", "Cannot specify '%c' with '\\x%x'.", f.grouping, f.kind)
		}
		return "", object.Raise("ValueError", "Cannot specify '%c' with '%c'.", f.grouping, f.kind)
	}
	if f.kind == 'n' {
		return "", object.NotSupported("the format code n")
	}
	n, isInt := number.Integer(v)
	switch {
	case isInt && strings.ContainsRune("\x00bcdoxX", f.kind):
		return formatInt(g, f, n)
	case strings.ContainsRune("eEfFgG%", f.kind), !isInt && f.kind == 0:
		x, _, err := number.Float(v)
		if err != nil {
			return "", err
		}
		return formatFloat(g, f, x)
	}
	return "", f.unknown(name)
}

// formatInt formats an integer.
func formatInt(g *bounds.Guard, f spec, n starlark.Int) (string, error) {
	if f.precision >= 0 {
		return "", object.Raise("ValueError", "Precision not allowed in integer format specifier")
	}
	if f.kind == 'c' {
		switch {
		case f.sign != 0:
			return "", object.Raise("ValueError", "Sign not allowed with integer format specifier 'c'")
		case f.alternate:
			return "", object.Raise("ValueError", "Alternate form (#) not allowed with integer format specifier 'c'")
		}
		c, ok := n.Int64()
		if !ok {
			return "", object.Raise("OverflowError", "Python int too large to convert to C long")
		}
		if c < 0 || c > unicode.MaxRune {
			return "", object.Raise("OverflowError", "%%c arg not in range(0x110000)")
		}
		if c >= 0xd800 && c < 0xe000 {
			return "", object.NotSupported("halves of surrogate pairs in a string")
		}
		align := byte('>')
		if f.zero {
			align = '='
		}
		return padTo(g, f, string(rune(c)), align)
	}
	base, prefix, group := 10, "", 3
	switch f.kind {
	case 'b':
		base, prefix, group = 2, "0b", 4
	case 'o':
		base, prefix, group = 8, "0o", 4
	case 'x', 'X':
		base, prefix, group = 16, "0"+string(f.kind), 4
	}
	if !f.alternate {
		prefix = ""
	}
	if err := g.Made(n.BigInt().BitLen()); err != nil {
		return "", err
	}
	if err := number.TooManyDigits(n); err != nil && base == 10 {
		return "", err
	}
	digits := n.BigInt().Text(base)
	digits, negative := strings.CutPrefix(digits, "-")
	if f.kind == 'X' {
		digits = strings.ToUpper(digits)
	}
	return numeral(g, f, negative, prefix, digits, "", group)
}

// numeral puts a number together: sign, prefix, digits in groups, and the rest.
func numeral(g *bounds.Guard, f spec, negative bool, prefix, digits, rest string, group int) (string, error) {
	sign := ""
	switch {
	case negative:
		sign = "-"
	case f.sign == '+' || f.sign == ' ':
		sign = string(f.sign)
	}
	head := sign + prefix
	inside := f.align == '=' || f.zero
	room := f.width - len(head) - len(rest)
	if f.grouping != 0 {
		want := 0
		if inside && f.fill == "0" {
			want = room
		}
		if err := g.Made(2 * max(want, len(digits))); err != nil {
			return "", err
		}
		digits = grouped(digits, string(f.grouping), group, want)
	}
	if inside {
		if space := room - len(digits); space > 0 {
			filled, err := chars.Pad(g, digits+rest, f.fill, space, 0)
			return head + filled, err
		}
		return head + digits + rest, nil
	}
	return padTo(g, f, head+digits+rest, '>')
}

// grouped puts separators between digits; zeros are added before them up to a width.
func grouped(digits, sep string, group, width int) string {
	total := len(digits)
	for total+(total-1)/group < width {
		total++
	}
	digits = strings.Repeat("0", total-len(digits)) + digits
	var b strings.Builder
	for i := range len(digits) {
		if i > 0 && (len(digits)-i)%group == 0 {
			b.WriteString(sep)
		}
		b.WriteByte(digits[i])
	}
	return b.String()
}
