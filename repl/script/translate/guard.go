package translate

import "fmt"

// topTry translates a try statement with its clauses.
func topTry(nodes []*node) ([]Statement, int, error) {
	t := Try{Line: nodes[0].first.line}
	clauses, err := tryClauses(nodes)
	if err != nil {
		return nil, 0, err
	}
	if t.Body, err = top(nodes[0].body); err != nil {
		return nil, 0, err
	}
	for _, c := range clauses {
		body, err := top(c.body)
		if err != nil {
			return nil, 0, err
		}
		switch c.word {
		case "else":
			t.Else = body
			continue
		case "finally":
			t.Finally = body
			continue
		}
		classes, as, err := caught(c)
		if err != nil {
			return nil, 0, err
		}
		x := Except{Line: c.first.line, As: as, Body: body}
		if classes != "" {
			x.Classes = []string{classes}
		}
		t.Excepts = append(t.Excepts, x)
	}
	return []Statement{t}, 1 + len(clauses), nil
}

// clauseOrder are the clauses of a try, in the order they come in.
var clauseOrder = map[string]int{"except": 1, "else": 2, "finally": 3}

// tryClauses are the nodes that belong to a try.
func tryClauses(nodes []*node) ([]*node, error) {
	if len(nodes[0].head) > 0 {
		return nil, nodes[0].head[0].invalid()
	}
	used, before, all := 1, 0, false
	for ; used < len(nodes) && clauseOrder[nodes[used].word] > 0; used++ {
		n := nodes[used]
		now := clauseOrder[n.word]
		switch {
		case now < before, now == before && now > 1, now == 2 && before == 0:
			return nil, n.first.invalid()
		case now > 1 && len(n.head) > 0:
			return nil, n.head[0].invalid()
		case now == 1 && all:
			return nil, n.first.errorf("SyntaxError", "default 'except:' must be last")
		}
		before, all = now, now == 1 && len(n.head) == 0
	}
	if used == 1 {
		e := nodes[0].first.errorf("SyntaxError", "expected 'except' or 'finally' block")
		if len(nodes) == 1 {
			e.completed = []string{}
		}
		return nil, e
	}
	return nodes[1:used], nil
}

// caught is what an except clause catches: Starlark's source of its classes.
func caught(n *node) (classes, as string, err error) {
	head, as, err := asName(n, n.head)
	if err != nil || len(head) == 0 && as != "" {
		return "", "", n.first.invalid()
	}
	if i := index(head, ","); as == "" && i > 0 && i == len(head)-2 && head[i+1].named() { // Python 2
		as, head = renamed(head[i+1].token.text), head[:i]
	}
	if len(head) == 0 {
		return "", as, nil
	}
	items, err := test(n.first, head)
	return source(items), as, err
}

func topWith(n *node) (Statement, error) {
	manager, as, err := managed(n)
	if err != nil {
		return nil, err
	}
	body, err := top(n.body)
	return With{Line: n.first.line, Manager: source(manager), As: as, Body: body}, err
}

// managed are the manager of a with statement, and its name.
func managed(n *node) (manager []item, as string, err error) {
	if index(n.head, ",") >= 0 {
		return nil, "", n.first.notSupported("with statements of several managers")
	}
	head, as, err := asName(n, n.head)
	if err != nil {
		return nil, "", err
	}
	manager, err = test(n.first, head)
	return manager, as, err
}

// madeUp is the name of a function of the translation's own.
func (t *translator) madeUp(what string) string {
	t.names++
	return fmt.Sprintf("__%s%d", what, t.names)
}

// nested writes a block as a function, with a parameter or without.
func (t *translator) nested(n, of *node, param string) (function string, err error) {
	if err := bindsNothing(n.body, of); err != nil {
		return "", err
	}
	function = t.madeUp(n.word)
	t.w.begin(n, false)
	t.w.text("def " + function + "(" + param + ")")
	t.w.header()
	return function, t.body(n.body)
}

// bindsNothing fails for statements that a function of their own would change
// the meaning of.
func bindsNothing(nodes []*node, of *node) error {
	for _, n := range nodes {
		what := ""
		switch {
		case n.word == "for" || n.word == "def":
			what = "binding names"
		case n.word != "":
		case n.head[0].word() && (n.first.is("return") || n.first.is("break") || n.first.is("continue")):
			what = n.first.text
		case binds(n.head):
			what = "binding names"
		}
		if what != "" {
			return n.first.notSupported(what + " in a " + of.first.text + " inside of a block")
		}
		if err := bindsNothing(n.body, of); err != nil {
			return err
		}
	}
	return nil
}

// try writes one that is inside of a block: a function for each of its parts,
// and a call that runs them.
func (t *translator) try(nodes []*node) (used int, err error) {
	clauses, err := tryClauses(nodes)
	if err != nil {
		return 0, err
	}
	body, err := t.nested(nodes[0], nodes[0], "")
	if err != nil {
		return 0, err
	}
	handlers, parts := "", map[string]string{"else": "None", "finally": "None"}
	for _, c := range clauses {
		classes, as := "", ""
		if c.word == "except" {
			if classes, as, err = caught(c); err != nil {
				return 0, err
			}
		}
		f, err := t.nested(c, nodes[0], as)
		if err != nil {
			return 0, err
		}
		if classes == "" {
			classes = "None"
		}
		parts[c.word] = f
		if c.word == "except" {
			handlers += "(" + classes + ", " + f + "), "
		}
	}
	t.w.start(t.w.line+1, nodes[0], true)
	t.w.text(fmt.Sprintf("__try(%s, [%s], %s, %s)", body, handlers, parts["else"], parts["finally"]))
	return 1 + len(clauses), nil
}

// with writes one that is inside of a block.
func (t *translator) with(n *node) error {
	manager, as, err := managed(n)
	if err != nil {
		return err
	}
	if as == "" {
		as = "__entered"
	}
	f, err := t.nested(n, n, as)
	if err != nil {
		return err
	}
	t.w.start(t.w.line+1, n, true)
	t.w.text("__with(" + source(manager) + ", " + f + ")")
	return nil
}
