package sequence

import (
	"go.starlark.net/starlark"

	"sessh/repl/script/object"
	"sessh/repl/script/value/number"
)

// Range is what range returns.
type Range struct{ Start, Stop, Step, N int }

func (r *Range) String() string       { return object.Repr(r) }
func (r *Range) Type() string         { return "range" }
func (r *Range) Freeze()              {}
func (r *Range) Truth() starlark.Bool { return r.N > 0 }
func (r *Range) Len() int             { return r.N }
func (r *Range) Hash() (uint32, error) {
	return starlark.Tuple{starlark.MakeInt(r.N), starlark.MakeInt(r.Start), starlark.MakeInt(r.Step)}.Hash()
}

// Show writes the range as Python does.
func (r *Range) Show(w *object.Writer) {
	switch {
	case w.Listed(r.N, r.At):
	case r.Step == 1:
		w.Printf("range(%d, %d)", r.Start, r.Stop)
	default:
		w.Printf("range(%d, %d, %d)", r.Start, r.Stop, r.Step)
	}
}

// At returns number i.
func (r *Range) At(i int) starlark.Value { return starlark.MakeInt(r.Start + i*r.Step) }

// Limit is how large the numbers of a range get, so that they can be added.
const Limit = 1 << 60

// NewRange returns the numbers from start on, by step, before stop.
func NewRange(start, stop, step int) (*Range, error) {
	for _, n := range []int{start, stop, step} {
		if n > Limit || n < -Limit {
			return nil, object.NotSupported("a range of numbers beyond 2 ** 60")
		}
	}
	r := &Range{Start: start, Stop: stop, Step: step}
	switch {
	case step == 0:
		return nil, object.Raise("ValueError", "range() arg 3 must not be zero")
	case step > 0 && stop > start:
		r.N = (stop-start-1)/step + 1
	case step < 0 && start > stop:
		r.N = (start-stop-1)/(-step) + 1
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
	if !ok || i > Limit || i < -Limit {
		return 0, false
	}
	d := int(i) - r.Start
	if d%r.Step != 0 || d/r.Step < 0 || d/r.Step >= r.N {
		return 0, false
	}
	return d / r.Step, true
}

// Equal reports whether two ranges have the same numbers.
func (r *Range) Equal(o *Range) bool {
	return r.N == o.N && (r.N == 0 || r.Start == o.Start && (r.N == 1 || r.Step == o.Step))
}
