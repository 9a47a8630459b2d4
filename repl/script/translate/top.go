package translate

import (
	"strings"
)

// maxPadding bounds the newlines before the pieces of code.
const maxPadding = 16 << 20

// Python translates source to the statements of its top level. What it
// fails with is an [*Error].
func Python(src string) ([]Statement, error) {
	nodes, err := nodesOf(src)
	if err != nil {
		return nil, err
	}
	if n := crowded(nodes, new(int)); n != nil {
		return nil, n.first.notSupported("sources of so many lines")
	}
	return top(nodes)
}

// crowded is the statement whose newlines before it are too many, with those of
// the pieces that are run before.
func crowded(nodes []*node, padding *int) *node {
	for _, n := range nodes {
		*padding += n.first.line
		if n.word == "" && n.first.is("del") { // a piece for each of its parts
			*padding += n.head[len(n.head)-1].last().line * len(deleted(n.head[1:]))
		}
		if *padding > maxPadding {
			return n
		}
		if n.word != "try" && n.word != "with" && clauseOrder[n.word] == 0 {
			continue
		}
		if found := crowded(n.body, padding); found != nil {
			return found
		}
	}
	return nil
}

func nodesOf(src string) ([]*node, error) {
	lines, err := lex(src)
	if err != nil {
		return nil, err
	}
	return parse(lines)
}

// top translates the statements of the top level.
func top(nodes []*node) ([]Statement, error) {
	var out []Statement
	for i := 0; i < len(nodes); {
		s, used, err := topOne(nodes[i:])
		if err != nil {
			return nil, err
		}
		out = append(out, s...)
		i += used
	}
	return out, nil
}

func topOne(nodes []*node) (out []Statement, used int, err error) {
	n := nodes[0]
	switch {
	case n.word == "try":
		return topTry(nodes)
	case n.word == "with":
		s, err := topWith(n)
		return []Statement{s}, 1, err
	case n.word != "" || !n.head[0].word():
	case n.first.is("import"):
		out, err := imports(n)
		return out, 1, err
	case n.first.is("from"):
		s, err := from(n)
		return []Statement{s}, 1, err
	case n.first.is("del"):
		out, err := topDel(n)
		return out, 1, err
	}
	w := newWriter(n.indent)
	t := &translator{w: w}
	used, err = t.statement(nodes)
	return []Statement{Code{n.first.line, w.b.String() + "\n"}}, used, err
}

func imports(n *node) ([]Statement, error) {
	var out []Statement
	for _, part := range split(n.head[1:], ",") {
		module, as, err := dotted(n, part)
		if err != nil {
			return nil, err
		}
		if as == "" && reservedNames[module] {
			as = renamed(module)
		}
		out = append(out, Import{n.first.line, module, as})
	}
	return out, nil
}

// dotted reads a.b.c as x.
func dotted(n *node, items []item) (module, as string, err error) {
	if items, as, err = asName(n, items); err != nil {
		return "", "", err
	}
	if len(items)%2 == 0 {
		return "", "", n.first.invalid()
	}
	var b strings.Builder
	for i, x := range items {
		if i%2 == 0 && !x.named() || i%2 == 1 && !x.is(".") {
			return "", "", x.invalid()
		}
		b.WriteString(x.token.text)
	}
	return b.String(), as, nil
}

// asName cuts `as name` off the end.
func asName(n *node, items []item) (before []item, as string, err error) {
	i := index(items, "as")
	switch {
	case i < 0:
		return items, "", nil
	case i != len(items)-2 || !items[i+1].named():
		return nil, "", n.first.invalid()
	}
	return items[:i], renamed(items[i+1].token.text), nil
}

func from(n *node) (Statement, error) {
	i := index(n.head, "import")
	if i < 2 {
		return nil, n.first.invalid()
	}
	if n.head[1].is(".") || n.head[1].is("...") {
		return nil, n.first.notSupported("relative imports")
	}
	module, as, err := dotted(n, n.head[1:i])
	if err != nil || as != "" {
		return nil, n.first.invalid()
	}
	names := n.head[i+1:]
	s := From{Line: n.first.line, Module: module}
	parts := split(names, ",")
	switch {
	case len(names) == 1 && names[0].is("*"):
		s.Star = true
		return s, nil
	case len(names) == 1 && names[0].isGroup("("):
		parts = list(names[0].group)
	}
	for _, part := range parts {
		name, as, err := dotted(n, part)
		if err != nil || strings.Contains(name, ".") {
			return nil, n.first.invalid()
		}
		if as == "" && reservedNames[name] {
			as = renamed(name)
		}
		s.Names = append(s.Names, Alias{name, as})
	}
	if len(s.Names) == 0 {
		return nil, n.first.invalid()
	}
	return s, nil
}

// topDel translates del, of names and of parts of what they stand for.
func topDel(n *node) ([]Statement, error) {
	var out []Statement
	for _, part := range deleted(n.head[1:]) {
		if len(part) == 1 && part[0].named() {
			out = append(out, Delete{part[0].line, renamed(part[0].token.text)})
			continue
		}
		d := &node{head: n.head, first: n.first, indent: n.indent}
		if len(part) > 0 && len(out) > 0 {
			d.first = part[0].token
		}
		c, err := deletion(d, part)
		if err != nil {
			return nil, err
		}
		t := &translator{w: newWriter(n.indent)}
		t.write(d, []item{c})
		out = append(out, Code{d.first.line, t.w.b.String() + "\n"})
	}
	return out, nil
}

// bareNames are names with commas between, where there is nothing else.
func bareNames(items []item) ([]token, bool) {
	var names []token
	for _, part := range split(items, ",") {
		if len(part) != 1 || !part[0].named() {
			return nil, false
		}
		names = append(names, part[0].token)
	}
	return names, true
}
