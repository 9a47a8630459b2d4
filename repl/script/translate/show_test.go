package translate

import (
	"fmt"
	"slices"
	"strings"

	"go.starlark.net/syntax"
)

// statementsText returns the tokens of what the tree stands for. Statements are divided
// by a semicolon, or a slash where a line begins.
func statementsText(stmts []syntax.Stmt) string {
	var w shower
	w.block(stmts, syntax.Position{})
	return strings.Join(w.words, " ")
}

type shower struct {
	words []string
}

func (w *shower) add(words ...string) { w.words = append(w.words, words...) }

func (w *shower) block(stmts []syntax.Stmt, header syntax.Position) {
	line, fresh := header.Line, false
	for i, s := range stmts {
		start, _ := s.Span()
		switch {
		case fresh || header.Line > 0 && i == 0 && start.Line != line || i > 0 && start.Line != line:
			w.add("/")
		case i > 0:
			w.add(";")
		}
		line = start.Line
		w.node(s)
		switch s.(type) {
		case *syntax.DefStmt, *syntax.IfStmt, *syntax.ForStmt, *syntax.WhileStmt, *Try, *With, *Class, *Loop:
			fresh = true
		}
	}
}

func (w *shower) list(list []syntax.Expr, one string) {
	for i, x := range list {
		if i > 0 {
			w.add(",")
		}
		w.node(x)
	}
	if len(list) == 1 && one != "" {
		w.add(one)
	}
}

func (w *shower) args(list []syntax.Expr) {
	for i, x := range list {
		if i > 0 {
			w.add(",")
		}
		if t, ok := x.(*syntax.TupleExpr); ok && !t.Lparen.IsValid() {
			w.add("(")
			w.node(x)
			w.add(")")
			continue
		}
		w.node(x)
	}
}

