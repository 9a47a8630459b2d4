package sequence

import (
	"maps"
	"slices"
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
	// Methods are those that the iterator of a generator has as well.
	Methods map[string]starlark.Value
	// Result is the value of a generator that has returned; nil if it has not, or returned None.
	Result starlark.Value
}

// NewIterator returns an iterator. name is that of a generator.
func NewIterator(class, name string, next Iter) *Iterator {
	return &Iterator{class: class, name: name, next: next}
}

func (it *Iterator) String() string        { return object.Repr(it) }
func (it *Iterator) Type() string          { return it.class }
func (it *Iterator) Freeze()               {}
func (it *Iterator) Truth() starlark.Bool  { return true }
func (it *Iterator) Hash() (uint32, error) { return uint32(object.Address(it) >> 4), nil }

// Attr returns a method of a generator.
func (it *Iterator) Attr(name string) (starlark.Value, error) { return it.Methods[name], nil }

// AttrNames returns the names of the methods.
func (it *Iterator) AttrNames() []string { return slices.Sorted(maps.Keys(it.Methods)) }

// Show writes the iterator as Python does.
func (it *Iterator) Show(w *object.Writer) {
	name := it.class + " object"
	if it.name != "" {
		name += " " + it.name
	}
	w.Printf("<%s at 0x%012x>", name, object.Address(it))
}

// Take returns the next value; false after the last. An error does not end the iterator.
func (it *Iterator) Take() (starlark.Value, bool, error) {
	if it.next == nil {
		it.Result = nil
		return nil, false, nil
	}
	v, ok, err := it.next()
	if !ok && err == nil {
		it.next = nil
	}
	return v, ok, err
}

// Stop returns the exception that next raises after the last value.
func (it *Iterator) Stop() error {
	stop := object.ExceptionClass("StopIteration")
	if it.Result == nil {
		return object.New(stop)
	}
	result := it.Result
	it.Result = nil // it is reported once
	return object.New(stop, result)
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
