package script

import (
	"math/rand"
	"strings"
)

// generator makes programs.
type generator struct {
	*rand.Rand
	yields bool // functions do
}

func (g *generator) pick(of ...string) string { return of[g.Intn(len(of))] }

func (g *generator) words(s string) string { return g.pick(strings.Fields(s)...) }

func (g *generator) program() program {
	switch g.Intn(26) {
	default:
		return program{"", g.any(3)}
	case 0, 1:
		return program{"", g.mixed(2 + g.Intn(6))}
	case 2, 3:
		return g.function()
	case 4:
		return g.views()
	case 5:
		return g.coroutine()
	case 6:
		return g.iterator()
	case 7, 8, 9, 10:
	}
	var setup []string
	kind := g.words("list list dict set text tuple number bytes")
	setup = append(setup, "x = "+g.of(kind, 2), "y = x")
	for range 1 + g.Intn(3) {
		setup = append(setup, g.change(kind))
	}
	return program{strings.Join(setup, "\n"), g.pick("x", "x", "(x, y)", "x == y", "[x, "+g.any(1)+"]")}
}

// mixed is an expression of operators without brackets.
func (g *generator) mixed(n int) string {
	s := g.pick("", "", "", "-", "not ", "~", "+") + g.integer(0)
	power := false
	for range n {
		op := g.words("+ - * // % & | ^ << >> ** < <= > >= == != and or is is_not in")
		if power && op == "**" { // so as not to take for ever
			op = "+"
		}
		y := g.pick("", "", "", "-", "~") + g.pick("0", "1", "2", "3", "5", "True", "1.5", "[1]", "[1, 2][0]", "(2, 3)", "x.y.z()", "len([1])")
		power = op == "**"
		switch op {
		case "**":
			y = g.pick("", "-", "~") + g.pick("0", "1", "2", "3", "0.5", "[1]")
		case "is", "is_not":
			op, y = strings.ReplaceAll(op, "_", " "), g.pick("None", "True", "False")
		case "in":
			op, y = g.pick("in", "not in"), g.pick("[1, 2]", "(True,)", "range(3)")
		}
		s += " " + op + " " + strings.Replace(y, "x.y.z()", "'ab'.upper()", 1)
	}
	return s + g.pick("", "", "", " if "+g.integer(0)+" else "+g.integer(0))
}

// function is a function of random statements, and a call of it.
func (g *generator) function() program {
	body := g.block(1, 2, true)
	setup := "log = []\ndef f(a, b=2):\n    global g\n    n = 0\n" + body + "    log.append('end')\n    return (a, b, n)"
	if g.Intn(4) == 0 {
		setup = "log = []\nclass E(" + g.words("Exception ValueError KeyError") + "):\n    pass\nclass C:\n    k = 1\n    def __init__(self, a):\n        self.a = a\n    def __repr__(self): return 'C(%r)' % (self.a,)\n    def __eq__(self, o): return isinstance(o, C) and self.a == o.a\n" +
			"    def __len__(self): return len(self.a)\n    def __getitem__(self, i): return self.a[i]\n    def __call__(self, *a, **k): return (a, k)\n    def __enter__(self): log.append('in'); return self\n    def __exit__(self, c, e, t): log.append(c); return " + g.words("True False None") +
			"\n    def __add__(self, o): return C(self.a + o)\n    def __contains__(self, x): return x in self.a\ndef f(a, b=2):\n    n = 0\n    c = C(a)\n    with c as d:\n" + g.block(2, 1, true) + "    " +
			g.pick("log.append(c == d)", "log.append(c[0])", "log.append(len(c))", "log.append(c(1, x=2))", "log.append(c + a)", "log.append(b in c)", "log.append(bool(c))", "raise E(a)", "del c.a", "log.append(c.k)", "log.append(c.none)") + "\n    return (c, d, n)"
	}
	return program{setup, "(f(" + g.any(1) + g.pick("", ", "+g.any(0)) + "), log)"}
}

// coroutine is a function that yields, and what drives it.
func (g *generator) coroutine() program {
	g.yields = true
	body := g.block(1, 3, true)
	g.yields = false
	actions := make([]string, 2+g.Intn(5))
	for i := range actions {
		actions[i] = g.pick("next(it)", "next(it)", "next(it, 'end')", "it.send("+g.any(0)+")", "it.send(None)", "it.throw(ValueError('thrown'))", "it.throw(KeyError)", "it.close()", "list(it)", "[x for x, _ in zip(it, range(2))]", "next(h)")
	}
	setup := "log = []\ndef inner():\n    try:\n        x = yield 1\n        log.append(x)\n        yield 2\n    finally:\n        log.append('inner')\n    return 3\ndef f(a, b=2):\n    global g\n    n = 0\n" +
		body + "    yield 'last'\n    return (a, b, n)\ndef outer(a):\n    r = yield from f(a)\n    log.append(r)\n    return r\nit = " + g.words("f outer") + "(" + g.any(1) + ")\nh = iter(())\n"
	for _, a := range actions {
		setup += "try:\n    log.append(" + a + ")\nexcept BaseException as e:\n    log.append(repr(e))\n"
	}
	return program{setup, "log"}
}

// block is some statements, indented so often.
func (g *generator) block(indent, depth int, loops bool) string {
	pad := strings.Repeat("    ", indent)
	var b strings.Builder
	for range 1 + g.Intn(2) {
		b.WriteString(g.statement(pad, indent, depth, loops))
	}
	return b.String()
}

