package python

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"go.starlark.net/syntax"
)

// words is Starlark source without what does not count.
func words(s string) string { return strings.Join(strings.Fields(s), " ") }

func describe(t *testing.T, statements []Statement) string {
	t.Helper()
	var out []string
	for _, s := range statements {
		switch s := s.(type) {
		case Code:
			out = append(out, words(s.Source))
		case Try:
			text := "try{" + describe(t, s.Body) + "}"
			for _, x := range s.Excepts {
				text += fmt.Sprintf("except %v %s{%s}", x.Classes, x.As, describe(t, x.Body))
			}
			out = append(out, text+"else{"+describe(t, s.Else)+"}finally{"+describe(t, s.Finally)+"}")
		case With:
			out = append(out, fmt.Sprintf("with %s %s{%s}", words(s.Manager), s.As, describe(t, s.Body)))
		default:
			out = append(out, strings.TrimPrefix(fmt.Sprintf("%#v", s), "python."))
		}
	}
	return strings.Join(out, " | ")
}

func TestTranslate(t *testing.T) {
	for _, test := range []struct{ name, source, want string }{
		{"as it is", "x = f(1, y=2)[3].z", "x = f ( 1 , y = 2 ) [ 3 ] . z"},
		{"text prefixes", `x = u'é' + r'\d' + 'a' "b"`, `x = "é" + "\\d" + "ab"`},
		{"escapes", `x = '\x41\101\u00e9\a\d\
b'`, `x = "AAé\x07\\db"`},
		{"bytes", `x = b'\xff\n'`, `x = b"\xff\x0a"`},
		{"triple quotes", "x = '''a\n'b'''", `x = "a\x0a'b"`},
		{"numbers", "x = 10L + 0777 + 1_000 + 0x1F + 1e-5 + .5", "x = 10 + 0o777 + 1000 + 0x1F + 1e-5 + .5"},
		{"list", "x = [1, [2]]", "x = ( __list ( [ 1 , ( __list ( [ 2 ] ) ) ] ) )"},
		{"an index is none", "x[1]", "x [ 1 ]"},
		{"dictionary", "x = {'a': {}}", `x = ( __dict ( { "a" : ( __dict ( { } ) ) } ) )`},
		{"set", "x = {1, 2}", "x = ( __set ( [ 1 , 2 ] ) )"},
		{"comprehensions", "x = {k: v for k, v in y}", "x = ( __dict ( { k : v for k , v in y } ) )"},
		{"generator", "f(x for x in y)", "f ( ( __list ( [ x for x in y ] ) ) )"},
		{"is", "x is None and y is not z", "x in ( __is ( None ) ) and y not in ( __is ( z ) )"},
		{"not in", "x not in y", "x not in y"},
		{"other signs", "x <> y", "x != y"},
		{"chain", "1 < x <= y", "( 1 < x and x <= y )"},
		{"power", "-a.b ** c[0] ** 2", "- ( __pow ( a . b , ( __pow ( c [ 0 ] , 2 ) ) ) )"},
		{"keywords stay", "f(*a, k=1, **b)", "f ( k = 1 , * a , ** b )"},
		{"print", "print", "( print ( ) )"},
		{"print statement", "print 'a', b", `( print ( "a" , b ) )`},
		{"print with a comma", "print x,", `( print ( x , end=" " ) )`},
		{"print function", "print(x)", "print ( x )"},
		{"print of a format", "print '%s' % x", `( print ( "%s" % x ) )`},
		{"del", "del x[k], y.z, w[1:]", `( __del ( x , k ) ) ( __delattr ( y , "z" ) ) ( __delslice ( w , 1 , None ) )`},
		{"del of names", "del x, y", `Delete{Line:1, Name:"x"} | Delete{Line:1, Name:"y"}`},
		{"assert", "assert x, 'm'", `( __assert ( x , "m" ) )`},
		{"raise", "raise ValueError, 'm'", `( __raise ( ValueError ( "m" ) ) )`},
		{"raise from", "raise A from b", `( __raise ( A ) )`},
		{"chained assignment", "a = b = 1", "__value = 1 a = __value b = __value"},
		{"annotations", "x: int = 1", "x = 1"},
		{"augmented", "x **= 2", "x = ( __pow ( x , 2 ) )"},
		{"imports", "import a.b as c, d", `Import{Line:1, Module:"a.b", As:"c"} | Import{Line:1, Module:"d", As:""}`},
		{"from", "from a.b import (c as d,\n e,)", `From{Line:1, Module:"a.b", Names:[]python.Alias{python.Alias{Name:"c", As:"d"}, python.Alias{Name:"e", As:""}}, Star:false}`},
		{"from star", "from a import *", `From{Line:1, Module:"a", Names:[]python.Alias(nil), Star:true}`},
		{"def", "def f(a: int, b=[1]) -> int:\n  return a", "def f ( a , b = ( __list ( [ 1 ] ) ) ) : return a"},
		{"one line", "if x: y = 1; z = 2", "if x : y = 1 z = 2"},
		{"semicolons", "a = 1; b = 2;", "a = 1 | b = 2"},
		{"try", "try:\n  a\nexcept KeyError, e:\n  b\nexcept (A, B):\n  c\nfinally:\n  d", "try{a}except [KeyError] e{b}except [( A , B )] {c}else{}finally{d}"},
		{"try in a block", "for x in y:\n  try:\n    f(x)\n  except E as e:\n    g(e)", "for x in y : def __try1(): f ( x ) def __except2(e): g ( e ) __try(__try1, [(E, __except2), ], None, None)"},
		{"with", "with m as x:\n  f(x)", "with m x{f ( x )}"},
		{"with in a block", "for m in n:\n  with m:\n    f()", "for m in n : def __with1(__entered): f ( ) __with(m, __with1)"},
		{"comments", "# one\nx # two\n", "x"},
		{"lambda", "f = lambda x, y=1: x is y", "f = lambda x , y = 1 : x in ( __is ( y ) )"},
		{"reserved names", "load = 1", "load_ = 1"},
		{"slices", "x[1:2, ::3]", "x [ 1 : 2 , : : 3 ]"},
		{"nothing", "\n# nothing\n", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			statements, err := Translate(test.source)
			if err != nil {
				t.Fatal(err)
			}
			if got := describe(t, statements); got != test.want {
				t.Errorf("%s\ngives %s\nwant  %s", test.source, got, test.want)
			}
		})
	}
}

