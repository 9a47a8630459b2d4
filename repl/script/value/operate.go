package value

import (
	"math"
	"slices"
	"strings"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"sessh/repl/script/bounds"
	"sessh/repl/script/object"
	"sessh/repl/script/value/number"
	"sessh/repl/script/value/sequence"
)

// Custom is an object of a class that a statement made.
type Custom interface {
	starlark.HasSetField
	// Special returns a method that Python calls by itself, or nil.
	Special(name string) starlark.Value
	Class() *object.Class
}

// Special calls such a method, if x has it.
func (rt *Runtime) Special(x starlark.Value, name string, args ...starlark.Value) (v starlark.Value, ok bool, err error) {
	c, isCustom := x.(Custom)
	if !isCustom {
		return nil, false, nil
	}
	f := c.Special(name)
	if f == nil {
		return nil, false, nil
	}
	v, err = rt.Call(f, args, nil)
	return v, true, err
}

// operators are the names of the methods of operators, and how errors write them.
var operators = map[syntax.Token]struct{ method, sign string }{
	syntax.PLUS: {"add", "+"}, syntax.MINUS: {"sub", "-"}, syntax.STAR: {"mul", "*"}, syntax.SLASH: {"truediv", "/"}, syntax.SLASHSLASH: {"floordiv", "//"},
	syntax.PERCENT: {"mod", "%"}, syntax.STARSTAR: {"pow", "** or pow()"}, syntax.AMP: {"and", "&"}, syntax.PIPE: {"or", "|"},
	syntax.CIRCUMFLEX: {"xor", "^"}, syntax.LTLT: {"lshift", "<<"}, syntax.GTGT: {"rshift", ">>"},
}

// Operate is x op y, if there is room for it.
func (rt *Runtime) Operate(op syntax.Token, x, y starlark.Value) (starlark.Value, error) {
	return rt.operate(op, x, y, operators[op].sign)
}

// Unary is -x, +x or ~x.
func (rt *Runtime) Unary(op syntax.Token, x starlark.Value) (starlark.Value, error) {
	if v, ok := number.Unary(op, x); ok {
		return v, nil
	}
	if v, ok, err := rt.Special(x, map[syntax.Token]string{syntax.MINUS: "__neg__", syntax.PLUS: "__pos__", syntax.TILDE: "__invert__"}[op]); ok {
		return v, err
	}
	return nil, object.Raise("TypeError", "bad operand type for unary %s: '%s'", op, object.TypeName(x))
}

// InPlace is x op= y: lists, dictionaries and sets are changed.
func (rt *Runtime) InPlace(op syntax.Token, x, y starlark.Value) (starlark.Value, error) {
	switch x := x.(type) {
	case *List:
		switch op {
		case syntax.PLUS:
			return x, x.Extend(y)
		case syntax.STAR:
			if n, ok := number.Integer(y); ok {
				v, err := rt.repeat(x, n)
				if err != nil {
					return nil, err
				}
				return x, x.Splice(0, x.Len(), v.(*List).own...)
			}
		}
	case *Dict:
		if op == syntax.PIPE {
			return x, x.Merge(y)
		}
	case *Set:
		if o, ok := y.(*Set); ok && !x.Frozen {
			if done, err := x.operateInPlace(op, o); done || err != nil {
				return x, err
			}
		}
	}
	switch x.(type) {
	case *Dict, *Set, *View, *sequence.Range: // CPython then does not ask the other side
		if _, ok := number.Integer(y); op == syntax.STAR && !ok {
			return nil, object.Raise("TypeError", "unsupported operand type(s) for *=: '%s' and '%s'", object.TypeName(x), object.TypeName(y))
		}
	}
	if v, ok, err := rt.Special(x, "__i"+operators[op].method+"__", y); ok {
		return v, err
	}
	sign := strings.TrimSuffix(operators[op].sign, " or pow()") + "="
	return rt.operate(op, x, y, sign)
}

func (rt *Runtime) operate(op syntax.Token, x, y starlark.Value, sign string) (starlark.Value, error) {
	if v, ok, err := rt.Arithmetic(op, x, y); ok {
		return v, err
	}
	name := operators[op].method
	if v, ok, err := rt.Special(x, "__"+name+"__", y); ok {
		return v, err
	}
	if v, ok, err := rt.Special(y, "__r"+name+"__", x); ok {
		return v, err
	}
	switch op {
	case syntax.PLUS:
		if v, err := rt.concat(x, y); v != nil || err != nil {
			return v, err
		}
	case syntax.STAR:
		if v, err := rt.times(x, y); v != nil || err != nil {
			return v, err
		}
	case syntax.PERCENT:
		switch x := x.(type) {
		case starlark.String:
			text, err := rt.interpolate(string(x), y)
			return starlark.String(text), err
		case starlark.Bytes:
			return nil, object.NotSupported("a % format that is bytes")
		}
	case syntax.PIPE, syntax.AMP, syntax.MINUS, syntax.CIRCUMFLEX:
		if v, err := rt.joined(op, x, y); v != nil || err != nil {
			return v, err
		}
	}
	return nil, object.Raise("TypeError", "unsupported operand type(s) for %s: '%s' and '%s'", sign, object.TypeName(x), object.TypeName(y))
}