func (g *generator) statement(pad string, indent, depth int, loops bool) string {
	if g.yields && g.Intn(3) == 0 {
		return pad + g.pick("yield "+g.any(0), "yield n", "n = yield a", "a, b = yield", "yield from "+g.of(g.words("list text tuple dict any"), 0), "b = yield from inner()", "yield", "log.append((yield))") + "\n"
	}
	if depth == 0 || g.Intn(3) == 0 {
		return pad + g.pick("log.append(n)", "n += 1", "a = "+g.any(1), "b = "+g.any(1), "a, b = b, a", "a, *b = "+g.list(1), "log.append("+g.any(1)+")", "return ("+g.any(1)+", n)", "raise "+g.words("ValueError KeyError(1) IndexError('é') TypeError(1,2)"),
			"assert "+g.any(0)+", 'no'", "pass", "del b", "log.append([a for a in "+g.list(0)+"])", "log.append((lambda x=a: (x, b))())", "a[0] = 1", "log.append(f'{a!r} {n:03}')", "n = a if b else n", "g = n; log.append(g)") + "\n"
	}
	block := func(loops bool) string { return g.block(indent+1, depth-1, loops) }
	exit := func() string { return pad + "    " + g.words("break continue pass n+=1") + "\n" }
	switch g.Intn(7) {
	case 0:
		return pad + "if " + g.any(1) + ":\n" + block(loops) + g.pick("", pad+"elif b:\n"+block(loops), pad+"else:\n"+block(loops))
	case 1:
		return pad + "for i in " + g.pick("range(3)", "'aé'", g.list(0), "a") + ":\n" + pad + "    n += 1\n" + block(true) + exit() + g.pick("", pad+"else:\n"+block(loops))
	case 2:
		return pad + "while len(log) < 9:\n" + pad + "    log.append(0)\n" + block(true) + exit() + g.pick("", pad+"else:\n"+block(loops))
	case 3:
		return pad + "def h(x, b=n):\n" + pad + "    " + g.pick("nonlocal n\n"+pad+"    n += 10", "return x", "log.append(b)", "n = 5\n"+pad+"    return n", "return a") + "\n" + pad + "log.append(h(" + g.any(0) + "))\n"
	}
	handler := g.pick("", "Exception", "(KeyError, ValueError)", "LookupError", "TypeError as e", "Exception as e", "ValueError as e")
	// What close throws is neither caught nor answered by another yield: Python would throw it
	// once more into a generator that is dropped then.
	if g.yields && handler == "" {
		handler = "Exception"
	}
	s := pad + "try:\n" + block(loops)
	if g.Intn(5) > 0 {
		s += pad + "except " + handler + ":\n" + g.pick(block(loops), pad+"    log.append('caught')\n", pad+"    raise\n")
		if strings.HasSuffix(handler, "as e") {
			s += pad + "    log.append(repr(e))\n"
		}
		s += g.pick("", "", pad+"else:\n"+block(loops))
		if g.Intn(3) > 0 {
			return s
		}
	}
	yields := g.yields
	g.yields = false
	s += pad + "finally:\n" + block(loops)
	g.yields = yields
	return s
}

// change is a statement that changes x.
func (g *generator) change(kind string) string {
	switch g.Intn(9) {
	case 0:
		return "x " + g.words("+ - * % // | & ^ << >>") + "= " + g.of(g.words(kind+" "+kind+" number any"), 1)
	case 1:
		return "x[" + g.slice() + "] = " + g.of(g.words("list list tuple text any"), 1)
	case 2:
		return "del x[" + g.pick(g.slice(), g.small(), g.any(1)) + "]"
	case 3:
		return "x[" + g.any(1) + "] = " + g.any(1)
	case 4:
		return "a, *b = x\nx = (a, b)"
	case 5:
		return "for i in x:\n    if i: break\nelse:\n    x = 'else'"
	case 6:
		return "try:\n    x[" + g.any(1) + "]\nexcept " + g.words("KeyError TypeError LookupError (IndexError,KeyError) Exception") + " as e:\n    x = str(e)\nelse:\n    x = 'no'"
	case 7:
		return "def f(a, b=2, *c, d=4, **e): return (a, b, c, d, e)\nx = f(" + g.arguments() + ")"
	}
	return map[string]func() string{
		"list":   func() string { return "z = x." + g.listMethod() },
		"dict":   func() string { return "z = x." + g.dictMethod() },
		"set":    func() string { return "z = x." + g.setMethod() },
		"text":   func() string { return "x = x." + g.textMethod(1) },
		"tuple":  func() string { return "x = x + x" },
		"number": func() string { return "x = -x" },
		"bytes":  func() string { return "x = x." + g.bytesMethod() },
	}[kind]()
}

func (g *generator) arguments() string {
	var args []string
	for range g.Intn(4) {
		args = append(args, g.any(0))
	}
	if g.Intn(4) == 0 {
		args = append(args, "*"+g.of(g.words("list tuple text any"), 1))
	}
	if g.Intn(3) == 0 {
		args = append(args, g.words("a b d e f")+"="+g.any(0))
	}
	if g.Intn(5) == 0 {
		args = append(args, "**{'"+g.words("a d z")+"': 1}")
	}
	return strings.Join(args, ", ")
}
