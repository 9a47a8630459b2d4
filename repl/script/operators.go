package script

import (
	"fmt"
	"math"
	"strconv"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// contains is x in y.
func (in *Interp) contains(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	x, y := args[0], args[1]
	if _, ok := y.(*starlark.Set); ok {
		if err := in.hashable(x); err != nil {
			return nil, err
		}
	}
	switch y := y.(type) {
	case *identity:
		same, err := in.same(x, y.v)
		return starlark.Bool(same), err
	case *Dict:
		_, ok, err := y.find(x)
		return starlark.Bool(ok), err
	case *Container:
		return y.has(x)
	case *List:
		return in.held(x, y.values())
	case starlark.Tuple:
		return in.held(x, y)
	}
	v, err := starlark.Binary(syntax.IN, x, y)
	if err != nil {
		return nil, in.raise("TypeError", "argument of type '%s' is not iterable", typeName(y))
	}
	return v, nil
}

func (in *Interp) held(x starlark.Value, values []starlark.Value) (starlark.Value, error) {
	for _, v := range values {
		if ok, err := in.equal(x, v); ok || err != nil {
			return starlark.Bool(ok), err
		}
	}
	return starlark.False, nil
}

// identity is the right side of `is`.
type identity struct{ v starlark.Value }

func (i *identity) String() string        { return "<identity>" }
func (i *identity) Type() string          { return "identity" }
func (i *identity) Freeze()               {}
func (i *identity) Truth() starlark.Bool  { return true }
func (i *identity) Hash() (uint32, error) { return 0, unhashable(i) }

func (in *Interp) identical(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	return &identity{args[0]}, nil
}

// same reports whether two values are one object. Of numbers and texts equal
// ones are.
func (in *Interp) same(x, y starlark.Value) (bool, error) {
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
		return in.equal(x, y)
	}
	return x == y, nil
}

// maxCalls is how deep functions call each other.
const maxCalls = 500

func (in *Interp) enter(thread *starlark.Thread, _ *starlark.Builtin, _ starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	if thread.CallStackDepth() > maxCalls {
		return nil, in.raise("RecursionError", "maximum recursion depth exceeded")
	}
	return starlark.True, nil
}

// del is del x[k].
func (in *Interp) del(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	switch x := args[0].(type) {
	case *Dict:
		_, err := x.remove(args[1])
		return starlark.None, err
	case *List:
		i, err := starlark.AsInt32(args[1])
		if err != nil {
			return nil, in.raise("TypeError", "list indices must be integers, not %s", typeName(args[1]))
		}
		if i, err = x.index(i, "list assignment"); err != nil {
			return nil, err
		}
		return starlark.None, x.splice(i, 1)
	}
	return nil, in.raise("TypeError", "'%s' object does not support item deletion", typeName(args[0]))
}

func (in *Interp) delSlice(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	l, ok := args[0].(*List)
	if !ok {
		return nil, in.raise("TypeError", "'%s' object does not support item deletion", typeName(args[0]))
	}
	from, to := 0, l.Len()
	for i, p := range []*int{&from, &to} {
		if len(args) <= i+1 || args[i+1] == starlark.None {
			continue
		}
		n, err := starlark.AsInt32(args[i+1])
		if err != nil {
			return nil, in.raise("TypeError", "slice indices must be integers or None")
		}
		if n < 0 {
			n += l.Len()
		}
		*p = min(max(n, 0), l.Len())
	}
	return starlark.None, l.splice(from, max(to-from, 0))
}

func (in *Interp) delAttr(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	return nil, in.raise("AttributeError", "%s of a '%s' object cannot be deleted", str(args[1]), typeName(args[0]))
}

func (in *Interp) setAttr(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var o, v starlark.Value
	var name string
	if err := starlark.UnpackPositionalArgs(b.Name(), args, kwargs, 3, &o, &name, &v); err != nil {
		return nil, err
	}
	if x, ok := o.(starlark.HasSetField); ok {
		return starlark.None, x.SetField(name, v)
	}
	return nil, in.raise("AttributeError", "'%s' object has no attribute '%s'", typeName(o), name)
}

func (in *Interp) assert(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	if args[0].Truth() {
		return starlark.None, nil
	}
	return nil, &Exception{class: in.classes["AssertionError"], args: args[1:]}
}

