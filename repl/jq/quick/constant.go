package quick

import (
	"bytes"
	"cmp"
	"math"

	"github.com/itchyny/gojq"

	"sessh/session/format/sparse"
)

// constant returns the value of an expression that is a literal.
func constant(q *gojq.Query) (*sparse.Value, bool) {
	if q.Term == nil || q.Meta != nil || q.Imports != nil || q.FuncDefs != nil || q.Patterns != nil {
		return nil, false
	}
	return constantTerm(q.Term)
}

func constantTerm(t *gojq.Term) (*sparse.Value, bool) {
	if len(t.SuffixList) > 0 {
		return nil, false
	}
	switch t.Type {
	case gojq.TermTypeNull, gojq.TermTypeTrue, gojq.TermTypeFalse, gojq.TermTypeNumber:
	case gojq.TermTypeString:
		if t.Str.Queries != nil {
			return nil, false
		}
	case gojq.TermTypeUnary:
		if t.Unary.Term.Type != gojq.TermTypeNumber || len(t.Unary.Term.SuffixList) > 0 {
			return nil, false
		}
	default:
		return nil, false
	}
	v, ok := (&gojq.Query{Term: t}).Run(nil).Next()
	if !ok {
		return nil, false
	}
	switch v := v.(type) {
	case nil:
		return null, true
	case bool:
		return bools[v], true
	case int:
		return &sparse.Value{Kind: sparse.Int, Int: int64(v)}, true
	case float64:
		return &sparse.Value{Kind: sparse.Float, Float: v}, !math.IsNaN(v)
	case string:
		return &sparse.Value{Kind: sparse.Text, Text: []byte(v)}, true
	}
	return nil, false
}

// comparison returns the step that compares a value with a constant, which stands to the left of
// the operator if flipped is set.
func comparison(op gojq.Operator, x *sparse.Value, flipped bool, then step) step {
	is, ok := comparisons[op]
	if !ok {
		return step{}
	}
	return whether(then, &sparse.Want{}, func(v *sparse.Value) (bool, bool) {
		order := compare(v, x)
		if flipped {
			order = -order
		}
		return is(order), true
	})
}

var comparisons = map[gojq.Operator]func(order int) bool{
	gojq.OpEq: func(order int) bool { return order == 0 },
	gojq.OpNe: func(order int) bool { return order != 0 },
	gojq.OpLt: func(order int) bool { return order < 0 },
	gojq.OpLe: func(order int) bool { return order <= 0 },
	gojq.OpGt: func(order int) bool { return order > 0 },
	gojq.OpGe: func(order int) bool { return order >= 0 },
}

// compare is [gojq.Compare] for two values, at least one of them neither a list nor a mapping.
func compare(a, b *sparse.Value) int {
	switch {
	case a.Kind == sparse.Int && b.Kind == sparse.Int:
		return cmp.Compare(a.Int, b.Int)
	case isNumber(a) && isNumber(b):
		return cmp.Compare(float(a), float(b))
	case a.Kind == sparse.Text && b.Kind == sparse.Text:
		return bytes.Compare(a.Text, b.Text)
	}
	return cmp.Compare(rank(a), rank(b))
}

func isNumber(v *sparse.Value) bool { return v.Kind == sparse.Int || v.Kind == sparse.Float }

func float(v *sparse.Value) float64 {
	if v.Kind == sparse.Int {
		return float64(v.Int)
	}
	return v.Float
}

// rank returns the place of a type in jq's order of types.
func rank(v *sparse.Value) int {
	switch v.Kind {
	case sparse.Bool:
		if v.Bool {
			return 2
		}
		return 1
	case sparse.Int, sparse.Float:
		return 3
	case sparse.Text:
		return 4
	case sparse.List:
		return 5
	case sparse.Map:
		return 6
	}
	return 0
}
