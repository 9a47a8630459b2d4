package translate

import "strings"

// node is a statement with what is below it.
type node struct {
	head  []item // without the colon at its end
	word  string // the keyword of a compound statement; "" of a simple one
	body  []*node
	first token
	// indent is that of its logical line. inline: it is behind the colon of a
	// compound statement; shares: behind a semicolon.
	indent         int
	inline, shares bool
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
	switch {
	case !items[0].word():
		if items[0].is("@") {
			return nil, first.notSupported("decorators")
		}
	case first.text == "async" && len(items) > 1 && compound[items[1].token.text]:
		return nil, first.notSupported("async statements")
	case first.text == "match" && len(items) > 2 && items[len(items)-1].is(":") && index(items, "=") < 0:
		if _, err := values(first, items[1:len(items)-1]); err == nil {
			return nil, first.notSupported("match statements")
		}
	}
	if !items[0].word() || !compound[first.text] {
		return simples(items, indent, false)
	}
	i := colon(items)
	if i < 0 {
		return nil, first.errorf("SyntaxError", "expected ':'")
	}
	n := &node{head: items[1:i], word: first.text, first: first, indent: indent}
	var err error
	if rest := items[i+1:]; len(rest) > 0 {
		n.body, err = simples(rest, indent, true)
		return []*node{n}, err
	}
	if len(p.lines) == 0 || p.lines[0].indent <= indent {
		e := first.errorf("IndentationError", "expected an indented block after '%s'", first.text)
		if len(p.lines) == 0 {
			e.completed = []string{strings.Repeat(" ", indent+1) + "pass\n"}
		}
		return nil, e
	}
	n.body, err = p.block(depth+1, indent)
	return []*node{n}, err
}

// simples are simple statements with semicolons between.
func simples(items []item, indent int, inline bool) ([]*node, error) {
	var nodes []*node
	all := split(items, ";")
	for i, part := range all {
		if len(part) == 0 {
			if i == len(all)-1 && i > 0 {
				break
			}
			return nil, items[0].invalid()
		}
		if part[0].word() && compound[part[0].token.text] {
			return nil, part[0].invalid()
		}
		nodes = append(nodes, &node{head: part, first: part[0].token, indent: indent, inline: inline, shares: i > 0})
	}
	return nodes, nil
}