// concat is x + y of sequences; nil if x is not a sequence.
func (rt *Runtime) concat(x, y starlark.Value) (starlark.Value, error) {
	switch a := x.(type) {
	case starlark.String:
		if b, ok := y.(starlark.String); ok {
			return a + b, rt.Made(len(a) + len(b))
		}
		return nil, object.Raise("TypeError", `can only concatenate str (not "%s") to str`, object.TypeName(y))
	case starlark.Bytes:
		if b, ok := y.(starlark.Bytes); ok {
			return a + b, rt.Made(len(a) + len(b))
		}
		return nil, object.Raise("TypeError", "can't concat %s to bytes", object.TypeName(y))
	case starlark.Tuple:
		b, ok := y.(starlark.Tuple)
		if !ok {
			return nil, object.Raise("TypeError", `can only concatenate tuple (not "%s") to tuple`, object.TypeName(y))
		}
		if err := rt.Room(len(a) + len(b)); err != nil {
			return nil, err
		}
		return slices.Concat(a, b), nil
	case *List:
		b, ok := y.(*List)
		if !ok {
			return nil, object.Raise("TypeError", `can only concatenate list (not "%s") to list`, object.TypeName(y))
		}
		if err := rt.Room(a.Len() + b.Len()); err != nil {
			return nil, err
		}
		return rt.NewList(slices.Concat(a.Values(), b.Values())), nil
	}
	return nil, nil
}

func repeats(v starlark.Value) bool {
	switch v.(type) {
	case starlark.String, starlark.Bytes, starlark.Tuple, *List:
		return true
	}
	return false
}

// times is x * y of a sequence and an integer; nil if none is a sequence.
func (rt *Runtime) times(x, y starlark.Value) (starlark.Value, error) {
	if !repeats(x) {
		x, y = y, x
	}
	if !repeats(x) {
		return nil, nil
	}
	n, ok := number.Integer(y)
	if !ok {
		return nil, object.Raise("TypeError", "can't multiply sequence by non-int of type '%s'", object.TypeName(y))
	}
	return rt.repeat(x, n)
}

func (rt *Runtime) repeat(x starlark.Value, times starlark.Int) (starlark.Value, error) {
	size := bounds.SizeOf(x)
	if l, ok := x.(*List); ok {
		size = l.Len() * bounds.ValueSize
	}
	n, ok := times.Int64()
	switch {
	case !ok:
		return nil, object.Raise("OverflowError", "cannot fit 'int' into an index-sized integer")
	case n < 0 || size == 0:
		n = 0
	}
	if size > 0 && n > int64(math.MaxInt/max(sequence.Length(x), 1)) {
		switch x.(type) {
		case starlark.String:
			return nil, object.Raise("OverflowError", "repeated string is too long")
		case starlark.Bytes:
			return nil, object.Raise("OverflowError", "repeated bytes are too long")
		}
	}
	if err := rt.Made(bounds.Times(int(n), size)); err != nil {
		return nil, err
	}
	switch x := x.(type) {
	case starlark.String:
		return starlark.String(strings.Repeat(string(x), int(n))), nil
	case starlark.Bytes:
		return starlark.Bytes(strings.Repeat(string(x), int(n))), nil
	case starlark.Tuple:
		return starlark.Tuple(slices.Repeat(x, int(n))), nil
	}
	return rt.NewList(slices.Repeat(x.(*List).Values(), int(n))), nil
}

// joined is an operator of sets, or | of dictionaries or classes; nil if x and y
// have none.
func (rt *Runtime) joined(op syntax.Token, x, y starlark.Value) (starlark.Value, error) {
	if viewed(x) || viewed(y) {
		return rt.joinedViews(op, x, y)
	}
	a, aok := x.(*Set)
	b, bok := y.(*Set)
	if aok && bok {
		return a.operate(op, b)
	}
	if d, ok := x.(*Dict); ok && op == syntax.PIPE {
		o, ok := y.(*Dict)
		if !ok {
			return nil, nil
		}
		sum := rt.NewDict()
		for _, part := range []*Dict{d, o} {
			if err := sum.Update(part.Items()); err != nil {
				return nil, err
			}
		}
		return sum, nil
	}
	if _, ok := x.(*object.Class); ok && op == syntax.PIPE {
		return nil, object.NotSupported("a union of types")
	}
	return nil, nil
}

// Truth is bool(v).
func (rt *Runtime) Truth(v starlark.Value) (bool, error) {
	c, ok := v.(Custom)
	if !ok {
		return bool(v.Truth()), nil
	}
	if x, ok, err := rt.Special(c, "__bool__"); ok {
		if b, isBool := x.(starlark.Bool); isBool || err != nil {
			return bool(b), err
		}
		return false, object.Raise("TypeError", "__bool__ should return bool, returned %s", object.TypeName(x))
	}
	if x, ok, err := rt.Special(c, "__len__"); ok {
		if err != nil {
			return false, err
		}
		n, err := sequence.ToIndex(x)
		return n != 0, err
	}
	return true, nil
}