func (in *Interp) raised(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	if len(args) == 0 {
		if n := len(in.caught); n > 0 {
			return nil, in.caught[n-1]
		}
		return nil, in.raise("RuntimeError", "No active exception to reraise")
	}
	switch x := args[0].(type) {
	case *Exception:
		return nil, x
	case *Class:
		if x.is("BaseException") {
			return nil, &Exception{class: x}
		}
	}
	return nil, in.raise("TypeError", "exceptions must derive from BaseException")
}

// display makes what stands in brackets or braces an object of ours.
func (in *Interp) display(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	if err := in.made(sizeOf(args[0])); err != nil {
		return nil, err
	}
	switch x := args[0].(type) {
	case *starlark.List:
		return in.newList(elements(x)), nil
	case *starlark.Dict:
		d := in.newDict()
		return d, d.update(x.Items())
	}
	return args[0], nil
}

func (in *Interp) setDisplay(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	return in.fedFunction("set", sizeOfEntry, true)(thread, args, nil)
}

// nestedTry is a try statement inside of a block: its parts are functions.
func (in *Interp) nestedTry(thread *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var body starlark.Callable
	var handlers starlark.Value
	var otherwise, finally starlark.Value = starlark.None, starlark.None
	if err := starlark.UnpackPositionalArgs(b.Name(), args, kwargs, 2, &body, &handlers, &otherwise, &finally); err != nil {
		return nil, err
	}
	err := in.guarded(thread, body, handlers, otherwise)
	if f, ok := finally.(starlark.Callable); ok {
		if _, ferr := starlark.Call(thread, f, nil, nil); ferr != nil {
			return nil, ferr
		}
	}
	return starlark.None, err
}

func (in *Interp) guarded(thread *starlark.Thread, body starlark.Callable, handlers, otherwise starlark.Value) error {
	_, err := starlark.Call(thread, body, nil, nil)
	if in.failed != nil {
		err = in.recovered(thread, err)
	}
	if err == nil {
		if f, ok := otherwise.(starlark.Callable); ok {
			_, err = starlark.Call(thread, f, nil, nil)
		}
		return err
	}
	if in.ctx.Err() != nil || in.tooMany(thread.Steps) {
		return err
	}
	e := in.exception(err)
	clauses, err := in.all(handlers.(starlark.Iterable))
	if err != nil {
		return err
	}
	for _, h := range clauses {
		pair := h.(starlark.Tuple)
		ok := pair[0] == starlark.None
		if !ok {
			if ok, err = in.matches(pair[0], e); err != nil {
				return err
			}
		}
		if !ok {
			continue
		}
		in.caught = append(in.caught, e)
		defer func() { in.caught = in.caught[:len(in.caught)-1] }()
		var given starlark.Tuple
		if f, ok := pair[1].(*starlark.Function); ok && f.NumParams() == 1 {
			given = starlark.Tuple{e}
		}
		_, err = starlark.Call(thread, pair[1], given, nil)
		return err
	}
	return e
}

// nestedWith is a with statement inside of a block: its body is a function.
func (in *Interp) nestedWith(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	return starlark.None, in.managed(thread, args[0], func(entered starlark.Value) error {
		_, err := starlark.Call(thread, args[1], starlark.Tuple{entered}, nil)
		return err
	})
}

func (in *Interp) powFloat(x, y starlark.Value) (starlark.Value, error) {
	a, ok1 := starlark.AsFloat(x)
	b, ok2 := starlark.AsFloat(y)
	if !ok1 || !ok2 {
		return nil, in.raise("TypeError", "unsupported operand type(s) for ** or pow(): '%s' and '%s'", typeName(x), typeName(y))
	}
	return starlark.Float(math.Pow(a, b)), nil
}

func (in *Interp) round(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var x starlark.Value
	digits := -1
	if err := starlark.UnpackPositionalArgs(b.Name(), args, kwargs, 1, &x, &digits); err != nil {
		return nil, err
	}
	f, ok := starlark.AsFloat(x)
	if !ok {
		return nil, in.raise("TypeError", "type %s doesn't define __round__ method", typeName(x))
	}
	if digits < 0 {
		n, err := starlark.NumberToInt(starlark.Float(math.RoundToEven(f)))
		return n, err
	}
	f, _ = strconv.ParseFloat(strconv.FormatFloat(f, 'f', min(digits, 300), 64), 64)
	return starlark.Float(f), nil
}

func (in *Interp) id(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
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

func (in *Interp) callable(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var v starlark.Value
	if err := starlark.UnpackPositionalArgs(b.Name(), args, kwargs, 1, &v); err != nil {
		return nil, err
	}
	_, ok := v.(starlark.Callable)
	return starlark.Bool(ok), nil
}
