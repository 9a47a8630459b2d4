package eval

import (
	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"sessh/repl/script/object"
	"sessh/repl/script/translate"
	"sessh/repl/script/value/sequence"
)

// display makes a tuple, list, set, dictionary or generator.
func (m *Machine) display(f *frame, x syntax.Expr) (starlark.Value, error) {
	switch x := x.(type) {
	case *syntax.TupleExpr:
		values, err := m.values(f, x.List)
		return starlark.Tuple(values), err
	case *syntax.ListExpr:
		values, err := m.values(f, x.List)
		return m.rt.NewList(values), err
	case *translate.Set:
		values, err := m.values(f, x.List)
		if err != nil {
			return nil, err
		}
		if len(values) > 2 && constants(x.List) {
			return m.constantSet(values)
		}
		return m.rt.NewSet(values...)
	case *syntax.DictExpr:
		return m.dict(f, x)
	case *syntax.Comprehension:
		if x.Curly {
			return m.dictLoop(f, x)
		}
		it, err := m.comprehension(f, x, "<listcomp>")
		if err != nil {
			return nil, err
		}
		values, err := m.rt.Collect(it)
		return m.rt.NewList(values), err
	case *translate.SetLoop:
		it, err := m.comprehension(f, x.Of, "<setcomp>")
		if err != nil {
			return nil, err
		}
		return m.rt.SetOf(it)
	case *translate.Generator:
		it, err := m.comprehension(f, x.Of, "<genexpr>")
		if err != nil {
			return nil, err
		}
		return sequence.NewIterator("generator", "<genexpr>", it), nil
	}
	return nil, object.Raise("SystemError", "a %T has no value", x)
}

// values are those of a display, in which a value with a star stands for several.
func (m *Machine) values(f *frame, list []syntax.Expr) ([]starlark.Value, error) {
	values := make([]starlark.Value, 0, len(list))
	for _, x := range list {
		if u, ok := x.(*syntax.UnaryExpr); ok && u.Op == syntax.STAR {
			v, err := m.expr(f, u.X)
			if err != nil {
				return nil, err
			}
			if _, err := m.rt.Iter(v); err != nil {
				return nil, object.Raise("TypeError", "Value after * must be an iterable, not %s", object.TypeName(v))
			}
			more, err := m.rt.Values(v)
			if err != nil {
				return nil, err
			}
			values = append(values, more...)
			continue
		}
		v, err := m.expr(f, x)
		if err != nil {
			return nil, err
		}
		values = append(values, v)
	}
	return values, m.rt.Room(len(values))
}

func (m *Machine) dict(f *frame, x *syntax.DictExpr) (starlark.Value, error) {
	var items []starlark.Tuple // all are computed before one is put in
	for _, e := range x.List {
		if u, ok := e.(*syntax.UnaryExpr); ok {
			v, err := m.expr(f, u.X)
			if err != nil {
				return nil, err
			}
			more, err := m.mapping(v, "'"+object.TypeName(v)+"' object is not a mapping")
			if err != nil {
				return nil, err
			}
			items = append(items, more.Items()...)
			continue
		}
		k, v, err := m.entry(f, e.(*syntax.DictEntry))
		if err != nil {
			return nil, err
		}
		items = append(items, starlark.Tuple{k, v})
	}
	d := m.rt.NewDict()
	for _, item := range items {
		if err := d.SetKey(item[0], item[1]); err != nil {
			return nil, err
		}
	}
	return d, nil
}

func (m *Machine) entry(f *frame, e *syntax.DictEntry) (k, v starlark.Value, err error) {
	if k, err = m.expr(f, e.Key); err == nil {
		v, err = m.expr(f, e.Value)
	}
	return k, v, err
}

func (m *Machine) dictLoop(f *frame, c *syntax.Comprehension) (starlark.Value, error) {
	d := m.rt.NewDict()
	l, err := m.newLoops(f, c, "<dictcomp>")
	if err != nil {
		return nil, err
	}
	for {
		ok, err := l.next()
		if err != nil || !ok {
			return d, err
		}
		k, v, err := m.entry(l.f, c.Body.(*syntax.DictEntry))
		if err == nil {
			err = d.SetKey(k, v)
		}
		if err != nil {
			return nil, err
		}
	}
}

// comprehension yields the values of a comprehension.
func (m *Machine) comprehension(f *frame, c *syntax.Comprehension, name string) (sequence.Iter, error) {
	l, err := m.newLoops(f, c, name)
	if err != nil {
		return nil, err
	}
	return func() (starlark.Value, bool, error) {
		ok, err := l.next()
		if err != nil || !ok {
			return nil, false, err
		}
		v, err := m.expr(l.f, c.Body)
		if err != nil {
			l.its = nil
		}
		return v, err == nil, err
	}, nil
}

// loops are the loops of a comprehension, one inside the other.
type loops struct {
	m       *Machine
	f       *frame
	clauses []syntax.Node
	its     []sequence.Iter // of the loops that run; those of conditions are nil
}

func (m *Machine) newLoops(f *frame, c *syntax.Comprehension, name string) (*loops, error) {
	first, err := m.iterate(f, c.Clauses[0].(*syntax.ForClause).X)
	if err != nil {
		return nil, err
	}
	own := &frame{within: f.within + name + ".", names: newNames(), vars: map[string]starlark.Value{}, outer: f}
	if f.class { // names of a class are not seen inside
		own.outer = f.outer
	}
	for _, c := range c.Clauses {
		if c, ok := c.(*syntax.ForClause); ok {
			own.names.target(c.Vars)
		}
	}
	return &loops{m: m, f: own, clauses: c.Clauses, its: []sequence.Iter{first}}, nil
}

// next goes on to the next turn of the innermost loop.
func (l *loops) next() (bool, error) {
	for len(l.its) > 0 {
		if err := l.m.rt.Step(); err != nil {
			return false, err
		}
		ok, err := l.turn(len(l.its) - 1)
		if err != nil {
			l.its = nil
			return false, err
		}
		if !ok {
			l.its = l.its[:len(l.its)-1]
			continue
		}
		if ok, err = l.enter(); ok || err != nil {
			return ok, err
		}
	}
	return false, nil
}

// turn makes the next turn of a clause; a condition has none.
func (l *loops) turn(i int) (bool, error) {
	c, ok := l.clauses[i].(*syntax.ForClause)
	if !ok {
		return false, nil
	}
	v, ok, err := l.its[i]()
	if err != nil || !ok {
		return false, err
	}
	return true, l.m.assign(l.f, c.Vars, v)
}

// enter begins the clauses inside; it reports whether the innermost was reached.
func (l *loops) enter() (bool, error) {
	for len(l.its) < len(l.clauses) {
		switch c := l.clauses[len(l.its)].(type) {
		case *syntax.IfClause:
			ok, err := l.m.truth(l.f, c.Cond)
			if err != nil || !ok {
				return false, err
			}
			l.its = append(l.its, nil)
		case *syntax.ForClause:
			it, err := l.m.iterate(l.f, c.X)
			if err != nil {
				return false, err
			}
			l.its = append(l.its, it)
			return l.begun()
		}
	}
	return true, nil
}

// begun makes the first turn of the loop that was begun last.
func (l *loops) begun() (bool, error) {
	ok, err := l.turn(len(l.its) - 1)
	if err != nil || !ok {
		l.its = l.its[:len(l.its)-1]
		return false, err
	}
	return l.enter()
}
