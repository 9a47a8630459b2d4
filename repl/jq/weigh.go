package jq

import (
	"fmt"
	"math/big"

	"sessh/repl/meter"
)

// Limits of one value.
const (
	maxDepth    = 10_000  // nesting of values
	maxValues   = 1 << 26 // as written: a shared value counts each time it occurs
	maxCompared = 1 << 22 // values compared
	maxPairs    = 1 << 27 // comparisons of pairs
	maxBits     = 1 << 20 // of an integer
	maxDigits   = maxBits * 3 / 10
)

// The sizes of values, in bytes.
const (
	sizeOfValue  = 16 // in an array
	sizeOfNumber = 8
	sizeOfEntry  = 80 // in an object
)

// A run is one run of an expression.
type run struct {
	ctx      *meter.Context
	meter    *meter.Meter
	patterns *patterns
}

// stop ends the run.
func (r *run) stop(format string, args ...any) error {
	r.ctx.Fail(fmt.Errorf(format, args...))
	return r.ctx.Err()
}

// weight is the size of a value as it is written.
type weight struct {
	values int
	bytes  int64
}

// weigh measures a value of at most the given number of values.
func (r *run) weigh(v any, limit int) (weight, error) {
	var w weight
	err := r.add(&w, v, limit, 0)
	return w, err
}

func (r *run) add(w *weight, v any, limit, depth int) error {
	w.values++
	switch {
	case w.values > limit:
		return r.stop("a value that is written out as more than %d values is too large", limit)
	case depth > maxDepth:
		return r.stop("a value that is nested more than %d times is too deep", maxDepth)
	case w.values%1024 == 0:
		if w.bytes > r.meter.Bound() {
			return r.ctx.Make(w.bytes)
		}
		if err := r.ctx.Err(); err != nil {
			return err
		}
	}
	switch v := v.(type) {
	case string:
		w.bytes += int64(len(v)) + 2
	case *big.Int:
		w.bytes += int64(v.BitLen() / 3)
	case []any:
		for _, x := range v {
			if err := r.add(w, x, limit, depth+1); err != nil {
				return err
			}
		}
		w.bytes += sizeOfValue * int64(len(v))
	case map[string]any:
		for k, x := range v {
			w.bytes += int64(len(k)) + sizeOfValue
			if err := r.add(w, x, limit, depth+1); err != nil {
				return err
			}
		}
	}
	w.bytes += 8
	return nil
}
