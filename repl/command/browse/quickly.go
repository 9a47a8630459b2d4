package browse

import (
	"math"
	"math/big"

	"sessh/repl/jq"
	"sessh/repl/jq/quick"
	"sessh/session/format/sparse"
	"sessh/session/scan"
	"sessh/session/sweep"
	"sessh/session/tree"
)

// quickly decides about sessions, where it can, from the places that an expression reads. A nil
// one cannot.
type quickly struct {
	filter *quick.Filter
	at     *scan.Glance
}

func newQuickly(code *jq.Code) *quickly {
	filter := code.Quick()
	if filter == nil {
		return nil
	}
	return &quickly{filter, scan.NewGlance(filter.Want())}
}

// findings are those that can be decided.
var findings = map[quick.Verdict]*finding{quick.No: {}, quick.True: {matches: []any{true}}}

// glance returns the finding for a session that was not decoded, or nil.
func (q *quickly) glance(p *sweep.Peek) (f *finding) {
	if q == nil {
		return nil
	}
	p.Glance(q.at, func(data *sparse.Value) { f = findings[q.filter.Decide(data)] })
	return f
}

// decide returns the finding for a value, or nil.
func (q *quickly) decide(v any) (f *finding) {
	if q == nil {
		return nil
	}
	q.at.Make(func(a *sparse.Arena) { f = findings[q.filter.Decide(sparsely(v, q.filter.Want(), a))] })
	return f
}

// sparsely returns the wanted places of a value as [jqValue] has them. What that converts in a
// way of its own is [sparse.Unknown].
func sparsely(v any, w *sparse.Want, a *sparse.Arena) *sparse.Value {
	switch v := v.(type) {
	case nil:
		return a.New(sparse.Null)
	case bool:
		b := a.New(sparse.Bool)
		b.Bool = v
		return b
	case int64:
		if int64(int(v)) != v {
			break
		}
		n := a.New(sparse.Int)
		n.Int = v
		return n
	case float64:
		if math.IsNaN(v) {
			return a.New(sparse.Null)
		}
		f := a.New(sparse.Float)
		f.Float = v
		return f
	case string:
		t := a.New(sparse.Text)
		t.Text = []byte(v)
		return t
	case *tree.List:
		return listSparsely(v, w, a)
	case *tree.Map:
		return mapSparsely(v, w, a)
	case *big.Int: // the interpreter compares it
	}
	return a.New(sparse.Unknown)
}

func listSparsely(v *tree.List, w *sparse.Want, a *sparse.Arena) *sparse.Value {
	l := a.New(sparse.List)
	l.Len = v.Len()
	if w.Each != nil {
		for _, x := range v.All() {
			l.Add(nil, sparsely(x, w.Each, a))
		}
	}
	return l
}

// mapSparsely is sparsely for a mapping. Only keys that are texts have names that do not depend on
// other keys.
func mapSparsely(v *tree.Map, w *sparse.Want, a *sparse.Arena) *sparse.Value {
	m := a.New(sparse.Map)
	m.Len = v.Len()
	for k, x := range v.All() {
		name, ok := k.(string)
		if !ok {
			return a.New(sparse.Unknown)
		}
		if of := w.Of([]byte(name)); of != nil {
			m.Add([]byte(name), sparsely(x, of, a))
		}
	}
	return m
}
