package value

import (
	"go.starlark.net/starlark"

	"sessh/repl/script/object"
	"sessh/repl/script/value/number"
)

// Range is what range returns.
type Range struct{ start, stop, step, n int }

func (r *Range) String() string       { return object.Repr(r) }
func (r *Range) Type() string         { return "range" }
func (r *Range) Freeze()              {}
func (r *Range) Truth() starlark.Bool { return r.n > 0 }
func (r *Range) Len() int             { return r.n }
func (r *Range) Hash() (uint32, error) {
	return starlark.Tuple{starlark.MakeInt(r.n), starlark.MakeInt(r.start), starlark.MakeInt(r.step)}.Hash()
}

// Show writes the range as Python does.
func (r *Range) Show(w *object.Writer) {
	switch {
	case w.Listed(r.n, r.at):
	case r.step == 1:
		w.Printf("range(%d, %d)", r.start, r.stop)
	default:
		w.Printf("range(%d, %d, %d)", r.start, r.stop, r.step)
	}
}

func (r *Range) at(i int) starlark.Value { return starlark.MakeInt(r.start + i*r.step) }

// limit is how large the numbers of a range get, so that they can be added.
const limit = 1 << 60

func newRange(start, stop, step int) (*Range, error) {
	for _, n := range []int{start, stop, step} {
		if n > limit || n < -limit {
			return nil, object.NotSupported("a range of numbers beyond 2 ** 60")
		}
	}
	r := &Range{start: start, stop: stop, step: step}
	switch {
	case step == 0:
		return nil, object.Raise("ValueError", "range() arg 3 must not be zero")
	case step > 0 && stop > start:
		r.n = (stop-start-1)/step + 1
	case step < 0 && start > stop:
		r.n = (start-stop-1)/(-step) + 1
	}
	return r, nil
}

// find returns where an integer is in the range; -1 if it is not.
func (r *Range) find(v starlark.Value) (int, bool) {
	n, ok := number.Integer(v)
	if !ok {
		f, isFloat := v.(starlark.Float)
		if !isFloat {
			return 0, false
		}
		if n, ok = number.Integral(float64(f)); !ok {
			return 0, false
		}
	}
	i, ok := n.Int64()
	if !ok || i > limit || i < -limit {
		return 0, false
	}
	d := int(i) - r.start
	if d%r.step != 0 || d/r.step < 0 || d/r.step >= r.n {
		return 0, false
	}
	return d / r.step, true
}

func (r *Range) equal(o *Range) bool {
	return r.n == o.n && (r.n == 0 || r.start == o.start && (r.n == 1 || r.step == o.step))
}

func (rt *Runtime) newRange(c *call) (starlark.Value, error) {
	numbers := []int{0, 0, 1}
	switch len(c.a) {
	case 0:
		return nil, object.Raise("TypeError", "range expected at least 1 argument, got 0")
	case 1, 2, 3:
	default:
		return nil, object.Raise("TypeError", "range expected at most 3 arguments, got %d", len(c.a))
	}
	for i, v := range c.a {
		n, ok := number.Integer(v)
		if !ok {
			return nil, object.Raise("TypeError", "'%s' object cannot be interpreted as an integer", object.TypeName(v))
		}
		k, ok := n.Int64()
		if !ok {
			k = limit + 1
		}
		if len(c.a) == 1 {
			numbers[1] = int(k)
		} else {
			numbers[i] = int(k)
		}
	}
	return newRange(numbers[0], numbers[1], numbers[2])
}

// rangeMethods are the methods of ranges.
var rangeMethods = map[string]function{
	"count": {"1", func(c *call) (starlark.Value, error) {
		if _, ok := c.self.(*Range).find(c.a[0]); ok {
			return starlark.MakeInt(1), nil
		}
		return starlark.MakeInt(0), nil
	}},
	"index": {"1", func(c *call) (starlark.Value, error) {
		if i, ok := c.self.(*Range).find(c.a[0]); ok {
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
