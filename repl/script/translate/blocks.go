package translate

import "slices"

// translator writes statements as Starlark.
type translator struct {
	w     *writer
	def   bool // inside of a function
	names int  // of functions that were made up
}

// statement writes the first of the nodes, with those that belong to it, and
// tells how many these are.
func (t *translator) statement(nodes []*node) (used int, err error) {
	n := nodes[0]
	switch n.word {
	case "":
		return 1, t.simple(n)
	case "if":
		return t.conditional(nodes)
	case "for", "while":
		return 1, t.loop(nodes)
	case "def":
		return 1, t.function(n)
	case "try":
		return t.try(nodes)
	case "with":
		return 1, t.with(n)
	case "class":
		return 0, n.first.notSupported("class statements")
	}
	return 0, n.first.invalid()
}

// body writes the statements of a block.
func (t *translator) body(nodes []*node) error {
	for i := 0; i < len(nodes); {
		used, err := t.statement(nodes[i:])
		if err != nil {
			return err
		}
		i += used
	}
	return nil
}

// block writes a statement with what is below it.
func (t *translator) block(n *node, head []item) error {
	t.w.begin(n, false)
	t.w.token(n.first)
	t.w.items(head)
	t.w.header()
	return t.body(n.body)
}

func (t *translator) conditional(nodes []*node) (used int, err error) {
	for i, n := range nodes {
		switch {
		case i > 0 && n.word == "else":
			if len(n.head) > 0 {
				return 0, n.first.invalid()
			}
			return i + 1, t.block(n, nil)
		case i > 0 && n.word != "elif":
			return i, nil
		}
		cond, err := test(n.first, n.head)
		if err != nil {
			return 0, err
		}
		if err := t.block(n, cond); err != nil {
			return 0, err
		}
	}
	return len(nodes), nil
}

func (t *translator) loop(nodes []*node) error {
	n := nodes[0]
	if len(nodes) > 1 && nodes[1].word == "else" {
		return nodes[1].first.notSupported("else after a loop")
	}
	if n.word == "while" {
		cond, err := test(n.first, n.head)
		if err != nil {
			return err
		}
		return t.block(n, cond)
	}
	i := index(n.head, "in")
	if i < 0 {
		return n.first.invalid()
	}
	to, err := target(n.first, n.head[:i])
	if err != nil {
		return err
	}
	over, err := values(n.head[i].token, n.head[i+1:])
	if err != nil {
		return err
	}
	return t.block(n, slices.Concat(to, n.head[i:i+1], over))
}

func (t *translator) function(n *node) error {
	h := n.head
	if len(h) < 2 || !h[0].named() || !h[1].isGroup("(") {
		return n.first.invalid()
	}
	if len(h) > 2 { // -> what it returns
		if !h[2].is("->") {
			return h[2].invalid()
		}
		if _, err := values(h[2].token, h[3:]); err != nil {
			return err
		}
	}
	params, err := parameters(h[1])
	if err != nil {
		return err
	}
	defer func(was bool) { t.def = was }(t.def)
	t.def = true
	return t.block(n, []item{h[0].renamed(), brackets(h[1], "(", params)})
}

// parameters leaves out what tells of types.
func parameters(x item) ([]item, error) {
	parts, err := each(x.token, list(x.group), parameter)
	if err != nil {
		return nil, err
	}
	return joined(parts), nil
}

func parameter(at token, items []item) ([]item, error) {
	if len(items) == 0 {
		return nil, at.invalid()
	}
	stars := 0
	if items[0].is("*") || items[0].is("**") {
		stars = 1
	}
	switch {
	case len(items) == 1 && items[0].is("*"):
		return items, nil
	case items[0].is("/"):
		return nil, at.notSupported("parameters without a name, before a /,")
	case items[0].isGroup("("):
		return nil, at.notSupported("parameters that are tuples")
	case len(items) == stars || !items[stars].named():
		return nil, items[len(items)-1].invalid()
	}
	out := slices.Clone(items[:stars+1])
	out[stars] = out[stars].renamed()
	rest := items[stars+1:]
	if len(rest) > 0 && rest[0].is(":") {
		end := len(rest)
		if i := index(rest, "="); i >= 0 {
			end = i
		}
		if _, err := test(rest[0].token, rest[1:end]); err != nil {
			return nil, err
		}
		rest = rest[end:]
	}
	switch {
	case len(rest) == 0:
		return out, nil
	case !rest[0].is("=") || stars > 0:
		return nil, rest[0].invalid()
	}
	value, err := test(rest[0].token, rest[1:])
	return slices.Concat(out, rest[:1], value), err
}
