package builtin

import (
	"slices"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"sessh/repl/script/object"
	"sessh/repl/script/value/order"
	"sessh/repl/script/value/sequence"
)

// keyed is a value with its sort key.
type keyed struct{ value, key starlark.Value }

// keyed computes the keys of values.
func (c *call) keyed(values []starlark.Value, key starlark.Value) ([]keyed, error) {
	if err := c.Room(2 * len(values)); err != nil {
		return nil, err
	}
	all := make([]keyed, len(values))
	for i, v := range values {
		all[i] = keyed{v, v}
		if key == nil || key == starlark.None {
			continue
		}
		k, err := c.Call(key, starlark.Tuple{v}, nil)
		if err != nil {
			return nil, err
		}
		all[i].key = k
	}
	return all, nil
}

// sorted returns values in order, by the options key and reverse of a call.
func (c *call) sorted(values []starlark.Value) ([]starlark.Value, error) {
	key, reverse := c.option("key"), false
	if r := c.option("reverse"); r != nil {
		if _, err := sequence.ToInteger(r); err != nil {
			return nil, err
		}
		reverse = bool(r.Truth())
	}
	if len(c.kwargs) > 0 {
		return nil, object.Raise("TypeError", "'%s' is an invalid keyword argument for sort()", string(c.kwargs[0][0].(starlark.String)))
	}
	all, err := c.keyed(values, key)
	if err != nil {
		return nil, err
	}
	if err := c.sort(all, reverse); err != nil {
		return nil, err
	}
	out := make([]starlark.Value, len(all))
	for i, k := range all {
		out[i] = k.value
	}
	return out, nil
}

func (c *call) sort(all []keyed, reverse bool) error {
	if reverse { // equal ones stay in their order
		slices.Reverse(all)
		defer slices.Reverse(all)
	}
	return order.Sort(all, func(x, y keyed) (bool, error) { return c.Compare(syntax.LT, x.key, y.key) })
}

// extreme is min and max.
func extreme(op syntax.Token) func(*call) (starlark.Value, error) {
	return func(c *call) (starlark.Value, error) {
		key, other := c.option("key"), c.option("default")
		if err := c.unknown(); err != nil {
			return nil, err
		}
		values := c.a
		switch len(values) {
		case 0:
			return nil, object.Raise("TypeError", "%s expected at least 1 argument, got 0", c.name)
		case 1:
			var err error
			if values, err = c.Values(c.a[0]); err != nil {
				return nil, err
			}
		default:
			if other != nil {
				return nil, object.Raise("TypeError", "Cannot specify a default for %s() with multiple positional arguments", c.name)
			}
		}
		all, err := c.keyed(values, key)
		if err != nil {
			return nil, err
		}
		if len(all) == 0 {
			if other != nil {
				return other, nil
			}
			return nil, object.Raise("ValueError", "%s() arg is an empty sequence", c.name)
		}
		best := all[0]
		for _, k := range all[1:] {
			better, err := c.Compare(op, k.key, best.key)
			if err != nil {
				return nil, err
			}
			if better {
				best = k
			}
		}
		return best.value, nil
	}
}
