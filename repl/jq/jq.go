// Package jq runs expressions in jq's language on values of sessions, with a limit on the
// memory that they take, and so that they can be stopped at any time.
//
// The interpreter is gojq, which checks its context between any two instructions: see
// [meter.Context]. That limits what many instructions allocate, each of them no more than it
// is given. A single instruction can allocate far more (a text times a number, an index far
// beyond the end of an array), and a value that shares parts takes little memory, but is
// endless when it is written or compared. So functions that do such things are called through
// others, which first find out how much it would be. They are defined in jq's own language,
// in front of the expression (see prelude.go); operators, which cannot be redefined, are
// rewritten to calls.
//
// Most sessions do not match an expression. [Code.Quick] finds that out for simple expressions
// without the interpreter: see package quick.
package jq

import (
	"context"
	"errors"
	"fmt"
	"math/big"

	"github.com/itchyny/gojq"

	"sessh/repl/jq/quick"
	"sessh/repl/meter"
)

// A Code is an expression that can be run.
type Code struct {
	code     *gojq.Code
	quick    *quick.Filter
	patterns patterns
	assigns  bool
}

// maxText limits the length of an expression; one that nests deeper would overflow the
// stack.
const maxText = 1 << 16

// Compile compiles an expression.
func Compile(text string) (*Code, error) {
	if len(text) > maxText {
		return nil, fmt.Errorf("it is longer than %d bytes", maxText)
	}
	q, err := gojq.Parse(text)
	if err != nil {
		return nil, err
	}
	used, err := rewrite(q)
	if err != nil {
		return nil, err
	}
	defs, err := prelude(used)
	if err != nil {
		return nil, err
	}
	q.FuncDefs = append(defs, q.FuncDefs...)
	code, err := gojq.Compile(q,
		gojq.WithEnvironLoader(func() []string { return nil }),
		gojq.WithVariables([]string{runVariable}),
		gojq.WithFunction(guardFunction, 3, 3, guard),
	)
	if err != nil {
		return nil, err
	}
	q, err = gojq.Parse(text) // as it was before it was rewritten
	if err != nil {
		return nil, err
	}
	return &Code{code: code, quick: quick.Compile(q), assigns: assigns(q)}, nil
}

// Quick returns a filter that decides for most values, without running the expression, whether it
// matches them; nil if there is none.
func (c *Code) Quick() *quick.Filter { return c.quick }

// A Failed is the error of an expression that fails for a value. Since sessions differ, it
// may succeed for others.
type Failed struct{ Err error }

func (e *Failed) Error() string { return e.Err.Error() }
func (e *Failed) Unwrap() error { return e.Err }

// Run returns the results of the expression for a value. An error that is [Failed] concerns
// that value only; any other says that ctx has ended or a limit is exceeded. Run is safe
// for concurrent use.
func (c *Code) Run(ctx context.Context, m *meter.Meter, v any) (out []any, err error) {
	r := &run{ctx: m.Context(ctx), meter: m, patterns: &c.patterns}
	defer func() {
		if p := recover(); p != nil {
			out, err = nil, fmt.Errorf("the expression cannot be run: %v", p)
		}
	}()
	for it := c.code.RunWithContext(r.ctx, v, r); ; {
		x, ok := it.Next()
		if r.ctx.Err() != nil {
			return nil, r.ctx.Err()
		}
		if !ok {
			return out, nil
		}
		if err, failed := x.(error); failed {
			var halt *gojq.HaltError
			if errors.As(err, &halt) && halt.Value() == nil {
				return out, nil
			}
			return out, &Failed{err}
		}
		if err := guardText(r, x, nil); err != nil { // it will be shown
			return nil, err
		}
		out = append(out, x)
	}
}

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
