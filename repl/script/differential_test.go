package script

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Statements answer as Python 3 does, or name what is not supported: the same
// programs are run by the real Python and here.

var (
	differentialSeed  = flag.Int64("differential.seed", 1, "seed of the programs that Python runs as well")
	differentialCount = flag.Int("differential.count", 5000, "number of these programs")
)

// program is some statements, and an expression whose value is compared.
type program struct {
	Setup, Expr string
}

func (p program) String() string { return strings.TrimPrefix(p.Setup+"\n"+p.Expr, "\n") }

// python311 runs programs in the real Python. The texts of errors change from one
// version to the next: those of 3.11 are ours.
func python311(t *testing.T, programs []program) []string {
	t.Helper()
	const harness = `
import sys, json, warnings
warnings.simplefilter('ignore')
for line in sys.stdin:
    p = json.loads(line)
    ns = {'__name__': '__main__'}
    try:
        exec(p['Setup'], ns)
        out = repr(eval(p['Expr'], ns))
    except BaseException as e:
        text = str(e)
        out = type(e).__name__ + (': ' + text if text else '')
    print(json.dumps(out))
`
	version, err := exec.Command("python3", "-c", "import sys; print(sys.version_info[:2])").Output()
	if err != nil {
		t.Skip("there is no python3")
	}
	if v := strings.TrimSpace(string(version)); v != "(3, 11)" {
		t.Skipf("python3 is %s, not 3.11", v)
	}
	if len(programs) == 0 {
		return nil
	}
	var in bytes.Buffer
	for _, p := range programs {
		line, _ := json.Marshal(p)
		in.Write(append(line, '\n'))
	}
	var lines []string
	for seed := range 3 {
		cmd := exec.Command("python3", "-c", harness)
		cmd.Stdin = bytes.NewReader(in.Bytes())
		cmd.Env = append(cmd.Environ(), "PYTHONIOENCODING=utf-8", fmt.Sprint("PYTHONHASHSEED=", seed))
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("python3: %v", err)
		}
		again := strings.Split(strings.TrimSpace(string(out)), "\n")
		if len(again) != len(programs) {
			t.Fatalf("Python wrote %d lines for %d programs", len(again), len(programs))
		}
		for i, l := range again {
			if err := json.Unmarshal([]byte(l), &again[i]); err != nil {
				t.Fatal(err)
			}
			if seed > 0 && alike(again[i]) != alike(lines[i]) {
				again[i] = byLot
			}
		}
		lines = again
	}
	return lines
}

// byLot is in the place of an outcome that Python draws by lot: the order of texts in a
// set.
const byLot = "\x00"

// places are where Python says that a syntax error is.
var places = regexp.MustCompile(` \(<string>, line \d+\)$`)

var addresses = regexp.MustCompile(`0x[0-9a-f]{8,}`)

// alike makes two outcomes comparable: addresses differ, and of a text of several
// lines the first counts.
func alike(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	s = places.ReplaceAllString(s, "")
	if strings.HasPrefix(s, "MemoryError") {
		return "MemoryError"
	}
	return addresses.ReplaceAllString(s, "0x...")
}

func (p program) here(in *Interp) string {
	for _, source := range []string{p.Setup, p.Expr} {
		r := in.Run(context.Background(), source+"\n")
		if r.Exception != nil {
			return r.Exception.Error()
		}
		if source == p.Expr {
			if r.Output == "" {
				return "None"
			}
			return strings.TrimSuffix(r.Output, "\n")
		}
	}
	return ""
}

// check compares what Python and we make of programs, and returns how many are not
// supported.
func check(t *testing.T, in *Interp, programs []program, same func(got, want string) bool) (unsupported int) {
	t.Helper()
	wants := python311(t, programs)
	bad := 0
	for i, p := range programs {
		got := p.here(in)
		if strings.HasPrefix(got, "NotSupported: ") || strings.HasPrefix(got, "OverflowError: ") && strings.HasSuffix(got, " is too large") ||
			strings.Contains(got, "Error: a session cannot hold ") || strings.HasSuffix(got, "itself cannot be put into a session") {
			unsupported++
			continue
		}
		if wants[i] == byLot || same(alike(got), alike(wants[i])) {
			continue
		}
		if bad++; bad <= 40 {
			t.Errorf("%s\nis   %.300s\nwant %.300s", p, got, wants[i])
		}
	}
	if bad > 40 {
		t.Errorf("and %d more", bad-40)
	}
	return unsupported
}

