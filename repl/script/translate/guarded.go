package translate

import "go.starlark.net/syntax"

// clauseOrder is the order of the clauses of a try.
var clauseOrder = map[string]int{"except": 1, "else": 2, "finally": 3}

// tryClauses returns the clauses that belong to a try.
func tryClauses(nodes []*node) []*node {
	if len(nodes[0].head) > 0 {
		panic(nodes[0].head[0].invalid())
	}
	used, before, all := 1, 0, false
	for ; used < len(nodes) && clauseOrder[nodes[used].word] > 0; used++ {
		n := nodes[used]
		now := clauseOrder[n.word]
		switch {
		case now < before, now == before && now > 1, now == 2 && before == 0:
			panic(n.first.invalid())
		case now > 1 && len(n.head) > 0:
			panic(n.head[0].invalid())
		case now == 1 && all:
			panic(n.first.errorf("SyntaxError", "default 'except:' must be last"))
		}
		before, all = now, now == 1 && len(n.head) == 0
	}
	if used == 1 {
		e := nodes[0].first.errorf("SyntaxError", "expected 'except' or 'finally' block")
		if len(nodes) == 1 {
			e.completed = []string{}
		}
		panic(e)
	}
	return nodes[1:used]
}

// try translates a try with its clauses.
func (t *translator) try(nodes []*node) (out []syntax.Stmt, used int) {
	clauses := tryClauses(nodes)
	s := &Try{BranchStmt: stmtAt(nodes[0].first), Body: t.body(nodes[0].body)}
	for _, c := range clauses {
		body := t.body(c.body)
		switch c.word {
		case "else":
			s.Else = body
		case "finally":
			s.Finally = body
		default:
			x := Except{Body: body}
			x.Classes, x.As = excepted(c)
			s.Excepts = append(s.Excepts, x)
		}
	}
	return []syntax.Stmt{s}, 1 + len(clauses)
}

// excepted returns the classes of an except clause, nil for every exception, and the
// name that it binds.
func excepted(n *node) (classes syntax.Expr, as string) {
	if len(n.head) == 0 {
		return nil, ""
	}
	if n.head[0].is("*") {
		panic(n.first.notSupported("exception groups"))
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

// with translates a with statement; one of several managers is nested ones.
func (t *translator) with(n *node) syntax.Stmt {
	head := n.head
	if len(head) > 0 && head[0].is("(") && shutting(head) == len(head)-1 && index(head[1:len(head)-1], "as") >= 0 {
		head = head[1 : len(head)-1]
	}
	body := t.body(n.body)
	parts := split(head, ",")
	for i := len(parts) - 1; i >= 0; i-- {
		w := &With{BranchStmt: stmtAt(n.first), Body: body}
		w.Manager = all(n.first, parts[i], func(p *parser) syntax.Expr {
			x := p.test(true)
			if p.take("as") {
				w.As = target(p)
			}
			return x
		})
		body = []syntax.Stmt{w}
	}
	return body[0]
}
