package translate

import (
	"strings"
	"testing"
)

func TestNotTranslated(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ source, want string }{
		{"x = 1j", "line 1: NotSupported: complex numbers"},
		{"def f():\n  yield 1", "line 2: NotSupported: yield"},
		{"async def f(): pass", "line 1: NotSupported: async statements"},
		{"@d\nf()", "line 2: SyntaxError: invalid syntax"},
		{"@d", "line 1: SyntaxError: invalid syntax"},
		{"@d e\ndef f(): pass", "line 1: SyntaxError: invalid syntax"},
		{"x = (y := 1)", "line 1: NotSupported: assignment expressions"},
		{"`x`", "line 1: NotSupported: backticks"},
		{"print >>f, x", "line 1: NotSupported: print to a file"},
		{"from . import x", "line 1: NotSupported: relative imports"},
		{"exec 'x'", "line 1: NotSupported: exec statements"},
		{`'\N{DASH}'`, `line 1: NotSupported: \N{...} in a string`},
		{"x[1:2, ::3]", "line 1: NotSupported: slices of several dimensions"},
		{`x = '\ud83d\ude00'`, "line 1: NotSupported: halves of surrogate pairs in a string"},
		{"match x:\n  case 1: pass", "line 1: NotSupported: match statements"},
		{"x = a @ b", "line 1: NotSupported: matrix multiplication"},
		{"x = ...", "line 1: NotSupported: the ellipsis literal"},
		{"def f((a, b)): pass", "line 1: NotSupported: parameters that are tuples"},
		{"lambda (a, b): a", "line 1: NotSupported: parameters that are tuples"},
		{"class A(metaclass=B): pass", "line 1: NotSupported: metaclasses"},
		{"try: a\nexcept* B: c", "line 2: NotSupported: exception groups"},
		{"*a = b", "line 1: SyntaxError: starred assignment target must be in a list or tuple"},
		{"a, *b, *c = d", "line 1: SyntaxError: multiple starred expressions in assignment"},
		{"x = *a", "line 1: SyntaxError: can't use starred expression here"},
		{"f'{'", "line 1: SyntaxError: f-string: empty expression not allowed"},
		{"f'}'", "line 1: SyntaxError: f-string: single '}' is not allowed"},
		{"f'{x!z}'", "line 1: SyntaxError: f-string: invalid conversion character: expected 's', 'r', or 'a'"},
		{"f'{x'", "line 1: SyntaxError: f-string: expecting '}'"},
		{"break", "line 1: SyntaxError: 'break' outside loop"},
		{"for x in y:\n  def f(): continue", "line 2: SyntaxError: 'continue' not properly in loop"},
		{"f(a=1, b)", "line 1: SyntaxError: positional argument follows keyword argument"},
		{"x and", "line 1: SyntaxError: invalid syntax"},
		{"/ x", "line 1: SyntaxError: invalid syntax"},
		{"x not y", "line 1: SyntaxError: invalid syntax"},
		{"x = y if z", "line 1: SyntaxError: invalid syntax"},
		{"x = not", "line 1: SyntaxError: invalid syntax"},
		{"1 + not x", "line 1: SyntaxError: invalid syntax"},
		{"a or lambda: x", "line 1: SyntaxError: invalid syntax"},
		{"[x for x in y, z]", "line 1: SyntaxError: invalid syntax"},
		{"f(x, y for y in z)", "line 1: SyntaxError: invalid syntax"},
		{"f(x,,y)", "line 1: SyntaxError: invalid syntax"},
		{"{1: 2, 3}", "line 1: SyntaxError: invalid syntax"},
		{"def f(x) y: pass", "line 1: SyntaxError: invalid syntax"},
		{"import for", "line 1: SyntaxError: invalid syntax"},
		{"try: a\nfinally: b\nexcept: c", "line 3: SyntaxError: invalid syntax"},
		{"try: a\nexcept: b\nexcept E: c", "line 3: SyntaxError: default 'except:' must be last"},
		{"uu'x'", "line 1: SyntaxError: invalid syntax"},
		{"None = 1", "line 1: SyntaxError: cannot assign to this"},
		{"f() = 1", "line 1: SyntaxError: cannot assign to this"},
		{"a + b = 1", "line 1: SyntaxError: cannot assign to this"},
		{"x = 09", "line 1: SyntaxError: invalid number 09"},
		{"x = 'a' b'b'", "line 1: SyntaxError: cannot mix bytes and nonbytes literals"},
		{"x = 'a\xff'", "line 1: SyntaxError: the source is not UTF-8"},
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
		_, err := Python(test.source)
		if err == nil || err.Error() != test.want {
			t.Errorf("%.60q: %v, want %s", test.source, err, test.want)
		}
	}
}
