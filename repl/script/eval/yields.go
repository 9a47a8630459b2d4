package eval

import (
	"go.starlark.net/syntax"

	"sessh/repl/script/translate"
)

// yields reports whether one of the statements yields, or one inside of them.
func yields(stmts []syntax.Stmt) bool {
	for _, s := range stmts {
		if yieldsIn(s) {
			return true
		}
	}
	return false
}

func yieldsIn(s syntax.Stmt) bool {
	switch s := s.(type) {
	case *translate.Yield:
		return true
	case *syntax.IfStmt:
		return yields(s.True) || yields(s.False)
	case *syntax.ForStmt:
		return yields(s.Body)
	case *syntax.WhileStmt:
		return yields(s.Body)
	case *translate.Loop:
		return yieldsIn(s.Loop) || yields(s.Else)
	case *translate.With:
		return yields(s.Body)
	case *translate.Try:
		for _, x := range s.Excepts {
			if yields(x.Body) {
				return true
			}
		}
		return yields(s.Body) || yields(s.Else) || yields(s.Finally)
	}
	return false
}
