package translate

// expression rewrites the items of an expression, or of several with commas
// between.
func expression(items []item) ([]item, error) {
	items, err := texts(items)
	if err != nil {
		return nil, err
	}
	if err := check(items); err != nil {
		return nil, err
	}
	if items, err = groups(items); err != nil {
		return nil, err
	}
	return operations(items)
}

// texts joins texts that stand side by side.
func texts(items []item) ([]item, error) {
	var out []item
	for _, x := range items {
		if n := len(out); n > 0 && x.kind == text && x.shut.text == "" && out[n-1].kind == text && out[n-1].shut.text == "" {
			if x.bytes != out[n-1].bytes {
				return nil, x.errorf("SyntaxError", "cannot mix bytes and nonbytes literals")
			}
			out[n-1].value += x.value
			continue
		}
		out = append(out, x)
	}
	return out, nil
}

// unsupported are keywords that an expression can begin with.
var unsupported = map[string]string{"yield": "yield", "await": "await", "async": "async"}

// check finds values that stand side by side without an operator, which
// Starlark would find as well, but for what is no Python at all.
func check(items []item) error {
	for i, x := range items {
		if err := joins(items, i); err != nil {
			return err
		}
		if x.kind == name && x.shut.text == "" {
			if what, ok := unsupported[x.token.text]; ok {
				return x.notSupported(what)
			}
			if statementWords[x.token.text] {
				return x.invalid()
			}
		}
		if i == 0 || !items[i-1].operand() || !x.operand() {
			continue
		}
		if !x.isGroup("(") && !x.isGroup("[") {
			return x.invalid()
		}
	}
	return nil
}

// joins tells whether what an operator joins is there.
func joins(items []item, i int) error {
	x := items[i]
	if x.kind != op || x.shut.text != "" || x.raw {
		return nil
	}
	last := i == len(items)-1
	switch x.token.text {
	case ",", ":", "=":
	case ".":
		if last || items[i+1].kind != name || i == 0 || !items[i-1].operand() {
			return x.invalid()
		}
	case ";", "->":
		return x.invalid()
	default:
		if last {
			return x.invalid()
		}
	}
	return nil
}

// statementWords are keywords that no expression has.
var statementWords = map[string]bool{
	"def": true, "return": true, "pass": true, "break": true, "continue": true, "del": true, "import": true, "from": true, "as": true,
	"assert": true, "raise": true, "try": true, "except": true, "finally": true, "with": true, "class": true, "while": true, "elif": true,
	"global": true, "nonlocal": true,
}

// groups rewrites what stands in brackets, and makes displays the calls that
// build Python's objects.
func groups(items []item) ([]item, error) {
	out := make([]item, 0, len(items))
	for i, x := range items {
		if x.shut.text == "" {
			out = append(out, reserved(items, i))
			continue
		}
		applied := i > 0 && items[i-1].operand()
		y, err := bracket(x, applied)
		if err != nil {
			return nil, err
		}
		out = append(out, y)
	}
	return out, nil
}

// reservedNames are Starlark's keywords that are names in Python.
var reservedNames = map[string]bool{"load": true}

func reserved(items []item, i int) item {
	x := items[i]
	if x.kind == name && reservedNames[x.token.text] && (i == 0 || !items[i-1].is(".")) {
		x.token.text += "_"
	}
	return x
}

func bracket(x item, applied bool) (item, error) {
	inside := x.group
	comprehension := index(inside, "for") >= 0
	mapping := colon(inside) >= 0
	var err error
	switch {
	case x.isGroup("(") && applied && !comprehension:
		x.group, err = arguments(inside)
		return x, err
	case x.isGroup("("):
		if x.group, err = expression(inside); err != nil || !comprehension {
			return x, err
		}
		list := display(x, "[")
		if !applied {
			return called(x.token, "__list", []item{list}), nil
		}
		x.group = []item{called(x.token, "__list", []item{list})}
		return x, nil
	case x.isGroup("[") && applied:
		x.group, err = subscript(inside)
		return x, err
	}
	if x.group, err = entries(inside); err != nil {
		return x, err
	}
	switch {
	case x.isGroup("["):
		return called(x.token, "__list", []item{x}), nil
	case mapping || len(inside) == 0:
		return called(x.token, "__dict", []item{x}), nil
	}
	return called(x.token, "__set", []item{display(x, "[")}), nil
}

