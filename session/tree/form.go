package tree

// A Form is a kind of mapping or list in formats that have several: a tuple, a set, an ordered
// dictionary. It stays with a value that is edited or copied. The form of the plain kind is
// nil.
type Form interface {
	// String returns the word for the form. Forms with the same word are equal.
	String() string
}

// NewMapOf returns an empty mapping of the form.
func NewMapOf(f Form) *Map {
	m := NewMap()
	m.form = f
	return m
}

// NewListOf is [NewList] for a list of the form.
func NewListOf(f Form, values ...any) *List {
	l := NewList(values...)
	l.form = f
	return l
}

// Form returns the mapping's form; nil for a plain one.
func (m *Map) Form() Form { return m.form }

// Form returns the list's form; nil for a plain one.
func (l *List) Form() Form { return l.form }

// formText returns the word for a value's form; "" for plain and other values.
func formText(v any) string {
	var f Form
	switch v := v.(type) {
	case *Map:
		f = v.form
	case *List:
		f = v.form
	}
	if f == nil {
		return ""
	}
	return f.String()
}

// SameForm reports whether two values can be compared and merged part by part.
func SameForm(a, b any) bool { return formText(a) == formText(b) }
