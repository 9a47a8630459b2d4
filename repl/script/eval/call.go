package eval

import (
	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"sessh/repl/script/object"
	"sessh/repl/script/value"
)

// call calls a function.
func (m *Machine) call(f *frame, c *syntax.CallExpr) (starlark.Value, error) {
	if m.isSuper(f, c) {
		return m.super(f, c)
	}
	fn, err := m.expr(f, c.Fn)
	if err != nil {
		return nil, err
	}
	args, kwargs, err := m.arguments(f, fn, c.Args)
	if err != nil {
		return nil, err
	}
	return m.rt.Call(fn, args, kwargs)
}

// arguments computes the arguments of a call.
func (m *Machine) arguments(f *frame, fn starlark.Value, list []syntax.Expr) (args starlark.Tuple, kwargs []starlark.Tuple, err error) {
	alone := star(list, 0) && !star(list, 1) // Python then spreads it after all others are computed
	var spread starlark.Value
	for i, x := range list {
		if u, ok := x.(*syntax.UnaryExpr); ok && (u.Op == syntax.STAR || u.Op == syntax.STARSTAR) {
			v, err := m.expr(f, u.X)
			switch {
			case err != nil:
			case u.Op == syntax.STARSTAR:
				kwargs, err = m.named(fn, kwargs, v)
			case alone && i == 0:
				spread = v
			default:
				if _, ierr := m.rt.Iter(v); ierr != nil {
					return nil, nil, object.Raise("TypeError", "Value after * must be an iterable, not %s", object.TypeName(v))
				}
				var more []starlark.Value
				more, err = m.rt.Values(v)
				args = append(args, more...)
			}
			if err != nil {
				return nil, nil, err
			}
			continue
		}
		if named, ok := x.(*syntax.BinaryExpr); ok && named.Op == syntax.EQ {
			v, err := m.expr(f, named.Y)
			if err == nil {
				kwargs, err = add(fn, kwargs, starlark.String(named.X.(*syntax.Ident).Name), v)
			}
			if err != nil {
				return nil, nil, err
			}
			continue
		}
		v, err := m.expr(f, x)
		if err != nil {
			return nil, nil, err
		}
		args = append(args, v)
	}
	if spread == nil {
		return args, kwargs, nil
	}
	if _, err := m.rt.Iter(spread); err != nil {
		return nil, nil, object.Raise("TypeError", "%s argument after * must be an iterable, not %s", callName(fn), object.TypeName(spread))
	}
	args, err = m.rt.Values(spread)
	return args, kwargs, err
}

// star reports whether argument i is the one with a star, or one by place.
func star(list []syntax.Expr, i int) bool {
	if i >= len(list) {
		return false
	}
	switch x := list[i].(type) {
	case *syntax.UnaryExpr:
		return x.Op == syntax.STAR || x.Op != syntax.STARSTAR && i > 0
	case *syntax.BinaryExpr:
		return x.Op != syntax.EQ && i > 0
	}
	return i > 0
}

// add adds a named argument.
func add(fn starlark.Value, kwargs []starlark.Tuple, name starlark.String, v starlark.Value) ([]starlark.Tuple, error) {
	for _, kw := range kwargs {
		if kw[0] == name {
			return nil, object.Raise("TypeError", "%s got multiple values for keyword argument '%s'", callName(fn), string(name))
		}
	}
	return append(kwargs, starlark.Tuple{name, v}), nil
}

// mapping returns a dictionary with the entries of a mapping. wrong is the error for what is
// none.
func (m *Machine) mapping(v starlark.Value, wrong string) (*value.Dict, error) {
	if d, ok := v.(*value.Dict); ok {
		return d, nil
	}
	if m.rt.Attribute(v, "keys") == nil {
		return nil, object.Raise("TypeError", "%s", wrong)
	}
	d := m.rt.NewDict()
	return d, d.Merge(v)
}

// named adds the entries of a mapping to the named arguments.
func (m *Machine) named(fn starlark.Value, kwargs []starlark.Tuple, v starlark.Value) ([]starlark.Tuple, error) {
	d, err := m.mapping(v, callName(fn)+" argument after ** must be a mapping, not "+object.TypeName(v))
	if err != nil {
		return nil, err
	}
	if err := m.rt.Room(2 * d.Len()); err != nil {
		return nil, err
	}
	for _, item := range d.Items() {
		name, ok := item[0].(starlark.String)
		if !ok {
			return nil, object.Raise("TypeError", "keywords must be strings")
		}
		var err error
		if kwargs, err = add(fn, kwargs, name, item[1]); err != nil {
			return nil, err
		}
	}
	return kwargs, nil
}

// callName is what an error calls a function.
func callName(f starlark.Value) string {
	switch f := f.(type) {
	case interface{ CallName() string }:
		return f.CallName() + "()"
	case *object.Class:
		return f.FullName() + "()"
	case *starlark.Builtin:
		return f.Name() + "()"
	case interface{ QualifiedName() string }:
		return "__main__." + f.QualifiedName() + "()"
	case starlark.Callable:
		return "__main__." + f.Name() + "()"
	}
	return object.Repr(f)
}