// display is the group with other brackets.
func display(x item, open string) item {
	x.token.text, x.shut.text = open, map[string]string{"[": "]", "{": "}", "(": ")"}[open]
	return x
}

// colon is the place of a colon that belongs to no lambda.
func colon(items []item) int {
	lambdas := 0
	for i, x := range items {
		switch {
		case x.is("lambda"):
			lambdas++
		case x.is(":") && lambdas > 0:
			lambdas--
		case x.is(":"):
			return i
		}
	}
	return -1
}

// entries rewrites the entries of a display or comprehension.
func entries(items []item) ([]item, error) {
	entry := func(part []item) ([]item, error) {
		i := colon(part)
		if i < 0 {
			return expression(part)
		}
		return parted(part, i)
	}
	if index(items, "for") >= 0 {
		return entry(items)
	}
	return parts(items, ",", entry)
}

// parted rewrites both sides of the item i.
func parted(items []item, i int) ([]item, error) {
	left, err := expression(items[:i])
	if err != nil {
		return nil, err
	}
	right, err := expression(items[i+1:])
	return append(append(left, items[i]), right...), err
}

// parts rewrites the parts between separators.
func parts(items []item, at string, f func([]item) ([]item, error)) ([]item, error) {
	var out []item
	rest := items
	for {
		i := index(rest, at)
		part := rest
		if i >= 0 {
			part = rest[:i]
		}
		y, err := f(part)
		if err != nil {
			return nil, err
		}
		out = append(out, y...)
		if i < 0 {
			return out, nil
		}
		out = append(out, rest[i])
		rest = rest[i+1:]
	}
}

// arguments rewrites those of a call: with names, * and **.
func arguments(items []item) ([]item, error) {
	items, err := starsLast(items)
	if err != nil {
		return nil, err
	}
	return parts(items, ",", func(part []item) ([]item, error) {
		switch {
		case len(part) > 0 && (part[0].is("*") || part[0].is("**")):
			rest, err := expression(part[1:])
			return append([]item{part[0]}, rest...), err
		case len(part) > 2 && part[0].kind == name && part[1].is("="):
			rest, err := expression(part[2:])
			return append([]item{part[0], part[1]}, rest...), err
		}
		return expression(part)
	})
}

// starsLast puts * and ** behind the other arguments, where Starlark wants them.
func starsLast(items []item) ([]item, error) {
	var first, stars, double [][]item
	for _, p := range split(items, ",") {
		switch {
		case len(p) == 0:
		case p[0].is("*"):
			stars = append(stars, p)
		case p[0].is("**"):
			double = append(double, p)
		case len(stars) > 0 && !(len(p) > 2 && p[1].is("=")):
			return nil, p[0].notSupported("positional arguments after *")
		default:
			first = append(first, p)
		}
	}
	if len(stars)+len(double) == 0 {
		return items, nil
	}
	var out []item
	for i, p := range append(append(first, stars...), double...) {
		if i > 0 {
			out = append(out, made(p[0].token, ","))
			out[len(out)-1].raw = false
		}
		out = append(out, p...)
	}
	return out, nil
}

// subscript rewrites an index, or a slice.
func subscript(items []item) ([]item, error) {
	if colon(items) < 0 {
		return expression(items)
	}
	return parts(items, ":", expression)
}

// operations rewrites the operators between items, from those that bind the
// tightest on.
func operations(items []item) ([]item, error) {
	items, err := powers(items)
	if err != nil {
		return nil, err
	}
	return comparisons(items)
}

// powers makes calls of a ** b.
func powers(items []item) ([]item, error) {
	at := -1
	for i, x := range items { // the last one first: it binds to the right
		if x.is("**") && i > 0 && items[i-1].operand() {
			at = i
		}
	}
	if at < 0 {
		return items, nil
	}
	from := primary(items, at)
	to := at + 1
	for to < len(items) && (items[to].is("-") || items[to].is("+") || items[to].is("~")) {
		to++
	}
	to = trailers(items, to)
	if to == at+1 || from == at {
		return nil, items[at].invalid()
	}
	p := called(items[at].token, "__pow", items[from:at], items[at+1:to])
	out := append(append([]item{}, items[:from]...), p)
	return powers(append(out, items[to:]...))
}

