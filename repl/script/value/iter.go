package value

import (
	"unicode/utf8"

	"go.starlark.net/starlark"

	"sessh/repl/script/bounds"
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
func (rt *Runtime) NewIterator(class, name string, next Iter) *Iterator {
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

// Iter iterates over a value.
func (rt *Runtime) Iter(v starlark.Value) (Iter, error) {
	switch v := v.(type) {
	case starlark.String:
		return eachChar(string(v)), nil
	case starlark.Bytes:
		i := 0
		return func() (starlark.Value, bool, error) {
			if i == len(v) {
				return nil, false, nil
			}
			i++
			return starlark.MakeInt(int(v[i-1])), true, nil
		}, nil
	case starlark.Tuple:
		return IterOf(v), nil
	case *List:
		i := 0
		return func() (starlark.Value, bool, error) {
			if i >= v.Len() {
				i = 1 << 62
				return nil, false, nil
			}
			i++
			return v.Index(i - 1), true, nil
		}, nil
	case *Dict:
		return v.iter(), nil
	case *View:
		return v.iter(), nil
	case *Set:
		return v.iter(), nil
	case *Range:
		i := 0
		return func() (starlark.Value, bool, error) {
			if i >= v.n {
				return nil, false, nil
			}
			i++
			return v.At(i - 1), true, nil
		}, nil
	case *Iterator:
		return v.Take, nil
	case Custom:
		return rt.iterCustom(v)
	case starlark.Iterable: // of a module
		it := v.Iterate()
		return func() (x starlark.Value, ok bool, err error) {
			if ok = it.Next(&x); !ok {
				it.Done()
			}
			return x, ok, nil
		}, nil
	}
	return nil, object.Raise("TypeError", "'%s' object is not iterable", object.TypeName(v))
}

// IterOf yields values.
func IterOf(values []starlark.Value) Iter {
	return func() (starlark.Value, bool, error) {
		if len(values) == 0 {
			return nil, false, nil
		}
		v := values[0]
		values = values[1:]
		return v, true, nil
	}
}

// eachChar yields the characters of a text.
func eachChar(s string) Iter {
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

func (rt *Runtime) iterCustom(v Custom) (Iter, error) {
	if f := v.Special("__iter__"); f != nil {
		it, err := rt.Call(f, nil, nil)
		if err != nil {
			return nil, err
		}
		if c, ok := it.(Custom); ok {
			next := c.Special("__next__")
			if next == nil {
				return nil, object.Raise("TypeError", "iter() returned non-iterator of type '%s'", object.TypeName(it))
			}
			return func() (starlark.Value, bool, error) {
				v, err := rt.Call(next, nil, nil)
				if err != nil && object.FromError(err).Class().Is("StopIteration") {
					return nil, false, nil
				}
				return v, err == nil, err
			}, nil
		}
		if i, ok := it.(*Iterator); ok {
			return i.Take, nil
		}
		return nil, object.Raise("TypeError", "iter() returned non-iterator of type '%s'", object.TypeName(it))
	}
	if f := v.Special("__getitem__"); f != nil {
		return nil, object.NotSupported("iterating by __getitem__")
	}
	return nil, object.Raise("TypeError", "'%s' object is not iterable", object.TypeName(v))
}

// Room announces n values that are about to be made.
func (rt *Runtime) Room(n int) error { return rt.Made(bounds.Times(n, bounds.ValueSize)) }

// Grow announces one more value after n, from time to time for many.
func (rt *Runtime) Grow(n int) error {
	if n++; n%bounds.Chunk == 0 {
		return rt.Room(bounds.Chunk)
	}
	return nil
}

// Collect returns what an iteration yields.
func (rt *Runtime) Collect(it Iter) ([]starlark.Value, error) {
	var values []starlark.Value
	for {
		v, ok, err := it()
		if err != nil {
			return nil, err
		}
		if !ok {
			return values, rt.Room(len(values) % bounds.Chunk)
		}
		if err := rt.Grow(len(values)); err != nil {
			return nil, err
		}
		values = append(values, v)
	}
}

// Values returns the values of a value that can be iterated over.
func (rt *Runtime) Values(v starlark.Value) ([]starlark.Value, error) {
	it, err := rt.Iter(v)
	if err != nil {
		return nil, err
	}
	if n := Length(v); n > bounds.Chunk {
		if err := rt.Fits(bounds.Times(n, bounds.ValueSize)); err != nil {
			return nil, err
		}
	}
	return rt.Collect(it)
}

// Each calls f for each value of an iteration until it returns false.
func (rt *Runtime) Each(v starlark.Value, f func(starlark.Value) (bool, error)) error {
	it, err := rt.Iter(v)
	if err != nil {
		return err
	}
	for {
		if err := rt.Step(); err != nil {
			return err
		}
		x, ok, err := it()
		if err != nil || !ok {
			return err
		}
		if ok, err = f(x); err != nil || !ok {
			return err
		}
	}
}

// Length returns the number of values in v; -1 if it has none.
func Length(v starlark.Value) int {
	switch v := v.(type) {
	case starlark.String:
		return utf8.RuneCountInString(string(v))
	case starlark.Bytes:
		return len(v)
	case starlark.Sequence:
		return v.Len()
	case interface{ Len() int }:
		return v.Len()
	}
	return -1
}
