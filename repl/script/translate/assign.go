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
	comma := false
	for p.i < len(p.tokens) {
		list = append(list, target(p))
		if comma = p.take(","); !comma {
			p.end()
		}
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

var constants = map[string]bool{"None": true, "True": true, "False": true}

// target parses one target.
func target(p *parser) syntax.Expr {
	at := p.here()
	switch {
	case p.i == len(p.tokens):
		p.unexpected()
	case at.is("*"):
		panic(at.notSupported("assignment to a starred name"))
	case at.is("("), at.is("["):
		if end := p.i + shutting(p.tokens[p.i:]); end == len(p.tokens)-1 || p.tokens[end+1].is(",") {
			open, in, _ := p.group()
			if len(in.tokens) == 0 {
				panic(open.notSupported("assignment to nothing"))
			}
			p.enter()
			defer p.leave()
			return paren(open, in.targets(open.is("[")))
		}
	}
	switch x := p.test(true).(type) {
	case *syntax.Ident:
		if !constants[x.Name] {
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

// arithmetic maps the arithmetic operators to those that assign the result.
var arithmetic = map[string]syntax.Token{
	"+": syntax.PLUS_EQ, "-": syntax.MINUS_EQ, "*": syntax.STAR_EQ, "/": syntax.SLASH_EQ, "//": syntax.SLASHSLASH_EQ, "%": syntax.PERCENT_EQ,
	"&": syntax.AMP_EQ, "|": syntax.PIPE_EQ, "^": syntax.CIRCUMFLEX_EQ, "<<": syntax.LTLT_EQ, ">>": syntax.GTGT_EQ, "**": syntax.STARSTAR,
}

// augments reports whether a token is an operator such as +=.
func augments(t token) bool {
	operator, ok := strings.CutSuffix(t.text, "=")
	_, computes := arithmetic[operator]
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
	if i := indexFunc(tokens, augments); i >= 0 {
		return []syntax.Stmt{augmented(n, tokens, i)}
	}
	parts := split(tokens, "=")
	end := len(parts) - 1
	value := all(n.first, parts[end], values)
	if end == 0 {
		return run(value)
	}
	eq := tokens[index(tokens, "=")]
	if end == 1 {
		return []syntax.Stmt{assign(eq, all(n.first, parts[0], targets), value)}
	}
	out := []syntax.Stmt{assign(eq, ident(n.first, "__value"), value)}
	for _, part := range parts[:end] {
		out = append(out, assign(eq, all(n.first, part, targets), ident(n.first, "__value")))
	}
	return out
}

// augmented translates x op= y.
func augmented(n *node, tokens []token, i int) syntax.Stmt {
	at := tokens[i]
	left := all(n.first, tokens[:i], target)
	if _, ok := left.(*syntax.ParenExpr); ok {
		panic(n.first.errorf("SyntaxError", "cannot assign to this with an operation"))
	}
	right := all(at, tokens[i+1:], values)
	switch operator := strings.TrimSuffix(at.text, "="); operator {
	case "@":
		panic(at.notSupported("matrix multiplication"))
	case "**":
		return assign(at, left, call(at, "__pow", all(n.first, tokens[:i], target), paren(at, right)))
	default:
		return &syntax.AssignStmt{OpPos: pos(at), Op: arithmetic[operator], LHS: left, RHS: right}
	}
}
