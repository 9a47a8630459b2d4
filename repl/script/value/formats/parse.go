package formats

import (
	"math"
	"strings"
	"unicode/utf8"

	"sessh/repl/script/object"
)

const aligns = "<>=^"

// parseSpec reads a format; name is that of the class of what is formatted.
func parseSpec(s, name string) (f spec, err error) {
	f = spec{fill: " ", precision: -1}
	whole, filled := s, false
	_, size := utf8.DecodeRuneInString(s)
	switch {
	case len(s) > size && strings.IndexByte(aligns, s[size]) >= 0:
		filled = true
		f.fill, f.align, s = s[:size], s[size], s[size+1:]
	case s != "" && strings.IndexByte(aligns, s[0]) >= 0:
		f.align, s = s[0], s[1:]
	}
	take := func(set string) byte {
		if s == "" || strings.IndexByte(set, s[0]) < 0 {
			return 0
		}
		c := s[0]
		s = s[1:]
		return c
	}
	f.sign = take("+- ")
	if take("z") != 0 {
		return f, object.NotSupported("z in a format")
	}
	f.alternate = take("#") != 0
	if !filled && strings.HasPrefix(s, "0") {
		f.fill, f.zero = "0", f.align == 0
		s = s[1:]
	}
	if f.width, s, err = digitsOf(s); err != nil {
		return f, err
	}
	f.width = max(f.width, 0)
	f.grouping = take(",_")
	if f.grouping == ',' && strings.HasPrefix(s, "_") || f.grouping == '_' && strings.HasPrefix(s, ",") {
		return f, object.Raise("ValueError", "Cannot specify both ',' and '_'.")
	}
	if take(".") != 0 {
		if f.precision, s, err = digitsOf(s); err != nil {
			return f, err
		}
		if f.precision < 0 {
			return f, object.Raise("ValueError", "Format specifier missing precision")
		}
	}
	if s != "" {
		r, size := utf8.DecodeRuneInString(s)
		if len(s) > size {
			return f, object.Raise("ValueError", "Invalid format specifier '%s' for object of type '%s'", whole, name)
		}
		f.kind = r
	}
	return f, nil
}

// digitsOf reads a number; -1 if there is none.
func digitsOf(s string) (n int, rest string, err error) {
	i := 0
	for i < len(s) && s[i] >= '0' && s[i] <= '9' {
		digit := int(s[i] - '0')
		if n > (math.MaxInt-digit)/10 {
			return 0, "", object.Raise("ValueError", "Too many decimal digits in format string")
		}
		n = n*10 + digit
		i++
	}
	if i == 0 {
		return -1, s, nil
	}
	return n, s[i:], nil
}
