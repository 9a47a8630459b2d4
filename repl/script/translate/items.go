package translate

// item is a token, or what stands in a pair of brackets.
type item struct {
	token
	group []item // of a pair of brackets; token is the opening one
	shut  token
}

func (x item) isGroup(open string) bool { return x.shut.text != "" && x.token.text == open }

// is tells whether the item is the operator or keyword.
func (x item) is(s string) bool { return x.shut.text == "" && x.token.is(s) }

// tree makes items of tokens, whose brackets match.
func tree(tokens []token) []item {
	items, _ := group(tokens)
	return items
}

func group(tokens []token) (items []item, rest []token) {
	for len(tokens) > 0 {
		t := tokens[0]
		tokens = tokens[1:]
		if t.kind == op {
			switch t.text {
			case "(", "[", "{":
				inside, after := group(tokens)
				items = append(items, item{token: t, group: inside, shut: after[0]})
				tokens = after[1:]
				continue
			case ")", "]", "}":
				return items, append([]token{t}, tokens...)
			}
		}
		items = append(items, item{token: t})
	}
	return items, nil
}

// flat makes tokens of items.
func flat(items []item) []token {
	var out []token
	for _, x := range items {
		out = append(out, x.token)
		if x.shut.text != "" {
			out = append(append(out, flat(x.group)...), x.shut)
		}
	}
	return out
}

var keywords = map[string]bool{
	"and": true, "or": true, "not": true, "in": true, "is": true, "if": true, "else": true, "elif": true, "for": true, "while": true,
	"lambda": true, "def": true, "return": true, "pass": true, "break": true, "continue": true, "del": true, "import": true, "from": true,
	"as": true, "assert": true, "raise": true, "try": true, "except": true, "finally": true, "with": true, "class": true, "global": true,
	"nonlocal": true, "yield": true, "async": true, "await": true,
}

// operand tells whether an item can end a value, so that what follows is
// applied to it.
func (x item) operand() bool {
	if x.shut.text != "" {
		return true
	}
	switch x.kind {
	case number, text:
		return true
	case name:
		return !keywords[x.token.text]
	}
	return false
}

// split cuts items at an operator or keyword that is not among the parameters
// of a lambda.
func split(items []item, at string) [][]item {
	var parts [][]item
	from, lambdas := 0, 0
	for i, x := range items {
		switch {
		case x.is("lambda"):
			lambdas++
		case x.is(":") && lambdas > 0:
			lambdas--
		}
		if x.is(at) && lambdas == 0 {
			parts = append(parts, items[from:i])
			from = i + 1
		}
	}
	return append(parts, items[from:])
}

func index(items []item, s string) int {
	for i, x := range items {
		if x.is(s) {
			return i
		}
	}
	return -1
}

// made is an item of the translation's own, in the place of another.
func made(at token, source string) item {
	at.kind, at.text, at.raw = op, source, true
	return item{token: at}
}

// called is a call of one of the interpreter's functions.
func called(at token, function string, args ...[]item) item {
	open, shut := at, at
	open.kind, open.text, open.raw = op, "(", false
	shut.kind, shut.text, shut.raw = op, ")", false
	f := at
	f.kind, f.text = name, function
	var inside []item
	for i, a := range args {
		if i > 0 {
			inside = append(inside, made(at, ","))
		}
		inside = append(inside, a...)
		if len(a) > 0 {
			shut.line = max(shut.line, last(a[len(a)-1]).line)
		}
	}
	// The name and its arguments are one item, so that it counts as one operand.
	outer := item{token: open, shut: shut, group: []item{{token: f}, {token: open, group: inside, shut: shut}}}
	return outer
}

func last(x item) token {
	if x.shut.text != "" {
		return x.shut
	}
	return x.token
}