func TestDifferential(t *testing.T) {
	n := *differentialCount
	if testing.Short() {
		n = min(n, 500)
	}
	g := &generator{rand.New(rand.NewSource(*differentialSeed))}
	programs := make([]program, n)
	for i := range programs {
		programs[i] = g.program()
	}
	unsupported := check(t, newInterp(t, 0), programs, func(got, want string) bool { return got == want })
	t.Logf("%d programs, of which %d are not supported", n, unsupported)
	if unsupported > n/5 {
		t.Errorf("%d of %d programs are not supported", unsupported, n)
	}
}

// TestDifferentialInSessions: lists and dictionaries of a session are like others.
func TestDifferentialInSessions(t *testing.T) {
	n := *differentialCount / 5
	if testing.Short() {
		n = min(n, 100)
	}
	g := &generator{rand.New(rand.NewSource(*differentialSeed))}
	programs := make([]program, n)
	for i := range programs {
		kind := g.words("list dict")
		setup := []string{"data = globals().get('data', {})", "data['x'] = " + g.of(kind, 2), "x = y = data['x']"}
		for range 1 + g.Intn(4) {
			setup = append(setup, g.change(kind))
		}
		programs[i] = program{strings.Join(setup, "\n"), g.pick("x", "data['x']", "(x, y, data)", "x == y", "[x, "+g.any(1)+"]", "x."+g.listMethod(), "x."+g.dictMethod(), "(len(x), list(x), x[1:])", "sorted(x, key=str)", "str(x)")}
	}
	in := newInterp(t, 0)
	if got := run(t, in, preamble+"def globals(): return {'data': data}"); got != "" {
		t.Fatal(got)
	}
	unsupported := check(t, in, programs, func(got, want string) bool {
		return sorted(got) == sorted(want) // the session holds sets in another order
	})
	t.Logf("%d programs, of which %d are not supported", n, unsupported)
	if unsupported > n/5 {
		t.Errorf("%d of %d programs are not supported", unsupported, n)
	}
}

// sorted returns the characters of s in their order.
func sorted(s string) string {
	runes := []rune(s)
	slices.Sort(runes)
	return string(runes)
}

// generator makes programs.
type generator struct{ *rand.Rand }

func (g *generator) pick(of ...string) string { return of[g.Intn(len(of))] }

func (g *generator) words(s string) string { return g.pick(strings.Fields(s)...) }

