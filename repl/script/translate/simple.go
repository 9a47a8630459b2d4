package translate

import "go.starlark.net/syntax"

var branches = map[string]syntax.Token{"pass": syntax.PASS, "break": syntax.BREAK, "continue": syntax.CONTINUE}

// simple translates a simple statement.
func (t *translator) simple(n *node) []syntax.Stmt {
	first, rest := n.first, n.head[1:]
	if first.kind != name {
		return t.assignment(n)
	}
	switch first.text {
	case "import":
		return imports(n)
	case "from":
		return []syntax.Stmt{from(n)}
	case "pass", "break", "continue":
		if len(rest) > 0 {
			panic(rest[0].invalid())
		}
		if first.text != "pass" && t.loop == 0 {
			panic(first.errorf("SyntaxError", "%s", map[string]string{"break": "'break' outside loop", "continue": "'continue' not properly in loop"}[first.text]))
		}
		return []syntax.Stmt{&syntax.BranchStmt{Token: branches[first.text], TokenPos: pos(first)}}
	case "return":
		return t.returned(n, rest)
	case "del":
		return []syntax.Stmt{deletion(n, rest)}
	case "assert":
		args, comma := several(n, rest)
		if len(args) > 2 || len(args) == 0 || comma {
			panic(first.invalid())
		}
		s := &Assert{BranchStmt: stmtAt(first), Cond: args[0]}
		if len(args) == 2 {
			s.Text = args[1]
		}
		return []syntax.Stmt{s}
	case "raise":
		return []syntax.Stmt{raise(n, rest)}
	case "global", "nonlocal":
		return all(first, rest, func(p *parser) []syntax.Stmt {
			s := &Scope{BranchStmt: stmtAt(first), Global: first.text == "global"}
			for {
				s.Names = append(s.Names, p.name().Name)
				if !p.take(",") {
					return []syntax.Stmt{s}
				}
			}
		})
	case "print":
		if printed(rest) {
			return []syntax.Stmt{&syntax.ExprStmt{X: printCall(n, rest)}}
		}
	case "exec":
		if len(rest) > 0 && rest[0].begins() && !rest[0].is("(") && !rest[0].is("[") {
			panic(first.notSupported("exec statements"))
		}
	}
	return t.assignment(n)
}

// several parses expressions with commas between them.
func several(n *node, tokens []token) (list []syntax.Expr, comma bool) {
	p := &parser{tokens: tokens, at: n.first}
	return p.list()
}

func (t *translator) returned(n *node, tokens []token) []syntax.Stmt {
	if !t.def {
		panic(n.first.errorf("SyntaxError", "'return' outside function"))
	}
	s := &syntax.ReturnStmt{Return: pos(n.first)}
	if len(tokens) > 0 {
		s.Result = all(n.first, tokens, values)
	}
	return []syntax.Stmt{s}
}

func raise(n *node, tokens []token) syntax.Stmt {
	if i := index(tokens, "from"); i > 0 {
		all(tokens[i], tokens[i+1:], one)
		tokens = tokens[:i]
	}
	s := &Raise{BranchStmt: stmtAt(n.first)}
	args, comma := several(n, tokens)
	switch {
	case len(args) > 3 || comma:
		panic(n.first.invalid())
	case len(args) == 1:
		s.X = args[0]
	case len(args) > 1: // Python 2: raise Class, arguments
		at := pos(n.first)
		s.X = &syntax.CallExpr{Fn: args[0], Lparen: at, Args: arguments(args[1]), Rparen: at}
	}
	return s
}

// arguments returns what Python 2 calls the class of an exception with.
func arguments(x syntax.Expr) []syntax.Expr {
	switch x := x.(type) {
	case *syntax.ParenExpr:
		return arguments(x.X)
	case *syntax.TupleExpr:
		return x.List
	case *syntax.Ident:
		if x.Name == "None" {
			return nil
		}
	}
	return []syntax.Expr{x}
}

// printed reports whether rest, which follows print, is what Python 2's statement
// prints, and not a call of a function print or another use of the name.
func printed(rest []token) bool {
	if len(rest) == 0 {
		return true
	}
	if x := rest[0]; !x.is("(") {
		return x.begins() || signs.has(x.text) || x.is("not") || x.is("lambda") || x.is(">>") ||
			lacking(x.text) != ""
	}
	end := shutting(rest)
	if end == len(rest)-1 || assigns(rest) {
		return false
	}
	next := rest[end+1] // print ("a") % b, or print (a), b
	return next.kind == op && !next.opens() && !next.is(".")
}

// printCall translates Python 2's statement.
func printCall(n *node, tokens []token) syntax.Expr {
	if len(tokens) > 0 && tokens[0].is(">>") {
		panic(n.first.notSupported("print to a file"))
	}
	args, comma := several(n, tokens)
	if comma {
		end := tokens[len(tokens)-1]
		args = append(args, &syntax.BinaryExpr{X: ident(end, "end"), OpPos: pos(end), Op: syntax.EQ, Y: quoted(end, " ")})
	}
	at := pos(n.first)
	return &syntax.CallExpr{Fn: ident(n.first, "print"), Lparen: at, Args: args, Rparen: at}
}

// deletion translates del of names, keys, slices and attributes.
func deletion(n *node, tokens []token) syntax.Stmt {
	if len(tokens) > 0 && tokens[0].is("(") && shutting(tokens) == len(tokens)-1 {
		tokens = tokens[1 : len(tokens)-1]
	}
	parts := split(tokens, ",")
	if last := len(parts) - 1; last > 0 && len(parts[last]) == 0 {
		parts = parts[:last]
	}
	s := &Delete{BranchStmt: stmtAt(n.first)}
	for _, part := range parts {
		if len(part) == 0 {
			panic(n.first.invalid())
		}
		x := all(n.first, part, one)
		switch x := x.(type) {
		case *syntax.DotExpr, *syntax.IndexExpr, *syntax.SliceExpr:
		case *syntax.Ident:
			if isConstant(x.Name) {
				panic(n.first.errorf("SyntaxError", "cannot delete this"))
			}
		default:
			panic(n.first.errorf("SyntaxError", "cannot delete this"))
		}
		s.Targets = append(s.Targets, x)
	}
	return s
}
