package translate

import "go.starlark.net/syntax"

func imports(n *node) []syntax.Stmt {
	return all(n.first, n.head[1:], func(p *parser) (out []syntax.Stmt) {
		for {
			out = append(out, &Import{BranchStmt: stmtAt(n.first), Module: p.dotted(), As: p.as()})
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

func from(n *node) syntax.Stmt {
	return all(n.first, n.head[1:], func(p *parser) syntax.Stmt {
		if p.is(".") || p.is("...") {
			panic(n.first.notSupported("relative imports"))
		}
		s := &From{BranchStmt: stmtAt(n.first), Module: p.dotted()}
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
