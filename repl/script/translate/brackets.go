package translate

import "go.starlark.net/syntax"

// loops reports whether a comprehension is inside the brackets.
func (p *parser) loops() bool { return index(p.tokens, "for") >= 0 }

// parens parses a tuple, a generator, or a value in parentheses.
func (p *parser) parens() syntax.Expr {
	open, in, shut := p.group()
	switch {
	case len(in.tokens) == 0:
		return &syntax.TupleExpr{Lparen: pos(open), Rparen: pos(shut)}
	case in.loops():
		return &Generator{Ident: exprAt(open), Of: in.comprehension(open, shut, false)}
	}
	x := values(in)
	if made, ok := x.(*syntax.ParenExpr); ok && in.tokens[len(in.tokens)-1].is(",") { // (1,)
		x = made.X
	}
	return &syntax.ParenExpr{Lparen: pos(open), X: x, Rparen: pos(shut)}
}

func (p *parser) listDisplay() syntax.Expr {
	open, in, shut := p.group()
	if in.loops() {
		return in.comprehension(open, shut, false)
	}
	return &syntax.ListExpr{Lbrack: pos(open), List: in.elements(), Rbrack: pos(shut)}
}

// elements parses the values of a list or set.
func (p *parser) elements() []syntax.Expr {
	list, comma := p.list()
	if len(list) == 0 && comma {
		p.unexpected()
	}
	return list
}

// braces parses a dictionary or a set.
func (p *parser) braces() syntax.Expr {
	open, in, shut := p.group()
	keys := index(in.tokens, ":") >= 0 || len(in.tokens) == 0 || in.is("**")
	switch {
	case in.loops() && keys:
		return in.comprehension(open, shut, true)
	case in.loops():
		return &SetLoop{Ident: exprAt(open), Of: in.comprehension(open, shut, false)}
	case !keys:
		return &Set{Ident: exprAt(open), List: in.elements()}
	}
	d := &syntax.DictExpr{Lbrace: pos(open), Rbrace: pos(shut)}
	for in.i < len(in.tokens) {
		if in.is("**") {
			d.List = append(d.List, &syntax.UnaryExpr{OpPos: in.next(), Op: syntax.STARSTAR, X: in.binary(levelCompare + 1)})
		} else {
			d.List = append(d.List, in.entry())
		}
		if !in.take(",") {
			in.end()
		}
	}
	return d
}

func (p *parser) entry() syntax.Expr {
	return &syntax.DictEntry{Key: p.test(true), Colon: p.expect(":"), Value: p.test(true)}
}

// comprehension parses a value or an entry, and the clauses after it.
func (p *parser) comprehension(open, shut token, entry bool) *syntax.Comprehension {
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
		c.Args = []syntax.Expr{&Generator{Ident: exprAt(open), Of: in.comprehension(open, shut, false)}}
		return c
	}
	named := false
	for in.i < len(in.tokens) {
		switch at := in.here(); {
		case at.is("*"):
			c.Args = append(c.Args, &syntax.UnaryExpr{OpPos: in.next(), Op: syntax.STAR, X: in.test(true)})
		case at.is("**"):
			c.Args = append(c.Args, &syntax.UnaryExpr{OpPos: in.next(), Op: syntax.STARSTAR, X: in.test(true)})
		case at.named() && in.i+1 < len(in.tokens) && in.tokens[in.i+1].is("="):
			c.Args = append(c.Args, &syntax.BinaryExpr{X: in.name(), OpPos: in.next(), Op: syntax.EQ, Y: in.test(true)})
			named = true
		case named:
			panic(at.errorf("SyntaxError", "positional argument follows keyword argument"))
		default:
			c.Args = append(c.Args, in.test(true))
		}
		if !in.take(",") {
			in.end()
		}
	}
	return c
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
