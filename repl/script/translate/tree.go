package translate

import "go.starlark.net/syntax"

// file is the name of the source in positions.
var file = "<stdin>"

func pos(t token) syntax.Position {
	return syntax.MakePosition(&file, t.line, t.col)
}

func ident(at token, name string) *syntax.Ident { return &syntax.Ident{NamePos: pos(at), Name: name} }

func quoted(at token, s string) *syntax.Literal {
	return &syntax.Literal{Token: syntax.STRING, TokenPos: pos(at), Value: s}
}

// call is a call of one of the interpreter's functions.
func call(at token, function string, args ...syntax.Expr) *syntax.CallExpr {
	return &syntax.CallExpr{Fn: ident(at, function), Lparen: pos(at), Args: args, Rparen: pos(at)}
}

func paren(at token, x syntax.Expr) *syntax.ParenExpr {
	return &syntax.ParenExpr{Lparen: pos(at), X: x, Rparen: pos(at)}
}

// tuple is one value, or the tuple of several; a comma behind one makes it a tuple.
func tuple(at token, list []syntax.Expr, comma bool) syntax.Expr {
	switch {
	case len(list) == 0:
		panic(at.invalid())
	case len(list) > 1:
		return &syntax.TupleExpr{List: list}
	case comma:
		return paren(at, &syntax.TupleExpr{List: list})
	}
	return list[0]
}

func assign(at token, to, value syntax.Expr) syntax.Stmt {
	return &syntax.AssignStmt{OpPos: pos(at), Op: syntax.EQ, LHS: to, RHS: value}
}

func run(x syntax.Expr) []syntax.Stmt { return []syntax.Stmt{&syntax.ExprStmt{X: x}} }
