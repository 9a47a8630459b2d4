package script

import (
	"fmt"
	"strings"
)

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
		return g.pick(`b''`, `b'abc'`, `b'\xff\x00'`, `b'Zo\xc3\xab'`, `b'a\nb'`, `b"it's"`, `b'\xe3\x81'`, `b'ab ab'`, `b'a\tB c\r\nD\x0be\x85f'`, `b'-12'`, `b'Hello World'`, `b' x\x1f\xa0 '`, `b'\xf0\x9f\x98\x80'`, `b'\xed\xa0\x80'`, `b'\xc0\x80'`)
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
	b := func() string { return g.pick(g.bytes(0), g.bytes(0), "b'a'", "b'ab'", "98", g.any(0)) }
	part := g.pick("", "", ", "+g.small(), ", "+g.small()+", "+g.small(), ", None, "+g.small())
	switch g.Intn(8) {
	case 0:
		return g.words("center ljust rjust") + "(" + g.pick("0", "5", "8", "7") + g.pick("", "", ", b'*'", ", b'\\xff'", ", b'ab'", ", 'a'") + ")"
	case 1:
		return g.words("find rfind count index rindex startswith endswith") + "(" + b() + part + ")"
	case 2:
		return g.words("isalnum isalpha isdigit isspace islower isupper istitle isascii capitalize title swapcase split rsplit splitlines upper lower strip") + "()"
	case 3:
		return g.words("partition rpartition removeprefix removesuffix split rsplit strip lstrip rstrip") + "(" + b() + ")"
	case 4:
		return g.words("split rsplit") + "(" + g.pick("None", "b' '", "b'a'", "sep=b'b'") + ", " + g.pick("0", "1", "-1", "maxsplit=1") + ")"
	case 5:
		return g.pick("replace("+b()+", "+b()+g.pick("", ", 1")+")", "zfill(6)", "zfill('a')", "expandtabs(4)", "expandtabs()", "splitlines(True)", "startswith((b'a', b'Z'))", "endswith((b'c', 'c'))")
	}
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
