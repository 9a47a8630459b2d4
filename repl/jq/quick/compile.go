package quick

import (
	"github.com/itchyny/gojq"

	"sessh/session/format/sparse"
)

// A compiler makes steps of expressions. Each of its methods returns the steps of a part of an
// expression and what follows; ok is false if they cannot be decided.
type compiler struct {
	many  bool // the expression may have no result, or several
	parts int
}

// mostParts limits the size of an expression, some parts of which are compiled twice.
const mostParts = 1000

func (c *compiler) query(q *gojq.Query, then step) (s step, ok bool) {
	if c.parts++; c.parts > mostParts {
		return step{}, false
	}
	if q.Meta != nil || q.Imports != nil || q.FuncDefs != nil || q.Patterns != nil {
		return step{}, false
	}
	if q.Term != nil {
		return c.term(q.Term, then)
	}
	switch q.Op {
	case gojq.OpPipe:
		right, ok := c.query(q.Right, then)
		if !ok {
			return step{}, false
		}
		return c.query(q.Left, right)
	case gojq.OpAnd, gojq.OpOr:
		return c.logic(q, then)
	case gojq.OpAlt:
		return c.alternative(q, then)
	}
	if x, ok := constant(q.Right); ok {
		if compares := comparison(q.Op, x, false, then); compares.run != nil {
			return c.query(q.Left, compares)
		}
	}
	if x, ok := constant(q.Left); ok {
		if compares := comparison(q.Op, x, true, then); compares.run != nil {
			return c.query(q.Right, compares)
		}
	}
	return step{}, false
}

// logic is "A and B", and "A or B".
func (c *compiler) logic(q *gojq.Query, then step) (step, bool) {
	left, ok := c.query(q.Left, result)
	right, also := c.query(q.Right, result)
	if !ok || !also {
		return step{}, false
	}
	return step{sparse.And(left.want, right.want), func(v *sparse.Value) outcome {
		a := left.run(v)
		goesOn := a.holds() // and
		if q.Op == gojq.OpOr {
			goesOn = a&hasFalse != 0
		}
		b := outcome(0)
		if a&failed == 0 && goesOn {
			b = right.run(v)
		}
		if (a|b)&failed != 0 {
			return failed
		}
		o := outcome(0)
		if q.Op == gojq.OpAnd && a&hasFalse != 0 || b&hasFalse != 0 {
			o |= then.run(bools[false])
		}
		if q.Op == gojq.OpOr && a.holds() || b.holds() {
			o |= then.run(bools[true])
		}
		return o
	}}, true
}

// alternative is "A // B", where A has one result.
func (c *compiler) alternative(q *gojq.Query, then step) (step, bool) {
	outer := c.many
	c.many = false
	is, ok := c.query(q.Left, result)
	left, also := c.query(q.Left, then)
	if !ok || !also || c.many {
		return step{}, false
	}
	c.many = outer
	right, ok := c.query(q.Right, then)
	if !ok {
		return step{}, false
	}
	return step{sparse.And(is.want, sparse.And(left.want, right.want)), func(v *sparse.Value) outcome {
		switch o := is.run(v); {
		case o&failed != 0:
			return failed
		case o.holds():
			return left.run(v)
		}
		return right.run(v)
	}}, true
}

// condition is "if A then B else C end".
func (c *compiler) condition(x *gojq.If, then step) (step, bool) {
	if len(x.Elif) > 0 {
		return step{}, false
	}
	cond, ok := c.query(x.Cond, result)
	yes, also := c.query(x.Then, then)
	no := then
	finally := true
	if x.Else != nil {
		no, finally = c.query(x.Else, then)
	}
	if !ok || !also || !finally {
		return step{}, false
	}
	return step{sparse.And(cond.want, sparse.And(yes.want, no.want)), func(v *sparse.Value) outcome {
		o := cond.run(v)
		if o&failed != 0 {
			return failed
		}
		all := outcome(0)
		if o.holds() {
			all |= yes.run(v)
		}
		if o&hasFalse != 0 {
			all |= no.run(v)
		}
		return all
	}}, true
}

