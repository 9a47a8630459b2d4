package translate

import (
	"errors"
	"strings"
	"testing"

	"go.starlark.net/syntax"
)

var options = &syntax.FileOptions{Set: true, While: true, TopLevelControl: true, GlobalReassign: true, Recursion: true}

// parses tells why Starlark's parser does not take what became of the source;
// only nesting that is too deep for it is no fault.
func parses(statements []Statement) error {
	for _, s := range statements {
		var err error
		switch s := s.(type) {
		case Code:
			if _, err = options.Parse("x", s.Source, 0); err != nil {
				err = errors.New(err.Error() + " in " + s.Source)
			}
		case With:
			_, err = options.ParseExpr("x", s.Manager, 0)
			err = errors.Join(err, parses(s.Body))
		case Try:
			for _, x := range s.Excepts {
				err = errors.Join(err, parses(x.Body))
				for _, c := range x.Classes {
					_, cerr := options.ParseExpr("x", c, 0)
					err = errors.Join(err, cerr)
				}
			}
			err = errors.Join(err, parses(s.Body), parses(s.Else), parses(s.Finally))
		}
		if err != nil && !strings.Contains(err.Error(), "excessive nesting") {
			return err
		}
	}
	return nil
}

func FuzzTranslate(f *testing.F) {
	for _, s := range []string{
		"x = 1", "from a import b", "try:\n  a\nexcept E as e:\n  b", "def f(x, *y, **z): return x is y", "x = {1: [2, {3}]}", "print 'a' 'b' % c,",
		"a ** -b ** c", "lambda x: x not in y", "del x[1:2]", "with a as b:\n c", "x = u'\\x41' b''", "0777L", "a < b < c", "for a, (b, c) in d:\n\te", "x[1:2, ::3]",
	} {
		f.Add(s)
	}
	for _, test := range runs {
		f.Add(test.source)
	}
	f.Fuzz(func(t *testing.T, src string) {
		statements, err := Python(src)
		Incomplete(src)
		Looks(src)
		if err != nil {
			var e *Error
			if !errors.As(err, &e) || e.Line < 1 || e.Name == "" {
				t.Fatalf("%q: %v", src, err)
			}
			return
		}
		if err := parses(statements); err != nil {
			t.Fatalf("%q: %v", src, err)
		}
	})
}
