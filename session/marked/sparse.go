package marked

import (
	"strconv"
	"unicode/utf8"

	"sessh/session/format/sparse"
)

// AppendSparse is [Append] for a value of which everything was read sparsely. ok is false if only
// the decoded value can be appended.
func AppendSparse(b []byte, v *sparse.Value) (_ []byte, ok bool) {
	switch v.Kind {
	case sparse.Null:
		return append(b, "null"...), true
	case sparse.Bool:
		return strconv.AppendBool(b, v.Bool), true
	case sparse.Int:
		return strconv.AppendInt(b, v.Int, 10), true
	case sparse.Float:
		return float(b, v.Float), true
	case sparse.Text:
		return quote(b, v.Text), utf8.Valid(v.Text)
	case sparse.List:
		b = append(b, '[')
		for m := v.First(); m != nil; m = m.Next() {
			if m != v.First() {
				b = append(b, ',')
			}
			if b, ok = AppendSparse(b, m); !ok {
				return b, false
			}
		}
		return append(b, ']'), true
	case sparse.Map:
		return sparseMapping(b, v)
	}
	return b, false
}

func sparseMapping(b []byte, v *sparse.Value) (_ []byte, ok bool) {
	if v.Len == 1 && len(v.First().Name()) > 0 && v.First().Name()[0] == '$' { // it takes another form
		return b, false
	}
	b = append(b, '{')
	for m := v.First(); m != nil; m = m.Next() {
		if m != v.First() {
			b = append(b, ',')
		}
		if !utf8.Valid(m.Name()) {
			return b, false
		}
		b = append(quote(b, m.Name()), ':')
		if b, ok = AppendSparse(b, m); !ok {
			return b, false
		}
	}
	return append(b, '}'), true
}
