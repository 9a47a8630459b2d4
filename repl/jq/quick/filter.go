// Package quick decides for most values whether an expression in jq's language matches them,
// without an interpreter, and without reading more of a value than the expression does.
//
// Only simple expressions can be decided so: paths, iterations, comparisons with constants,
// tests of texts, and what combines these. A [Filter] never guesses. Where an expression may
// fail, has results to show, or concerns something unusual, the verdict is [Ask], and the
// interpreter must be asked.
package quick

import (
	"github.com/itchyny/gojq"

	"sessh/session/format/sparse"
)

// A Verdict is what is known of the results of an expression for a value.
type Verdict uint8

const (
	Ask  Verdict = iota // nothing
	No                  // none but null and false; it does not fail
	True                // just one, true
)

// A Filter is an expression that can be decided. It is safe for concurrent use.
type Filter struct {
	want *sparse.Want
	run  func(*sparse.Value) outcome
	many bool // results
}

// Compile returns a filter for an expression; nil if it cannot be decided.
func Compile(q *gojq.Query) *Filter {
	c := &compiler{}
	all, ok := c.query(q, result)
	if !ok {
		return nil
	}
	return &Filter{all.want, all.run, c.many}
}

// Want returns the places of a value that the filter needs.
func (f *Filter) Want() *sparse.Want { return f.want }

// Decide returns the verdict about a value.
func (f *Filter) Decide(v *sparse.Value) Verdict {
	switch f.run(v) {
	case 0, hasFalse:
		return No
	case hasTrue:
		if !f.many {
			return True
		}
	}
	return Ask
}

// An outcome is a set of what an expression results in for a value.
type outcome uint8

const (
	hasFalse outcome = 1 << iota // a result that is null or false
	hasTrue                      // one that is true
	hasOther                     // any other, which is as good as true in a condition
	failed                       // it fails, or may fail: the rest of the set is not reliable
)

func (o outcome) holds() bool { return o&(hasTrue|hasOther) != 0 }

// A step is what happens to a value: the rest of the expression from there on.
type step struct {
	want *sparse.Want // of the value
	run  func(*sparse.Value) outcome
}

// result is the last step.
var result = step{&sparse.Want{}, func(v *sparse.Value) outcome {
	switch v.Kind {
	case sparse.Unknown:
		return failed
	case sparse.Null:
		return hasFalse
	case sparse.Bool:
		if v.Bool {
			return hasTrue
		}
		return hasFalse
	}
	return hasOther
}}

var (
	null  = &sparse.Value{Kind: sparse.Null}
	bools = map[bool]*sparse.Value{false: {Kind: sparse.Bool}, true: {Kind: sparse.Bool, Bool: true}}
)

// whether returns the step that goes on with true or false.
func whether(then step, want *sparse.Want, is func(*sparse.Value) (yes, ok bool)) step {
	return step{want, func(v *sparse.Value) outcome {
		yes, ok := is(v)
		if v.Kind == sparse.Unknown || !ok {
			return failed
		}
		return then.run(bools[yes])
	}}
}
