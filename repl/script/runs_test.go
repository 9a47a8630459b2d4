package script

import (
	"context"
	"fmt"
	"os/exec"
	"strings"
	"testing"
)

// runs are statements that bind r, and what Python's json.dumps makes of it.
var runs = []struct{ name, source, want string }{
	{"escapes of Python", `r = ['\x41\xe9\351\0', '\d\ ', u'\u20ac\U0001F600', '\a\v\f\b\'\"', 'a\
b']`, `["Aéé\u0000","\\d\\ ","€😀","\u0007\u000b\f\b'\"","ab"]`},
	{"raw texts", `r = [r'\x41\'', R"\\", r'''a
\n''']`, `["\\x41\\'","\\\\","a\n\\n"]`},
	{"bytes", `r = [list(b'\xff\x00\351a\u0041' b"\n"), list(rb'\n'), list(Br"\x")]`, "[[255,0,233,97,92,117,48,48,52,49,10],[92,110],[92,120]]"},
	{"texts side by side", `r = ['a' "b" u'''c''', ('d'
    r'\e'  # a comment
    'f').upper()]`, `["abc","D\\EF"]`},
	{"numbers", "r = [1_000, 0x_ff, 0b11, 0o17, 1.5e3, .5, 1., 0, 00, 0xFFFFFFFFFFFFFFFFFF, 0o7777777777777777777777777]",
		"[1000,255,3,15,1500.0,0.5,1.0,0,0,4722366482869645213695,37778931862957161709567]"},
	{"long numbers", "r = [0B1, 0XfF, 1E2, 1e-2]", "[1,255,100.0,0.01]"},
	{"power", "a = [3]\nr = [2 ** 3, -2 ** 2, 2 ** 3 ** 2, a[0] ** 2, (1 + 1) ** (2), 2 * 3 ** 2, -(2) ** 2, 2 ** 1 + 1]", "[8,-4,512,9,4,18,-4,3]"},
	{"power, assigned", "x = 3\nx **= 2\nr = x", "9"},
	{"power in a call", "def f(*a, **k): return [list(a), k]\nr = f(2 ** 2, *[3 ** 2], **{'a': 4 ** 2})", `[[4,9],{"a":16}]`},
	{"is", "x = []\ny = x\nr = [x is y, x is [], x is not y, None is None, not x is None, x is not None and 1 is not None]", "[true,false,false,true,true,true]"},
	{"is in conditions", "x = None\nr = [1 if x is None else 2, [y for y in [None, 1] if y is not None], (lambda z: z is x)(None)]", "[1,[1],true]"},
	{"chains", "x = 5\nr = [1 < x < 10, 1 < x < 3, 1 < x <= 5 == x, not 1 < x < 3, 1 < x > 2 and 3 < x]", "[true,false,true,true,true]"},
	{"chains of computed values", `seen = []
def f(n):
    seen.append(n)
    return n
r = [f(1) < f(2) < f(3), f(1) > f(2) > f(9), 1 <= len(seen) < 9, 1 < f(2) < f(3) < 3, f(1) < 2 < f(3), seen]`, "[true,false,true,false,true,[1,2,3,1,2,2,3,1,3]]"},
	{"chains in a comprehension", "r = [[x for x in range(9) if 2 < abs(x) <= 4], [1 < y in [2, 3] for y in [2, 4]]]", "[[3,4],[true,false]]"},
	{"precedence of not and in", "r = [not 1 in [2], 1 not in [2], not not 1, (not 1) == False, 1 in [1] and 2 not in [3] or False]", "[true,true,true,true,true]"},
	{"displays", "r = [[], [1,], {}, {'a': [1, {'b': 2}], 'c': (3,)}, list({1}), sorted({2, 1, 2})]", `[[],[1],{},{"a":[1,{"b":2}],"c":[3]},[1],[1,2]]`},
	{"comprehensions", "y = {'a': 1}\nr = [[k for k in y], {k: v for k, v in y.items()}, sorted({x % 2 for x in range(5)}), [(a, b) for a in [1, 2] if a > 1 for b in [3, 4]]]",
		`[["a"],{"a":1},[0,1],[[2,3],[2,4]]]`},
	{"generators", "r = [list(x for x in [1, 2]), sorted((x for x in [2, 1]), reverse=True), any(x > 1 for x in [1, 2]), ' '.join(str(x) for x in [1, 2])]", `[[1,2],[2,1],true,"1 2"]`},
	{"targets of comprehensions", "r = [[a + b for [a, b] in [[1, 2]]], [a + b + c for a, (b, c) in [(1, (2, 3))]], [a for a, in [(1,)]]]", "[[3],[6],[1]]"},
	{"chained assignment", "a = b = [1]\nc, d = e = (2, 3)\nr = [a is b, c, d, e]", "[true,2,3,[2,3]]"},
	{"assignments", "a, = [1]\n[b, [c, d]] = [2, [3, 4]]\n(e, f), g = (5, 6), 7\nh = 8,\nx: int = 9\n[i] = [10]\nr = [a, b, c, d, e, f, g, h, x, i]", "[1,2,3,4,5,6,7,[8],9,10]"},
	{"operations that assign", "x = 7\nx += 1\nx -= 2\nx *= 3\nx //= 2\nx %= 5\nx <<= 2\nx |= 1\nx ^= 3\nx &= 14\nx >>= 1\nr = x", "1"},
	{"semicolons", "a = 1; b = 2; c = a; a = b = 3; r = [a, b, c];", "[3,3,1]"},
	{"blocks on a line", "r = []\nfor x in 1, 2,: r.append(x); r.append(-x)\nif r: r.append(0); y = z = 5; r.append(y)\nelif r: r.append(8)\nelse: r.append(9)", "[1,-1,2,-2,0,5]"},
	{"while", "n = 0\nwhile True:\n\tn += 1\n\tif n > 3: break\n        # a comment\n\tcontinue\nr = n", "4"},
	{"functions", "def f(a: int, b=[1], *c: int, d: str = 'x', **e) -> list:\n  'doc'\n  if a: return a, b, list(c), d, e\n  return a,\nr = [f(1, 2, 3, d=4, e=5), f(0), f(1, *[7, 8])]",
		`[[1,2,[3],4,{"e":5}],[0],[1,7,[8],"x",{}]]`},
	{"stars before names", "def f(a, b=0, c=0): return [a, b, c]\nr = f(*[1], c=2)", "[1,0,2]"},
	{"lambdas", "f = lambda x, y=2: x if x is not None else y\ng = lambda: (lambda *a: list(a))\nr = [f(None), f(1), g()(1, 2), [h(3) for h in [lambda x: x ** 2, lambda x, y=1: x < 4 < 9]]]", "[2,1,[1,2],[9,true]]"},
	{"conditions", "a = 1\nr = [1 if a else 2, 1 if not a else 2 if a else 3, (lambda: 1 if a else 2)()]", "[1,2,1]"},
	{"indexes and slices", "x = [1, 2, 3, 4]\nd = {(1, 2): 3, (1,): 4}\nr = [x[1:], x[:-1], x[::2], x[1:2 if x else 3], d[1, 2], d[1,], x[-1], x[len(x) - 1:]]", "[[2,3,4],[1,2,3],[1,3],[2],3,4,4,[4]]"},
	{"del", "x = [1, 2, 3, 4]\nd = {'a': 1, 'b': 2, (1, 2): 3}\ndel x[0], d['a']\ndel x[1:]\ndel (d['b'])\ndel d[1, 2],\nr = [x, d]", "[[2],{}]"},
	{"assert", "assert 1, 'm'\nassert 1 < 2 < 3\nassert (1, 2)\nr = 1", "1"},
	{"formats", "r = ['%s %d' % ('a', 1), '%s' '%s' % (1, 2), '%s' % 'x' + 'y', 'a{0}b'.format(1)]", `["a 1","12","xy","a1b"]`},
	{"reserved names", "load = 1\ndef f(load=2): return load\nr = [load, f(), f(load=3), [load for load in [4]]]\nfor load in [5]: r.append(load)", "[1,2,3,[4],5]"},
	{"lines that go on", "r = 1 + \\\n    2\nif r and \\\n   r:\n    r = [r,\n\n  # a comment\n4]", "[3,4]"},
	{"try in a function", "def f(x):\n    out = []\n    try:\n        out.append(1 // x)\n    except ZeroDivisionError:\n        out.append('zero')\n    except:\n        out.append('other')\n    else:\n        out.append('else')\n    finally:\n        out.append('end')\n    return out\nr = [f(1), f(0)]",
		`[[1,"else","end"],["zero","end"]]`},
	{"raise in a try in a loop", "r = []\nfor x in [1, 2]:\n    try: assert x > 1\n    except AssertionError as e: r.append('low')\n    r.append(x)\n    if x: r.append('next')", `["low",1,"next",2,"next"]`},
	{"carriage returns", "r = [1]\r\nif r:\r\n    r.append('''a\r\nb''')\r\n", `[1,"a\nb"]`},
	{"names of letters", "größe = 1; 名 = 2; r = [größe, 名, 'ß']", `[1,2,"ß"]`},
	{"iterators go on after errors", "it = map(lambda v: 6 // v, [0, 2])\nr = []\nfor i in range(3):\n    try: r.append(next(it, 'end'))\n    except ZeroDivisionError: r.append('error')", `["error",3,"end"]`},
	{"generators end with errors", "it = (6 // v for v in [0, 2])\nr = []\nfor i in range(2):\n    try: r.append(next(it, 'end'))\n    except ZeroDivisionError: r.append('error')", `["error","end"]`},
	{"a generator that resumes itself", "def f():\n    try: next(it)\n    except ValueError as e: yield str(e)\n    yield 2\nit = f()\nr = list(it)", `["generator already executing",2]`},
	{"reversed of a list that shrinks", "x = [1, 2, 3]\nit = reversed(x)\nr = [next(it)]\ndel x[1:]\nr += list(it)\nx += [4, 5, 6]\nr += list(it)", "[3]"},
	{"reversed of a dictionary that changes", "x = {1: 2, 3: 4}\nit = reversed(x.items())\nx[1] = 5\nr = [next(it), next(it)]\nit = reversed(x)\nx[6] = 7\ntry: next(it)\nexcept RuntimeError as e: r.append(str(e))", `[[3,4],[1,5],"dictionary changed size during iteration"]`},
	{"integers as arguments", "r = ['a\\nb'.splitlines(2)]\nfor f in [lambda: 'a'.splitlines('x'), lambda: b'a'.splitlines(1.5), lambda: b'a'.ljust(b'b'), lambda: type(1, x=1)]:\n    try: r.append(f())\n    except TypeError as e: r.append(str(e))", `[["a\n","b"],"'str' object cannot be interpreted as an integer","'float' object cannot be interpreted as an integer","'bytes' object cannot be interpreted as an integer","type() takes no keyword arguments"]`},
	{"texts that look like code", `r = ['is', "not in", 'x ** y', '''for "a" in \'b\'''', "#"]`, `["is","not in","x ** y","for \"a\" in 'b'","#"]`},
}

