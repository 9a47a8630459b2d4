package python

import "strings"

// assignment tells whether a token assigns with an operation.
func assignment(t token) bool {
	return t.kind == op && len(t.text) > 1 && strings.HasSuffix(t.text, "=") && !strings.ContainsAny(t.text[:1], "=!<>") ||
		t.is("<<=") || t.is(">>=")
}

// simple writes a simple statement.
func (t *translator) simple(n *node, depth int) error {
	first, rest := n.first, n.head[1:]
	if first.kind == name && n.head[0].shut.text == "" {
		switch first.text {
		case "import", "from":
			return first.notSupported("imports inside of a block")
		case "pass", "break", "continue":
			if len(rest) > 0 {
				return first.invalid()
			}
			return t.write(n, n.head, depth)
		case "return":
			value, err := expression(rest)
			if err != nil {
				return err
			}
			if !t.def {
				return first.errorf("SyntaxError", "'return' outside function")
			}
			return t.write(n, append([]item{n.head[0]}, value...), depth)
		case "del":
			return t.del(n, rest, depth)
		case "assert":
			return t.call(n, "__assert", rest, depth)
		case "raise":
			return t.raise(n, rest, depth)
		case "global", "nonlocal":
			return first.notSupported(first.text + " statements")
		case "print":
			if len(rest) == 0 || !rest[0].isGroup("(") || len(rest) > 1 && printed(rest) {
				return t.print(n, rest, depth)
			}
		case "exec":
			if len(rest) > 0 && !rest[0].isGroup("(") {
				return first.notSupported("exec statements")
			}
		}
	}
	return t.assignment(n, depth)
}

// printed tells whether what follows print goes on after a pair of
// parentheses, as in print ("a") % b or print (a), b: Python 2's statement.
func printed(rest []item) bool {
	x := rest[1]
	return x.kind == op && !x.is(".") && x.shut.text == "" && !x.is("=")
}

func (t *translator) write(n *node, items []item, depth int) error {
	t.w.begin(n.first, depth)
	t.w.items(items)
	return nil
}

// call writes a call of one of the interpreter's functions.
func (t *translator) call(n *node, function string, items []item, depth int) error {
	if len(items) == 0 {
		return n.first.invalid()
	}
	var args [][]item
	for _, part := range split(items, ",") {
		if len(part) == 0 {
			return n.first.invalid()
		}
		a, err := expression(part)
		if err != nil {
			return err
		}
		args = append(args, a)
	}
	return t.write(n, []item{called(n.first, function, args...)}, depth)
}

func (t *translator) raise(n *node, items []item, depth int) error {
	if len(items) == 0 {
		return t.write(n, []item{called(n.first, "__raise")}, depth)
	}
	if i := index(items, "from"); i > 0 {
		items = items[:i]
	}
	parts := split(items, ",")
	value, err := expression(parts[0])
	if err != nil {
		return err
	}
	if len(parts) > 1 { // Python 2: raise Class, value
		arg, err := expression(parts[1])
		if err != nil {
			return err
		}
		open, shut := n.first, n.first
		open.kind, open.text, shut.kind, shut.text = op, "(", op, ")"
		value = append(value, item{token: open, group: arg, shut: shut})
	}
	return t.write(n, []item{called(n.first, "__raise", value)}, depth)
}

// print writes Python 2's statement.
func (t *translator) print(n *node, items []item, depth int) error {
	if len(items) > 0 && items[0].is(">>") {
		return n.first.notSupported("print to a file")
	}
	parts := split(items, ",")
	var args [][]item
	for i, p := range parts {
		if len(p) == 0 {
			if i != len(parts)-1 || len(parts) > 1 && i == 0 {
				return n.first.invalid()
			}
			if len(parts) > 1 { // a comma at the end
				args = append(args, []item{made(n.first, `end=" "`)})
			}
			continue
		}
		a, err := expression(p)
		if err != nil {
			return err
		}
		args = append(args, a)
	}
	return t.write(n, []item{called(n.first, "print", args...)}, depth)
}