// primary is where the value begins that ends before i.
func primary(items []item, i int) int {
	i--
	for i > 0 {
		switch {
		case items[i].shut.text != "" && items[i-1].operand():
			i--
		case items[i].kind == name && items[i-1].is("."):
			i -= 2
		default:
			return i
		}
	}
	return max(i, 0)
}

// trailers is where the value ends that begins at i.
func trailers(items []item, i int) int {
	if i >= len(items) || !items[i].operand() {
		return i
	}
	for i++; i < len(items); {
		switch {
		case items[i].isGroup("("), items[i].isGroup("["):
			i++
		case items[i].is(".") && i+1 < len(items):
			i += 2
		default:
			return i
		}
	}
	return i
}

// compares tells whether a comparison stands at i, and how many items it takes.
func compares(items []item, i int) int {
	next := func(s string) bool { return i+1 < len(items) && items[i+1].is(s) }
	switch x := items[i]; {
	case x.is("not") && next("in") && i > 0 && items[i-1].operand(), x.is("is") && next("not"):
		return 2
	case x.is("is"), x.is("in"):
		return 1
	}
	for _, o := range []string{"<", ">", "<=", ">=", "==", "!=", "<>"} {
		if items[i].is(o) {
			return 1
		}
	}
	return 0
}

// looser tells whether an item ends the operand of a comparison.
func looser(x item) bool {
	for _, s := range []string{"and", "or", "not", "if", "else", "for", ",", ":", "=", "lambda"} {
		if x.is(s) {
			return true
		}
	}
	return false
}

// comparisons rewrites `is`, and chains.
func comparisons(items []item) ([]item, error) {
	var out []item
	for len(items) > 0 {
		n := 0
		for n < len(items) && (!looser(items[n]) || compares(items, n) > 0) {
			n += max(compares(items, n), 1)
		}
		if n == 0 {
			loop := items[0].is("for")
			out, items = append(out, items[0]), items[1:]
			if loop { // its own "in" is none
				i := index(items, "in")
				if i < 0 {
					return nil, out[len(out)-1].invalid()
				}
				out, items = append(out, items[:i+1]...), items[i+1:]
			}
			continue
		}
		chain, err := compare(items[:n])
		if err != nil {
			return nil, err
		}
		out, items = append(out, chain...), items[n:]
	}
	return out, nil
}

// compare rewrites operands with comparisons between.
func compare(items []item) ([]item, error) {
	var operands, ops [][]item
	from := 0
	for i := 0; i < len(items); i++ {
		if n := compares(items, i); n > 0 {
			operands, ops = append(operands, items[from:i]), append(ops, items[i:i+n])
			i += n - 1
			from = i + 1
		}
	}
	operands = append(operands, items[from:])
	if len(ops) == 0 {
		return items, nil
	}
	for i, o := range operands {
		if len(o) == 0 {
			return nil, ops[min(i, len(ops)-1)][0].invalid()
		}
	}
	if len(ops) == 1 {
		return one(operands[0], ops[0], operands[1]), nil
	}
	var out []item
	for i := range ops {
		if i > 0 && i < len(ops) && !simple(operands[i]) {
			return nil, ops[i][0].notSupported("chained comparisons of computed values")
		}
		if i > 0 {
			out = append(out, made(ops[i][0].token, "and"))
		}
		out = append(out, one(operands[i], ops[i], operands[i+1])...)
	}
	all := items[0].token
	all.kind, all.text = op, "("
	shut := last(items[len(items)-1])
	shut.kind, shut.text = op, ")"
	return []item{{token: all, group: out, shut: shut}}, nil
}

func simple(items []item) bool {
	for _, x := range items {
		if x.shut.text != "" {
			return false
		}
	}
	return true
}

func one(left, o, right []item) []item {
	out := append([]item{}, left...)
	switch {
	case o[0].is("is") && len(o) == 2:
		return append(append(out, made(o[0].token, "not in")), called(o[0].token, "__is", right))
	case o[0].is("is"):
		return append(append(out, made(o[0].token, "in")), called(o[0].token, "__is", right))
	case o[0].is("<>"):
		return append(append(out, made(o[0].token, "!=")), right...)
	}
	return append(append(out, o...), right...)
}
