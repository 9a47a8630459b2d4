package translate

// simple writes a simple statement.
func (t *translator) simple(n *node) error {
	first, rest := n.first, n.head[1:]
	if !n.head[0].word() {
		return t.assignment(n)
	}
	switch first.text {
	case "import", "from":
		return first.notSupported("imports inside of a block")
	case "pass", "break", "continue":
		if len(rest) > 0 {
			return rest[0].invalid()
		}
		return t.write(n, n.head)
	case "return":
		return t.returned(n, rest)
	case "del":
		return t.del(n, rest)
	case "assert":
		return t.assert(n, rest)
	case "raise":
		return t.raise(n, rest)
	case "global", "nonlocal":
		if _, ok := bareNames(rest); !ok {
			return first.invalid()
		}
		return first.notSupported(first.text + " statements")
	case "print":
		if printed(rest) {
			return t.print(n, rest)
		}
	case "exec":
		if len(rest) > 0 && rest[0].operand() && !rest[0].isGroup("(") && !rest[0].isGroup("[") {
			return first.notSupported("exec statements")
		}
	}
	return t.assignment(n)
}

func (t *translator) write(n *node, items []item) error {
	t.w.begin(n, true)
	t.w.items(items)
	return nil
}

func (t *translator) returned(n *node, items []item) error {
	if !t.def {
		return n.first.errorf("SyntaxError", "'return' outside function")
	}
	if len(items) == 0 {
		return t.write(n, n.head)
	}
	value, err := values(n.first, items)
	if err != nil {
		return err
	}
	return t.write(n, append([]item{n.head[0]}, value...))
}

func (t *translator) assert(n *node, items []item) error {
	parts := split(items, ",")
	if len(parts) > 2 {
		return n.first.invalid()
	}
	args, err := each(n.first, parts, test)
	if err != nil {
		return err
	}
	return t.write(n, []item{called(n.first, "__assert", args...)})
}

func (t *translator) raise(n *node, items []item) error {
	if len(items) == 0 {
		return t.write(n, []item{called(n.first, "__raise")})
	}
	if i := index(items, "from"); i > 0 {
		if _, err := test(items[i].token, items[i+1:]); err != nil {
			return err
		}
		items = items[:i]
	}
	parts := split(items, ",")
	args, err := each(n.first, parts, test)
	switch {
	case err != nil:
		return err
	case len(args) > 3:
		return n.first.invalid()
	case len(args) == 1:
		return t.write(n, []item{called(n.first, "__raise", args[0])})
	}
	given := args[1] // Python 2: raise Class, arguments
	if whole := parts[1]; len(whole) == 1 && (whole[0].is("None") || whole[0].isGroup("(")) {
		given = given[0].group
	}
	return t.write(n, []item{called(n.first, "__raise", append(args[0], in("(", n.first, given)))})
}

// printed reports whether what follows print is what Python 2's statement
// prints: no call of a function print, nor another use of the name.
func printed(rest []item) bool {
	if len(rest) == 0 {
		return true
	}
	x := rest[0]
	if !x.isGroup("(") {
		return x.operand() && !x.isGroup("[") || x.is("-") || x.is("+") || x.is("~") || x.is("not") || x.is("lambda") || x.is(">>") ||
			x.isGroup("[") || lacking[x.token.text] != "" && !x.is("*") && !x.is("**")
	}
	if len(rest) == 1 || assigns(rest) {
		return false
	}
	next := rest[1] // print ("a") % b, or print (a), b
	return next.kind == op && next.shut.text == "" && !next.is(".")
}

// print writes Python 2's statement.
func (t *translator) print(n *node, items []item) error {
	if len(items) > 0 && items[0].is(">>") {
		return n.first.notSupported("print to a file")
	}
	var args [][]item
	if len(items) > 0 {
		var err error
		if args, err = each(n.first, list(items), test); err != nil {
			return err
		}
		if items[len(items)-1].is(",") {
			args = append(args, []item{made(items[len(items)-1].token, `end=" "`)})
		}
	}
	return t.write(n, []item{called(n.first, "print", args...)})
}

// del writes the removal of keys, slices and attributes.
func (t *translator) del(n *node, items []item) error {
	for _, part := range deleted(items) {
		c, err := deletion(n, part)
		if err != nil {
			return err
		}
		if err := t.write(n, []item{c}); err != nil {
			return err
		}
	}
	return nil
}

// deleted are the parts of what is deleted; at least one, which may be empty.
func deleted(items []item) [][]item {
	if len(items) == 1 && items[0].isGroup("(") {
		items = items[0].group
	}
	if parts := list(items); len(parts) > 0 {
		return parts
	}
	return [][]item{nil}
}

func deletion(n *node, part []item) (item, error) {
	switch {
	case len(part) == 1 && part[0].named():
		return item{}, n.first.notSupported("del of a name inside of a block")
	case len(part) < 2:
		return item{}, n.first.invalid()
	}
	if err := check(n.first, part, true); err != nil {
		return item{}, err
	}
	at := part[len(part)-1]
	if at.named() && part[len(part)-2].is(".") {
		of, err := test(n.first, part[:len(part)-2])
		return called(n.first, "__delattr", of, []item{made(n.first, `"`+at.token.text+`"`)}), err
	}
	if !at.isGroup("[") || !part[len(part)-2].operand() {
		return item{}, n.first.errorf("SyntaxError", "cannot delete this")
	}
	of, err := test(n.first, part[:len(part)-1])
	if err != nil {
		return item{}, err
	}
	if colon(at.group) >= 0 {
		return deletedSlice(n, of, at)
	}
	key, err := values(at.token, at.group)
	if index(at.group, ",") >= 0 {
		key = []item{in("(", at.token, key)}
	}
	return called(n.first, "__del", of, key), err
}

func deletedSlice(n *node, of []item, at item) (item, error) {
	bounds := split(at.group, ":")
	if len(bounds) > 2 {
		return item{}, n.first.notSupported("del of a slice with a step")
	}
	args := [][]item{of}
	for _, bound := range bounds {
		b := []item{made(at.token, "None")}
		if len(bound) > 0 {
			var err error
			if b, err = test(at.token, bound); err != nil {
				return item{}, err
			}
		}
		args = append(args, b)
	}
	return called(n.first, "__delslice", args...), nil
}
