package quick

import (
	"bytes"
	"unicode/utf8"

	"github.com/itchyny/gojq"

	"sessh/repl/pattern"
	"sessh/session/format/sparse"
)

// call is a call of one of the functions that are known here.
func (c *compiler) call(f *gojq.Func, then step) (step, bool) {
	switch len(f.Args) {
	case 0:
		return c.callPlain(f.Name, then)
	case 1:
		if x, ok := constant(f.Args[0]); ok && x.Kind == sparse.Text {
			if s, ok := textual(f.Name, x.Text, then); ok {
				return s, true
			}
		}
		return c.callFilter(f.Name, f.Args[0], then)
	case 2:
		switch f.Name {
		case "any", "all":
			return c.quantifier(f.Name, f.Args[0], f.Args[1], then)
		case "test":
			re, ok := constant(f.Args[0])
			flags, also := constant(f.Args[1])
			if ok && also && re.Kind == sparse.Text && string(flags.Text) == "i" {
				return matches("(?i)", string(re.Text), then)
			}
		}
	}
	return step{}, false
}

var (
	identity = &gojq.Term{Type: gojq.TermTypeIdentity}
	members  = &gojq.Query{Term: &gojq.Term{Type: gojq.TermTypeIdentity, SuffixList: []*gojq.Suffix{{Iter: true}}}}
)

// callPlain is a call without arguments.
func (c *compiler) callPlain(name string, then step) (step, bool) {
	switch name {
	case "not":
		return whether(then, result.want, func(v *sparse.Value) (bool, bool) { return !result.run(v).holds(), true }), true
	case "empty":
		c.many = true
		return step{&sparse.Want{}, func(*sparse.Value) outcome { return 0 }}, true
	case "any", "all":
		return c.quantifier(name, members, &gojq.Query{Term: identity}, then)
	case "type":
		return step{&sparse.Want{}, func(v *sparse.Value) outcome {
			if t := types[v.Kind]; t != nil {
				return then.run(t)
			}
			return failed
		}}, true
	case "length":
		return step{&sparse.Want{}, func(v *sparse.Value) outcome {
			n, ok := length(v)
			if !ok {
				return failed
			}
			return then.run(&sparse.Value{Kind: sparse.Int, Int: int64(n)})
		}}, true
	}
	return step{}, false
}

var types = map[sparse.Kind]*sparse.Value{
	sparse.Null: text("null"), sparse.Bool: text("boolean"), sparse.Int: text("number"), sparse.Float: text("number"),
	sparse.Text: text("string"), sparse.List: text("array"), sparse.Map: text("object"),
}

func text(s string) *sparse.Value { return &sparse.Value{Kind: sparse.Text, Text: []byte(s)} }

func length(v *sparse.Value) (n int, ok bool) {
	switch v.Kind {
	case sparse.Null:
		return 0, true
	case sparse.Text:
		return utf8.RuneCount(v.Text), true
	case sparse.List, sparse.Map:
		return v.Len, true
	}
	return 0, false
}

// callFilter is a call with an argument that is an expression.
func (c *compiler) callFilter(name string, of *gojq.Query, then step) (step, bool) {
	switch name {
	case "select":
		c.many = true
		cond, ok := c.query(of, result)
		return step{sparse.And(cond.want, then.want), func(v *sparse.Value) outcome {
			o := cond.run(v)
			switch {
			case o&failed != 0:
				return failed
			case o.holds():
				return then.run(v)
			}
			return 0
		}}, ok
	case "any", "all":
		return c.quantifier(name, members, of, then)
	}
	return step{}, false
}

// quantifier is "any(A; B)" and "all(A; B)".
func (c *compiler) quantifier(name string, over, of *gojq.Query, then step) (step, bool) {
	outer := c.many
	cond, ok := c.query(of, result)
	if !ok {
		return step{}, false
	}
	decides := func(o outcome) bool { return o.holds() }
	if name == "all" {
		decides = func(o outcome) bool { return o&hasFalse != 0 }
	}
	each, ok := c.query(over, step{cond.want, func(v *sparse.Value) outcome {
		o := cond.run(v)
		switch {
		case o&failed != 0:
			return failed
		case decides(o):
			return hasTrue
		}
		return 0
	}})
	c.many = outer
	return step{each.want, func(v *sparse.Value) outcome {
		o := each.run(v)
		if o&failed != 0 {
			return failed
		}
		return then.run(bools[o.holds() == (name == "any")])
	}}, ok
}

// textual is a call with a constant text as the argument.
func textual(name string, x []byte, then step) (step, bool) {
	var is func(b []byte) bool
	switch name {
	case "has":
		want := &sparse.Want{Names: map[string]*sparse.Want{string(x): {}}}
		return whether(then, want, func(v *sparse.Value) (bool, bool) {
			return v.Named(string(x)) != nil, v.Kind == sparse.Map
		}), true
	case "contains":
		is = func(b []byte) bool { return bytes.Contains(b, x) }
	case "startswith":
		is = func(b []byte) bool { return bytes.HasPrefix(b, x) }
	case "endswith":
		is = func(b []byte) bool { return bytes.HasSuffix(b, x) }
	case "test":
		return matches("", string(x), then)
	default:
		return step{}, false
	}
	return whether(then, &sparse.Want{}, func(v *sparse.Value) (bool, bool) {
		return is(v.Text), v.Kind == sparse.Text
	}), true
}

// mostWork limits the steps of a regular expression in one text: more must be done where they
// can be stopped.
const mostWork = 1 << 20

func matches(flags, re string, then step) (step, bool) {
	p, err := pattern.Compile(flags, re)
	if err != nil {
		return step{}, false
	}
	return whether(then, &sparse.Want{}, func(v *sparse.Value) (bool, bool) {
		if v.Kind != sparse.Text || p.Work(len(v.Text)) > mostWork {
			return false, false
		}
		return p.Regexp.Match(v.Text), true
	}), true
}
