package builtin

import (
	"go.starlark.net/starlark"

	"sessh/repl/script/object"
	"sessh/repl/script/value/number"
	"sessh/repl/script/value/sequence"
)

// rangeOf is range(...).
func rangeOf(c *call) (starlark.Value, error) {
	numbers := []int{0, 0, 1}
	switch len(c.a) {
	case 0:
		return nil, object.Raise("TypeError", "range expected at least 1 argument, got 0")
	case 1, 2, 3:
	default:
		return nil, object.Raise("TypeError", "range expected at most 3 arguments, got %d", len(c.a))
	}
	for i, v := range c.a {
		n, err := sequence.ToInteger(v)
		if err != nil {
			return nil, err
		}
		k, ok := n.Int64()
		if !ok {
			k = sequence.Limit + 1
		}
		if len(c.a) == 1 {
			numbers[1] = int(k)
		} else {
			numbers[i] = int(k)
		}
	}
	return sequence.NewRange(numbers[0], numbers[1], numbers[2])
}

// rangeMethods are the methods of ranges.
func rangeMethods() map[string]function {
	return map[string]function{
		"count": {"1", func(c *call) (starlark.Value, error) {
			if _, ok := c.self.(*sequence.Range).Find(c.a[0]); ok {
				return starlark.MakeInt(1), nil
			}
			return starlark.MakeInt(0), nil
		}},
		"index": {"1", func(c *call) (starlark.Value, error) {
			if i, ok := c.self.(*sequence.Range).Find(c.a[0]); ok {
				return starlark.MakeInt(i), nil
			}
			if _, ok := number.Integer(c.a[0]); !ok {
				return nil, object.Raise("ValueError", "sequence.index(x): x not in sequence")
			}
			text, err := c.Show(c.a[0])
			if err != nil {
				return nil, err
			}
			return nil, object.Raise("ValueError", "%s is not in range", text)
		}},
	}
}
