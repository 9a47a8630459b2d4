package translate

// item is a token, or what stands in a pair of brackets.
type item struct {
	token
	group []item // of a pair of brackets; token is the opening one
	shut  token
}

func (x item) isGroup(open string) bool { return x.shut.text != "" && x.token.text == open }

// is reports whether the item is the operator or keyword.
func (x item) is(s string) bool { return x.shut.text == "" && x.token.is(s) }

// word reports whether the item is a name, or a keyword.
func (x item) word() bool { return x.kind == name && x.shut.text == "" }

// named reports whether the item is a name.
func (x item) named() bool { return x.word() && !keywords[x.token.text] }

// tree makes items of tokens, whose brackets match.
func tree(tokens []token) []item {
	items, _ := group(tokens, 0)
	return items
}

// group reads items from the place i on, and returns where it ended.
func group(tokens []token, i int) ([]item, int) {
	var items []item
	for ; i < len(tokens); i++ {
		x := item{token: tokens[i]}
		if x.kind == op {
			switch x.token.text {
			case "(", "[", "{":
				x.group, i = group(tokens, i+1)
				x.shut = tokens[i]
			case ")", "]", "}":
				return items, i
			}
		}
		items = append(items, x)
	}
	return items, i
}

// flat gives the tokens of items, in order.
func flat(items []item, to func(token)) {
	for _, x := range items {
		to(x.token)
		if x.shut.text != "" {
			flat(x.group, to)
			to(x.shut)
		}
	}
}

var keywords = map[string]bool{
	"and": true, "or": true, "not": true, "in": true, "is": true, "if": true, "else": true, "elif": true, "for": true, "while": true,
	"lambda": true, "def": true, "return": true, "pass": true, "break": true, "continue": true, "del": true, "import": true, "from": true,
	"as": true, "assert": true, "raise": true, "try": true, "except": true, "finally": true, "with": true, "class": true, "global": true,
	"nonlocal": true, "yield": true, "async": true, "await": true,
}

// operand reports whether an item can end a value, so that what follows is
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

// outside gives the items that are not between a lambda and its colon.
func outside(items []item, to func(i int, x item) bool) {
	lambdas := 0
	for i, x := range items {
		switch {
		case x.is("lambda"):
			lambdas++
		case x.is(":") && lambdas > 0:
			lambdas--
			continue
		}
		if lambdas == 0 && !to(i, x) {
			return
		}
	}
}

// split cuts items at an operator or keyword that is not among the parameters
// of a lambda.
func split(items []item, at string) [][]item {
	var parts [][]item
	from := 0
	outside(items, func(i int, x item) bool {
		if x.is(at) {
			parts = append(parts, items[from:i])
			from = i + 1
		}
		return true
	})
	return append(parts, items[from:])
}

// list cuts items at commas; the last comma may have nothing behind it.
func list(items []item) [][]item {
	parts := split(items, ",")
	if n := len(parts); len(parts[n-1]) == 0 {
		return parts[:n-1]
	}
	return parts
}

// index is the place of an operator or keyword that is not among the
// parameters of a lambda, or -1.
func index(items []item, s string) int {
	found := -1
	outside(items, func(i int, x item) bool {
		if x.is(s) {
			found = i
		}
		return found < 0
	})
	return found
}

// made is an item of the translation's own, in the place of another.
func made(at token, source string) item {
	return item{token: token{kind: op, text: source, line: at.line, col: at.col}}
}

// joined puts the parts side by side, with commas between.
func joined(parts [][]item) []item {
	var out []item
	for i, p := range parts {
		if i > 0 {
			out = append(out, made(out[len(out)-1].last(), ","))
		}
		out = append(out, p...)
	}
	return out
}

// in puts items in brackets.
func in(open string, at token, items []item) item {
	x := made(at, open)
	end := at
	if n := len(items); n > 0 {
		end = items[n-1].last()
	}
	x.group, x.shut = items, made(end, opposite[open]).token
	return x
}

// whole makes one item of several, which is written without brackets.
func whole(items ...item) item {
	x := in("(", items[0].token, items)
	x.token.text, x.token.hidden, x.shut.hidden = "whole", true, true
	return x
}

// called is a call of one of the interpreter's functions.
func called(at token, function string, args ...[]item) item {
	f := made(at, function)
	f.kind = name
	var given [][]item
	for _, a := range args {
		if len(a) > 0 {
			given = append(given, a)
		}
	}
	return whole(f, in("(", at, joined(given)))
}

func (x item) last() token {
	if x.shut.text != "" {
		return x.shut
	}
	return x.token
}
