// Package jq runs expressions in jq's language on values of sessions, with a
// bound on the memory that they take, and so that they hear at every moment that
// they are to stop.
//
// The interpreter is gojq, which asks its context between any two instructions
// whether it is done: see [meter.Context]. That bounds what many instructions
// make, each of them no more than it is given. One instruction can make
// far more (a text times a number, an index far behind the end of an array), and
// a value that shares parts takes no memory and is endless when it is written
// or compared. So the functions that do so are called through others that first
// find out how much it would be. They are defined in jq's own language, in front
// of the expression (see prelude.go); operators, which call no function that
// can be defined, are made calls of them.
package jq

import (
	"context"
	"errors"
	"fmt"

	"github.com/itchyny/gojq"

	"sessh/repl/meter"
)

// Code is an expression that can be run.
type Code struct {
	code     *gojq.Code
	patterns patterns
}

// maxText is how long an expression is: one that nests deeper takes a stack that
// is not there.
const maxText = 1 << 16

// Compile reads an expression.
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
	return &Code{code: code}, nil
}

// Failed is the error of an expression that fails for a value: sessions differ in what
// they hold, so it may be good for others.
type Failed struct{ Err error }

func (e *Failed) Error() string { return e.Err.Error() }
func (e *Failed) Unwrap() error { return e.Err }

// Run is what the expression makes of a value, until ctx ends, or it fails for that
// value, with an error that is [Failed]. Any other error says that it is to stop, or
// would hold too much. It is safe for concurrent use.
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
		if err := guardText(r, x, nil); err != nil { // it is to be shown
			return nil, err
		}
		out = append(out, x)
	}
}
