package translate

import "go.starlark.net/syntax"

// comparisons are the operators that compare. The words `is`, `is not` and `not
// in` are read by [parser.compares].
var comparisons = map[string]syntax.Token{
	"<": syntax.LT, ">": syntax.GT, "<=": syntax.LE, ">=": syntax.GE, "==": syntax.EQL, "!=": syntax.NEQ, "<>": syntax.NEQ, "in": syntax.IN,
}

// compared is an operand of a comparison, with its tokens.
type compared struct {
	x        syntax.Expr
	from, to int
}

// comparing is a comparison operator; is reports whether it compares identities.
type comparing struct {
	at token
	op syntax.Token
	is bool
}

// compares takes a comparison operator, if one is next.
func (p *parser) compares() (c comparing, ok bool) {
	c.at = p.here()
	switch {
	case p.take("is"):
		c.op, c.is = syntax.IN, true
		if p.take("not") {
			c.op = syntax.NOT_IN
		}
		return c, true
	case p.is("not") && p.i+1 < len(p.tokens) && p.tokens[p.i+1].is("in"):
		p.i += 2
		c.op = syntax.NOT_IN
		return c, true
	}
	if c.op, ok = comparisons[p.operator()]; ok {
		p.i++
	}
	return c, ok
}

func (p *parser) comparison() syntax.Expr {
	operands := []compared{p.compared()}
	var ops []comparing
	for {
		c, ok := p.compares()
		if !ok {
			break
		}
		ops, operands = append(ops, c), append(operands, p.compared())
	}
	switch len(ops) {
	case 0:
		return operands[0].x
	case 1:
		return ops[0].of(operands[0].x, operands[1].x)
	}
	return p.chain(operands, ops)
}

func (p *parser) compared() compared {
	from := p.i
	x := p.binary(levelCompare + 1)
	return compared{x, from, p.i}
}

// of returns the comparison of two values; x is y becomes x in __is(y).
func (c comparing) of(x, y syntax.Expr) syntax.Expr {
	if c.is {
		y = call(c.at, "__is", y)
	}
	return &syntax.BinaryExpr{X: x, OpPos: pos(c.at), Op: c.op, Y: y}
}

// chain makes a < b < c a conjunction, in which the values between the operators
// are read twice, if they can be.
func (p *parser) chain(operands []compared, ops []comparing) syntax.Expr {
	for _, o := range operands[1:len(ops)] {
		if !plain(p.tokens[o.from:o.to]) {
			return computed(operands, ops)
		}
	}
	all := ops[0].of(operands[0].x, operands[1].x)
	for i, c := range ops[1:] {
		again := &parser{tokens: p.tokens, i: operands[i+1].from, depth: p.depth}
		all = &syntax.BinaryExpr{X: all, OpPos: pos(c.at), Op: syntax.AND, Y: c.of(again.compared().x, operands[i+2].x)}
	}
	return paren(p.tokens[operands[0].from], all)
}

// plain reports whether reading a value twice has no effect. It must not hold a
// comparison, which could be a chain that is read twice as well.
func plain(tokens []token) bool {
	for i, t := range tokens {
		switch {
		case t.is("["): // an index, not a list
			if i == 0 || !tokens[i-1].operand() {
				return false
			}
		case t.kind == op && (t.opens() || comparisons[t.text] != 0), t.kind == name && keywords[t.text]:
			return false
		}
	}
	return true
}

const maxComputed = 10

// computed compares values that must be computed only once, in functions:
// a < f() < b is (lambda __a, __b: __a < __b and __b < b)(a, f()).
func computed(operands []compared, ops []comparing) syntax.Expr {
	at := ops[0].at
	switch {
	case len(ops) > maxComputed:
		panic(at.notSupported("chains of so many comparisons"))
	case len(ops) == 1:
		return ops[0].of(operands[0].x, operands[1].x)
	}
	a, b := func() syntax.Expr { return ident(at, "__a") }, func() syntax.Expr { return ident(at, "__b") }
	rest := computed(append([]compared{{x: b()}}, operands[2:]...), ops[1:])
	f := &syntax.LambdaExpr{
		Lambda: pos(at), Params: []syntax.Expr{a(), b()},
		Body: &syntax.BinaryExpr{X: ops[0].of(a(), b()), OpPos: pos(at), Op: syntax.AND, Y: rest},
	}
	return &syntax.CallExpr{Fn: paren(at, f), Lparen: pos(at), Args: []syntax.Expr{operands[0].x, operands[1].x}, Rparen: pos(at)}
}
