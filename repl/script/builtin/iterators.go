package builtin

import (
	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"sessh/repl/script/builtin/iterate"
	"sessh/repl/script/object"
	"sessh/repl/script/value/sequence"
)

func enumerate(c *call) (starlark.Value, error) {
	n := starlark.MakeInt(0)
	if c.a[1] != nil {
		var err error
		if n, err = sequence.ToInteger(c.a[1]); err != nil {
			return nil, err
		}
	}
	it, err := c.Iter(c.a[0])
	if err != nil {
		return nil, err
	}
	return sequence.NewIterator("enumerate", "", func() (starlark.Value, bool, error) {
		v, ok, err := it()
		if err != nil || !ok {
			return nil, false, err
		}
		n = n.Add(starlark.MakeInt(1))
		return starlark.Tuple{n.Sub(starlark.MakeInt(1)), v}, true, nil
	}), nil
}

func reversed(c *call) (starlark.Value, error) { return iterate.Reversed(c.Runtime, c.a[0]) }

func zip(c *call) (starlark.Value, error) {
	strict := false
	if s := c.option("strict"); s != nil {
		var err error
		if strict, err = c.Truth(s); err != nil {
			return nil, err
		}
	}
	if len(c.kwargs) > 0 {
		return nil, object.Raise("TypeError", "'%s' is an invalid keyword argument for zip()", string(c.kwargs[0][0].(starlark.String)))
	}
	if strict {
		return nil, object.NotSupported("zip with strict")
	}
	its := make([]sequence.Iter, len(c.a))
	for i, v := range c.a {
		it, err := c.Iter(v)
		if err != nil {
			return nil, object.Raise("TypeError", "'%s' object is not iterable", object.TypeName(v))
		}
		its[i] = it
	}
	return sequence.NewIterator("zip", "", iterate.Together(its)), nil
}

func mapped(c *call) (starlark.Value, error) {
	its := make([]sequence.Iter, len(c.a)-1)
	for i, v := range c.a[1:] {
		it, err := c.Iter(v)
		if err != nil {
			return nil, err
		}
		its[i] = it
	}
	f, next := c.a[0], iterate.Together(its)
	return sequence.NewIterator("map", "", func() (starlark.Value, bool, error) {
		args, ok, err := next()
		if err != nil || !ok {
			return nil, false, err
		}
		v, err := c.Call(f, args.(starlark.Tuple), nil)
		return v, err == nil, err
	}), nil
}

func filtered(c *call) (starlark.Value, error) {
	it, err := c.Iter(c.a[1])
	if err != nil {
		return nil, err
	}
	f := c.a[0]
	return sequence.NewIterator("filter", "", func() (starlark.Value, bool, error) {
		for {
			v, ok, err := it()
			if err != nil || !ok {
				return nil, false, err
			}
			keep := v
			if f != starlark.None {
				if keep, err = c.Call(f, starlark.Tuple{v}, nil); err != nil {
					return nil, false, err
				}
			}
			if ok, err = c.Truth(keep); ok || err != nil {
				return v, err == nil, err
			}
			if err := c.Step(); err != nil {
				return nil, false, err
			}
		}
	}), nil
}

func iterOf(c *call) (starlark.Value, error) {
	if c.a[1] != nil {
		return nil, object.NotSupported("iter with a sentinel")
	}
	return iterate.Of(c.Runtime, c.a[0])
}

func next(c *call) (starlark.Value, error) {
	it, ok := c.a[0].(*sequence.Iterator)
	if !ok {
		if v, ok, err := c.Special(c.a[0], "__next__"); ok {
			return v, err
		}
		return nil, object.Raise("TypeError", "'%s' object is not an iterator", object.TypeName(c.a[0]))
	}
	v, ok, err := it.Take()
	switch {
	case err != nil || ok:
		return v, err
	case c.a[1] != nil:
		return c.a[1], nil
	}
	return nil, it.Stop()
}

func sum(c *call) (starlark.Value, error) {
	var total starlark.Value = starlark.MakeInt(0)
	if _, err := c.Iter(c.a[0]); err != nil {
		return nil, err
	}
	if c.a[1] != nil {
		total = c.a[1]
		switch total.(type) {
		case starlark.String:
			return nil, object.Raise("TypeError", "sum() can't sum strings [use ''.join(seq) instead]")
		case starlark.Bytes:
			return nil, object.Raise("TypeError", "sum() can't sum bytes [use b''.join(seq) instead]")
		}
	}
	err := c.Each(c.a[0], func(v starlark.Value) (bool, error) {
		sum, err := c.Operate(syntax.PLUS, total, v)
		total = sum
		return true, err
	})
	return total, err
}
