package translate

import (
	"slices"

	"go.starlark.net/syntax"
)

// loops reports whether a comprehension is inside the brackets.
func (p *parser) loops() bool { return index(p.tokens, "for") >= 0 }

// parens parses a tuple, a generator, which is a list, or a value in parentheses.
func (p *parser) parens() syntax.Expr {
	open, in, shut := p.group()
	switch {
	case len(in.tokens) == 0:
		return &syntax.TupleExpr{Lparen: pos(open), Rparen: pos(shut)}
	case in.loops():
		return call(open, "__list", in.comprehension(open, shut, false))
	}
	x := values(in)
	if made, ok := x.(*syntax.ParenExpr); ok && in.tokens[len(in.tokens)-1].is(",") { // (1,)
		x = made.X
	}
	return &syntax.ParenExpr{Lparen: pos(open), X: x, Rparen: pos(shut)}
}

func (p *parser) listDisplay() syntax.Expr {
	open, in, shut := p.group()
	return call(open, "__list", in.elements(open, shut))
}

// elements parses the values of a list or set.
func (p *parser) elements(open, shut token) syntax.Expr {
	if p.loops() {
		return p.comprehension(open, shut, false)
	}
	list, comma := p.list()
	if len(list) == 0 && comma {
		p.unexpected()
	}
	return &syntax.ListExpr{Lbrack: pos(open), List: list, Rbrack: pos(shut)}
}

// braces parses a dictionary or a set.
func (p *parser) braces() syntax.Expr {
	open, in, shut := p.group()
	switch {
	case len(in.tokens) > 0 && index(in.tokens, ":") < 0:
		return call(open, "__set", in.elements(open, shut))
	case in.loops():
		return call(open, "__dict", in.comprehension(open, shut, true))
	}
	d := &syntax.DictExpr{Lbrace: pos(open), Rbrace: pos(shut)}
	for in.i < len(in.tokens) {
		d.List = append(d.List, in.entry())
		if !in.take(",") {
			in.end()
		}
	}
	return call(open, "__dict", d)
}

func (p *parser) entry() syntax.Expr {
	return &syntax.DictEntry{Key: p.test(true), Colon: p.expect(":"), Value: p.test(true)}
}

// comprehension parses a value or an entry, and the clauses after it.
func (p *parser) comprehension(open, shut token, entry bool) syntax.Expr {
	c := &syntax.Comprehension{Curly: entry, Lbrack: pos(open), Rbrack: pos(shut)}
	if entry {
		c.Body = p.entry()
	} else {
		c.Body = p.test(true)
	}
	for first := true; first || p.i < len(p.tokens); first = false {
		if !first && p.is("if") {
			c.Clauses = append(c.Clauses, &syntax.IfClause{If: p.next(), Cond: p.test(false)})
			continue
		}
		at := p.here()
		c.Clauses = append(c.Clauses, &syntax.ForClause{For: p.expect("for"), Vars: p.loopTargets(at), In: p.expect("in"), X: p.test(false)})
	}
	return c
}

// call parses the arguments of a call: by place, by name, * and **.
func (p *parser) call(f syntax.Expr) syntax.Expr {
	open, in, shut := p.group()
	c := &syntax.CallExpr{Fn: f, Lparen: pos(open), Rparen: pos(shut)}
	if in.loops() {
		c.Args = []syntax.Expr{call(open, "__list", in.comprehension(open, shut, false))}
		return c
	}
	var stars, double []syntax.Expr // behind the others, where Starlark wants them
	for in.i < len(in.tokens) {
		switch at := in.here(); {
		case at.is("*"):
			stars = in.star(stars, syntax.STAR)
		case at.is("**"):
			double = in.star(double, syntax.STARSTAR)
		case at.named() && in.i+1 < len(in.tokens) && in.tokens[in.i+1].is("="):
			c.Args = append(c.Args, &syntax.BinaryExpr{X: in.name(), OpPos: in.next(), Op: syntax.EQ, Y: in.test(true)})
		case len(stars) > 0:
			panic(at.notSupported("positional arguments after *"))
		default:
			c.Args = append(c.Args, in.test(true))
		}
		if !in.take(",") {
			in.end()
		}
	}
	c.Args = slices.Concat(c.Args, stars, double)
	return c
}

// star parses an argument with a star. given are those of its kind before it.
func (p *parser) star(given []syntax.Expr, op syntax.Token) []syntax.Expr {
	if len(given) > 0 {
		panic(p.here().notSupported("more than one " + p.here().text + " in a call"))
	}
	return []syntax.Expr{&syntax.UnaryExpr{OpPos: p.next(), Op: op, X: p.test(true)}}
}

// subscript parses an index, or a slice.
func (p *parser) subscript(x syntax.Expr) syntax.Expr {
	open, in, shut := p.group()
	bounds := split(in.tokens, ":")
	switch {
	case len(bounds) == 1:
		return &syntax.IndexExpr{X: x, Lbrack: pos(open), Y: values(in), Rbrack: pos(shut)}
	case index(in.tokens, ",") >= 0:
		panic(open.notSupported("slices of several dimensions"))
	case len(bounds) > 3:
		panic(open.invalid())
	}
	s := &syntax.SliceExpr{X: x, Lbrack: pos(open), Rbrack: pos(shut)}
	for i, part := range []*syntax.Expr{&s.Lo, &s.Hi, &s.Step}[:len(bounds)] {
		if len(bounds[i]) > 0 {
			in := &parser{tokens: bounds[i], depth: p.depth}
			*part = in.test(true)
			in.end()
		}
	}
	return s
}
