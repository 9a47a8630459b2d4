// Package iterate makes the iterators of Python's values: those of iter and reversed, and what zip and
// map go through.
package iterate

import (
	"unicode/utf8"

	"go.starlark.net/starlark"

	"sessh/repl/script/object"
	"sessh/repl/script/value"
	"sessh/repl/script/value/sequence"
)

// Of is iter(v): a [sequence.Iterator], or an object that has a method __next__.
func Of(rt *value.Runtime, v starlark.Value) (starlark.Value, error) {
	if o, ok := v.(value.Custom); ok && o.Special("__iter__") != nil {
		it, err := rt.Call(o.Special("__iter__"), nil, nil)
		if err != nil {
			return nil, err
		}
		switch x := it.(type) {
		case *sequence.Iterator:
			return x, nil
		case value.Custom:
			if x.Special("__next__") != nil {
				return x, nil
			}
		}
		return nil, object.Raise("TypeError", "iter() returned non-iterator of type '%s'", object.TypeName(it))
	}
	if it, ok := v.(*sequence.Iterator); ok {
		return it, nil
	}
	it, err := rt.Iter(v)
	if err != nil {
		return nil, err
	}
	return sequence.NewIterator(iterClass(v), "", it), nil
}

// iterClass is the class of what iter returns.
func iterClass(v starlark.Value) string {
	switch v := v.(type) {
	case starlark.String:
		for i := range len(v) {
			if v[i] >= utf8.RuneSelf {
				return "str_iterator"
			}
		}
		return "str_ascii_iterator"
	case *value.Set:
		return "set_iterator"
	case *value.Dict:
		return "dict_keyiterator"
	case *value.View:
		return "dict_" + v.Of[:len(v.Of)-1] + "iterator"
	}
	return object.TypeName(v) + "_iterator"
}

// Reversed is reversed(v).
func Reversed(rt *value.Runtime, v starlark.Value) (starlark.Value, error) {
	switch v := v.(type) {
	case starlark.String:
		rest := string(v)
		return sequence.NewIterator("reversed", "", func() (starlark.Value, bool, error) {
			if rest == "" {
				return nil, false, nil
			}
			_, size := utf8.DecodeLastRuneInString(rest)
			last := rest[len(rest)-size:]
			rest = rest[:len(rest)-size]
			return starlark.String(last), true, nil
		}), nil
	case starlark.Bytes:
		return backward("reversed", v, func(i int) starlark.Value { return starlark.MakeInt(int(v[i])) }), nil
	case starlark.Tuple:
		return backward("reversed", v, v.Index), nil
	case *value.List:
		return backward("list_reverseiterator", v, v.Index), nil
	case *sequence.Range:
		return backward("range_iterator", v, v.At), nil
	case *value.Dict:
		return sequence.NewIterator("dict_reversekeyiterator", "", v.Backward()), rt.Room(v.Len())
	case *value.View:
		return sequence.NewIterator("dict_reverse"+v.Of[:len(v.Of)-1]+"iterator", "", v.Backward()), rt.Room(v.Len())
	case value.Custom:
		return nil, object.NotSupported("reversed of an object")
	}
	return nil, object.Raise("TypeError", "'%s' object is not reversible", object.TypeName(v))
}

// backward goes through the values at v's indices, the last first. It ends early if v, which may be
// a list, has become so short that the next index is none.
func backward(class string, v starlark.Value, at func(i int) starlark.Value) *sequence.Iterator {
	n := sequence.Length(v)
	return sequence.NewIterator(class, "", func() (starlark.Value, bool, error) {
		if n == 0 || n > sequence.Length(v) {
			return nil, false, nil
		}
		n--
		return at(n), true, nil
	})
}

// Together yields tuples of what iterations yield, until one ends.
func Together(its []sequence.Iter) sequence.Iter {
	return func() (starlark.Value, bool, error) {
		t := make(starlark.Tuple, len(its))
		for i, it := range its {
			v, ok, err := it()
			if err != nil || !ok {
				return nil, false, err
			}
			t[i] = v
		}
		return t, len(its) > 0, nil
	}
}
