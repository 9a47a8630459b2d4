package translate

import "go.starlark.net/syntax"

// Python translates source to the statements of its top level. Its error is an
// [*Error].
func Python(src string) (statements []Statement, err error) {
	defer caught(&err)
	return top(parse(src)), nil
}

// top translates the statements of the top level.
func top(nodes []*node) []Statement {
	var out []Statement
	for len(nodes) > 0 {
		s, used := topOne(nodes)
		out, nodes = append(out, s...), nodes[used:]
	}
	return out
}

func topOne(nodes []*node) (out []Statement, used int) {
	n := nodes[0]
	switch {
	case n.word == "try":
		return topTry(nodes)
	case n.word == "with":
		manager, as := managed(n)
		return []Statement{With{Manager: manager, As: as, Body: top(n.body)}}, 1
	case n.word != "" || n.first.kind != name:
	case n.first.text == "import":
		return imports(n), 1
	case n.first.text == "from":
		return []Statement{from(n)}, 1
	case n.first.text == "del":
		return topDel(n), 1
	}
	stmts, used := new(translator).statement(nodes)
	return []Statement{Code{stmts}}, used
}

func topTry(nodes []*node) ([]Statement, int) {
	clauses := tryClauses(nodes)
	t := Try{Body: top(nodes[0].body)}
	for _, c := range clauses {
		body := top(c.body)
		switch c.word {
		case "else":
			t.Else = body
		case "finally":
			t.Finally = body
		default:
			x := Except{Body: body}
			x.Classes, x.As = excepted(c)
			t.Excepts = append(t.Excepts, x)
		}
	}
	return []Statement{t}, 1 + len(clauses)
}

// topDel translates del of names, keys, slices and attributes.
func topDel(n *node) []Statement {
	var out []Statement
	for _, part := range deleted(n.head[1:]) {
		if len(part) == 1 && part[0].named() {
			out = append(out, Delete{part[0].text})
			continue
		}
		out = append(out, Code{run(deletion(n, part))})
	}
	return out
}

func imports(n *node) []Statement {
	return all(n.first, n.head[1:], func(p *parser) (out []Statement) {
		for {
			out = append(out, Import{Module: p.dotted(), As: p.as()})
			if !p.take(",") {
				return out
			}
		}
	})
}

// dotted parses a.b.c.
func (p *parser) dotted() string {
	s := p.name().Name
	for p.take(".") {
		s += "." + p.name().Name
	}
	return s
}

// as parses `as name`; it returns "" if there is none.
func (p *parser) as() string {
	if !p.take("as") {
		return ""
	}
	return p.name().Name
}

func from(n *node) Statement {
	return all(n.first, n.head[1:], func(p *parser) Statement {
		if p.is(".") || p.is("...") {
			panic(n.first.notSupported("relative imports"))
		}
		s := From{Module: p.dotted()}
		p.expect("import")
		if p.take("*") {
			s.Star = true
			return s
		}
		names, bracketed := p, p.is("(")
		if bracketed {
			_, names, _ = p.group()
		}
		for {
			s.Names = append(s.Names, Alias{Name: names.name().Name, As: names.as()})
			if !names.take(",") || bracketed && names.i == len(names.tokens) {
				names.end()
				return s
			}
		}
	})
}

// managed returns the manager of a with statement and its name.
func managed(n *node) (manager syntax.Expr, as string) {
	if index(n.head, ",") >= 0 {
		panic(n.first.notSupported("with statements of several managers"))
	}
	manager = all(n.first, n.head, func(p *parser) syntax.Expr {
		x := p.test(true)
		as = p.as()
		return x
	})
	return manager, as
}

// excepted returns the classes of an except clause, nil for every exception, and the
// name that it binds.
func excepted(n *node) (classes syntax.Expr, as string) {
	if len(n.head) == 0 {
		return nil, ""
	}
	classes = all(n.first, n.head, func(p *parser) syntax.Expr {
		x := p.test(true)
		if p.take(",") { // Python 2
			as = p.name().Name
		} else {
			as = p.as()
		}
		return x
	})
	return classes, as
}
