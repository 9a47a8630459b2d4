package python

import (
	"errors"
	"fmt"
	"strings"
)

// Translate translates source to the statements of its top level. What it
// fails with is an [*Error].
func Translate(src string) ([]Statement, error) {
	nodes, err := nodesOf(src)
	if err != nil {
		return nil, err
	}
	return top(nodes)
}

func nodesOf(src string) ([]*node, error) {
	lines, err := lex(src)
	if err != nil {
		return nil, err
	}
	return parse(lines)
}

// Incomplete tells whether what was typed so far, lines with newlines between,
// needs more: a bracket or a text is open, or a block goes on until an empty
// line ends it.
func Incomplete(src string) bool {
	nodes, err := nodesOf(src)
	var e *Error
	if errors.As(err, &e) {
		return e.unfinished
	}
	if len(nodes) == 0 {
		return false
	}
	last := nodes[len(nodes)-1]
	if last.word == "" {
		return false
	}
	oneLine := len(last.body) > 0 && last.body[0].first.line == last.first.line
	if oneLine && last.word != "try" && last.word != "except" {
		return false
	}
	return strings.TrimSpace(src[strings.LastIndexByte(src, '\n')+1:]) != ""
}

// Looks tells whether a line reads like a statement: more than words side by
// side.
func Looks(src string) bool {
	_, err := Translate(src)
	var e *Error
	if errors.As(err, &e) {
		return e.unfinished || e.Name == "NotSupported"
	}
	lines, _ := lex(src)
	if len(lines) == 0 {
		return false
	}
	tokens := lines[0].tokens
	return len(tokens) > 1 || tokens[0].kind != name || keywords[tokens[0].text]
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
	case n.word == "" && n.first.is("import"):
		out, err := imports(n)
		return out, 1, err
	case n.word == "" && n.first.is("from"):
		s, err := from(n)
		return []Statement{s}, 1, err
	case n.word == "" && n.first.is("del"):
		if names, ok := bareNames(n.head[1:]); ok {
			for _, t := range names {
				out = append(out, Delete{t.line, t.text})
			}
			return out, 1, nil
		}
	}
	w := &writer{line: 1}
	t := &translator{w: w}
	used, err = t.statement(nodes, 0)
	return []Statement{Code{n.first.line, w.b.String() + "\n"}}, used, err
}

func imports(n *node) ([]Statement, error) {
	var out []Statement
	for _, part := range split(n.head[1:], ",") {
		module, as, err := dotted(n, part)
		if err != nil {
			return nil, err
		}
		out = append(out, Import{n.first.line, module, as})
	}
	return out, nil
}

// dotted reads a.b.c as x.
func dotted(n *node, items []item) (module, as string, err error) {
	if i := index(items, "as"); i >= 0 {
		if i != len(items)-2 || items[i+1].kind != name {
			return "", "", n.first.invalid()
		}
		as, items = items[i+1].token.text, items[:i]
	}
	for i, x := range items {
		if i%2 == 0 && x.kind != name || i%2 == 1 && !x.is(".") || x.shut.text != "" {
			return "", "", n.first.invalid()
		}
		module += x.token.text
	}
	if len(items)%2 == 0 {
		return "", "", n.first.invalid()
	}
	return module, as, nil
}

func from(n *node) (Statement, error) {
	i := index(n.head, "import")
	if i < 2 {
		return nil, n.first.invalid()
	}
	if n.head[1].is(".") {
		return nil, n.first.notSupported("relative imports")
	}
	module, _, err := dotted(n, n.head[1:i])
	if err != nil {
		return nil, err
	}
	names := n.head[i+1:]
	s := From{Line: n.first.line, Module: module}
	if len(names) == 1 && names[0].is("*") {
		s.Star = true
		return s, nil
	}
	if len(names) == 1 && names[0].isGroup("(") {
		names = names[0].group
	}
	for _, part := range split(names, ",") {
		if len(part) == 0 && len(s.Names) > 0 {
			continue // a comma at the end
		}
		name, as, err := dotted(n, part)
		if err != nil || strings.Contains(name, ".") {
			return nil, n.first.invalid()
		}
		s.Names = append(s.Names, Alias{name, as})
	}
	if len(s.Names) == 0 {
		return nil, n.first.invalid()
	}
	return s, nil
}

// bareNames are the names of a del, where there is nothing else in it.
func bareNames(items []item) ([]token, bool) {
	var names []token
	for _, part := range split(items, ",") {
		if len(part) != 1 || part[0].kind != name || part[0].shut.text != "" || keywords[part[0].token.text] {
			return nil, false
		}
		names = append(names, part[0].token)
	}
	return names, true
}

