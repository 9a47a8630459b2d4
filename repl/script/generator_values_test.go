package script

import (
	"fmt"
	"strings"
)

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
