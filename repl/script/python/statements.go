package python

// Statement is a piece of the top level that is run by itself: a [Code],
// [Import], [From], [Delete], [Try] or [With].
type Statement any

// Code is Starlark source. Its lines have the numbers that they had.
type Code struct {
	Line   int
	Source string
}

// Import is import Module as As; As is "" where none was given.
type Import struct {
	Line       int
	Module, As string
}

// From is from Module import Names, or * where Star is set.
type From struct {
	Line   int
	Module string
	Names  []Alias
	Star   bool
}

// Alias is a name and what it is called; As is "" where that is the same.
type Alias struct{ Name, As string }

// Delete is del of a name.
type Delete struct {
	Line int
	Name string
}

// Try is a try statement.
type Try struct {
	Line          int
	Body          []Statement
	Excepts       []Except
	Else, Finally []Statement
}

// Except is a clause of a try statement: Classes are Starlark expressions; none
// stand for every exception.
type Except struct {
	Line    int
	Classes []string
	As      string
	Body    []Statement
}

// With is a with statement: Manager is a Starlark expression.
type With struct {
	Line    int
	Manager string
	As      string
	Body    []Statement
}

// node is a statement with what is below it.
type node struct {
	head  []item // without the colon at its end
	word  string // the keyword of a compound statement; "" of a simple one
	body  []*node
	first token
}

// parse makes statements of logical lines.
func parse(lines []line) ([]*node, error) {
	p := &parser{lines: lines}
	nodes, err := p.block(0, -1)
	if err != nil {
		return nil, err
	}
	if len(p.lines) > 0 {
		return nil, p.lines[0].tokens[0].errorf("IndentationError", "unexpected indent")
	}
	return nodes, nil
}

type parser struct{ lines []line }

// block reads statements of one indentation, which is deeper than above.
func (p *parser) block(depth, above int) ([]*node, error) {
	if depth > 100 {
		return nil, p.lines[0].tokens[0].errorf("IndentationError", "too many levels of indentation")
	}
	var nodes []*node
	if len(p.lines) == 0 {
		return nil, nil
	}
	indent := p.lines[0].indent
	if indent <= above || above < 0 && indent > 0 {
		return nil, p.lines[0].tokens[0].errorf("IndentationError", "unexpected indent")
	}
	for len(p.lines) > 0 && p.lines[0].indent >= indent {
		l := p.lines[0]
		if l.indent > indent {
			return nil, l.tokens[0].errorf("IndentationError", "unexpected indent")
		}
		p.lines = p.lines[1:]
		more, err := p.line(l, depth, indent)
		if err != nil {
			return nil, err
		}
		nodes = append(nodes, more...)
	}
	if len(p.lines) > 0 && p.lines[0].indent > above {
		return nil, p.lines[0].tokens[0].errorf("IndentationError", "unindent does not match any outer indentation level")
	}
	return nodes, nil
}

var compound = map[string]bool{
	"if": true, "elif": true, "else": true, "for": true, "while": true, "def": true, "try": true, "except": true, "finally": true, "with": true, "class": true,
}

func (p *parser) line(l line, depth, indent int) ([]*node, error) {
	items := tree(l.tokens)
	first := items[0].token
	if first.kind == name && first.text == "async" {
		return nil, first.notSupported("async statements")
	}
	if first.kind != name || !compound[first.text] {
		return simples(items)
	}
	i := colon(items)
	if i < 0 {
		return nil, first.errorf("SyntaxError", "expected ':'")
	}
	n := &node{head: items[1:i], word: first.text, first: first}
	var err error
	if rest := items[i+1:]; len(rest) > 0 {
		n.body, err = simples(rest)
		return []*node{n}, err
	}
	if len(p.lines) == 0 || p.lines[0].indent <= indent {
		e := first.errorf("IndentationError", "expected an indented block after '%s'", first.text)
		e.unfinished = len(p.lines) == 0
		return nil, e
	}
	n.body, err = p.block(depth+1, indent)
	return []*node{n}, err
}

// simples are simple statements with semicolons between.
func simples(items []item) ([]*node, error) {
	var nodes []*node
	all := split(items, ";")
	for i, part := range all {
		if len(part) == 0 {
			if i == len(all)-1 && i > 0 {
				break
			}
			return nil, items[0].invalid()
		}
		if part[0].kind == name && compound[part[0].token.text] && part[0].shut.text == "" {
			return nil, part[0].invalid()
		}
		nodes = append(nodes, &node{head: part, first: part[0].token})
	}
	return nodes, nil
}