// del writes the removal of keys, slices and attributes.
func (t *translator) del(n *node, items []item, depth int) error {
	if len(items) == 1 && items[0].isGroup("(") {
		items = items[0].group
	}
	if len(items) == 0 {
		return n.first.invalid()
	}
	for _, part := range split(items, ",") {
		c, err := deletion(n, part)
		if err != nil {
			return err
		}
		if err := t.write(n, []item{c}, depth); err != nil {
			return err
		}
	}
	return nil
}

func deletion(n *node, part []item) (item, error) {
	if len(part) < 2 {
		if len(part) == 1 && part[0].kind == name {
			return item{}, n.first.notSupported("del of a name inside of a block, or beside others,")
		}
		return item{}, n.first.invalid()
	}
	at := part[len(part)-1]
	if at.kind == name && part[len(part)-2].is(".") {
		of, err := expression(part[:len(part)-2])
		return called(n.first, "__delattr", of, []item{made(n.first, `"`+at.token.text+`"`)}), err
	}
	if !at.isGroup("[") {
		return item{}, n.first.errorf("SyntaxError", "cannot delete this")
	}
	of, err := expression(part[:len(part)-1])
	if err != nil {
		return item{}, err
	}
	if colon(at.group) < 0 {
		key, err := expression(at.group)
		return called(n.first, "__del", of, key), err
	}
	args := [][]item{of}
	for i, bound := range split(at.group, ":") {
		if i == 2 {
			return item{}, n.first.notSupported("del of a slice with a step")
		}
		if len(bound) == 0 {
			args = append(args, []item{made(n.first, "None")})
			continue
		}
		b, err := expression(bound)
		if err != nil {
			return item{}, err
		}
		args = append(args, b)
	}
	return called(n.first, "__delslice", args...), nil
}

// assignment writes an assignment, or an expression.
func (t *translator) assignment(n *node, depth int) error {
	items := n.head
	if i := colon(items); i > 0 { // x: int = 1
		if index(items, "=") < i {
			return items[i].invalid()
		}
		items = append(append([]item{}, items[:i]...), items[index(items, "="):]...)
	}
	for i, x := range items {
		if assignment(x.token) && x.shut.text == "" {
			return t.augmented(n, items, i, depth)
		}
	}
	parts := split(items, "=")
	value, err := expression(parts[len(parts)-1])
	if err != nil {
		return err
	}
	if len(value) == 0 {
		return n.first.invalid()
	}
	if len(parts) == 1 {
		return t.write(n, value, depth)
	}
	for i, p := range parts[:len(parts)-1] {
		if parts[i], err = target(n, p); err != nil {
			return err
		}
	}
	eq := made(n.first, "=")
	if len(parts) == 2 {
		return t.write(n, append(append(parts[0], eq), value...), depth)
	}
	held := made(n.first, "__value")
	t.write(n, append([]item{held, eq}, value...), depth)
	for _, p := range parts[:len(parts)-1] {
		t.write(n, append(p, eq, held), depth)
	}
	return nil
}

// target rewrites what is assigned to.
func target(n *node, items []item) ([]item, error) {
	if len(items) == 0 {
		return nil, n.first.invalid()
	}
	for _, p := range split(items, ",") {
		if len(p) > 0 && p[0].is("*") {
			return nil, p[0].notSupported("assignment to a starred name")
		}
	}
	if len(items) == 1 && (items[0].isGroup("[") || items[0].isGroup("(")) {
		inside, err := target(n, items[0].group)
		x := items[0]
		x.group = inside
		return []item{x}, err
	}
	return expression(items)
}

func (t *translator) augmented(n *node, items []item, i, depth int) error {
	left, err := expression(items[:i])
	if err != nil {
		return err
	}
	right, err := expression(items[i+1:])
	if err != nil {
		return err
	}
	if len(left) == 0 || len(right) == 0 {
		return items[i].invalid()
	}
	if items[i].is("**=") {
		p := called(items[i].token, "__pow", left, right)
		return t.write(n, append(append(append([]item{}, left...), made(items[i].token, "=")), p), depth)
	}
	return t.write(n, append(append(left, items[i]), right...), depth)
}
