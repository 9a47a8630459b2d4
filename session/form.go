package session

// A Form is a format's own word for what kind of mapping or list a value is
// where it has several: a tuple, a set, an ordered dictionary. It stays with
// the value when its content is edited, and when the value is copied. The
// plain kind has no form, a nil one.
type Form interface {
	// String is the word; forms with the same word are the same.
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

// Form is the mapping's form; nil for a plain one.
func (m *Map) Form() Form { return m.form }

// Form is the list's form; nil for a plain one.
func (l *List) Form() Form { return l.form }

// formText is the word for a value's form, "" for a plain one and for values
// that have none.
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

// sameForm reports whether two values can be compared, and merged, part by part.
func sameForm(a, b any) bool { return formText(a) == formText(b) }
