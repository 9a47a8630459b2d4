package value

import (
	"go.starlark.net/starlark"

	"sessh/repl/script/bounds"
	"sessh/repl/script/object"
	"sessh/repl/script/value/sequence"
)

// Iter iterates over a value.
func (rt *Runtime) Iter(v starlark.Value) (sequence.Iter, error) {
	switch v := v.(type) {
	case starlark.String:
		return sequence.Chars(string(v)), nil
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
		return sequence.Of(v), nil
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
	case *sequence.Range:
		i := 0
		return func() (starlark.Value, bool, error) {
			if i >= v.N {
				return nil, false, nil
			}
			i++
			return v.At(i - 1), true, nil
		}, nil
	case *sequence.Iterator:
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

func (rt *Runtime) iterCustom(v Custom) (sequence.Iter, error) {
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
		if i, ok := it.(*sequence.Iterator); ok {
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
func (rt *Runtime) Collect(it sequence.Iter) ([]starlark.Value, error) {
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
	if n := sequence.Length(v); n > bounds.Chunk {
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