// topTry translates a try statement with its clauses.
func topTry(nodes []*node) ([]Statement, int, error) {
	t := Try{Line: nodes[0].first.line}
	var err error
	if t.Body, err = top(nodes[0].body); err != nil {
		return nil, 0, err
	}
	clauses, used, err := tryClauses(nodes)
	if err != nil {
		return nil, 0, err
	}
	for _, c := range clauses {
		body, err := top(c.body)
		if err != nil {
			return nil, 0, err
		}
		switch c.word {
		case "except":
			classes, as, err := caught(c)
			if err != nil {
				return nil, 0, err
			}
			x := Except{Line: c.first.line, As: as, Body: body}
			if classes != "" {
				x.Classes = []string{classes}
			}
			t.Excepts = append(t.Excepts, x)
		case "else":
			t.Else = body
		case "finally":
			t.Finally = body
		}
	}
	return []Statement{t}, used, nil
}

// tryClauses are the nodes that belong to a try, with the number of all of them.
func tryClauses(nodes []*node) (clauses []*node, used int, err error) {
	used = 1
	for used < len(nodes) {
		w := nodes[used].word
		if w != "except" && w != "else" && w != "finally" {
			break
		}
		clauses = append(clauses, nodes[used])
		used++
	}
	if len(clauses) == 0 {
		e := nodes[0].first.errorf("SyntaxError", "expected 'except' or 'finally' block")
		e.unfinished = used == len(nodes)
		return nil, 0, e
	}
	return clauses, used, nil
}

// caught is what an except clause catches: Starlark's source of its classes.
func caught(n *node) (classes, as string, err error) {
	head := n.head
	if i := index(head, "as"); i >= 0 {
		if i != len(head)-2 || head[i+1].kind != name {
			return "", "", n.first.invalid()
		}
		as, head = head[i+1].token.text, head[:i]
	} else if i := index(head, ","); i == len(head)-2 && i > 0 && head[i+1].kind == name { // Python 2
		as, head = head[i+1].token.text, head[:i]
	}
	if len(head) == 0 {
		return "", as, nil
	}
	items, err := expression(head)
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
	head := n.head
	if index(head, ",") >= 0 {
		return nil, "", n.first.notSupported("with statements of several managers")
	}
	if i := index(head, "as"); i >= 0 {
		if i != len(head)-2 || head[i+1].kind != name {
			return nil, "", n.first.invalid()
		}
		as, head = head[i+1].token.text, head[:i]
	}
	if len(head) == 0 {
		return nil, "", n.first.invalid()
	}
	manager, err = expression(head)
	return manager, as, err
}

// translator writes statements as Starlark.
type translator struct {
	w     *writer
	def   bool // inside of a function
	block int  // inside of how many blocks
	names int  // of functions that were made up
}

// statement writes the first of the nodes, with those that belong to it, and
// tells how many these are.
func (t *translator) statement(nodes []*node, depth int) (used int, err error) {
	n := nodes[0]
	switch n.word {
	case "":
		return 1, t.simple(n, depth)
	case "if":
		return t.conditional(nodes, depth)
	case "for", "while":
		return 1, t.loop(nodes, depth)
	case "def":
		return 1, t.function(n, depth)
	case "try":
		return t.try(nodes, depth)
	case "with":
		return 1, t.with(n, depth)
	case "class":
		return 0, n.first.notSupported("class statements")
	}
	return 0, n.first.invalid()
}

// body writes the statements of a block.
func (t *translator) body(nodes []*node, depth int) error {
	t.block++
	defer func() { t.block-- }()
	for i := 0; i < len(nodes); {
		used, err := t.statement(nodes[i:], depth)
		if err != nil {
			return err
		}
		i += used
	}
	return nil
}

// header writes the line that begins a block.
func (t *translator) header(n *node, word string, items []item, depth int) {
	t.w.begin(n.first, depth)
	t.w.text(word + " ")
	t.w.items(items)
	t.w.text(":")
}

func (t *translator) conditional(nodes []*node, depth int) (used int, err error) {
	for i, n := range nodes {
		switch {
		case i > 0 && n.word == "else":
			if len(n.head) > 0 {
				return 0, n.first.invalid()
			}
			t.header(n, "else", nil, depth)
			return i + 1, t.body(n.body, depth+1)
		case i > 0 && n.word != "elif":
			return i, nil
		}
		if len(n.head) == 0 {
			return 0, n.first.invalid()
		}
		cond, err := expression(n.head)
		if err != nil {
			return 0, err
		}
		t.header(n, n.word, cond, depth)
		if err := t.body(n.body, depth+1); err != nil {
			return 0, err
		}
	}
	return len(nodes), nil
}

func (t *translator) loop(nodes []*node, depth int) error {
	n := nodes[0]
	if len(nodes) > 1 && nodes[1].word == "else" {
		return nodes[1].first.notSupported("else after a loop")
	}
	items := n.head
	var err error
	if n.word == "while" {
		items, err = expression(items)
	} else {
		items, err = iteration(n)
	}
	if err != nil {
		return err
	}
	if len(items) == 0 {
		return n.first.invalid()
	}
	t.header(n, n.word, items, depth)
	return t.body(n.body, depth+1)
}

