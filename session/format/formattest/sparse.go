package formattest

import (
	"sessh/session/format"
	"sessh/session/format/sparse"
	notation "sessh/session/marked"
	"sessh/session/tree"
)

// Failing is the part of a test that reports a failure.
type Failing interface {
	Fatalf(format string, args ...any)
}

// Sparse compares what the format reads of a value sparsely, if it does, with what it decodes.
func Sparse(t Failing, f format.Format, value []byte, flags uint32) (read bool) {
	const levels = 16
	s, read := f.Traits().Sparse(everything(levels))(value, flags, new(sparse.Arena))
	r, err := f.Decode(value, flags)
	if read && (err != nil || !sameSparsely(s.Data, r.Data) || !s.LastAccess.Equal(r.LastAccess) || s.Timeout != r.Timeout) {
		t.Fatalf("%s: %q is read as a session, and decoded as %v, %v", f.Name(), value, r, err)
	}
	if read {
		asShown(t, f, s.Data, r.Data)
	}
	if _, ok := f.Traits().Sparse(&sparse.Want{})(value, flags, new(sparse.Arena)); ok != read {
		t.Fatalf("%s: %q is read: %v, and if less is wanted: %v", f.Name(), value, read, ok)
	}
	return read
}

// asShown compares the JSON of what was read with that of what was decoded.
func asShown(t Failing, f format.Format, s *sparse.Value, data *tree.Map) {
	text, ok := notation.AppendSparse(nil, s)
	want, err := notation.Append(nil, data)
	if ok && (err != nil || string(text) != string(want)) {
		t.Fatalf("%s: it is shown as %s, and decoded as %s, %v", f.Name(), text, want, err)
	}
}

// everything wants all that is in a value, down to a depth.
func everything(depth int) *sparse.Want {
	if depth == 0 {
		return &sparse.Want{}
	}
	return &sparse.Want{Each: everything(depth - 1)}
}

// sameSparsely reports whether a value that was read sparsely is the decoded one, or of an
// unknown kind.
func sameSparsely(s *sparse.Value, v any) bool {
	if s.Kind == sparse.Unknown {
		return true
	}
	switch v := v.(type) {
	case nil:
		return s.Kind == sparse.Null
	case bool:
		return s.Kind == sparse.Bool && s.Bool == v
	case int64:
		return s.Kind == sparse.Int && s.Int == v
	case float64:
		return s.Kind == sparse.Float && tree.Equal(s.Float, v)
	case string:
		return s.Kind == sparse.Text && string(s.Text) == v
	case *tree.List:
		m := s.First()
		for _, x := range v.All() {
			if m == nil || !sameSparsely(m, x) {
				return false
			}
			m = m.Next()
		}
		return s.Kind == sparse.List && s.Len == v.Len() && m == nil
	case *tree.Map:
		m := s.First() // in the same order
		for k, x := range v.All() {
			if m == nil || string(m.Name()) != k || !sameSparsely(m, x) {
				return false
			}
			m = m.Next()
		}
		return s.Kind == sparse.Map && s.Len == v.Len() && m == nil
	}
	return false
}
