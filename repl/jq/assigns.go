package jq

import (
	"reflect"
	"slices"

	"github.com/itchyny/gojq"
)

// Assigns reports whether the expression assigns with = where it decides whether a value matches: as a
// whole, or in a condition such as that of select. The result is the value with what was assigned, and
// so neither null nor false for nearly every value.
func (c *Code) Assigns() bool { return c.assigns }

// assigns reports whether the result of an expression, or a condition anywhere in it, is an assignment.
func assigns(q *gojq.Query) bool {
	found := assigned(q)
	each(reflect.ValueOf(q), func(node any) { found = found || slices.ContainsFunc(conditions(node), assigned) })
	return found
}

// conditions returns the conditions of a node.
func conditions(node any) []*gojq.Query {
	switch x := node.(type) {
	case *gojq.Query:
		if x.Op == gojq.OpAnd || x.Op == gojq.OpOr {
			return []*gojq.Query{x.Left, x.Right}
		}
		if x.Op == gojq.OpPipe && judges(first(x.Right)) {
			return []*gojq.Query{x.Left}
		}
	case *gojq.If:
		return []*gojq.Query{x.Cond}
	case *gojq.IfElif:
		return []*gojq.Query{x.Cond}
	case *gojq.Func:
		switch x.Name {
		case "select", "until", "while", "paths":
			return x.Args[:min(1, len(x.Args))]
		case "any", "all":
			return x.Args[max(0, len(x.Args)-1):]
		}
	}
	return nil
}

// first returns the first part of a pipe.
func first(q *gojq.Query) *gojq.Query {
	for q.Op == gojq.OpPipe {
		q = q.Left
	}
	return q
}

// judges reports whether an expression is not, any or all with its input as the condition.
func judges(q *gojq.Query) bool {
	if q.Term == nil || q.Term.Func == nil || len(q.Term.Func.Args) > 0 {
		return false
	}
	name := q.Term.Func.Name
	return name == "not" || name == "any" || name == "all"
}

// assigned reports whether a result of an expression, or an element of a list that is its result, is
// that of an assignment.
func assigned(q *gojq.Query) bool {
	if q == nil {
		return false
	}
	switch q.Op {
	case gojq.OpAssign:
		return true
	case gojq.OpPipe:
		return assigned(q.Right)
	case gojq.OpComma, gojq.OpAlt:
		return assigned(q.Left) || assigned(q.Right)
	}
	t := q.Term
	if t == nil || slices.ContainsFunc(t.SuffixList, func(s *gojq.Suffix) bool { return !s.Optional }) {
		return false
	}
	switch {
	case t.Query != nil:
		return assigned(t.Query)
	case t.Array != nil:
		return assigned(t.Array.Query)
	case t.Try != nil:
		return assigned(t.Try.Body)
	case t.Label != nil:
		return assigned(t.Label.Body)
	case t.If != nil:
		return assigned(t.If.Then) || assigned(t.If.Else) || slices.ContainsFunc(t.If.Elif, func(e *gojq.IfElif) bool { return assigned(e.Then) })
	case t.Func != nil && len(t.Func.Args) > 0:
		switch t.Func.Name {
		case "map", "map_values":
			return assigned(t.Func.Args[0])
		case "first", "last", "limit", "skip", "nth":
			return assigned(t.Func.Args[len(t.Func.Args)-1])
		}
	}
	return false
}
