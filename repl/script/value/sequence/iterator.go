package sequence

import (
	"unicode/utf8"

	"go.starlark.net/starlark"

	"sessh/repl/script/object"
)

// Iter returns the next value; false after the last.
type Iter func() (v starlark.Value, ok bool, err error)

// Iterator is a value that is iterated over once, such as what map returns.
type Iterator struct {
	class, name string
	next        Iter
}

// NewIterator returns an iterator. name is that of a generator.
func NewIterator(class, name string, next Iter) *Iterator {
	return &Iterator{class, name, next}
}

func (it *Iterator) String() string        { return object.Repr(it) }
func (it *Iterator) Type() string          { return it.class }
func (it *Iterator) Freeze()               {}
func (it *Iterator) Truth() starlark.Bool  { return true }
func (it *Iterator) Hash() (uint32, error) { return uint32(object.Address(it) >> 4), nil }

// Show writes the iterator as Python does.
func (it *Iterator) Show(w *object.Writer) {
	name := it.class + " object"
	if it.name != "" {
		name += " " + it.name
	}
	w.Printf("<%s at 0x%012x>", name, object.Address(it))
}

// Take returns the next value; false after the last.
func (it *Iterator) Take() (starlark.Value, bool, error) {
	if it.next == nil {
		return nil, false, nil
	}
	v, ok, err := it.next()
	if !ok {
		it.next = nil
	}
	return v, ok, err
}

// Of yields values.
func Of(values []starlark.Value) Iter {
	return func() (starlark.Value, bool, error) {
		if len(values) == 0 {
			return nil, false, nil
		}
		v := values[0]
		values = values[1:]
		return v, true, nil
	}
}

// Chars yields the characters of a text.
func Chars(s string) Iter {
	return func() (starlark.Value, bool, error) {
		if s == "" {
			return nil, false, nil
		}
		_, size := utf8.DecodeRuneInString(s)
		c := s[:size]
		s = s[size:]
		return starlark.String(c), true, nil
	}
}
