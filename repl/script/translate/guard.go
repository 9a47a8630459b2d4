package translate

import (
	"fmt"
	"strings"

	"go.starlark.net/syntax"
)

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

// try translates a try inside a block: a function for each of its parts, and a call
// that runs them.
func (t *translator) try(nodes []*node) (out []syntax.Stmt, used int) {
	first := nodes[0].first
	clauses := tryClauses(nodes)
	body, f := t.nested(nodes[0], nodes[0], "")
	out = append(out, f)
	none := func() syntax.Expr { return ident(first, "None") }
	handlers, parts := &syntax.ListExpr{Lbrack: pos(first), Rbrack: pos(first)}, map[string]syntax.Expr{"else": none(), "finally": none()}
	for _, c := range clauses {
		var classes syntax.Expr
		as := ""
		if c.word == "except" {
			classes, as = excepted(c)
		}
		name, f := t.nested(c, nodes[0], as)
		out = append(out, f)
		if c.word != "except" {
			parts[c.word] = name
			continue
		}
		if classes == nil {
			classes = none()
		}
		handlers.List = append(handlers.List, paren(c.first, &syntax.TupleExpr{List: []syntax.Expr{classes, name}}))
	}
	return append(out, run(call(first, "__try", body, handlers, parts["else"], parts["finally"]))...), 1 + len(clauses)
}

// with translates a with inside a block.
func (t *translator) with(n *node) []syntax.Stmt {
	manager, as := managed(n)
	if as == "" {
		as = "__entered"
	}
	name, f := t.nested(n, n, as)
	return append([]syntax.Stmt{f}, run(call(n.first, "__with", manager, name))...)
}

// nested makes a function of a block; param is "" if it has no parameter.
func (t *translator) nested(n, of *node, param string) (function *syntax.Ident, def syntax.Stmt) {
	t.names++
	name := fmt.Sprintf("__%s%d", n.word, t.names)
	f := &syntax.DefStmt{Def: pos(n.first), Name: ident(n.first, name), Lparen: pos(n.first), Rparen: pos(n.first), Body: t.body(n.body)}
	bindsNothing(f.Body, of.first.text)
	if param != "" {
		f.Params = []syntax.Expr{ident(n.first, param)}
	}
	return ident(n.first, name), f
}

// bindsNothing fails for statements whose meaning a function around them would
// change. of is the statement that they are in.
func bindsNothing(stmts []syntax.Stmt, of string) {
	for _, s := range stmts {
		what := ""
		switch s := s.(type) {
		case *syntax.ForStmt:
			what = "binding names"
		case *syntax.DefStmt:
			if !strings.HasPrefix(s.Name.Name, "__") {
				what = "binding names"
			}
		case *syntax.AssignStmt:
			if binds(s.LHS) {
				what = "binding names"
			}
		case *syntax.ReturnStmt:
			what = "return"
		case *syntax.BranchStmt:
			if s.Token != syntax.PASS {
				what = s.Token.String()
			}
		case *syntax.IfStmt:
			bindsNothing(s.True, of)
			bindsNothing(s.False, of)
		case *syntax.WhileStmt:
			bindsNothing(s.Body, of)
		}
		if what != "" {
			at, _ := s.Span()
			t := token{line: at.Line, col: at.Col}
			panic(t.notSupported(what + " in a " + of + " inside of a block"))
		}
	}
}

// binds reports whether an assignment to x binds a name.
func binds(x syntax.Expr) bool {
	switch x := x.(type) {
	case *syntax.Ident:
		return x.Name != "__value"
	case *syntax.ParenExpr, *syntax.TupleExpr:
		return true
	}
	return false
}
