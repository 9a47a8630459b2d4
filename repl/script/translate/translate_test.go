package translate

import (
	"fmt"
	"strings"
	"testing"
)

func describe(t *testing.T, statements []Statement) string {
	t.Helper()
	var out []string
	for _, s := range statements {
		switch s := s.(type) {
		case Code:
			out = append(out, statementsText(s.Stmts))
		case Try:
			text := "try{" + describe(t, s.Body) + "}"
			for _, x := range s.Excepts {
				classes := ""
				if x.Classes != nil {
					classes = words(x.Classes)
				}
				text += fmt.Sprintf("except [%v] %s{%s}", classes, x.As, describe(t, x.Body))
			}
			out = append(out, text+"else{"+describe(t, s.Else)+"}finally{"+describe(t, s.Finally)+"}")
		case With:
			out = append(out, fmt.Sprintf("with %s %s{%s}", words(s.Manager), s.As, describe(t, s.Body)))
		default:
			out = append(out, strings.TrimPrefix(fmt.Sprintf("%#v", s), "translate."))
		}
	}
	return strings.Join(out, " | ")
}

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
		{"list", "x = [1, [2]]", "x = __list ( [ 1 , __list ( [ 2 ] ) ] )"},
		{"an index is none", "x[1]", "x [ 1 ]"},
		{"dictionary", "x = {'a': {}}", `x = __dict ( { "a" : __dict ( { } ) } )`},
		{"set", "x = {1, 2}", "x = __set ( [ 1 , 2 ] )"},
		{"comprehensions", "x = {k: v for k, v in y}", "x = __dict ( { k : v for k , v in y } )"},
		{"generator", "f(x for x in y)", "f ( __list ( [ x for x in y ] ) )"},
		{"is", "x is None and y is not z", "x in __is ( None ) and y not in __is ( z )"},
		{"not in", "x not in y", "x not in y"},
		{"other signs", "x <> y", "x != y"},
		{"chain", "1 < x <= y", "( 1 < x and x <= y )"},
		{"power", "-a.b ** c[0] ** 2", "- __pow ( a . b , __pow ( c [ 0 ] , 2 ) )"},
		{"keywords stay", "f(*a, k=1, **b)", "f ( k = 1 , * a , ** b )"},
		{"print", "print", "print ( )"},
		{"print statement", "print 'a', b", `print ( "a" , b )`},
		{"print with a comma", "print x,", `print ( x , end = " " )`},
		{"print function", "print(x)", "print ( x )"},
		{"print of a format", "print '%s' % x", `print ( "%s" % x )`},
		{"del", "del x[k], y.z, w[1:]", `__del ( x , k ) | __delattr ( y , "z" ) | __delslice ( w , 1 , None )`},
		{"del of names", "del x, y", `Delete{Name:"x"} | Delete{Name:"y"}`},
		{"assert", "assert x, 'm'", `__assert ( x , "m" )`},
		{"raise", "raise ValueError, 'm'", `__raise ( ValueError ( "m" ) )`},
		{"raise from", "raise A from b", `__raise ( A )`},
		{"chained assignment", "a = b = 1", "__value = 1 ; a = __value ; b = __value"},
		{"annotations", "x: int = 1", "x = 1"},
		{"augmented", "x **= 2", "x = __pow ( x , ( 2 ) )"},
		{"imports", "import a.b as c, d", `Import{Module:"a.b", As:"c"} | Import{Module:"d", As:""}`},
		{"from", "from a.b import (c as d,\n e,)", `From{Module:"a.b", Names:[]translate.Alias{translate.Alias{Name:"c", As:"d"}, translate.Alias{Name:"e", As:""}}, Star:false}`},
		{"from star", "from a import *", `From{Module:"a", Names:[]translate.Alias(nil), Star:true}`},
		{"def", "def f(a: int, b=[1]) -> int:\n  return a", "def f ( a , b = __list ( [ 1 ] ) ) : / return a"},
		{"one line", "if x: y = 1; z = 2", "if x : y = 1 ; z = 2"},
		{"semicolons", "a = 1; b = 2;", "a = 1 | b = 2"},
		{"try", "try:\n  a\nexcept KeyError, e:\n  b\nexcept (A, B):\n  c\nfinally:\n  d", "try{a}except [KeyError] e{b}except [( A , B )] {c}else{}finally{d}"},
		{"try in a block", "for x in y:\n  try:\n    f(x)\n  except E as e:\n    g(e)", "for x in y : / def __try1 ( ) : / f ( x ) / def __except2 ( e ) : / g ( e ) / __try ( __try1 , [ ( E , __except2 ) ] , None , None )"},
		{"with", "with m as x:\n  f(x)", "with m x{f ( x )}"},
		{"with in a block", "for m in n:\n  with m:\n    f()", "for m in n : / def __with1 ( __entered ) : / f ( ) / __with ( m , __with1 )"},
		{"comments", "# one\nx # two\n", "x"},
		{"lambda", "f = lambda x, y=1: x is y", "f = lambda x , y = 1 : x in __is ( y )"},
		{"reserved names", "load = 1", "load = 1"},
		{"slices", "x[1:], x[:], x[::2]", "x [ 1 : ] , x [ : ] , x [ : : 2 ]"},
		{"a tuple ended by a comma", "x = 1,", "x = ( 1 , )"},
		{"a target ended by a comma", "a, = b", "( a , ) = b"},
		{"targets in brackets", "[a, [b], (c, d)] = e", "( a , ( ( b , ) ) , ( c , d ) ) = e"},
		{"loops over names in brackets", "for [a, b] in 1, 2,: pass", "for ( a , b ) in 1 , 2 : pass"},
		{"reserved names everywhere", "def load(load): return [load for load in load(load=load)]",
			"def load ( load ) : return __list ( [ load for load in load ( load = load ) ] )"},
		{"reserved names that are bound", "import load", `Import{Module:"load", As:""}`},
		{"del in brackets", "del (a, b[0])", `Delete{Name:"a"} | __del ( b , 0 )`},
		{"del of a tuple", "del x[1, 2],", `__del ( x , ( 1 , 2 ) )`},
		{"computed chain", "a < f() < g()", "( lambda __a , __b : __a < __b and __b < g ( ) ) ( a , f ( ) )"},
		{"print of one value", "print (x), y", "print ( ( x ) , y )"},
		{"print is a name", "print.x = print", "print . x = print"},
		{"raise with arguments", "raise A, (1, 2)", "__raise ( A ( 1 , 2 ) )"},
		{"raise with none", "raise A, None", "__raise ( A ( ) )"},
		{"raise again", "try:\n  f()\nexcept:\n  raise", "try{f ( )}except [] {__raise ( )}else{}finally{}"},
		{"nothing", "\n# nothing\n", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			statements, err := Python(test.source)
			if err != nil {
				t.Fatal(err)
			}
			if got := describe(t, statements); got != test.want {
				t.Errorf("%s\ngives %s\nwant  %s", test.source, got, test.want)
			}
		})
	}
}
