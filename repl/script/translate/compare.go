package translate

import "go.starlark.net/syntax"

// comparisons are the operators that compare. The words `is`, `is not` and `not
// in` are read by [parser.compares].
var comparisons = operators{
	{"<", syntax.LT}, {">", syntax.GT}, {"<=", syntax.LE}, {">=", syntax.GE}, {"==", syntax.EQL}, {"!=", syntax.NEQ}, {"<>", syntax.NEQ}, {"in", syntax.IN},
}

// compares takes a comparison operator, if one is next.
func (p *parser) compares() (op syntax.Token, ok bool) {
	switch {
	case p.take("is"):
		if p.take("not") {
			return ISNOT, true
		}
		return IS, true
	case p.is("not") && p.i+1 < len(p.tokens) && p.tokens[p.i+1].is("in"):
		p.i += 2
		return syntax.NOT_IN, true
	}
	if op, ok = comparisons.find(p.operator()); ok {
		p.i++
	}
	return op, ok
}

func (p *parser) comparison() syntax.Expr {
	x := p.binary(levelCompare + 1)
	at := p.here()
	c := &Chain{Ident: exprAt(at), X: []syntax.Expr{x}}
	for {
		op, ok := p.compares()
		if !ok {
			break
		}
		c.Ops, c.X = append(c.Ops, op), append(c.X, p.binary(levelCompare+1))
	}
	switch len(c.Ops) {
	case 0:
		return x
	case 1:
		return &syntax.BinaryExpr{X: x, OpPos: pos(at), Op: c.Ops[0], Y: c.X[1]}
	}
	return c
}
