package value

import (
	"fmt"
	"math"
	"strconv"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"sessh/repl/script/bounds"
	"sessh/repl/script/object"
)

// A Collection decides by itself whether it contains a value.
type Collection interface {
	Contains(x starlark.Value) (bool, error)
}

// contains is x in y.
func (rt *Runtime) contains(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	x, y := args[0], args[1]
	if _, ok := y.(*starlark.Set); ok {
		if err := rt.hashable(x); err != nil {
			return nil, err
		}
	}
	switch y := y.(type) {
	case *identity:
		same, err := rt.same(x, y.v)
		return starlark.Bool(same), err
	case *Dict:
		_, ok, err := y.find(x)
		return starlark.Bool(ok), err
	case Collection:
		ok, err := y.Contains(x)
		return starlark.Bool(ok), err
	case *List:
		return rt.held(x, y.values())
	case starlark.Tuple:
		return rt.held(x, y)
	}
	v, err := starlark.Binary(syntax.IN, x, y)
	if err != nil {
		return nil, object.Raise("TypeError", "argument of type '%s' is not iterable", object.TypeName(y))
	}
	return v, nil
}

func (rt *Runtime) held(x starlark.Value, values []starlark.Value) (starlark.Value, error) {
	for _, v := range values {
		if ok, err := rt.Equal(x, v); ok || err != nil {
			return starlark.Bool(ok), err
		}
	}
	return starlark.False, nil
}

// identity is the right side of `is`.
type identity struct{ v starlark.Value }

func (i *identity) String() string { return "<identity>" }

func (i *identity) Type() string { return "identity" }

func (i *identity) Freeze() {}

func (i *identity) Truth() starlark.Bool { return true }

func (i *identity) Hash() (uint32, error) { return 0, object.Unhashable(i) }

func (rt *Runtime) identical(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	return &identity{args[0]}, nil
}

// same reports whether two values are one object. Equal numbers and strings are.
func (rt *Runtime) same(x, y starlark.Value) (bool, error) {
	switch x := x.(type) {
	case *Dict:
		y, ok := y.(*Dict)
		return ok && x.same(y), nil
	case *List:
		y, ok := y.(*List)
		return ok && x.same(y), nil
	case starlark.String, starlark.Int, starlark.Float, starlark.Bytes, starlark.Tuple:
		if x.Type() != y.Type() {
			return false, nil
		}
		return rt.Equal(x, y)
	}
	return x == y, nil
}

// del is del x[k].
func (rt *Runtime) del(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	switch x := args[0].(type) {
	case *Dict:
		_, err := x.remove(args[1])
		return starlark.None, err
	case *List:
		i, err := starlark.AsInt32(args[1])
		if err != nil {
			return nil, object.Raise("TypeError", "list indices must be integers, not %s", object.TypeName(args[1]))
		}
		if i, err = x.index(i, "list assignment"); err != nil {
			return nil, err
		}
		return starlark.None, x.splice(i, 1)
	}
	return nil, object.Raise("TypeError", "'%s' object does not support item deletion", object.TypeName(args[0]))
}

func (rt *Runtime) delSlice(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	l, ok := args[0].(*List)
	if !ok {
		return nil, object.Raise("TypeError", "'%s' object does not support item deletion", object.TypeName(args[0]))
	}
	from, to := 0, l.Len()
	for i, p := range []*int{&from, &to} {
		if len(args) <= i+1 || args[i+1] == starlark.None {
			continue
		}
		n, err := starlark.AsInt32(args[i+1])
		if err != nil {
			return nil, object.Raise("TypeError", "slice indices must be integers or None")
		}
		if n < 0 {
			n += l.Len()
		}
		*p = min(max(n, 0), l.Len())
	}
	return starlark.None, l.splice(from, max(to-from, 0))
}

func (rt *Runtime) delAttr(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	return nil, object.Raise("AttributeError", "%s of a '%s' object cannot be deleted", object.Str(args[1]), object.TypeName(args[0]))
}

func (rt *Runtime) setAttr(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var o, v starlark.Value
	var name string
	if err := starlark.UnpackPositionalArgs(b.Name(), args, kwargs, 3, &o, &name, &v); err != nil {
		return nil, err
	}
	if x, ok := o.(starlark.HasSetField); ok {
		return starlark.None, x.SetField(name, v)
	}
	return nil, object.Raise("AttributeError", "'%s' object has no attribute '%s'", object.TypeName(o), name)
}

// display makes a [List] or [Dict] of what is in brackets or braces.
func (rt *Runtime) display(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	if err := rt.Made(bounds.SizeOf(args[0])); err != nil {
		return nil, err
	}
	switch x := args[0].(type) {
	case *starlark.List:
		return rt.NewList(object.Elements(x)), nil
	case *starlark.Dict:
		d := rt.NewDict()
		return d, d.update(x.Items())
	}
	return args[0], nil
}

func (rt *Runtime) setDisplay(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	return rt.fed("set", bounds.EntrySize, true)(thread, args, nil)
}

func (rt *Runtime) powFloat(x, y starlark.Value) (starlark.Value, error) {
	a, ok1 := starlark.AsFloat(x)
	b, ok2 := starlark.AsFloat(y)
	if !ok1 || !ok2 {
		return nil, object.Raise("TypeError", "unsupported operand type(s) for ** or pow(): '%s' and '%s'", object.TypeName(x), object.TypeName(y))
	}
	return starlark.Float(math.Pow(a, b)), nil
}

func (rt *Runtime) round(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var x starlark.Value
	digits := -1
	if err := starlark.UnpackPositionalArgs(b.Name(), args, kwargs, 1, &x, &digits); err != nil {
		return nil, err
	}
	f, ok := starlark.AsFloat(x)
	if !ok {
		return nil, object.Raise("TypeError", "type %s doesn't define __round__ method", object.TypeName(x))
	}
	if digits < 0 {
		n, err := starlark.NumberToInt(starlark.Float(math.RoundToEven(f)))
		return n, err
	}
	f, _ = strconv.ParseFloat(strconv.FormatFloat(f, 'f', min(digits, 300), 64), 64)
	return starlark.Float(f), nil
}

func (rt *Runtime) id(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var v starlark.Value
	if err := starlark.UnpackPositionalArgs(b.Name(), args, kwargs, 1, &v); err != nil {
		return nil, err
	}
	var p any = v
	switch v := v.(type) {
	case *Dict:
		p = v.identity()
	case *List:
		p = v.identity()
	}
	n, err := strconv.ParseUint(fmt.Sprintf("%p", p), 0, 64)
	if err != nil { // no pointer: a value
		h, _ := v.Hash()
		n = uint64(h)
	}
	return starlark.MakeUint64(n), nil
}

func (rt *Runtime) callable(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var v starlark.Value
	if err := starlark.UnpackPositionalArgs(b.Name(), args, kwargs, 1, &v); err != nil {
		return nil, err
	}
	_, ok := v.(starlark.Callable)
	return starlark.Bool(ok), nil
}
