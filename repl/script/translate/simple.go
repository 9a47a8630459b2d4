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
	case "import", "from":
		panic(first.notSupported("imports inside of a block"))
	case "pass", "break", "continue":
		if len(rest) > 0 {
			panic(rest[0].invalid())
		}
		return []syntax.Stmt{&syntax.BranchStmt{Token: branches[first.text], TokenPos: pos(first)}}
	case "return":
		return t.returned(n, rest)
	case "del":
		var out []syntax.Stmt
		for _, part := range deleted(rest) {
			if len(part) == 1 && part[0].named() {
				panic(first.notSupported("del of a name inside of a block"))
			}
			out = append(out, run(deletion(n, part))...)
		}
		return out
	case "assert":
		args, comma := several(n, rest)
		if len(args) > 2 || len(args) == 0 || comma {
			panic(first.invalid())
		}
		return run(call(first, "__assert", args...))
	case "raise":
		return run(raise(n, rest))
	case "global", "nonlocal":
		all(first, rest, func(p *parser) any {
			for p.name(); p.take(","); p.name() {
			}
			return nil
		})
		panic(first.notSupported(first.text + " statements"))
	case "print":
		if printed(rest) {
			return run(printCall(n, rest))
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

func raise(n *node, tokens []token) syntax.Expr {
	if i := index(tokens, "from"); i > 0 {
		all(tokens[i], tokens[i+1:], one)
		tokens = tokens[:i]
	}
	args, comma := several(n, tokens)
	switch {
	case len(args) > 3 || comma:
		panic(n.first.invalid())
	case len(args) < 2:
		return call(n.first, "__raise", args...)
	}
	at := pos(n.first) // Python 2: raise Class, arguments
	return call(n.first, "__raise", &syntax.CallExpr{Fn: args[0], Lparen: at, Args: arguments(args[1]), Rparen: at})
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
		return x.begins() || signs[x.text] != 0 || x.is("not") || x.is("lambda") || x.is(">>") ||
			lacking[x.text] != "" && !x.is("*") && !x.is("**")
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
	return call(n.first, "print", args...)
}

// deleted splits the targets of del; there is at least one, which may be empty.
func deleted(tokens []token) [][]token {
	if len(tokens) > 0 && tokens[0].is("(") && shutting(tokens) == len(tokens)-1 {
		tokens = tokens[1 : len(tokens)-1]
	}
	parts := split(tokens, ",")
	if last := len(parts) - 1; last > 0 && len(parts[last]) == 0 {
		parts = parts[:last]
	}
	return parts
}

// deletion translates the removal of a key, a slice or an attribute.
func deletion(n *node, part []token) syntax.Expr {
	if len(part) < 2 {
		panic(n.first.invalid())
	}
	switch x := all(n.first, part, one).(type) {
	case *syntax.DotExpr:
		return call(n.first, "__delattr", x.X, quoted(n.first, x.Name.Name))
	case *syntax.IndexExpr:
		return call(n.first, "__del", x.X, x.Y)
	case *syntax.SliceExpr:
		if x.Step != nil {
			panic(n.first.notSupported("del of a slice with a step"))
		}
		bounds := []syntax.Expr{x.X, x.Lo, x.Hi}
		for i, b := range bounds {
			if b == nil {
				bounds[i] = ident(n.first, "None")
			}
		}
		return call(n.first, "__delslice", bounds...)
	}
	panic(n.first.errorf("SyntaxError", "cannot delete this"))
}
