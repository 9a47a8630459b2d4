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
	case w.Listed(r.n, r.At):
	case r.step == 1:
		w.Printf("range(%d, %d)", r.start, r.stop)
	default:
		w.Printf("range(%d, %d, %d)", r.start, r.stop, r.step)
	}
}

func (r *Range) At(i int) starlark.Value { return starlark.MakeInt(r.start + i*r.step) }

// RangeLimit is how large the numbers of a range get, so that they can be added.
const RangeLimit = 1 << 60

func NewRange(start, stop, step int) (*Range, error) {
	for _, n := range []int{start, stop, step} {
		if n > RangeLimit || n < -RangeLimit {
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

// Find returns where an integer is in the range; -1 if it is not.
func (r *Range) Find(v starlark.Value) (int, bool) {
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
	if !ok || i > RangeLimit || i < -RangeLimit {
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
