package translate

import (
	"slices"
	"strings"

	"go.starlark.net/syntax"
)

// targets parses the targets of an assignment or a loop, to the end.
func targets(p *parser) syntax.Expr { return p.targets(false) }

// targets makes a tuple of a single target if oneIsTuple is set.
func (p *parser) targets(oneIsTuple bool) syntax.Expr {
	at := p.here()
	var list []syntax.Expr
	comma, starred := false, false
	for p.i < len(p.tokens) {
		x := target(p)
		if _, ok := x.(*syntax.UnaryExpr); ok {
			if starred {
				panic(at.errorf("SyntaxError", "multiple starred expressions in assignment"))
			}
			starred = true
		}
		list = append(list, x)
		if comma = p.take(","); !comma {
			p.end()
		}
	}
	if starred && len(list) == 1 && !comma && !oneIsTuple {
		panic(at.errorf("SyntaxError", "starred assignment target must be in a list or tuple"))
	}
	return tuple(at, list, comma || oneIsTuple)
}

// loopTargets parses the targets before the word in.
func (p *parser) loopTargets(loop token) syntax.Expr {
	n := index(p.tokens[p.i:], "in")
	if n < 0 {
		panic(loop.invalid())
	}
	in := &parser{tokens: p.tokens[p.i : p.i+n], at: loop, depth: p.depth}
	p.i += n
	return targets(in)
}

func isConstant(name string) bool { return name == "None" || name == "True" || name == "False" }

// target parses one target. One with a star is a unary expression.
func target(p *parser) syntax.Expr {
	at := p.here()
	switch {
	case p.i == len(p.tokens):
		p.unexpected()
	case at.is("*"):
		return &syntax.UnaryExpr{OpPos: p.next(), Op: syntax.STAR, X: target(p)}
	case at.is("("), at.is("["):
		if end := p.i + shutting(p.tokens[p.i:]); end == len(p.tokens)-1 || p.tokens[end+1].is(",") {
			open, in, _ := p.group()
			p.enter()
			defer p.leave()
			if len(in.tokens) == 0 {
				return &syntax.TupleExpr{Lparen: pos(open), Rparen: pos(open)}
			}
			return paren(open, in.targets(open.is("[")))
		}
	}
	switch x := p.test(true).(type) {
	case *syntax.Ident:
		if !isConstant(x.Name) {
			return x
		}
	case *syntax.DotExpr, *syntax.IndexExpr, *syntax.SliceExpr:
		return x
	}
	if p.i < len(p.tokens) && !p.is(",") {
		p.unexpected()
	}
	panic(at.errorf("SyntaxError", "cannot assign to this"))
}

// arithmetic are the arithmetic operators.
var arithmetic = operators{
	{"+", syntax.PLUS}, {"-", syntax.MINUS}, {"*", syntax.STAR}, {"/", syntax.SLASH}, {"//", syntax.SLASHSLASH}, {"%", syntax.PERCENT},
	{"&", syntax.AMP}, {"|", syntax.PIPE}, {"^", syntax.CIRCUMFLEX}, {"<<", syntax.LTLT}, {">>", syntax.GTGT}, {"**", syntax.STARSTAR},
}

// augments reports whether a token is an operator such as +=.
func augments(t token) bool {
	operator, ok := strings.CutSuffix(t.text, "=")
	_, computes := arithmetic.find(operator)
	return ok && t.kind == op && (computes || operator == "@")
}

// assigns reports whether a simple statement has an assignment in it.
func assigns(tokens []token) bool {
	return indexFunc(tokens, func(t token) bool { return t.is("=") || augments(t) }) >= 0
}

// assignment translates an assignment, or an expression.
func (t *translator) assignment(n *node) []syntax.Stmt {
	tokens := n.head
	if i := index(tokens, ":"); i > 0 { // x: int = 1
		eq := index(tokens, "=")
		if eq < i {
			panic(tokens[i].invalid())
		}
		all(tokens[i], tokens[i+1:eq], one)
		all(n.first, tokens[:i], target)
		tokens = slices.Concat(tokens[:i], tokens[eq:])
	}
	if s, ok := yields(n, tokens); ok {
		return []syntax.Stmt{s}
	}
	if i := indexFunc(tokens, augments); i >= 0 {
		return []syntax.Stmt{augmented(n, tokens, i)}
	}
	parts := split(tokens, "=")
	end := len(parts) - 1
	value := all(n.first, parts[end], values)
	if end == 0 {
		return []syntax.Stmt{&syntax.ExprStmt{X: value}}
	}
	a := &Assign{BranchStmt: stmtAt(n.first), X: value}
	for _, part := range parts[:end] {
		a.Targets = append(a.Targets, all(n.first, part, targets))
	}
	return []syntax.Stmt{a}
}

// augmented translates x op= y. Its operator is that of x op y.
func augmented(n *node, tokens []token, i int) syntax.Stmt {
	at := tokens[i]
	left := all(n.first, tokens[:i], target)
	switch left.(type) {
	case *syntax.ParenExpr, *syntax.UnaryExpr, *syntax.TupleExpr:
		panic(n.first.errorf("SyntaxError", "cannot assign to this with an operation"))
	}
	right := all(at, tokens[i+1:], values)
	if at.text == "@=" {
		panic(at.notSupported("matrix multiplication"))
	}
	operator, _ := arithmetic.find(strings.TrimSuffix(at.text, "="))
	return &syntax.AssignStmt{OpPos: pos(at), Op: operator, LHS: left, RHS: right}
}
