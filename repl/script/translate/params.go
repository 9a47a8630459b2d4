package translate

import "go.starlark.net/syntax"

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
		panic(p.here().notSupported("parameters without a name, before a /,"))
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
