package translate

import (
	"slices"

	"go.starlark.net/syntax"
)

// parser parses a slice of tokens. Its methods, and the functions that use it,
// report an error by a panic with an [*Error], which [caught] turns into the
// result of an exported function.
type parser struct {
	tokens []token
	i      int
	at     token // the position of an error if there are no tokens
	depth  int
}

// caught stores in err the error that the function deferring it panicked with.
func caught(err *error) {
	if v := recover(); v != nil {
		e, ok := v.(*Error)
		if !ok {
			panic(v)
		}
		*err = e
	}
}

// all parses tokens with parse, which must take all of them.
func all[T any](at token, tokens []token, parse func(*parser) T) T {
	p := &parser{tokens: tokens, at: at}
	x := parse(p)
	p.end()
	return x
}

func (p *parser) is(s string) bool { return p.i < len(p.tokens) && p.tokens[p.i].is(s) }

// here returns the current token; at the end, the last one.
func (p *parser) here() token {
	switch {
	case p.i < len(p.tokens):
		return p.tokens[p.i]
	case len(p.tokens) > 0:
		return p.tokens[len(p.tokens)-1]
	}
	return p.at
}

// operator returns the text of the current token if it is an operator or a word.
func (p *parser) operator() string {
	if p.i < len(p.tokens) && p.tokens[p.i].kind != text {
		return p.tokens[p.i].text
	}
	return ""
}

// next returns the position of the current token and advances.
func (p *parser) next() syntax.Position {
	p.i++
	return pos(p.tokens[p.i-1])
}

// take advances if the current token is s.
func (p *parser) take(s string) bool {
	ok := p.is(s)
	if ok {
		p.i++
	}
	return ok
}

func (p *parser) expect(s string) syntax.Position {
	if !p.is(s) {
		p.unexpected()
	}
	return p.next()
}

func (p *parser) name() *syntax.Ident {
	if p.i == len(p.tokens) || !p.tokens[p.i].named() {
		p.unexpected()
	}
	t := p.tokens[p.i]
	p.i++
	return ident(t, t.text)
}

// unexpected fails at the current token, or at the last one.
func (p *parser) unexpected() {
	if p.is(":=") {
		panic(p.here().notSupported("assignment expressions"))
	}
	panic(p.here().invalid())
}

func (p *parser) end() {
	if p.i < len(p.tokens) {
		p.unexpected()
	}
}

// maxDepth is how deep expressions nest.
const maxDepth = 1000

func (p *parser) enter() {
	if p.depth++; p.depth > maxDepth {
		panic(p.here().errorf("SyntaxError", "excessive nesting"))
	}
}

func (p *parser) leave() { p.depth-- }

// group takes a pair of brackets; in parses what is between them.
func (p *parser) group() (open token, in *parser, shut token) {
	end := p.i + shutting(p.tokens[p.i:])
	open, shut = p.tokens[p.i], p.tokens[end]
	in = &parser{tokens: p.tokens[p.i+1 : end], at: open, depth: p.depth}
	p.i = end + 1
	return open, in, shut
}

// shutting returns the index of the bracket that closes the first token.
func shutting(tokens []token) int {
	depth := 0
	return slices.IndexFunc(tokens, func(t token) bool {
		switch {
		case t.opens():
			depth++
		case t.shuts():
			depth--
		}
		return depth == 0
	})
}

// outside yields the tokens that are neither in brackets nor between a lambda and
// its colon.
func outside(tokens []token, yield func(i int, t token) bool) {
	depth, lambdas := 0, 0
	for i, t := range tokens {
		switch {
		case t.opens():
			depth++
		case t.shuts():
			depth--
		case depth > 0:
		case t.is("lambda"):
			lambdas++
		case t.is(":") && lambdas > 0:
			lambdas--
		case lambdas == 0 && !yield(i, t):
			return
		}
	}
}

// index returns the index of the first operator or word s outside brackets, or -1.
func index(tokens []token, s string) int {
	return indexFunc(tokens, func(t token) bool { return t.is(s) })
}

func indexFunc(tokens []token, is func(token) bool) int {
	found := -1
	outside(tokens, func(i int, t token) bool {
		if is(t) {
			found = i
		}
		return found < 0
	})
	return found
}

// split cuts tokens at an operator that is outside brackets.
func split(tokens []token, at string) [][]token {
	var parts [][]token
	from := 0
	outside(tokens, func(i int, t token) bool {
		if t.is(at) {
			parts = append(parts, tokens[from:i])
			from = i + 1
		}
		return true
	})
	return append(parts, tokens[from:])
}

// file is the name of the source in positions.
var file = "<stdin>"

func pos(t token) syntax.Position {
	return syntax.MakePosition(&file, t.line, t.col)
}

func ident(at token, name string) *syntax.Ident { return &syntax.Ident{NamePos: pos(at), Name: name} }

func quoted(at token, s string) *syntax.Literal {
	return &syntax.Literal{Token: syntax.STRING, TokenPos: pos(at), Value: s}
}

func paren(at token, x syntax.Expr) *syntax.ParenExpr {
	return &syntax.ParenExpr{Lparen: pos(at), X: x, Rparen: pos(at)}
}

// tuple returns one value, or the tuple of several; a comma behind one makes it a
// tuple.
func tuple(at token, list []syntax.Expr, comma bool) syntax.Expr {
	switch {
	case len(list) == 0:
		panic(at.invalid())
	case len(list) > 1:
		return &syntax.TupleExpr{List: list}
	case comma:
		return paren(at, &syntax.TupleExpr{List: list})
	}
	return list[0]
}
