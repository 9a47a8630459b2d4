package formats

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"go.starlark.net/starlark"

	"sessh/repl/script/bounds"
	"sessh/repl/script/object"
	"sessh/repl/script/value/chars"
)

// braces is a format of str.format that is being replaced.
type braces struct {
	g      *bounds.Guard
	forms  Forms
	args   []starlark.Value
	kwargs []starlark.Tuple
	auto   int  // the next field without a name
	manual bool // a field had a number
}

// Braces replaces the fields of a format of str.format.
func Braces(g *bounds.Guard, v Forms, format string, args []starlark.Value, kwargs []starlark.Tuple) (string, error) {
	b := &braces{g: g, forms: v, args: args, kwargs: kwargs}
	return b.replace(format, 2)
}

// replace replaces the fields of a format; depth is how deep formats nest.
func (b *braces) replace(s string, depth int) (string, error) {
	if depth == 0 {
		return "", object.Raise("ValueError", "Max string recursion exceeded")
	}
	var t chars.Builder
	for s != "" {
		i := strings.IndexAny(s, "{}")
		if i < 0 {
			i = len(s)
		}
		if err := t.Add(b.g, s[:i]); err != nil {
			return "", err
		}
		if s = s[i:]; s == "" {
			break
		}
		switch {
		case len(s) > 1 && s[1] == s[0]:
			if err := t.Add(b.g, s[:1]); err != nil {
				return "", err
			}
			s = s[2:]
			continue
		case s[0] == '}':
			return "", object.Raise("ValueError", "Single '}' encountered in format string")
		case len(s) == 1:
			return "", object.Raise("ValueError", "Single '{' encountered in format string")
		}
		field, rest, err := fieldOf(s[1:])
		if err != nil {
			return "", err
		}
		text, err := b.field(field, depth)
		if err != nil {
			return "", err
		}
		if err := t.Add(b.g, text); err != nil {
			return "", err
		}
		s = rest
	}
	return t.String(), nil
}

// fieldOf returns what is before the brace that closes a field, and what is after it.
func fieldOf(s string) (field, rest string, err error) {
	depth := 1
	inIndex := false
	for i := range len(s) {
		switch c := s[i]; {
		case c == '[' && depth == 1:
			inIndex = true
		case c == ']' && depth == 1:
			inIndex = false
		case inIndex:
		case c == '{':
			depth++
		case c == '}':
			if depth--; depth == 0 {
				return s[:i], s[i+1:], nil
			}
		}
	}
	return "", "", object.Raise("ValueError", "expected '}' before end of string")
}

func (b *braces) field(s string, depth int) (string, error) {
	name, format, conversion := s, "", byte(0)
	if i := outsideIndex(s, ":!"); i >= 0 {
		name = s[:i]
		if strings.IndexByte(name, '{') >= 0 {
			return "", object.Raise("ValueError", "unexpected '{' in field name")
		}
		if s[i] == '!' {
			after := s[i+1:]
			if after == "" {
				return "", object.Raise("ValueError", "end of string while looking for conversion specifier")
			}
			r, size := utf8.DecodeRuneInString(after)
			if after = after[size:]; after != "" && after[0] != ':' {
				return "", object.Raise("ValueError", "expected ':' after conversion specifier")
			}
			if r > 127 || strings.IndexByte("rsa", byte(r)) < 0 {
				if r > 32 && r < 127 {
					return "", object.Raise("ValueError", "Unknown conversion specifier '%c'", r)
				}
				return "", object.Raise("ValueError", "Unknown conversion specifier '\\x%x'", r)
			}
			conversion = byte(r)
			format = strings.TrimPrefix(after, ":")
		} else {
			format = s[i+1:]
		}
	} else if strings.IndexByte(name, '{') >= 0 {
		return "", object.Raise("ValueError", "unexpected '{' in field name")
	}
	v, err := b.value(name)
	if err != nil {
		return "", err
	}
	if strings.ContainsAny(format, "{}") {
		if format, err = b.replace(format, depth-1); err != nil {
			return "", err
		}
	}
	return b.forms.Formatted(v, conversion, format)
}

// outsideIndex returns where one of the characters is that is not in brackets.
func outsideIndex(s, set string) int {
	in := false
	for i := range len(s) {
		switch {
		case s[i] == '[':
			in = true
		case s[i] == ']':
			in = false
		case !in && strings.IndexByte(set, s[i]) >= 0:
			return i
		}
	}
	return -1
}

// value returns the value of a field: an argument, its attributes and items.
func (b *braces) value(name string) (starlark.Value, error) {
	first, rest := name, ""
	if i := strings.IndexAny(name, ".["); i >= 0 {
		first, rest = name[:i], name[i:]
	}
	v, err := b.argument(first)
	for err == nil && rest != "" {
		if rest[0] == '.' {
			end := strings.IndexAny(rest[1:], ".[")
			if end < 0 {
				end = len(rest) - 1
			}
			attr := rest[1 : end+1]
			rest = rest[end+1:]
			if attr == "" {
				return nil, object.Raise("ValueError", "Empty attribute in format string")
			}
			v, err = b.forms.GetAttribute(v, attr)
			continue
		}
		if rest[0] != '[' {
			return nil, object.Raise("ValueError", "Only '.' or '[' may follow ']' in format field specifier")
		}
		end := strings.IndexByte(rest, ']')
		if end < 0 {
			return nil, object.Raise("ValueError", "Missing ']' in format string")
		}
		text := rest[1:end]
		rest = rest[end+1:]
		if text == "" {
			return nil, object.Raise("ValueError", "Empty attribute in format string")
		}
		var k starlark.Value = starlark.String(text)
		if n, ok := decimal(text); ok {
			k = starlark.MakeInt(n)
		}
		v, err = b.forms.Item(v, k)
	}
	return v, err
}

func decimal(s string) (int, bool) {
	if s == "" || strings.Trim(s, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}

func (b *braces) argument(name string) (starlark.Value, error) {
	n, numbered := decimal(name)
	switch {
	case name == "":
		if b.manual {
			return nil, object.Raise("ValueError", "cannot switch from manual field specification to automatic field numbering")
		}
		n, numbered = b.auto, true
		b.auto++
	case numbered:
		if b.auto > 0 {
			return nil, object.Raise("ValueError", "cannot switch from automatic field numbering to manual field specification")
		}
		b.manual = true
	}
	if numbered {
		if n >= len(b.args) {
			return nil, object.Raise("IndexError", "Replacement index %d out of range for positional args tuple", n)
		}
		return b.args[n], nil
	}
	for _, kw := range b.kwargs {
		if kw[0] == starlark.String(name) {
			return kw[1], nil
		}
	}
	return nil, object.KeyError(starlark.String(name))
}
