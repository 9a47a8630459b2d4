package translate

import (
	"slices"
	"strings"
)

// node is a statement with the block below it.
type node struct {
	head   []token // of a compound statement: without its keyword and its colon
	word   string  // the keyword of a compound statement; "" of a simple one
	body   []*node
	first  token
	inline bool // it follows the colon of a compound statement on its line
}

// parse splits source into statements.
func parse(src string) []*node {
	lines, err := lex(src)
	if err != nil {
		panic(err)
	}
	b := &blocks{lines: lines}
	nodes := b.block(0, -1)
	if len(b.lines) > 0 {
		panic(b.indentation("unexpected indent"))
	}
	return nodes
}

// blocks are the lines still to be read.
type blocks struct{ lines []line }

func (b *blocks) indentation(what string) *Error {
	return b.lines[0].tokens[0].errorf("IndentationError", "%s", what)
}

// block reads the statements of one indentation, which must be deeper than above.
func (b *blocks) block(depth, above int) []*node {
	if len(b.lines) == 0 {
		return nil
	}
	if depth > 100 {
		panic(b.indentation("too many levels of indentation"))
	}
	indent := b.lines[0].indent
	if indent <= above || above < 0 && indent > 0 {
		panic(b.indentation("unexpected indent"))
	}
	var nodes []*node
	for len(b.lines) > 0 && b.lines[0].indent >= indent {
		if b.lines[0].indent > indent {
			panic(b.indentation("unexpected indent"))
		}
		nodes = append(nodes, b.line(depth, indent)...)
	}
	if len(b.lines) > 0 && b.lines[0].indent > above {
		panic(b.indentation("unindent does not match any outer indentation level"))
	}
	return nodes
}

func (t token) compound() bool {
	switch t.text {
	case "if", "elif", "else", "for", "while", "def", "try", "except", "finally", "with", "class":
		return t.kind == name
	}
	return false
}

// line reads the statements of a line and the block below it.
func (b *blocks) line(depth, indent int) []*node {
	tokens := b.lines[0].tokens
	b.lines = b.lines[1:]
	first := tokens[0]
	switch {
	case first.is("@"):
		b.decorates(first, indent)
		return []*node{{head: tokens[1:], word: "@", first: first}}
	case first.is("async") && len(tokens) > 1 && tokens[1].compound():
		panic(first.notSupported("async statements"))
	case first.is("match") && matches(tokens):
		panic(first.notSupported("match statements"))
	case !first.compound():
		return simples(tokens, false)
	}
	i := index(tokens, ":")
	if i < 0 {
		panic(first.errorf("SyntaxError", "expected ':'"))
	}
	n := &node{head: tokens[1:i], word: first.text, first: first}
	switch rest := tokens[i+1:]; {
	case len(rest) > 0:
		n.body = simples(rest, true)
	case len(b.lines) == 0 || b.lines[0].indent <= indent:
		e := first.errorf("IndentationError", "expected an indented block after '%s'", first.text)
		if len(b.lines) == 0 {
			e.completed = []string{strings.Repeat(" ", indent+1) + "pass\n"}
		}
		panic(e)
	default:
		n.body = b.block(depth+1, indent)
	}
	return []*node{n}
}

// decorates fails if no function or class follows a decorator.
func (b *blocks) decorates(at token, indent int) {
	if len(b.lines) == 0 {
		e := at.invalid()
		e.completed = []string{strings.Repeat(" ", indent) + "def f(): pass\n"}
		panic(e)
	}
	first := b.lines[0].tokens[0]
	if b.lines[0].indent != indent || !first.is("@") && !first.is("def") && !first.is("class") && !first.is("async") {
		panic(first.invalid())
	}
}

// matches reports whether a line that begins with match is a match statement.
func matches(tokens []token) (ok bool) {
	last := len(tokens) - 1
	if last < 2 || !tokens[last].is(":") || index(tokens, "=") >= 0 {
		return false
	}
	var err error
	func() {
		defer caught(&err)
		all(tokens[0], tokens[1:last], values)
	}()
	return err == nil
}

// simples splits a line at its semicolons.
func simples(tokens []token, inline bool) []*node {
	parts := split(tokens, ";")
	if len(parts) > 1 && len(parts[len(parts)-1]) == 0 {
		parts = parts[:len(parts)-1]
	}
	var nodes []*node
	for _, part := range parts {
		switch {
		case len(part) == 0:
			panic(tokens[0].invalid())
		case part[0].compound():
			panic(part[0].invalid())
		}
		nodes = append(nodes, &node{head: slices.Clip(part), first: part[0], inline: inline})
	}
	return nodes
}
