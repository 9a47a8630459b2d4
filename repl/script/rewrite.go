package script

import (
	"go.starlark.net/syntax"

	"sessh/repl/script/value"
)

// The statements of a walkthrough differ from a Starlark file in five ways. All
// are made in the syntax tree before it is resolved: a name that is bound at the
// top level stays bound for later statements; a bare expression is echoed; `in`
// and % are Python's; the depth of calls is bounded; and what makes values is a
// call of a function of package value, which counts them (see package bounds).
const (
	nameGlobals = "__globals"
	nameEcho    = "__echo"
	nameIn      = "__contains"
	nameEnter   = "__enter"
	nameMethod  = "__method"
	nameCopied  = "__copied"
	nameKey     = "__key"
	nameRight   = "__right"
)

// rewrite rewrites statements of the top level, or of a function.
func rewrite(stmts []syntax.Stmt, top bool) []syntax.Stmt {
	var out []syntax.Stmt
	for _, s := range stmts {
		var after []syntax.Stmt
		switch s := s.(type) {
		case *syntax.ExprStmt:
			if s.X = expr(s.X); top {
				s.X = call(nameEcho, s.X, s.X)
			}
		case *syntax.AssignStmt:
			out = append(out, taken(s)...)
			augmented(s, top)
			s.RHS = expr(s.RHS)
			if top {
				s.LHS = target(s.LHS)
			} else {
				s.LHS = expr(s.LHS)
			}
		case *syntax.ReturnStmt:
			if s.Result != nil {
				s.Result = expr(s.Result)
			}
		case *syntax.DefStmt:
			defaults(s.Params)
			// The first statement of a function checks the depth of calls.
			s.Body = append([]syntax.Stmt{&syntax.ExprStmt{X: call(nameEnter, s.Name)}}, rewrite(s.Body, false)...)
			if top {
				after = append(after, &syntax.AssignStmt{
					OpPos: s.Def, Op: syntax.EQ, LHS: global(s.Name), RHS: &syntax.Ident{NamePos: s.Name.NamePos, Name: s.Name.Name},
				})
			}
		case *syntax.IfStmt:
			s.Cond, s.True, s.False = expr(s.Cond), rewrite(s.True, top), rewrite(s.False, top)
		case *syntax.ForStmt:
			if s.X, s.Body = expr(s.X), rewrite(s.Body, top); top {
				s.Vars = target(s.Vars)
			}
		case *syntax.WhileStmt:
			s.Cond, s.Body = expr(s.Cond), rewrite(s.Body, top)
		}
		out = append(append(out, s), after...)
	}
	return out
}

// target makes the names that are assigned to at the top level global.
func target(x syntax.Expr) syntax.Expr {
	switch x := x.(type) {
	case *syntax.Ident:
		return global(x)
	case *syntax.ParenExpr:
		x.X = target(x.X)
	case *syntax.TupleExpr:
		targets(x.List)
	case *syntax.ListExpr:
		targets(x.List)
	default:
		return expr(x)
	}
	return x
}

func targets(list []syntax.Expr) {
	for i := range list {
		list[i] = target(list[i])
	}
}

// global returns the entry of a name in the globals.
func global(id *syntax.Ident) syntax.Expr {
	return &syntax.IndexExpr{
		X: &syntax.Ident{NamePos: id.NamePos, Name: nameGlobals}, Lbrack: id.NamePos, Rbrack: id.NamePos,
		Y: text(id.NamePos, id.Name),
	}
}

func text(at syntax.Position, s string) *syntax.Literal {
	return &syntax.Literal{Token: syntax.STRING, TokenPos: at, Raw: `"` + s + `"`, Value: s}
}

func literal(x syntax.Expr) bool {
	_, ok := x.(*syntax.Literal)
	return ok
}

func number(x syntax.Expr) bool {
	l, ok := x.(*syntax.Literal)
	return ok && (l.Token == syntax.INT || l.Token == syntax.FLOAT)
}

// taken makes x[k] %= y, which Starlark would compute by itself for a string, an
// assignment of x[k] % y. x and k are computed before it, once.
func taken(s *syntax.AssignStmt) []syntax.Stmt {
	x, ok := s.LHS.(*syntax.IndexExpr)
	if !ok || s.Op != syntax.PERCENT_EQ {
		return nil
	}
	name := func(n string) *syntax.Ident { return &syntax.Ident{NamePos: x.Lbrack, Name: n} }
	of, at := name("__of"), name("__at")
	before := []syntax.Stmt{
		&syntax.AssignStmt{OpPos: s.OpPos, Op: syntax.EQ, LHS: of, RHS: expr(x.X)},
		&syntax.AssignStmt{OpPos: s.OpPos, Op: syntax.EQ, LHS: at, RHS: expr(x.Y)},
	}
	index := func() *syntax.IndexExpr {
		return &syntax.IndexExpr{X: name("__of"), Lbrack: x.Lbrack, Y: name("__at"), Rbrack: x.Rbrack}
	}
	s.LHS, s.Op = index(), syntax.EQ
	s.RHS = &syntax.BinaryExpr{X: index(), OpPos: s.OpPos, Op: syntax.PERCENT, Y: s.RHS}
	return before
}

