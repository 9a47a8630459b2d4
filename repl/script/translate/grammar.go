package translate

// grammar reads one expression without a comma - what Python's grammar calls a
// test - to tell what is none. It looks at what is in brackets no further: that
// is read by itself.
type grammar struct {
	items []item
	i     int
}

// check fails for items that are not one expression. Without cond, as in the
// clauses of a comprehension, it is not `a if b else c`, nor a lambda.
func check(at token, items []item, cond bool) error {
	if len(items) == 0 {
		return at.invalid()
	}
	g := &grammar{items: items}
	if err := g.test(cond); err != nil {
		return err
	}
	if g.i == len(items) {
		return nil
	}
	if g.is(":=") {
		return g.items[g.i].notSupported("assignment expressions")
	}
	return g.items[g.i].invalid()
}

func (g *grammar) is(s string) bool { return g.i < len(g.items) && g.items[g.i].is(s) }

// invalid is an error at the item at hand, or at the last one.
func (g *grammar) invalid() error { return g.items[min(g.i, len(g.items)-1)].invalid() }

// test goes from operand to operand. A lambda may only stand first, and a `not`
// only where no operator is that binds tighter.
func (g *grammar) test(cond bool) error {
	first, loose, waiting := cond, true, false // waiting for else
	for {
		if err := g.prefixes(first, loose); err != nil {
			return err
		}
		if err := g.operand(); err != nil {
			return err
		}
		switch {
		case g.is("if") && cond && !waiting:
			first, loose, waiting = false, true, true
		case g.is("else") && waiting:
			first, loose, waiting = true, true, false
		case g.is("and"), g.is("or"):
			first, loose = false, true
		case g.i < len(g.items) && compares(g.items, g.i) > 0:
			first, loose = false, false
			g.i += compares(g.items, g.i) - 1
		case g.is("@"):
			return g.items[g.i].notSupported("matrix multiplication")
		case g.i < len(g.items) && g.items[g.i].kind == op && arithmetic[g.items[g.i].token.text] && g.items[g.i].shut.text == "":
			first, loose = false, false
		case waiting:
			return g.invalid()
		default:
			return nil
		}
		g.i++
	}
}

var arithmetic = map[string]bool{
	"+": true, "-": true, "*": true, "/": true, "//": true, "%": true, "**": true, "&": true, "|": true, "^": true, "<<": true, ">>": true,
}

// prefixes reads what stands before an operand.
func (g *grammar) prefixes(first, loose bool) error {
	for {
		switch {
		case first && g.is("lambda"):
			if err := g.params(); err != nil {
				return err
			}
			loose = true
		case loose && g.is("not"):
			g.i++
			first = false
		case g.is("-"), g.is("+"), g.is("~"):
			g.i++
			first, loose = false, false
		default:
			return nil
		}
	}
}

// params reads a lambda's, with the colon behind.
func (g *grammar) params() error {
	g.i++
	for !g.is(":") {
		star, double := g.is("*"), g.is("**")
		if star || double {
			g.i++
		}
		if g.i >= len(g.items) {
			return g.invalid()
		}
		switch x := g.items[g.i]; {
		case x.isGroup("("):
			return x.notSupported("parameters that are tuples")
		case x.named():
			g.i++
		case !star || !x.is(","): // a star may stand alone
			return x.invalid()
		}
		if g.is("=") && !star && !double {
			g.i++
			if err := g.test(true); err != nil {
				return err
			}
		}
		if !g.is(",") && !g.is(":") {
			return g.invalid()
		}
		if g.is(",") {
			g.i++
			if g.is(":") {
				return g.items[g.i].notSupported("a comma behind the last parameter of a lambda")
			}
		}
	}
	g.i++
	return nil
}

// lacking are the operators that begin what Starlark has not.
var lacking = map[string]string{
	"...": "the ellipsis literal", "`": "backticks", "*": "unpacking in a display", "**": "unpacking in a display",
	"yield": "yield", "await": "await", "async": "async",
}

// operand reads a value with the calls, indexes and attributes behind it.
func (g *grammar) operand() error {
	if g.i >= len(g.items) {
		return g.invalid()
	}
	x := g.items[g.i]
	switch {
	case !x.operand() && x.kind != text && lacking[x.token.text] != "":
		return x.notSupported(lacking[x.token.text])
	case !x.operand():
		return x.invalid()
	case x.lacks != "":
		return x.notSupported(x.lacks)
	}
	for g.i++; g.i < len(g.items); g.i++ {
		x := g.items[g.i]
		if x.isGroup("(") || x.isGroup("[") {
			continue
		}
		if !x.is(".") {
			return nil
		}
		g.i++
		if g.i >= len(g.items) || !g.items[g.i].named() {
			return g.invalid()
		}
		if at := g.items[g.i]; reservedNames[at.token.text] {
			return at.notSupported("an attribute with the name " + at.token.text)
		}
	}
	return nil
}

// compares tells how many items the comparison at i takes; 0: it is none.
func compares(items []item, i int) int {
	next := func(s string) bool { return i+1 < len(items) && items[i+1].is(s) }
	switch x := items[i]; {
	case x.is("not") && next("in") && i > 0 && items[i-1].operand(), x.is("is") && next("not"):
		return 2
	case x.is("is"), x.is("in"):
		return 1
	case x.kind == op && x.shut.text == "" && comparing[x.token.text]:
		return 1
	}
	return 0
}

var comparing = map[string]bool{"<": true, ">": true, "<=": true, ">=": true, "==": true, "!=": true, "<>": true}