// node adds the words of a node, whose parts are nodes and words.
func (w *shower) node(n syntax.Node) {
	parts := func(parts ...any) {
		for _, p := range parts {
			switch p := p.(type) {
			case string:
				w.add(p)
			case syntax.Node:
				if p != nil {
					w.node(p)
				}
			}
		}
	}
	switch n := n.(type) {
	case *syntax.Ident:
		w.add(n.Name)
	case *syntax.Literal:
		w.add(literalText(n))
	case *syntax.ParenExpr:
		parts("(", n.X, ")")
	case *syntax.TupleExpr:
		if n.Lparen.IsValid() {
			w.add("(", ")")
			return
		}
		w.list(n.List, ",")
	case *syntax.ListExpr:
		w.add("[")
		w.list(n.List, "")
		w.add("]")
	case *syntax.DictExpr:
		w.add("{")
		w.list(n.List, "")
		w.add("}")
	case *syntax.DictEntry:
		parts(n.Key, ":", n.Value)
	case *syntax.CallExpr:
		switch n.Fn.(type) {
		case *syntax.BinaryExpr, *syntax.UnaryExpr, *syntax.CondExpr, *syntax.LambdaExpr:
			parts("(", n.Fn, ")", "(")
		default:
			parts(n.Fn, "(")
		}
		w.args(n.Args)
		w.add(")")
	case *syntax.DotExpr:
		parts(n.X, ".", n.Name)
	case *syntax.IndexExpr:
		parts(n.X, "[", n.Y, "]")
	case *syntax.SliceExpr:
		parts(n.X, "[", n.Lo, ":", n.Hi)
		if n.Step != nil {
			parts(":", n.Step)
		}
		w.add("]")
	case *syntax.UnaryExpr:
		parts(n.Op.String(), n.X)
	case *syntax.BinaryExpr:
		parts(n.X, operatorText(n.Op), n.Y)
	case *syntax.CondExpr:
		parts(n.True, "if", n.Cond, "else", n.False)
	case *syntax.LambdaExpr:
		w.add("lambda")
		w.list(n.Params, "")
		parts(":", n.Body)
	case *syntax.Comprehension:
		parts(map[bool]string{true: "{", false: "["}[n.Curly], n.Body)
		for _, c := range n.Clauses {
			w.node(c)
		}
		w.add(map[bool]string{true: "}", false: "]"}[n.Curly])
	case *syntax.ForClause:
		parts("for", n.Vars, "in", n.X)
	case *Chain:
		for i, op := range n.Ops {
			parts(n.X[i], operatorText(op))
		}
		parts(n.X[len(n.Ops)])
	case *Set:
		w.add("{")
		w.list(n.List, "")
		w.add("}")
	case *SetLoop:
		w.add("set")
		w.node(n.Of)
	case *Generator:
		w.add("generator")
		w.node(n.Of)
	case *Format:
		w.add("f(")
		w.parts(n.Parts)
		w.add(")")
	case *Assign:
		for _, t := range n.Targets {
			parts(t, "=")
		}
		w.node(n.X)
	case *Delete:
		w.add("del")
		w.list(n.Targets, "")
	case *Import:
		w.add("import", n.Module, "as", n.Name())
	case *From:
		w.add("from", n.Module)
		for _, a := range n.Names {
			w.add("import", a.Name, "as", a.Bound())
		}
		if n.Star {
			w.add("*")
		}
	case *Raise:
		parts("raise", n.X)
	case *Assert:
		parts("assert", n.Cond, ",", n.Text)
	case *Scope:
		w.add(map[bool]string{true: "global", false: "nonlocal"}[n.Global])
		w.add(n.Names...)
	case *Class:
		w.add("class", n.Name, "(")
		w.list(n.Bases, "")
		w.add(")", ":")
		w.block(n.Body, n.TokenPos)
	case *Yield:
		for _, t := range n.Targets {
			parts(t, "=")
		}
		w.add("yield")
		if n.From {
			w.add("from")
		}
		if n.X != nil {
			w.node(n.X)
		}
	case *Decorated:
		for _, d := range n.Decorators {
			parts("@", d, "/")
		}
		w.node(n.Of)
	case *Loop:
		w.node(n.Loop)
		w.add("/", "else", ":")
		w.block(n.Else, n.TokenPos)
	case *With:
		parts("with", n.Manager, "as", n.As, ":")
		w.block(n.Body, n.TokenPos)
	case *Try:
		w.add("try", ":")
		w.block(n.Body, n.TokenPos)
		for _, x := range n.Excepts {
			parts("/", "except", x.Classes, x.As, ":")
			w.block(x.Body, n.TokenPos)
		}
		for _, b := range []struct {
			word string
			body []syntax.Stmt
		}{{"else", n.Else}, {"finally", n.Finally}} {
			if len(b.body) > 0 {
				w.add("/", b.word, ":")
				w.block(b.body, n.TokenPos)
			}
		}
	case *syntax.IfClause:
		parts("if", n.Cond)
	case *syntax.ExprStmt:
		w.node(n.X)
	case *syntax.AssignStmt:
		parts(n.LHS, n.Op.String()+"=", n.RHS)
	case *syntax.BranchStmt:
		w.add(n.Token.String())
	case *syntax.ReturnStmt:
		parts("return", n.Result)
	case *syntax.DefStmt:
		parts("def", n.Name, "(")
		w.list(n.Params, "")
		w.add(")", ":")
		w.block(n.Body, n.Def)
	case *syntax.ForStmt:
		parts("for", n.Vars, "in", n.X, ":")
		w.block(n.Body, n.For)
	case *syntax.WhileStmt:
		parts("while", n.Cond, ":")
		w.block(n.Body, n.While)
	case *syntax.IfStmt:
		parts("if", n.Cond, ":")
		w.block(n.True, n.If)
		if len(n.False) > 0 {
			w.add("/", "else", ":")
			w.block(n.False, n.ElsePos)
		}
	default:
		w.add(fmt.Sprintf("%T", n))
	}
}

func operatorText(op syntax.Token) string {
	switch op {
	case IS:
		return "is"
	case ISNOT:
		return "is not"
	}
	return op.String()
}

func (w *shower) parts(parts []Part) {
	for _, p := range parts {
		if p.X == nil {
			w.add(literalText(&syntax.Literal{Token: syntax.STRING, Value: p.Text}))
			continue
		}
		w.node(p.X)
		if p.Conversion != 0 {
			w.add("!" + string(p.Conversion))
		}
		if p.Spec != nil {
			w.add(":")
			w.parts(p.Spec)
		}
	}
}

func literalText(l *syntax.Literal) string {
	s, isText := l.Value.(string)
	if !isText {
		return l.Raw
	}
	var b strings.Builder
	if l.Token == syntax.BYTES {
		b.WriteByte('b')
	}
	b.WriteByte('"')
	for i := range len(s) {
		switch c := s[i]; {
		case slices.Contains([]byte("\n\r\t\"\\"), c):
			b.WriteString(map[byte]string{'\n': `\n`, '\r': `\r`, '\t': `\t`, '"': `\"`, '\\': `\\`}[c])
		case c < ' ' || c == 0x7f || l.Token == syntax.BYTES && c >= 0x80:
			fmt.Fprintf(&b, `\x%02x`, c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String() + `"`
}
