package eval

import (
	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"sessh/repl/script/assign"
	"sessh/repl/script/object"
)

// assign binds a target to a value.
func (m *Machine) assign(f *frame, target syntax.Expr, v starlark.Value) error {
	switch t := target.(type) {
	case *syntax.Ident:
		return m.bind(f, t.Name, v)
	case *syntax.ParenExpr:
		return m.assign(f, t.X, v)
	case *syntax.TupleExpr:
		return m.unpack(f, t.List, v)
	case *syntax.DotExpr:
		x, err := m.expr(f, t.X)
		if err != nil {
			return err
		}
		return assign.Attribute(m.rt, x, t.Name.Name, v)
	case *syntax.IndexExpr:
		x, k, err := m.item(f, t)
		if err != nil {
			return err
		}
		return assign.Item(m.rt, x, k, v)
	case *syntax.SliceExpr:
		x, lo, hi, step, err := m.slice(f, t)
		if err != nil {
			return err
		}
		return assign.Slice(m.rt, x, lo, hi, step, v)
	}
	return object.Raise("SystemError", "cannot assign to a %T", target)
}

// unpack binds several targets; one may have a star.
func (m *Machine) unpack(f *frame, targets []syntax.Expr, v starlark.Value) error {
	it, err := m.rt.Iter(v)
	if err != nil {
		return object.Raise("TypeError", "cannot unpack non-iterable %s object", object.TypeName(v))
	}
	star := -1
	for i, t := range targets {
		if _, ok := t.(*syntax.UnaryExpr); ok {
			star = i
		}
	}
	var values []starlark.Value
	for star >= 0 || len(values) <= len(targets) {
		x, ok, err := it()
		if err != nil {
			return err
		}
		if !ok {
			break
		}
		if err := m.rt.Grow(len(values)); err != nil {
			return err
		}
		values = append(values, x)
	}
	switch n := len(values); {
	case star >= 0 && n < len(targets)-1:
		return object.Raise("ValueError", "not enough values to unpack (expected at least %d, got %d)", len(targets)-1, n)
	case star < 0 && n < len(targets):
		return object.Raise("ValueError", "not enough values to unpack (expected %d, got %d)", len(targets), n)
	case star < 0 && n > len(targets):
		return object.Raise("ValueError", "too many values to unpack (expected %d)", len(targets))
	}
	for i, t := range targets {
		if i != star {
			if err := m.assign(f, t, values[0]); err != nil {
				return err
			}
			values = values[1:]
			continue
		}
		n := len(values) - (len(targets) - 1 - i)
		if err := m.assign(f, t.(*syntax.UnaryExpr).X, m.rt.NewList(values[:n:n])); err != nil {
			return err
		}
		values = values[n:]
	}
	return nil
}

// augment runs x op= y. What x is part of is computed once.
func (m *Machine) augment(f *frame, s *syntax.AssignStmt) error {
	var get func() (starlark.Value, error)
	var set func(starlark.Value) error
	switch t := s.LHS.(type) {
	case *syntax.Ident:
		get = func() (starlark.Value, error) { return m.lookup(f, t.Name) }
		set = func(v starlark.Value) error { return m.bind(f, t.Name, v) }
	case *syntax.DotExpr:
		x, err := m.expr(f, t.X)
		if err != nil {
			return err
		}
		get = func() (starlark.Value, error) { return m.rt.GetAttribute(x, t.Name.Name) }
		set = func(v starlark.Value) error { return assign.Attribute(m.rt, x, t.Name.Name, v) }
	case *syntax.IndexExpr:
		x, k, err := m.item(f, t)
		if err != nil {
			return err
		}
		get = func() (starlark.Value, error) { return m.rt.Item(x, k) }
		set = func(v starlark.Value) error { return assign.Item(m.rt, x, k, v) }
	case *syntax.SliceExpr:
		x, lo, hi, step, err := m.slice(f, t)
		if err != nil {
			return err
		}
		get = func() (starlark.Value, error) { return m.rt.Slice(x, lo, hi, step) }
		set = func(v starlark.Value) error { return assign.Slice(m.rt, x, lo, hi, step, v) }
	default:
		return object.Raise("SystemError", "cannot assign to a %T", s.LHS)
	}
	was, err := get()
	if err != nil {
		return err
	}
	y, err := m.expr(f, s.RHS)
	if err != nil {
		return err
	}
	v, err := m.rt.InPlace(s.Op, was, y)
	if err != nil {
		return err
	}
	return set(v)
}

func (m *Machine) delete(f *frame, target syntax.Expr) error {
	switch t := target.(type) {
	case *syntax.Ident:
		return m.unbind(f, t.Name)
	case *syntax.DotExpr:
		x, err := m.expr(f, t.X)
		if err != nil {
			return err
		}
		return assign.DelAttribute(x, t.Name.Name)
	case *syntax.IndexExpr:
		x, k, err := m.item(f, t)
		if err != nil {
			return err
		}
		return assign.DelItem(m.rt, x, k)
	case *syntax.SliceExpr:
		x, lo, hi, step, err := m.slice(f, t)
		if err != nil {
			return err
		}
		return assign.DelSlice(x, lo, hi, step)
	}
	return object.Raise("SystemError", "cannot delete a %T", target)
}

func (m *Machine) item(f *frame, x *syntax.IndexExpr) (of, key starlark.Value, err error) {
	if of, err = m.expr(f, x.X); err == nil {
		key, err = m.expr(f, x.Y)
	}
	return of, key, err
}

// slice returns the parts of a slice; a missing bound is None.
func (m *Machine) slice(f *frame, x *syntax.SliceExpr) (of, lo, hi, step starlark.Value, err error) {
	of, err = m.expr(f, x.X)
	lo, hi, step = starlark.None, starlark.None, starlark.None
	for _, p := range []struct {
		x  syntax.Expr
		to *starlark.Value
	}{{x.Lo, &lo}, {x.Hi, &hi}, {x.Step, &step}} {
		if err == nil && p.x != nil {
			*p.to, err = m.expr(f, p.x)
		}
	}
	return of, lo, hi, step, err
}