func TestLinesStay(t *testing.T) {
	statements, err := Translate("x = 1\n\ny = [1,\n  2]\nz = (3)\n")
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range []int{1, 3, 5} {
		c := statements[i].(Code)
		before, _, _ := strings.Cut(c.Source, []string{"x", "y", "z"}[i])
		if c.Line != line || strings.Count(before, "\n") != line-1 {
			t.Errorf("statement %d is on line %d:\n%q", i, c.Line, c.Source)
		}
	}
}

func TestNotTranslated(t *testing.T) {
	for _, test := range []struct{ source, want string }{
		{"class A: pass", "line 1: NotSupported: class statements are not supported"},
		{"x = f'a'", "line 1: NotSupported: f-strings are not supported"},
		{"x = 1j", "line 1: NotSupported: complex numbers are not supported"},
		{"def f():\n  yield 1", "line 2: NotSupported: yield is not supported"},
		{"async def f(): pass", "line 1: NotSupported: async statements are not supported"},
		{"@d\ndef f(): pass", "line 1: NotSupported: decorators are not supported"},
		{"x = (y := 1)", "line 1: NotSupported: assignment expressions are not supported"},
		{"for x in y: pass\nelse: pass", "line 2: NotSupported: else after a loop is not supported"},
		{"a, *b = c", "line 1: NotSupported: assignment to a starred name is not supported"},
		{"`x`", "line 1: NotSupported: backticks are not supported"},
		{"print >>f, x", "line 1: NotSupported: print to a file is not supported"},
		{"def f():\n  global x", "line 2: NotSupported: global statements are not supported"},
		{"def f():\n  import x", "line 2: NotSupported: imports inside of a block are not supported"},
		{"def f():\n  try:\n    x = 1\n  except E: pass", "line 3: NotSupported: binding names in a try inside of a block is not supported"},
		{"from . import x", "line 1: NotSupported: relative imports are not supported"},
		{"exec 'x'", "line 1: NotSupported: exec statements are not supported"},
		{`'\N{DASH}'`, `line 1: NotSupported: \N{...} in a string is not supported`},
		{"f() < g() < h()", "line 1: NotSupported: chained comparisons of computed values are not supported"},
		{"x = ", "line 1: SyntaxError: invalid syntax"},
		{"foo bar", "line 1: SyntaxError: invalid syntax"},
		{"x = (1", "line 1: SyntaxError: '(' was never closed"},
		{"x = 1)", "line 1: SyntaxError: unmatched ')'"},
		{"x = 'a", "line 1: SyntaxError: unterminated string literal"},
		{"if x:", "line 1: IndentationError: expected an indented block after 'if'"},
		{"  x", "line 1: IndentationError: unexpected indent"},
		{"if x:\n    a\n  b", "line 3: IndentationError: unindent does not match any outer indentation level"},
		{"else: x", "line 1: SyntaxError: invalid syntax"},
		{"try: x", "line 1: SyntaxError: expected 'except' or 'finally' block"},
		{"x = $", "line 1: SyntaxError: invalid character '$'"},
		{"return 1", "line 1: SyntaxError: 'return' outside function"},
		{strings.Repeat("(", 300), "line 1: SyntaxError: too many nested parentheses"},
		{"from a import", "line 1: SyntaxError: invalid syntax"},
		{"import", "line 1: SyntaxError: invalid syntax"},
		{"del", "line 1: SyntaxError: invalid syntax"},
		{"for x: pass", "line 1: SyntaxError: invalid syntax"},
		{"x ** ", "line 1: SyntaxError: invalid syntax"},
		{"a is", "line 1: SyntaxError: invalid syntax"},
	} {
		_, err := Translate(test.source)
		if err == nil || err.Error() != test.want {
			t.Errorf("%.60q: %v, want %s", test.source, err, test.want)
		}
	}
}