// term is a term with its suffixes.
func (c *compiler) term(t *gojq.Term, then step) (s step, ok bool) {
	if x, is := constantTerm(t); is {
		return step{&sparse.Want{}, func(*sparse.Value) outcome { return then.run(x) }}, true
	}
	s = then
	for i := len(t.SuffixList) - 1; i >= 0; i-- {
		suffix, optional := t.SuffixList[i], false
		if suffix.Optional {
			if optional = true; i == 0 {
				break
			}
			i--
			suffix = t.SuffixList[i]
		}
		switch {
		case suffix.Index != nil:
			s, ok = c.index(suffix.Index, optional, s)
		case suffix.Iter:
			s, ok = c.each(optional, s), true
		default:
			ok = false
		}
		if !ok {
			return step{}, false
		}
	}
	optional := len(t.SuffixList) > 0 && t.SuffixList[0].Optional
	switch t.Type {
	case gojq.TermTypeIndex:
		return c.index(t.Index, optional, s)
	case gojq.TermTypeIdentity:
		return s, true
	case gojq.TermTypeQuery:
		if !optional {
			return c.query(t.Query, s)
		}
	case gojq.TermTypeIf:
		if !optional {
			return c.condition(t.If, s)
		}
	case gojq.TermTypeFunc:
		if !optional {
			return c.call(t.Func, s)
		}
	}
	return step{}, false
}

// index is ".name", ".[0]" or either with a question mark.
func (c *compiler) index(x *gojq.Index, optional bool, then step) (step, bool) {
	if optional {
		c.many = true
	}
	name := x.Name
	switch {
	case x.IsSlice || x.End != nil:
		return step{}, false
	case x.Str != nil:
		if name = x.Str.Str; x.Str.Queries != nil {
			return step{}, false
		}
	case x.Start != nil:
		k, ok := constant(x.Start)
		switch {
		case ok && k.Kind == sparse.Int:
			return c.at(k.Int, optional, then), true
		case !ok || k.Kind != sparse.Text:
			return step{}, false
		}
		name = string(k.Text)
	}
	want := &sparse.Want{Names: map[string]*sparse.Want{name: then.want}}
	return step{want, func(v *sparse.Value) outcome {
		switch v.Kind {
		case sparse.Null:
			return then.run(null)
		case sparse.Map:
			if m := v.Named(name); m != nil {
				return then.run(m)
			}
			return then.run(null)
		}
		return lacks(v, optional)
	}}, true
}

// lacks is the outcome where a value has no such members.
func lacks(v *sparse.Value, optional bool) outcome {
	if optional && v.Kind != sparse.Unknown {
		return 0
	}
	return failed
}

// at is ".[i]".
func (c *compiler) at(i int64, optional bool, then step) step {
	return step{&sparse.Want{Each: then.want}, func(v *sparse.Value) outcome {
		switch v.Kind {
		case sparse.Null:
			return then.run(null)
		case sparse.List:
		default:
			if v.Kind == sparse.Text { // a part of it
				return failed
			}
			return lacks(v, optional)
		}
		n := i
		if n < 0 {
			n += int64(v.Len)
		}
		if n < 0 || n >= int64(v.Len) {
			return then.run(null)
		}
		m := v.First()
		for range n {
			m = m.Next()
		}
		return then.run(m)
	}}
}

// each is ".[]".
func (c *compiler) each(optional bool, then step) step {
	c.many = true
	return step{&sparse.Want{Each: then.want}, func(v *sparse.Value) outcome {
		if v.Kind != sparse.List && v.Kind != sparse.Map {
			return lacks(v, optional)
		}
		o := outcome(0)
		for m := v.First(); m != nil && o&failed == 0; m = m.Next() {
			o |= then.run(m)
		}
		return o
	}}
}
