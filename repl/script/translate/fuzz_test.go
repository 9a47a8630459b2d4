package translate

import (
	"errors"
	"testing"
)

func FuzzTranslate(f *testing.F) {
	for _, s := range []string{
		"x = 1", "from a import b", "try:\n  a\nexcept E as e:\n  b", "def f(x, *y, **z): return x is y", "x = {1: [2, {3}]}", "print 'a' 'b' % c,",
		"a ** -b ** c", "lambda x: x not in y", "del x[1:2]", "with a as b:\n c", "x = u'\\x41' b''", "0777L", "a < b < c", "for a, (b, c) in d:\n\te", "x[1:2, ::3]",
	} {
		f.Add(s)
	}
	for _, s := range []string{
		`f"{a!r:{b}}{{c=}"`, "class A(B):\n def f(self): pass", "a, *b = c; [*d, e]; {**f}", "global a; nonlocal b", "for a in b: break\nelse: c",
		"x = a if b else c if not d is e in f else lambda g, *h, **i: j and k", "-a ** -b * ~c + d << e & f ^ g | h", "a < b[c] < d() <= e != f", "f(a, *b, c=d, **e)[g:][::h].i",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		_, err := Python(src)
		Incomplete(src)
		Looks(src)
		if err != nil {
			var e *Error
			if !errors.As(err, &e) || e.Line < 1 || e.Name == "" {
				t.Fatalf("%q: %v", src, err)
			}
		}
	})
}
