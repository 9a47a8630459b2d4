package translate

import "go.starlark.net/syntax"

// test parses one expression, without a comma: what Python's grammar calls a test.
// Without cond, as in the clauses of a comprehension, it is neither `a if b else
// c` nor a lambda.
func (p *parser) test(cond bool) syntax.Expr {
	p.enter()
	defer p.leave()
	if cond && p.is("lambda") {
		x := &syntax.LambdaExpr{Lambda: p.next(), Params: p.params(true)}
		p.expect(":")
		x.Body = p.test(true)
		return x
	}
	x := p.binary(0)
	if !cond || !p.is("if") {
		return x
	}
	return &syntax.CondExpr{True: x, If: p.next(), Cond: p.binary(0), ElsePos: p.expect("else"), False: p.test(true)}
}

func one(p *parser) syntax.Expr { return p.test(true) }

// values parses expressions with commas between them, to the end.
func values(p *parser) syntax.Expr {
	at := p.here()
	list, comma := p.list()
	if len(list) == 1 && !comma {
		if _, ok := list[0].(*syntax.UnaryExpr); ok && at.is("*") {
			panic(at.errorf("SyntaxError", "can't use starred expression here"))
		}
	}
	return tuple(at, list, comma)
}

// list parses expressions with commas between them, to the end; comma reports
// whether one follows the last.
func (p *parser) list() (list []syntax.Expr, comma bool) {
	for p.i < len(p.tokens) {
		if p.is("*") {
			list = append(list, &syntax.UnaryExpr{OpPos: p.next(), Op: syntax.STAR, X: p.binary(levelCompare + 1)})
		} else {
			list = append(list, p.test(true))
		}
		if comma = p.take(","); !comma {
			p.end()
		}
	}
	return list, comma
}

// operators are some of Python's, and what they are in Starlark. The tables here are no maps, which would
// be made at the start of each run.
type operators []struct {
	text  string
	token syntax.Token
}

func (all operators) find(text string) (token syntax.Token, ok bool) {
	for _, o := range all {
		if o.text == text {
			return o.token, true
		}
	}
	return syntax.ILLEGAL, false
}

func (all operators) has(text string) bool {
	_, ok := all.find(text)
	return ok
}

// levels are the binary operators by how tightly they bind, the loosest first.
var levels = [...]operators{
	{{"or", syntax.OR}},
	{{"and", syntax.AND}},
	levelNot:     nil,
	levelCompare: nil,
	{{"|", syntax.PIPE}},
	{{"^", syntax.CIRCUMFLEX}},
	{{"&", syntax.AMP}},
	{{"<<", syntax.LTLT}, {">>", syntax.GTGT}},
	{{"+", syntax.PLUS}, {"-", syntax.MINUS}},
	{{"*", syntax.STAR}, {"/", syntax.SLASH}, {"//", syntax.SLASHSLASH}, {"%", syntax.PERCENT}, {"@", syntax.ILLEGAL}},
}

const (
	levelNot     = 2
	levelCompare = 3
)

// binary parses operators of a level and of those that bind tighter.
func (p *parser) binary(level int) syntax.Expr {
	switch level {
	case levelNot:
		return p.not()
	case levelCompare:
		return p.comparison()
	case len(levels):
		return p.unary()
	}
	x := p.binary(level + 1)
	for {
		op, ok := levels[level].find(p.operator())
		switch {
		case !ok:
			return x
		case op == syntax.ILLEGAL:
			panic(p.here().notSupported("matrix multiplication"))
		}
		x = &syntax.BinaryExpr{X: x, OpPos: p.next(), Op: op, Y: p.binary(level + 1)}
	}
}

func (p *parser) not() syntax.Expr {
	if !p.is("not") {
		return p.comparison()
	}
	p.enter()
	defer p.leave()
	return &syntax.UnaryExpr{OpPos: p.next(), Op: syntax.NOT, X: p.not()}
}

var signs = operators{{"-", syntax.MINUS}, {"+", syntax.PLUS}, {"~", syntax.TILDE}}

func (p *parser) unary() syntax.Expr {
	op, ok := signs.find(p.operator())
	if !ok {
		return p.power()
	}
	p.enter()
	defer p.leave()
	return &syntax.UnaryExpr{OpPos: p.next(), Op: op, X: p.unary()}
}

func (p *parser) power() syntax.Expr {
	x := p.primary()
	if !p.is("**") {
		return x
	}
	p.enter()
	defer p.leave()
	return &syntax.BinaryExpr{X: x, OpPos: p.next(), Op: syntax.STARSTAR, Y: p.unary()}
}

// primary parses a value and the calls, indexes and attributes that follow it.
func (p *parser) primary() syntax.Expr {
	x := p.operand()
	for {
		switch {
		case p.is("."):
			dot := &syntax.DotExpr{X: x, Dot: p.next(), Name: p.name()}
			dot.NamePos = dot.Name.NamePos
			x = dot
		case p.is("("):
			x = p.call(x)
		case p.is("["):
			x = p.subscript(x)
		default:
			return x
		}
	}
}

// lacking returns what Starlark lacks that begins with an operator or word; "" if it has it.
func lacking(text string) string {
	switch text {
	case "...":
		return "the ellipsis literal"
	case "`":
		return "backticks"
	case "yield":
		return "yield inside of an expression"
	case "await", "async":
		return text
	}
	return ""
}

func (p *parser) operand() syntax.Expr {
	if p.i == len(p.tokens) {
		p.unexpected()
	}
	t := p.tokens[p.i]
	switch {
	case t.is("("):
		return p.parens()
	case t.is("["):
		return p.listDisplay()
	case t.is("{"):
		return p.braces()
	case t.kind == text:
		return p.text()
	case t.lacks != "":
		panic(t.notSupported(t.lacks))
	case t.kind == number:
		kind, value, _ := parseNumber(t.text)
		return &syntax.Literal{Token: kind, TokenPos: p.next(), Raw: t.text, Value: value}
	case t.named():
		return p.name()
	case lacking(t.text) != "":
		panic(t.notSupported(lacking(t.text)))
	}
	panic(t.invalid())
}

// text parses adjacent strings, which are one.
func (p *parser) text() syntax.Expr {
	first := p.here()
	var value []byte
	var parts []Part
	formatted := false
	for p.i < len(p.tokens) && p.tokens[p.i].kind == text {
		t := p.tokens[p.i]
		if t.bytes != first.bytes {
			panic(t.errorf("SyntaxError", "cannot mix bytes and nonbytes literals"))
		}
		if t.lacks != "" {
			panic(first.notSupported(t.lacks))
		}
		p.i++
		if t.pieces == nil {
			value = append(value, t.text...)
			parts = append(parts, Part{Text: t.text})
			continue
		}
		formatted = true
		parts = append(parts, p.parts(t.pieces)...)
	}
	if formatted {
		return &Format{Ident: exprAt(first), Parts: parts}
	}
	x := quoted(first, string(value))
	if first.bytes {
		x.Token = syntax.BYTES
	}
	return x
}

// parts parses the expressions in an f-string.
func (p *parser) parts(pieces []piece) []Part {
	p.enter()
	defer p.leave()
	var out []Part
	for _, s := range pieces {
		part := Part{Text: s.text, Conversion: s.conversion, Spec: p.parts(s.spec)}
		if s.tokens != nil {
			in := &parser{tokens: s.tokens, depth: p.depth}
			part.X = values(in)
		}
		out = append(out, part)
	}
	return out
}