// dumps writes a value as json.dumps of Python does.
const dumps = `
def dumps(v):
    if v is None:
        return 'null'
    if isinstance(v, bool):
        return 'true' if v else 'false'
    if isinstance(v, str):
        return '"' + ''.join([ESCAPES.get(c, c) for c in v]) + '"'
    if isinstance(v, dict):
        return '{' + ','.join(sorted([dumps(k) + ':' + dumps(v[k]) for k in v])) + '}'
    if isinstance(v, (list, tuple)):
        return '[' + ','.join([dumps(x) for x in v]) + ']'
    return str(v)

ESCAPES = {'"': '\\"', '\\': '\\\\', '\n': '\\n', '\0': '\\u0000', '\a': '\\u0007', '\v': '\\u000b', '\f': '\\f', '\b': '\\b'}
`

func TestRuns(t *testing.T) {
	for _, test := range runs {
		t.Run(test.name, func(t *testing.T) {
			in := newInterp(t, 0)
			for _, source := range []string{dumps, test.source} {
				if r := in.Run(context.Background(), source); r.Exception != nil {
					t.Fatalf("%v\nof %s", r.Exception, test.source)
				}
			}
			r := in.Run(context.Background(), "print(dumps(r))")
			if got := strings.TrimSuffix(r.Output, "\n"); got != test.want {
				t.Errorf("%s\ngives %s %v\nwant  %s", test.source, got, r.Exception, test.want)
			}
		})
	}
}

// Python itself is asked whether the table is right.
func TestRunsLikePython(t *testing.T) {
	python3, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("there is no python3")
	}
	var script strings.Builder
	script.WriteString("import json, warnings\nwarnings.simplefilter('ignore')\n")
	for _, test := range runs {
		fmt.Fprintf(&script, "g = {}\nexec(%s, g)\nprint(json.dumps(g['r'], separators=(',', ':'), ensure_ascii=False, default=list, sort_keys=True))\n", quotedFor(test.source))
	}
	cmd := exec.Command(python3, "-c", script.String())
	cmd.Env = append(cmd.Environ(), "PYTHONIOENCODING=utf-8")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	if len(lines) != len(runs) {
		t.Fatalf("Python wrote %d lines of %d", len(lines), len(runs))
	}
	for i, test := range runs {
		if lines[i] != test.want {
			t.Errorf("%s: Python says %s, want %s", test.name, lines[i], test.want)
		}
	}
}

// quotedFor is s as a literal of Python.
func quotedFor(s string) string {
	var b strings.Builder
	for _, c := range s {
		fmt.Fprintf(&b, `\U%08x`, c)
	}
	return "'" + b.String() + "'"
}
