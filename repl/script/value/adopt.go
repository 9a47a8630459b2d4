package value

import (
	"go.starlark.net/starlark"

	"sessh/repl/script/bounds"
	"sessh/repl/script/object"
	"sessh/repl/script/value/location"
	"sessh/session/tree"
)

// word is the form of a list made by a statement.
type word string

func (w word) String() string { return string(w) }

// adopted collects the objects of statements that become part of a session.
type adopted struct {
	rt    *Runtime
	dicts map[*Dict]*tree.Map
	lists map[*List]*tree.List
	open  map[any]bool // being converted, so as to find values that hold themselves
	bind  []func()
	sizes map[any]int // of what was converted
	made  int         // values
	depth int
}

func (rt *Runtime) adopting() *adopted {
	return &adopted{rt: rt, dicts: map[*Dict]*tree.Map{}, lists: map[*List]*tree.List{}, open: map[any]bool{}, sizes: map[any]int{}}
}

// put stores a value in a session by set. Dictionaries and lists that statements
// made become those of the session.
func (rt *Runtime) put(v starlark.Value, set func(any) error, get func() (any, bool), at *location.Place) error {
	a := rt.adopting()
	x, err := a.convert(v, at)
	if err != nil {
		return err
	}
	if err := set(x); err != nil {
		return object.Wrap(err)
	}
	if now, ok := get(); ok && now == x {
		for _, bind := range a.bind {
			bind()
		}
	}
	return nil
}

const maxNesting = 500 // how deep values put into a session nest

// convert returns v as a session holds it.
func (a *adopted) convert(v starlark.Value, at *location.Place) (any, error) {
	if a.depth++; a.depth > maxNesting {
		return nil, object.Raise("RecursionError", "a session cannot hold values that are nested more than %d times", maxNesting)
	}
	defer func() { a.depth-- }()
	if a.made++; a.made%bounds.Chunk == 0 {
		if err := a.rt.Made(bounds.Chunk * bounds.NodeSize); err != nil {
			return nil, err
		}
	}
	if x, ok := object.Plain(v); ok {
		return x, nil
	}
	switch v := v.(type) {
	case *Dict:
		return a.dict(v, at)
	case *List:
		return a.list(v, at)
	case starlark.Tuple:
		return a.sequence(word("tuple"), v, at)
	case *Set:
		a.bind = append(a.bind, func() { v.held = !v.Frozen })
		return a.sequence(word(v.Type()), v.Values(), at)
	}
	return nil, object.Raise("TypeError", "a session cannot hold a value of type '%s'", object.TypeName(v))
}

func (a *adopted) sequence(f tree.Form, values []starlark.Value, at *location.Place) (any, error) {
	l := tree.NewListOf(f)
	for i, v := range values {
		x, err := a.convert(v, at.Below(i))
		if err != nil {
			return nil, err
		}
		if err := l.Append(x); err != nil {
			return nil, err
		}
	}
	return l, nil
}

func (a *adopted) dict(d *Dict, at *location.Place) (any, error) {
	switch {
	case d.own == nil:
		return d.mapping(), a.again(d.mapping())
	case a.open[d]:
		return nil, object.Raise("ValueError", "a dictionary that holds itself cannot be put into a session")
	case a.dicts[d] != nil:
		return a.clone(a.dicts[d])
	}
	a.open[d] = true
	from := a.made
	defer delete(a.open, d)
	m := tree.NewMap()
	for _, item := range d.Items() {
		k, err := location.Key(item[0])
		if err != nil {
			return nil, err
		}
		x, err := a.convert(item[1], at.Below(k))
		if err != nil {
			return nil, err
		}
		if err := m.Set(k, x); err != nil {
			return nil, err
		}
	}
	a.dicts[d], a.sizes[m] = m, a.made-from+1
	a.bind = append(a.bind, func() { d.own, d.node, d.at = nil, m, at })
	return m, nil
}

func (a *adopted) list(l *List, at *location.Place) (any, error) {
	switch {
	case l.node != nil:
		return l.node, a.again(l.node)
	case a.open[l]:
		return nil, object.Raise("ValueError", "a list that holds itself cannot be put into a session")
	case a.lists[l] != nil:
		return a.clone(a.lists[l])
	}
	a.open[l] = true
	from := a.made
	defer delete(a.open, l)
	x, err := a.sequence(nil, l.own, at)
	if err != nil {
		return nil, err
	}
	node := x.(*tree.List)
	a.lists[l], a.sizes[node] = node, a.made-from+1
	a.bind = append(a.bind, func() { l.own, l.node, l.at = nil, node, at })
	return node, nil
}

// again counts the copy that a session makes of a value that it already holds.
func (a *adopted) again(v any) error {
	n := 0
	if err := a.count(v, &n); err != nil {
		return err
	}
	return a.rt.Made(n % bounds.Chunk * bounds.NodeSize)
}

func (a *adopted) count(v any, n *int) (err error) {
	if *n++; *n%bounds.Chunk == 0 {
		if err := a.rt.Made(bounds.Chunk * bounds.NodeSize); err != nil {
			return err
		}
	}
	switch v := v.(type) {
	case *tree.Map:
		for _, x := range v.All() {
			if err = a.count(x, n); err != nil {
				return err
			}
		}
	case *tree.List:
		for _, x := range v.All() {
			if err = a.count(x, n); err != nil {
				return err
			}
		}
	}
	return nil
}

// clone copies what was converted before: sessions hold no value twice.
func (a *adopted) clone(v any) (any, error) {
	n := a.sizes[v]
	if err := a.rt.Made(bounds.Times(n, bounds.NodeSize)); err != nil {
		return nil, err
	}
	a.made = min(a.made+n, bounds.Huge)
	return tree.Clone(v), nil
}

// Plain returns v as stores and pickles hold it.
func (rt *Runtime) Plain(v starlark.Value) (any, error) {
	a := rt.adopting()
	return a.convert(v, nil)
}
