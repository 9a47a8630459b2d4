package translate

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"go.starlark.net/syntax"
)

var options = &syntax.FileOptions{Set: true, While: true, TopLevelControl: true, GlobalReassign: true, Recursion: true}

// parsed reports how the translation differs from what Starlark's parser makes of
// the same words: operators that bind otherwise, say.
func parsed(statements []Statement) error {
	var all error
	expr := func(x syntax.Expr) {
		if x != nil {
			all = errors.Join(all, sameShape(&syntax.ExprStmt{X: x}))
		}
	}
	body := func(s []Statement) { all = errors.Join(all, parsed(s)) }
	for _, s := range statements {
		switch s := s.(type) {
		case Code:
			for _, stmt := range s.Stmts {
				all = errors.Join(all, sameShape(stmt))
			}
		case With:
			expr(s.Manager)
			body(s.Body)
		case Try:
			for _, x := range s.Excepts {
				expr(x.Classes)
				body(x.Body)
			}
			body(s.Body)
			body(s.Else)
			body(s.Finally)
		}
	}
	return all
}

// sameShape compares a simple statement; of others it compares what they are made of.
func sameShape(s syntax.Stmt) error {
	switch s := s.(type) {
	case *syntax.IfStmt:
		return errors.Join(sameShape(&syntax.ExprStmt{X: s.Cond}), sameShapes(s.True), sameShapes(s.False))
	case *syntax.WhileStmt:
		return errors.Join(sameShape(&syntax.ExprStmt{X: s.Cond}), sameShapes(s.Body))
	case *syntax.ForStmt:
		return errors.Join(sameShape(&syntax.AssignStmt{Op: syntax.EQ, LHS: s.Vars, RHS: s.X}), sameShapes(s.Body))
	case *syntax.DefStmt:
		return errors.Join(sameShape(&syntax.ExprStmt{X: &syntax.LambdaExpr{Params: s.Params, Body: s.Name}}), sameShapes(s.Body))
	}
	text := words(s)
	f, err := options.Parse("x", text, 0)
	if err != nil {
		tooLarge := strings.Contains(err.Error(), "excessive nesting") || strings.Contains(err.Error(), "invalid int literal") || strings.Contains(err.Error(), "invalid float literal")
		if tooLarge || strings.Contains(text, "load") { // a word of Starlark's
			return nil
		}
		return fmt.Errorf("%w in %s", err, text)
	}
	if got, want := shape(s), shape(f.Stmts[0]); got != want {
		return fmt.Errorf("%s is\n%s, not\n%s", text, got, want)
	}
	return nil
}

func sameShapes(stmts []syntax.Stmt) (err error) {
	for _, s := range stmts {
		err = errors.Join(err, sameShape(s))
	}
	return err
}

// shape returns the words of a statement with every part in brackets of its own.
func shape(s syntax.Stmt) string {
	w := shower{deep: true}
	w.node(s)
	return strings.Join(w.words, " ")
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
	for _, s := range []string{
		"x = a if b else c if not d is e in f else lambda g, *h, **i: j and k", "-a ** -b * ~c + d << e & f ^ g | h", "a < b[c] < d() <= e != f", "f(a, *b, c=d, **e)[g:][::h].i",
	} {
		f.Add(s)
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
		if err := parsed(statements); err != nil {
			t.Fatalf("%q: %v", src, err)
		}
	})
}
