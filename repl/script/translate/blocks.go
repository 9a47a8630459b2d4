package translate

import "go.starlark.net/syntax"

// translator translates the statements of a block, or one of the top level.
type translator struct {
	def  bool // inside a function
	loop int  // loops around it in the function
}

// statement translates the first of the nodes and those that belong to it, and
// returns how many these are.
func (t *translator) statement(nodes []*node) (out []syntax.Stmt, used int) {
	n := nodes[0]
	switch n.word {
	case "":
		return t.simple(n), 1
	case "if":
		return t.conditional(nodes)
	case "for", "while":
		t.loop++
		loop := t.looped(n)
		t.loop--
		if len(nodes) == 1 || nodes[1].word != "else" {
			return []syntax.Stmt{loop}, 1
		}
		if len(nodes[1].head) > 0 {
			panic(nodes[1].first.invalid())
		}
		return []syntax.Stmt{&Loop{BranchStmt: stmtAt(n.first), Loop: loop, Else: t.body(nodes[1].body)}}, 2
	case "@":
		return t.decorated(nodes)
	case "def":
		return []syntax.Stmt{t.function(n)}, 1
	case "try":
		return t.try(nodes)
	case "with":
		return []syntax.Stmt{t.with(n)}, 1
	case "class":
		return []syntax.Stmt{t.class(n)}, 1
	}
	panic(n.first.invalid())
}

// body translates the statements of a block.
func (t *translator) body(nodes []*node) []syntax.Stmt {
	var out []syntax.Stmt
	for len(nodes) > 0 {
		stmts, used := t.statement(nodes)
		out, nodes = append(out, stmts...), nodes[used:]
	}
	return out
}

func (t *translator) conditional(nodes []*node) (out []syntax.Stmt, used int) {
	var last *syntax.IfStmt
	for i, n := range nodes {
		switch {
		case i > 0 && n.word == "else":
			if len(n.head) > 0 {
				panic(n.first.invalid())
			}
			last.ElsePos, last.False = pos(n.first), t.body(n.body)
			return out, i + 1
		case i > 0 && n.word != "elif":
			return out, i
		}
		next := &syntax.IfStmt{If: pos(n.first), Cond: all(n.first, n.head, one), True: t.body(n.body)}
		if last == nil {
			out = []syntax.Stmt{next}
		} else {
			last.ElsePos, last.False = pos(n.first), []syntax.Stmt{next}
		}
		last = next
	}
	return out, len(nodes)
}

func (t *translator) looped(n *node) syntax.Stmt {
	if n.word == "while" {
		return &syntax.WhileStmt{While: pos(n.first), Cond: all(n.first, n.head, one), Body: t.body(n.body)}
	}
	i := index(n.head, "in")
	if i < 0 {
		panic(n.first.invalid())
	}
	return &syntax.ForStmt{
		For: pos(n.first), Vars: all(n.first, n.head[:i], targets), X: all(n.head[i], n.head[i+1:], values), Body: t.body(n.body),
	}
}

func (t *translator) function(n *node) syntax.Stmt {
	return all(n.first, n.head, func(p *parser) syntax.Stmt {
		f := &syntax.DefStmt{Def: pos(n.first), Name: p.name()}
		if !p.is("(") {
			panic(n.first.invalid())
		}
		open, in, shut := p.group()
		f.Lparen, f.Params, f.Rparen = pos(open), in.params(false), pos(shut)
		if p.take("->") { // what it returns
			values(p)
		}
		p.end()
		f.Body = (&translator{def: true}).body(n.body)
		return f
	})
}

// decorated translates a function or class with its decorators.
func (t *translator) decorated(nodes []*node) (out []syntax.Stmt, used int) {
	d := &Decorated{BranchStmt: stmtAt(nodes[0].first)}
	for nodes[used].word == "@" {
		d.Decorators = append(d.Decorators, all(nodes[used].first, nodes[used].head, one))
		used++
	}
	of, _ := t.statement(nodes[used:])
	d.Of = of[0]
	return []syntax.Stmt{d}, used + 1
}

// class translates a class statement.
func (t *translator) class(n *node) syntax.Stmt {
	return all(n.first, n.head, func(p *parser) syntax.Stmt {
		c := &Class{BranchStmt: stmtAt(n.first), Name: p.name().Name}
		if p.is("(") {
			_, in, _ := p.group()
			if index(in.tokens, "=") >= 0 {
				panic(n.first.notSupported("metaclasses"))
			}
			c.Bases, _ = in.list()
		}
		p.end()
		c.Body = new(translator).body(n.body)
		return c
	})
}

// params parses the parameters of a function, to the end, or of a lambda, to its
// colon. Annotations are left out.
func (p *parser) params(lambda bool) []syntax.Expr {
	var out []syntax.Expr
	for !p.paramsEnd(lambda) {
		out = append(out, p.param(lambda))
		if p.paramsEnd(lambda) {
			break
		}
		p.expect(",")
		if lambda && p.is(":") {
			panic(p.here().notSupported("a comma behind the last parameter of a lambda"))
		}
	}
	return out
}

func (p *parser) paramsEnd(lambda bool) bool { return p.i == len(p.tokens) || lambda && p.is(":") }

func (p *parser) param(lambda bool) syntax.Expr {
	var star *syntax.UnaryExpr
	switch {
	case p.is("*"):
		star = &syntax.UnaryExpr{OpPos: p.next(), Op: syntax.STAR}
		if p.is(",") || p.paramsEnd(lambda) { // it may stand alone
			return star
		}
	case p.is("**"):
		star = &syntax.UnaryExpr{OpPos: p.next(), Op: syntax.STARSTAR}
	case p.is("("):
		panic(p.here().notSupported("parameters that are tuples"))
	case p.is("/") && !lambda:
		panic(p.here().notSupported("parameters without a name, before a /"))
	}
	id := p.name()
	if !lambda && p.take(":") {
		p.test(true)
	}
	if star != nil {
		star.X = id
		return star
	}
	if !p.is("=") {
		return id
	}
	return &syntax.BinaryExpr{X: id, OpPos: p.next(), Op: syntax.EQ, Y: p.test(true)}
}