func TestIncomplete(t *testing.T) {
	for source, want := range map[string]bool{
		"x = 1": false, "x = [": true, "x = '''a": true, "x = 'a": false, `x = 1 + \`: true, "for x in y:": true,
		"for x in y:\n    pass": true, "for x in y:\n    pass\n": false, "if x: y": false, "try: x": true, "": false,
		"def f():\n    x = [\n\n    1]": true, "x = [\n1]": false, "foo bar": false, "try:\n    x": true, "try:\n    x\nexcept E:\n    y\n": false,
	} {
		if got := Incomplete(source); got != want {
			t.Errorf("%q: %v, want %v", source, got, want)
		}
	}
}

func TestLooks(t *testing.T) {
	for _, yes := range []string{
		"x = 1", "data['info'] = 1", "a.b = c", "x += 1", "transaction.commit()", "[k for k in data]", "{1}", "{}", "1 + 2", "not x", "import a", "del x[1]",
		"for x in y: pass", "print(x)", "print x", "x is None", "'text'", "(1, 2)", "x = [", "class A: pass", "raise X", "-1",
	} {
		if !Looks(yes) {
			t.Errorf("%q does not look like a statement", yes)
		}
	}
	for _, no := range []string{
		"stauts", "sets info 1", "get info", "foo bar baz", "set info stored in memcache", "ls /", "cd ..", "cd 'a b", "get a/b c", "", "# nothing", "grep $x", "rollback keep", "expire /C/s 90m",
	} {
		if Looks(no) {
			t.Errorf("%q looks like a statement", no)
		}
	}
}

func FuzzTranslate(f *testing.F) {
	for _, s := range []string{
		"x = 1", "from a import b", "try:\n  a\nexcept E as e:\n  b", "def f(x, *y, **z): return x is y", "x = {1: [2, {3}]}", "print 'a' 'b' % c,",
		"a ** -b ** c", "lambda x: x not in y", "del x[1:2]", "with a as b:\n c", "x = u'\\x41' b''", "0777L", "a < b < c", "for a, (b, c) in d:\n\te", "x[1:2, ::3]",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		statements, err := Translate(src)
		Incomplete(src)
		Looks(src)
		if err != nil {
			var e *Error
			if !errors.As(err, &e) || e.Line < 1 || e.Name == "" {
				t.Fatalf("%q: %v", src, err)
			}
			return
		}
		for _, s := range statements {
			if c, ok := s.(Code); ok { // whatever it is, Starlark's parser is to survive it
				_, _ = (&syntax.FileOptions{Set: true, While: true, TopLevelControl: true, GlobalReassign: true, Recursion: true}).Parse("x", c.Source, 0)
			}
		}
	})
}