func iteration(n *node) ([]item, error) {
	i := index(n.head, "in")
	if i <= 0 || i == len(n.head)-1 {
		return nil, n.first.invalid()
	}
	over, err := expression(n.head[i+1:])
	return append(append(append([]item{}, n.head[:i]...), n.head[i]), over...), err
}

func (t *translator) function(n *node, depth int) error {
	h := n.head
	if len(h) < 2 || h[0].kind != name || !h[1].isGroup("(") {
		return n.first.invalid()
	}
	params, err := parameters(h[1].group)
	if err != nil {
		return err
	}
	g := h[1]
	g.group = params
	t.header(n, "def", []item{reserved(h, 0), g}, depth)
	was := t.def
	t.def = true
	defer func() { t.def = was }()
	return t.body(n.body, depth+1)
}

// parameters leaves out what tells of types.
func parameters(items []item) ([]item, error) {
	return parts(items, ",", func(part []item) ([]item, error) {
		var value []item
		if i := index(part, "="); i >= 0 {
			v, err := expression(part[i+1:])
			if err != nil {
				return nil, err
			}
			value = append([]item{part[i]}, v...)
			part = part[:i]
		}
		if i := index(part, ":"); i >= 0 {
			part = part[:i]
		}
		return append(append([]item{}, part...), value...), nil
	})
}

// made up is the name of a function of the translation's own.
func (t *translator) madeUp(what string) string {
	t.names++
	return fmt.Sprintf("__%s%d", what, t.names)
}

// nested writes statements as a function without parameters, or with one.
func (t *translator) nested(n *node, body []*node, name, param string, depth int) error {
	if err := bindsNothing(body, n); err != nil {
		return err
	}
	t.w.begin(n.first, depth)
	t.w.text("def " + name + "(" + param + "):")
	was := t.def
	t.def = true
	defer func() { t.def = was }()
	return t.body(body, depth+1)
}

// bindsNothing fails for statements that a function of their own would change
// the meaning of.
func bindsNothing(nodes []*node, of *node) error {
	for _, n := range nodes {
		switch {
		case n.word == "for" || n.word == "def":
			return n.first.notSupported("binding names in a " + of.first.text + " inside of a block")
		case n.word == "" && (n.first.is("return") || n.first.is("break") || n.first.is("continue")):
			return n.first.notSupported(n.first.text + " in a " + of.first.text + " inside of a block")
		case n.word == "" && assigns(n.head):
			return n.first.notSupported("binding names in a " + of.first.text + " inside of a block")
		}
		if err := bindsNothing(n.body, of); err != nil {
			return err
		}
	}
	return nil
}

// assigns tells whether a simple statement binds a name.
func assigns(items []item) bool {
	targets := split(items, "=")
	augmented := len(items) > 1 && items[0].kind == name && assignment(items[1].token)
	for _, target := range targets[:len(targets)-1] {
		for _, part := range split(target, ",") {
			if len(part) == 1 && (part[0].kind == name || part[0].shut.text != "") {
				return true
			}
		}
	}
	return augmented
}

func (t *translator) try(nodes []*node, depth int) (used int, err error) {
	n := nodes[0]
	clauses, used, err := tryClauses(nodes)
	if err != nil {
		return 0, err
	}
	body := t.madeUp("try")
	if err := t.nested(n, n.body, body, "", depth); err != nil {
		return 0, err
	}
	handlers, otherwise, finally := "", "None", "None"
	for _, c := range clauses {
		f := t.madeUp(c.word)
		switch c.word {
		case "except":
			classes, as, err := caught(c)
			if err != nil {
				return 0, err
			}
			if classes == "" {
				classes = "None"
			}
			if err := t.nested(c, c.body, f, as, depth); err != nil {
				return 0, err
			}
			handlers += "(" + classes + ", " + f + "), "
			continue
		case "else":
			otherwise = f
		case "finally":
			finally = f
		}
		if err := t.nested(c, c.body, f, "", depth); err != nil {
			return 0, err
		}
	}
	t.w.begin(token{line: t.w.line}, depth)
	t.w.text(fmt.Sprintf("__try(%s, [%s], %s, %s)", body, handlers, otherwise, finally))
	return used, nil
}

func (t *translator) with(n *node, depth int) error {
	manager, as, err := managed(n)
	if err != nil {
		return err
	}
	f := t.madeUp("with")
	if as == "" {
		as = "__entered"
	}
	if err := t.nested(n, n.body, f, as, depth); err != nil {
		return err
	}
	t.w.begin(token{line: t.w.line}, depth)
	t.w.text("__with(" + source(manager) + ", " + f + ")")
	return nil
}