func (g *generator) program() program {
	switch g.Intn(12) {
	default:
		return program{"", g.any(3)}
	case 0:
		return program{"", g.mixed(2 + g.Intn(6))}
	case 1:
		return g.function()
	case 2, 3:
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
	return s + pad + "finally:\n" + block(loops)
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

// of is an expression of a kind, mostly.
func (g *generator) of(kind string, depth int) string {
	if g.Intn(25) == 0 && depth > 0 {
		return g.any(depth - 1)
	}
	switch kind {
	case "number":
		return g.number(depth)
	case "int":
		return g.integer(depth)
	case "text":
		return g.text(depth)
	case "bytes":
		return g.bytes(depth)
	case "list":
		return g.list(depth)
	case "tuple":
		return g.tuple(depth)
	case "dict":
		return g.dict(depth)
	case "set":
		return g.set(depth)
	case "bool":
		return g.bool(depth)
	case "none":
		return "None"
	case "key":
		return g.of(g.words("text int number bool tuple none"), 0)
	}
	return g.any(depth)
}

const kinds = "number number int text text text text bytes list list tuple dict set bool none"

func (g *generator) any(depth int) string {
	if depth > 0 && g.Intn(4) == 0 {
		return g.call(depth - 1)
	}
	return g.of(g.words(kinds), depth)
}

func (g *generator) small() string { return fmt.Sprint(g.Intn(9) - 3) }

func (g *generator) integer(depth int) string {
	if depth == 0 {
		return g.pick("0", "1", "2", "3", "7", "-1", "-5", "10", "255", "True", "False", "1000003", "2**61-1", "-2**70", "10**20", "0x1f", g.small(), fmt.Sprint(g.Intn(100000)-50000))
	}
	depth--
	switch g.Intn(9) {
	case 0:
		return "len(" + g.any(depth) + ")"
	case 1:
		return "(" + g.integer(depth) + " " + g.words("<< >>") + " " + g.pick("1", "3", "8", "0", "-1") + ")"
	case 2:
		return g.words("- ~ +") + g.integer(depth)
	case 3:
		return g.text(depth) + "." + g.words("find rfind count index rindex") + "(" + g.text(0) + g.pick("", "", ", "+g.small(), ", "+g.small()+", "+g.small()) + ")"
	case 4:
		return g.list(depth) + "." + g.words("index count") + "(" + g.any(0) + ")"
	case 5:
		return "ord(" + g.text(0) + ")"
	case 6:
		return "int(" + g.pick(g.number(depth), g.text(0), "'"+g.words("12 -7 0x1f 1_000 ٣ 1.5 ff 0b11")+"'", "'"+g.words("ff 0x1f 777 zz 101")+"', "+g.words("0 2 8 16 36 1")) + ")"
	}
	return "(" + g.integer(depth) + " " + g.words("+ - * // % & | ^") + " " + g.integer(depth) + ")"
}

func (g *generator) number(depth int) string {
	if g.Intn(2) == 0 {
		return g.integer(depth)
	}
	if depth == 0 {
		return g.pick("0.0", "-0.0", "1.5", "-2.25", "1e16", "1e-5", "0.1", "3.0", "1e300", "123456.789", "2.5", "-0.5", "1e22", "5e-324", "float('inf')", "float('-inf')", "float('nan')", "100.0",
			fmt.Sprintf("%.3f", g.Float64()*1000-500))
	}
	depth--
	switch g.Intn(8) {
	case 0:
		return "round(" + g.number(depth) + g.pick("", "", ", "+g.small(), ", -2", ", None") + ")"
	case 1:
		return "abs(" + g.number(depth) + ")"
	case 2:
		return "divmod(" + g.number(depth) + ", " + g.number(depth) + ")"
	case 3:
		return "((" + g.number(0) + ") ** " + g.pick("0", "1", "2", "3", "-1", "0.5", "-2", "1.5") + ")"
	case 4:
		return "float(" + g.pick(g.number(depth), g.text(0), "'"+g.words("1.5 -inf NaN 1e3 1_0.5 .5 5. 1e _1 ٣.٥")+"'") + ")"
	case 5:
		return "sum(" + g.list(depth) + g.pick("", "", ", "+g.any(0)) + ")"
	}
	return "(" + g.number(depth) + " " + g.words("+ - * / // %") + " " + g.number(depth) + ")"
}

var texts = []string{
	`''`, `'a'`, `'abc'`, `'Zoë Müller'`, `'naïve café'`, `'日本語'`, `'😀x😀'`, `'a\nb\r\nc\rd'`, `'x\x0by\x0cz\x1c\x1d\x1e\x85\u2028\u2029e'`, `' \t pad \n'`, `"it's"`, `'say "hi"'`, `'it\'s "both"'`, `'straße ŉ ﬁ'`,
	`'ΑΣ ΣΑΣ σ'`, `'e\u0301'`, `'\u00a0x\u3000'`, `'\x00\x1f\x7f\x80'`, `'ab ab ab'`, `'123'`, `'²½٣一'`, `'Hello World'`, `'a,b,,c'`, `'İıſ'`, `'tab\tx\ty'`, `'ǅ ǆ'`, `'__x__'`, `'%s'`, `'{}'`, `'\U0001f468\u200d\U0001f469'`,
	`'ÀÉÎ'`, `'zß水🍌'`, `'\ufeff\u200b'`, `'K'`, `'1_000'`, `'-12'`, `'aAbB'`, `'ﬃ'`, `'\\'`, `'x' * 5`,
}

func (g *generator) text(depth int) string {
	if depth == 0 {
		return "(" + texts[g.Intn(len(texts))] + ")"
	}
	depth--
	switch g.Intn(14) {
	case 0:
		return "(" + g.text(depth) + " + " + g.text(depth) + ")"
	case 1:
		return "(" + g.text(depth) + " * " + g.small() + ")"
	case 2:
		return g.text(depth) + "[" + g.pick(g.small(), g.slice(), g.slice()) + "]"
	case 3:
		return g.pick("str", "repr", "ascii", "str", "repr") + "(" + g.any(depth) + ")"
	case 4:
		return "(" + g.percent() + " % " + g.pick(g.any(depth), g.tuple(depth), g.dict(depth), "("+g.any(0)+", "+g.any(0)+")") + ")"
	case 5:
		return g.braces() + ".format(" + g.any(depth) + ", " + g.any(0) + g.pick("", ", a="+g.any(0), ", *"+g.list(0)) + ")"
	case 6:
		return "format(" + g.pick(g.number(depth), g.text(depth), g.any(depth)) + ", " + g.pick("'"+g.spec()+"'", "''") + ")"
	case 7:
		return `f"` + g.pick("", "é ", "{{") + "{" + strings.NewReplacer(`"`, `'`, `\`, ``).Replace(g.pick(g.simple(), "1 + 1", "[1, 2]", "'x'")) + g.pick("", "", "!r", "!s", "!a", "=") + g.pick("", "", ":"+g.spec(), ":{3}") + `}` + g.pick("", "}}", "z") + `"`
	case 8:
		return g.words("hex oct bin chr") + "(" + g.pick(g.integer(0), "65", "0x1f600", "233") + ")"
	case 9:
		return g.bytes(depth) + ".decode(" + g.pick("", "", "'utf-8'", "'latin-1'", "'ascii'", "'ascii', 'replace'", "'utf-8', 'ignore'", "errors='replace'") + ")"
	}
	return g.text(depth) + "." + g.textMethod(depth)
}

// simple is an expression without quotes.
func (g *generator) simple() string {
	return g.pick("5", "-3.5", "1e10", "True", "None", "255", "(1, 2)", "len([1])", "0.1", "10**20", "12345678.9")
}

func (g *generator) textMethod(depth int) string {
	switch g.Intn(10) {
	case 0, 1, 2:
		return g.words("upper lower title capitalize swapcase casefold strip lstrip rstrip splitlines split isalpha isalnum isdigit isdecimal isnumeric isspace isupper islower istitle isidentifier isprintable isascii encode rsplit expandtabs") + "()"
	case 3:
		return g.words("center ljust rjust") + "(" + g.pick("0", "5", "8", "12", "7") + g.pick("", "", ", '*'", ", 'é'", ", '日'", ", ''", ", 'ab'", ", 1") + ")"
	case 4:
		return g.words("strip lstrip rstrip split rsplit partition rpartition startswith endswith removeprefix removesuffix") + "(" + g.pick(g.text(0), g.text(0), "None", "'a'", "'ë'", "' '", g.any(0)) + ")"
	case 5:
		return g.words("split rsplit") + "(" + g.pick("None", "' '", "'a'", "','", "'ab'", "sep=None") + ", " + g.pick("0", "1", "2", "-1", "maxsplit=1", "maxsplit=2") + ")"
	case 6:
		return "replace(" + g.text(0) + ", " + g.text(0) + g.pick("", "", ", 1", ", -1", ", 0") + ")"
	case 7:
		return g.pick("splitlines(True)", "splitlines(keepends=True)", "zfill(6)", "zfill(3)", "expandtabs(4)", "expandtabs(0)", "encode('latin-1')", "encode('ascii', 'replace')", "encode('ascii')", "encode('utf-8')",
			"join("+g.list(0)+")", "join("+g.text(0)+")", "join(['x', 'é'])", "startswith(('a', 'Z'))", "endswith(('a', 'é'), 1)", "translate(str.maketrans('ab', 'xy', 'c'))")
	}
	return g.words("find rfind count index rindex startswith endswith") + "(" + g.text(0) + g.pick("", ", "+g.small(), ", "+g.small()+", "+g.small(), ", None, "+g.small()) + ")"
}

func (g *generator) slice() string {
	bound := func() string { return g.pick("", "", g.small(), g.small(), "10**20", "None") }
	s := bound() + ":" + bound()
	if g.Intn(3) == 0 {
		s += ":" + g.pick("", "1", "2", "-1", "-2", "3", "0")
	}
	return s
}

func (g *generator) spec() string {
	return g.pick("", "", "<", ">", "^", "=", "*^", "é>", "0=") + g.pick("", "", "", "+", "-", " ") + g.pick("", "", "", "#") + g.pick("", "", "0") + g.pick("", "5", "8", "12", "3") + g.pick("", "", "", ",", "_") +
		g.pick("", "", "", ".2", ".0", ".5", ".10") + g.pick("", "", "s", "d", "x", "X", "o", "b", "e", "E", "f", "F", "g", "G", "%", "c")
}

func (g *generator) percent() string {
	one := func() string {
		return "%" + g.pick("", "", "", "(a)", "(b)") + g.pick("", "", "", "-", "0", "+", " ", "#") + g.pick("", "", "5", "8", "3", "*") + g.pick("", "", ".2", ".0", ".5", ".*") + g.words("s s s r d d x X o i u e E f F g G c a % y")
	}
	return "'" + g.pick("", "é", "a ") + one() + g.pick("", "", one(), " %% ", "日") + "'"
}

func (g *generator) braces() string {
	one := func() string {
		return "{" + g.pick("", "", "", "0", "1", "a", "2", "0[0]", "a.real", "0[a]") + g.pick("", "", "!r", "!s", "!a") + g.pick("", "", ":"+g.spec(), ":{}", ":{1}") + "}"
	}
	return "'" + g.pick("", "é", "{{") + one() + g.pick("", "", one(), "}}", "日") + "'"
}

func (g *generator) bytes(depth int) string {
	if depth == 0 {
		return g.pick(`b''`, `b'abc'`, `b'\xff\x00'`, `b'Zo\xc3\xab'`, `b'a\nb'`, `b"it's"`, `b'\xe3\x81'`, `b'ab ab'`, `b'\xf0\x9f\x98\x80'`, `b'\xed\xa0\x80'`, `b'\xc0\x80'`)
	}
	depth--
	switch g.Intn(7) {
	case 0:
		return g.text(depth) + ".encode()"
	case 1:
		return "bytes(" + g.pick("[1, 2, 255]", g.list(0), g.small(), "range(4)", g.text(0)+", 'utf-8'", g.any(0)) + ")"
	case 2:
		return "(" + g.bytes(depth) + " + " + g.bytes(depth) + ")"
	case 3:
		return "(" + g.bytes(depth) + " * " + g.small() + ")"
	case 4:
		return g.bytes(depth) + "[" + g.pick(g.small(), g.slice(), g.slice()) + "]"
	}
	return g.bytes(depth) + "." + g.bytesMethod()
}

func (g *generator) bytesMethod() string {
	return g.pick("upper()", "lower()", "hex()", "strip()", "strip(b'a')", "lstrip(b'ab')", "replace(b'a', b'xx')", "split(b' ')", "split(b'a', 1)", "startswith(b'a')", "endswith((b'c', b'b'))", "find(b'b')", "find(98)", "rfind(b'a')",
		"join([b'x', b'y'])", "decode('latin-1')", "find('a')", "join(['a'])", "center(9)", "count(b'a')")
}

func (g *generator) elements(depth int, kinds string) string {
	var all []string
	for range g.Intn(5) {
		all = append(all, g.of(g.words(kinds), max(depth-1, 0)))
	}
	return strings.Join(all, ", ")
}

func (g *generator) list(depth int) string {
	if depth == 0 {
		return "[" + g.elements(0, g.pick(kinds, "int", "text", "number")) + "]"
	}
	depth--
	switch g.Intn(12) {
	case 0:
		return "(" + g.list(depth) + " + " + g.list(depth) + ")"
	case 1:
		return "(" + g.list(depth) + " * " + g.small() + ")"
	case 2:
		return g.list(depth) + "[" + g.slice() + "]"
	case 3:
		return "sorted(" + g.pick(g.list(depth), g.set(depth), g.text(depth), g.dict(depth)) + g.pick("", "", ", reverse=True", ", key=str", ", key=len", ", key=repr", ", key=lambda v: str(v)") + ")"
	case 4:
		return "list(" + g.pick(g.text(depth), g.bytes(depth), g.tuple(depth), g.dict(depth), g.set(depth), "range(5)", g.any(depth)) + ")"
	case 5:
		return "[" + g.pick("c", "(c, c)", "str(c)", "repr(c)", "[c]", "c * 2") + " for c in " + g.of(g.words("text list tuple set dict bytes any"), depth) + g.pick("", "", " if c", " if str(c) > 'a'") + "]"
	case 6:
		return "list(" + g.words("enumerate reversed iter") + "(" + g.of(g.words("text list tuple dict set any"), depth) + "))"
	case 7:
		return "list(zip(" + g.of(g.words("text list tuple"), depth) + ", " + g.of(g.words("text list bytes any"), depth) + "))"
	case 8:
		return "list(" + g.pick("map(str, ", "filter(None, ", "map(repr, ", "map(len, ", "map(lambda v: (v, 1), ") + g.of(g.words("text list tuple set any"), depth) + "))"
	case 9:
		return g.text(depth) + "." + g.pick("split()", "splitlines()", "split('a')", "splitlines(True)", "rsplit(None, 1)")
	case 10:
		return "list(" + g.dict(depth) + "." + g.words("keys values items") + "())"
	}
	return "[" + g.pick("", "", "*"+g.list(0)+", ") + g.elements(depth, kinds) + "]"
}

func (g *generator) listMethod() string {
	return g.pick("append("+g.any(1)+")", "extend("+g.any(1)+")", "insert("+g.small()+", "+g.any(0)+")", "pop()", "pop("+g.small()+")", "remove("+g.any(0)+")", "reverse()", "sort()", "sort(key=str)", "sort(reverse=True)", "copy()", "clear()",
		"index("+g.any(0)+")", "count("+g.any(0)+")", "append()", "pop('a')", "index(1, 2)", "upper()")
}

func (g *generator) tuple(depth int) string {
	if depth > 0 && g.Intn(4) == 0 {
		return g.pick("tuple("+g.any(depth-1)+")", g.tuple(depth-1)+"["+g.slice()+"]", "("+g.tuple(depth-1)+" + "+g.tuple(depth-1)+")", g.text(depth-1)+".partition('a')")
	}
	e := g.elements(depth, kinds)
	if e == "" {
		return "()"
	}
	return "(" + e + ",)"
}

func (g *generator) dict(depth int) string {
	if depth > 0 && g.Intn(5) == 0 {
		return g.pick("dict("+g.pick("a=1, b="+g.any(0), "[('a', 1), (1, 2)]", g.list(0), "zip('ab', [1, 2])", g.dict(0)+", z=1")+")", "{k: v for k, v in enumerate("+g.list(depth-1)+")}", "("+g.dict(0)+" | "+g.dict(0)+")",
			"dict.fromkeys("+g.text(0)+", 0)", "{**"+g.dict(0)+", 'z': 1}")
	}
	var all []string
	for range g.Intn(4) {
		all = append(all, g.of("key", 0)+": "+g.of(g.words(kinds), max(depth-1, 0)))
	}
	if g.Intn(3) == 0 {
		all = append(all, "'a': "+g.any(0))
	}
	return "{" + strings.Join(all, ", ") + "}"
}

func (g *generator) dictMethod() string {
	key := g.pick("'a'", "1", g.of("key", 0))
	return g.pick("get("+key+")", "get("+key+", 5)", "pop("+key+")", "pop("+key+", None)", "setdefault("+key+", 3)", "update("+g.pick(g.dict(0), g.any(0), "a=1")+")", "popitem()", "copy()", "clear()", "keys()", "values()", "items()", "items() == 1",
		"keys() & {1}", "get()", "upper()", "keys() == {1}", "items() >= {('a', 1)}", "keys() ^ 1")
}

// set is a set of numbers, whose order Python does not draw by lot.
func (g *generator) set(depth int) string {
	if depth == 0 {
		e := strings.ReplaceAll(g.elements(0, "int int number"), "float('nan')", "0.25") // its hash is its address
		if e == "" {
			return "set()"
		}
		return g.pick("{"+e+"}", "{"+e+"}", "frozenset(["+e+"])", "{"+e+"}", "{''}", "{("+e+",)}", "set(range("+fmt.Sprint(g.Intn(40))+"))")
	}
	depth--
	switch g.Intn(4) {
	case 0:
		return "(" + g.set(depth) + " " + g.words("| & - ^") + " " + g.set(depth) + ")"
	case 1:
		return g.set(depth) + "." + g.words("union intersection difference symmetric_difference") + "(" + g.pick(g.set(depth), "[1, 2, 3]", "range(3)", "(1, 2.0)") + ")"
	case 2:
		return "{c " + g.pick("", "* 2 ", "% 3 ") + "for c in " + g.pick("[5, 3, 1, 3]", "range(7)", "(1, 1.0, True)") + "}"
	}
	return g.set(0)
}

func (g *generator) setMethod() string {
	n := strings.ReplaceAll(g.number(0), "float('nan')", "0.25")
	return g.pick("add("+n+")", "discard("+n+")", "remove("+n+")", "update("+g.set(0)+")", "pop()", "clear()", "copy()", "issubset("+g.set(0)+")", "issuperset("+g.set(0)+")", "isdisjoint("+g.set(0)+")", "difference_update("+g.set(0)+")",
		"intersection_update("+g.set(0)+")", "symmetric_difference_update("+g.set(0)+")", "add([])", "add((1, "+n+"))", "union([5], {7})")
}

func (g *generator) bool(depth int) string {
	if depth == 0 {
		return g.pick("True", "False")
	}
	depth--
	switch g.Intn(8) {
	case 0:
		return "(not " + g.any(depth) + ")"
	case 1:
		return "(" + g.any(depth) + " " + g.words("and or") + " " + g.any(depth) + ")"
	case 2:
		return "(" + g.any(depth) + " " + g.pick("in", "not in") + " " + g.of(g.words("list tuple dict set text bytes any"), depth) + ")"
	case 3:
		return "isinstance(" + g.any(depth) + ", " + g.pick("str", "int", "(list, tuple)", "dict", "bool", "float", "bytes", "object", "set") + ")"
	case 4:
		kind := g.words(kinds)
		return "(" + g.of(kind, depth) + " " + g.words("< <= > >= == !=") + " " + g.of(kind, depth) + " " + g.words("< <= > >= == !=") + " " + g.of(kind, depth) + ")"
	case 5:
		return g.words("any all bool callable") + "(" + g.any(depth) + ")"
	}
	kind := g.words(kinds)
	return "(" + g.of(kind, depth) + " " + g.words("< <= > >= == !=") + " " + g.of(g.pick(kind, kind, "any"), depth) + ")"
}

// call is a call, an index or a condition.
func (g *generator) call(depth int) string {
	switch g.Intn(12) {
	case 0:
		return g.words("min max") + "(" + g.pick(g.list(depth), g.text(depth), g.number(depth)+", "+g.number(depth), "[], default=1", g.list(depth)+", key=str") + ")"
	case 1:
		return "type(" + g.any(depth) + ")" + g.pick("", ".__name__")
	case 2:
		return "(" + g.any(depth) + " if " + g.bool(depth) + " else " + g.any(depth) + ")"
	case 3:
		return g.any(depth) + "[" + g.any(depth) + "]"
	case 4:
		return "(" + g.dict(depth) + "." + g.dictMethod() + ")"
	case 5:
		return g.list(depth) + "." + g.listMethod()
	case 6:
		return "range(" + g.small() + g.pick("", ", "+g.small(), ", "+g.small()+", "+g.small()) + ")" + g.pick("", "[1]", "[::2]", "[-1]", " == range(3)")
	case 7:
		return g.set(depth) + "." + g.setMethod()
	case 8:
		if g.Intn(3) == 0 {
			return "sorted(" + g.words("set frozenset") + "(" + g.any(depth) + "), key=repr)"
		}
		return "next(iter(" + g.any(depth) + ")" + g.pick("", ", 'none'") + ")"
	case 9:
		return g.words("len abs sorted sum list tuple str repr bool int float iter reversed enumerate min max ord chr hex bytes dict any all callable round") + "(" + g.pick(g.any(depth), "", g.any(0)+", "+g.any(0)) + ")" + g.pick("", " == 0")
	case 10:
		if g.Intn(10) == 0 {
			return "((" + g.any(depth) + ") ** " + g.pick("2", "3", "-1", "0.5", "None", "'a'") + ")"
		}
		return "(" + g.any(depth) + " " + g.words("+ - * / // % & | ^ << >>") + " " + g.of(g.words("number text list any"), 0) + ")"
	}
	return "(lambda a, b=2: (a, b))(" + g.any(depth) + g.pick("", ", 5", ", c=1", ", b=3") + ")"
}
