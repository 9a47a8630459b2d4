package translate

import "slices"

// test rewrites one expression; at is where an error is that nothing is there.
func test(at token, items []item) ([]item, error) { return rewrite(at, items, true) }

func rewrite(at token, items []item, cond bool) ([]item, error) {
	items, err := texts(items)
	if err != nil {
		return nil, err
	}
	if err := check(at, items, cond); err != nil {
		return nil, err
	}
	if items, err = groups(items); err != nil {
		return nil, err
	}
	return comparisons(powers(items))
}

// each rewrites every part.
func each(at token, parts [][]item, f func(token, []item) ([]item, error)) ([][]item, error) {
	out := make([][]item, len(parts))
	for i, p := range parts {
		if len(p) > 0 {
			at = p[0].token
		}
		var err error
		if out[i], err = f(at, p); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// values rewrites expressions with commas between: a tuple, which Starlark
// wants in brackets where a comma ends it.
func values(at token, items []item) ([]item, error) {
	parts, err := each(at, list(items), test)
	if err != nil {
		return nil, err
	}
	return tuple(at, items, parts)
}

func tuple(at token, items []item, parts [][]item) ([]item, error) {
	switch {
	case len(parts) == 0:
		return nil, at.invalid()
	case len(parts) == 1 && items[len(items)-1].is(","):
		return []item{in("(", at, append(parts[0], made(at, ",")))}, nil
	}
	return joined(parts), nil
}

// texts joins texts that stand side by side.
func texts(items []item) ([]item, error) {
	isText := func(i int) bool { return i < len(items) && items[i].kind == text }
	out := make([]item, 0, len(items))
	for i := 0; i < len(items); i++ {
		x := items[i]
		if !isText(i) || !isText(i+1) {
			out = append(out, x)
			continue
		}
		value := []byte(x.value)
		for ; isText(i + 1); i++ {
			next := items[i+1]
			if next.bytes != x.bytes {
				return nil, next.errorf("SyntaxError", "cannot mix bytes and nonbytes literals")
			}
			if next.lacks != "" {
				x.lacks = next.lacks
			}
			value = append(value, next.value...)
			x.end = next.end
		}
		x.value = string(value)
		out = append(out, x)
	}
	return out, nil
}

// reservedNames are Starlark's keywords that are names in Python.
var reservedNames = map[string]bool{"load": true}

// renamed is what a name is called in Starlark.
func renamed(s string) string {
	if reservedNames[s] {
		return s + "_"
	}
	return s
}

func (x item) renamed() item {
	if x.word() {
		x.token.text = renamed(x.token.text)
	}
	return x
}

// groups rewrites what stands in brackets, and makes displays the calls that
// build Python's objects.
func groups(items []item) ([]item, error) {
	out := make([]item, 0, len(items))
	for i, x := range items {
		if x.shut.text == "" {
			out = append(out, x.renamed())
			continue
		}
		var err error
		if applied := i > 0 && items[i-1].operand(); applied {
			x.group, err = suffix(x)
		} else {
			x, err = display(x)
		}
		if err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, nil
}

// suffix rewrites what is in the brackets of a call or an index.
func suffix(x item) ([]item, error) {
	if x.isGroup("[") {
		return subscript(x)
	}
	if index(x.group, "for") < 0 {
		return arguments(x)
	}
	inside, err := comprehension(x, false)
	return []item{called(x.token, "__list", []item{brackets(x, "[", inside)})}, err
}

// display rewrites what is in brackets that follow no value.
func display(x item) (item, error) {
	loop := index(x.group, "for") >= 0
	mapping := x.isGroup("{") && (len(x.group) == 0 || colon(x.group) >= 0)
	var inside []item
	var err error
	switch {
	case x.isGroup("whole"):
		return x, nil
	case loop:
		inside, err = comprehension(x, mapping)
	case x.isGroup("("):
		if len(x.group) > 0 {
			x.group, err = values(x.token, x.group)
		}
		return x, err
	default:
		inside, err = entries(x, mapping)
	}
	switch {
	case err != nil:
		return x, err
	case mapping:
		return called(x.token, "__dict", []item{brackets(x, "{", inside)}), nil
	case x.isGroup("{"):
		return called(x.token, "__set", []item{brackets(x, "[", inside)}), nil
	}
	return called(x.token, "__list", []item{brackets(x, "[", inside)}), nil
}

// brackets is a group with other brackets and contents.
func brackets(x item, open string, inside []item) item {
	x.token.text, x.shut.text, x.group = open, opposite[open], inside
	return x
}

// entry rewrites key: value.
func entry(at token, items []item) ([]item, error) {
	i := colon(items)
	if len(items) > 0 && items[0].is("**") {
		return nil, items[0].notSupported(lacking["**"])
	}
	if i < 0 {
		return nil, at.invalid()
	}
	key, err := test(at, items[:i])
	if err != nil {
		return nil, err
	}
	value, err := test(items[i].token, items[i+1:])
	return slices.Concat(key, items[i:i+1], value), err
}

func entries(x item, mapping bool) ([]item, error) {
	one := test
	if mapping {
		one = entry
	}
	parts, err := each(x.token, list(x.group), one)
	return joined(parts), err
}

// comprehension rewrites a value, and the clauses that make many of it.
func comprehension(x item, mapping bool) ([]item, error) {
	one := test
	if mapping {
		one = entry
	}
	items := x.group
	i := index(items, "for")
	out, err := one(x.token, items[:i])
	if err != nil {
		return nil, err
	}
	for i < len(items) {
		next := i + 1
		for next < len(items) && !items[next].is("for") && !items[next].is("if") {
			next++
		}
		c, err := clause(items[i:next])
		if err != nil {
			return nil, err
		}
		out, i = append(out, c...), next
	}
	return out, nil
}

// clause rewrites `for x in y`, or `if x`.
func clause(items []item) ([]item, error) {
	out := items[:1:1]
	if items[0].is("for") {
		i := index(items, "in")
		if i < 0 {
			return nil, items[0].invalid()
		}
		to, err := target(items[0].token, items[1:i])
		if err != nil {
			return nil, err
		}
		out, items = slices.Concat(out, to, items[i:i+1]), items[i:]
	}
	value, err := rewrite(items[0].token, items[1:], false)
	return append(out, value...), err
}
