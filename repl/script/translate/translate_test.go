package translate

import "testing"

func TestTranslate(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, source, want string }{
		{"as it is", "x = f(1, y=2)[3].z", "x = f ( 1 , y = 2 ) [ 3 ] . z"},
		{"text prefixes", `x = u'é' + r'\d' + 'a' "b"`, `x = "é" + "\\d" + "ab"`},
		{"escapes", `x = '\x41\101\u00e9\a\d\
b'`, `x = "AAé\x07\\db"`},
		{"bytes", `x = b'\xff\n'`, `x = b"\xff\n"`},
		{"triple quotes", "x = '''a\n'b'''", `x = "a\n'b"`},
		{"numbers", "x = 10L + 0777 + 1_000 + 0x1F + 1e-5 + .5", "x = 10 + 0o0777 + 1000 + 0x1f + 1e-5 + .5"},
		{"list", "x = [1, [2]]", "x = [ 1 , [ 2 ] ]"},
		{"an index is none", "x[1]", "x [ 1 ]"},
		{"dictionary", "x = {'a': {}}", `x = { "a" : { } }`},
		{"set", "x = {1, 2}", "x = { 1 , 2 }"},
		{"comprehensions", "x = {k: v for k, v in y}", "x = { k : v for k , v in y }"},
		{"generator", "f(x for x in y)", "f ( generator [ x for x in y ] )"},
		{"is", "x is None and y is not z", "x is None and y is not z"},
		{"not in", "x not in y", "x not in y"},
		{"other signs", "x <> y", "x != y"},
		{"chain", "1 < x <= y", "1 < x <= y"},
		{"power", "-a.b ** c[0] ** 2", "- a . b ** c [ 0 ] ** 2"},
		{"keywords stay", "f(*a, k=1, **b)", "f ( * a , k = 1 , ** b )"},
		{"print", "print", "print ( )"},
		{"print statement", "print 'a', b", `print ( "a" , b )`},
		{"print with a comma", "print x,", `print ( x , end = " " )`},
		{"print function", "print(x)", "print ( x )"},
		{"print of a format", "print '%s' % x", `print ( "%s" % x )`},
		{"del", "del x[k], y.z, w[1:]", "del x [ k ] , y . z , w [ 1 : ]"},
		{"del of names", "del x, y", "del x , y"},
		{"assert", "assert x, 'm'", `assert x , "m"`},
		{"raise", "raise ValueError, 'm'", `raise ValueError ( "m" )`},
		{"raise from", "raise A from b", "raise A"},
		{"chained assignment", "a = b = 1", "a = b = 1"},
		{"annotations", "x: int = 1", "x = 1"},
		{"augmented", "x **= 2", "x **= 2"},
		{"imports", "import a.b as c, d", "import a.b as c ; import d as d"},
		{"from", "from a.b import (c as d,\n e,)", "from a.b import c as d import e as e"},
		{"from star", "from a import *", "from a *"},
		{"def", "def f(a: int, b=[1]) -> int:\n  return a", "def f ( a , b = [ 1 ] ) : / return a"},
		{"one line", "if x: y = 1; z = 2", "if x : y = 1 ; z = 2"},
		{"semicolons", "a = 1; b = 2;", "a = 1 ; b = 2"},
		{"try", "try:\n  a\nexcept KeyError, e:\n  b\nexcept (A, B):\n  c\nfinally:\n  d", "try : / a / except KeyError e : / b / except ( A , B )  : / c / finally : / d"},
		{"try in a block", "for x in y:\n  try:\n    f(x)\n  except E as e:\n    g(e)", "for x in y : / try : / f ( x ) / except E e : / g ( e )"},
		{"with", "with m as x:\n  f(x)", "with m as x : / f ( x )"},
		{"with in a block", "for m in n:\n  with m:\n    f()", "for m in n : / with m as : / f ( )"},
		{"decorators", "@a\n@b.c(1)\ndef f(): pass", "@ a / @ b . c ( 1 ) / def f ( ) : pass"},
		{"a decorated class", "@a\nclass A(B, C): pass", "@ a / class A ( B , C ) : pass"},
		{"yield", "yield; yield 1, 2; x = yield; a = b = (yield c)", "yield ; yield 1 , 2 ; x = yield ; a = b = yield c"},
		{"yield from", "x = yield from f(1)", "x = yield from f ( 1 )"},
		{"comments", "# one\nx # two\n", "x"},
		{"lambda", "f = lambda x, y=1: x is y", "f = lambda x , y = 1 : x is y"},
		{"reserved names", "load = 1", "load = 1"},
		{"slices", "x[1:], x[:], x[::2]", "x [ 1 : ] , x [ : ] , x [ : : 2 ]"},
		{"a tuple ended by a comma", "x = 1,", "x = ( 1 , )"},
		{"a target ended by a comma", "a, = b", "( a , ) = b"},
		{"targets in brackets", "[a, [b], (c, d)] = e", "( a , ( ( b , ) ) , ( c , d ) ) = e"},
		{"loops over names in brackets", "for [a, b] in 1, 2,: pass", "for ( a , b ) in 1 , 2 : pass"},
		{"reserved names everywhere", "def load(load): return [load for load in load(load=load)]",
			"def load ( load ) : return [ load for load in load ( load = load ) ]"},
		{"reserved names that are bound", "import load", "import load as load"},
		{"del in brackets", "del (a, b[0])", "del a , b [ 0 ]"},
		{"del of a tuple", "del x[1, 2],", "del x [ 1 , 2 ]"},
		{"computed chain", "a < f() < g()", "a < f ( ) < g ( )"},
		{"print of one value", "print (x), y", "print ( ( x ) , y )"},
		{"print is a name", "print.x = print", "print . x = print"},
		{"raise with arguments", "raise A, (1, 2)", "raise A ( 1 , 2 )"},
		{"raise with none", "raise A, None", "raise A ( )"},
		{"raise again", "try:\n  f()\nexcept:\n  raise", "try : / f ( ) / except  : / raise"},
		{"nothing", "\n# nothing\n", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			statements, err := Python(test.source)
			if err != nil {
				t.Fatal(err)
			}
			if got := statementsText(statements); got != test.want {
				t.Errorf("%s\ngives %s\nwant  %s", test.source, got, test.want)
			}
		})
	}
}