// augmented rewrites x op= y: to x = x op y if x is a name, else so that the right
// operand computes the result.
func augmented(s *syntax.AssignStmt, top bool) {
	op := s.Op - syntax.PLUS_EQ + syntax.PLUS
	name := value.Operators[op]
	if s.Op == syntax.EQ || name == "" || number(s.RHS) && (op == syntax.PLUS || op == syntax.MINUS) {
		return
	}
	switch x := s.LHS.(type) {
	case *syntax.Ident:
		var read syntax.Expr = &syntax.Ident{NamePos: x.NamePos, Name: x.Name}
		if top {
			read = global(x)
		}
		s.RHS = &syntax.BinaryExpr{X: read, OpPos: s.OpPos, Op: op, Y: s.RHS}
		s.Op = syntax.EQ
	case *syntax.IndexExpr, *syntax.DotExpr:
		s.RHS = call(nameRight, s.RHS, s.RHS)
	}
}

func call(name string, at syntax.Node, args ...syntax.Expr) syntax.Expr {
	start, end := at.Span()
	return &syntax.CallExpr{Fn: &syntax.Ident{NamePos: start, Name: name}, Lparen: start, Args: args, Rparen: end}
}

func defaults(params []syntax.Expr) {
	for _, p := range params {
		if b, ok := p.(*syntax.BinaryExpr); ok {
			b.Y = expr(b.Y)
		}
	}
}

func exprs(list []syntax.Expr) {
	for i := range list {
		list[i] = expr(list[i])
	}
}

// expr rewrites the operators in an expression.
func expr(x syntax.Expr) syntax.Expr {
	switch x := x.(type) {
	case *syntax.BinaryExpr:
		return binary(x)
	case *syntax.UnaryExpr:
		if x.X != nil {
			x.X = expr(x.X)
		}
	case *syntax.ParenExpr:
		x.X = expr(x.X)
	case *syntax.CallExpr:
		x.Fn = expr(x.Fn)
		for i, a := range x.Args {
			if named, ok := a.(*syntax.BinaryExpr); ok && named.Op == syntax.EQ {
				named.Y = expr(named.Y)
				continue
			}
			if spread, ok := a.(*syntax.UnaryExpr); ok && spread.X != nil && (spread.Op == syntax.STAR || spread.Op == syntax.STARSTAR) {
				spread.X = call(nameCopied, spread.X, expr(spread.X))
				continue
			}
			x.Args[i] = expr(a)
		}
	case *syntax.DotExpr:
		x.X = expr(x.X)
		if value.OwnMethods[x.Name.Name] {
			return call(nameMethod, x, x.X, text(x.NamePos, x.Name.Name))
		}
	case *syntax.IndexExpr:
		x.X, x.Y = expr(x.X), expr(x.Y)
	case *syntax.SliceExpr:
		x.X = expr(x.X)
		if x.Step != nil {
			x.X = call(nameCopied, x.X, x.X)
		}
		for _, p := range []*syntax.Expr{&x.Lo, &x.Hi, &x.Step} {
			if *p != nil {
				*p = expr(*p)
			}
		}
	case *syntax.CondExpr:
		x.Cond, x.True, x.False = expr(x.Cond), expr(x.True), expr(x.False)
	case *syntax.ListExpr:
		exprs(x.List)
	case *syntax.TupleExpr:
		exprs(x.List)
	case *syntax.DictExpr:
		exprs(x.List)
	case *syntax.DictEntry:
		x.Key, x.Value = expr(x.Key), expr(x.Value)
		if !literal(x.Key) {
			x.Key = call(nameKey, x.Key, x.Key)
		}
	case *syntax.Comprehension:
		comprehension(x)
	case *syntax.LambdaExpr:
		defaults(x.Params)
		x.Body = &syntax.CondExpr{Cond: call(nameEnter, x.Body), True: expr(x.Body), False: &syntax.Ident{NamePos: x.Lambda, Name: "None"}}
	}
	return x
}

func comprehension(x *syntax.Comprehension) {
	x.Body = expr(x.Body)
	for _, c := range x.Clauses {
		switch c := c.(type) {
		case *syntax.ForClause:
			c.X = expr(c.X)
		case *syntax.IfClause:
			c.Cond = expr(c.Cond)
		}
	}
}

func binary(x *syntax.BinaryExpr) syntax.Expr {
	x.X, x.Y = expr(x.X), expr(x.Y)
	switch x.Op {
	case syntax.IN:
		return call(nameIn, x, x.X, x.Y)
	case syntax.NOT_IN:
		return &syntax.UnaryExpr{OpPos: x.OpPos, Op: syntax.NOT, X: call(nameIn, x, x.X, x.Y)}
	}
	if name := value.Operators[x.Op]; name != "" && !(x.Op == syntax.PLUS || x.Op == syntax.MINUS) || name != "" && !number(x.X) && !number(x.Y) {
		return call(name, x, x.X, x.Y)
	}
	if name := value.Comparisons[x.Op]; name != "" && !literal(x.X) && !literal(x.Y) {
		return call(name, x, x.X, x.Y)
	}
	return x
}
