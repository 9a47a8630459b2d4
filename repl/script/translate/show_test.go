package translate

import (
	"fmt"
	"slices"
	"strings"

	"go.starlark.net/syntax"
)

// words returns the tokens of what the tree stands for. Statements are divided by a
// semicolon, or a slash where a line begins.
func words(n syntax.Node) string {
	var w shower
	w.node(n)
	return strings.Join(w.words, " ")
}

// statementsText is words of several statements.
func statementsText(stmts []syntax.Stmt) string {
	var w shower
	w.block(stmts, syntax.Position{})
	return strings.Join(w.words, " ")
}

type shower struct {
	words []string
	deep  bool // every part is in brackets of its own, instead of those of the source
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
		case *syntax.DefStmt, *syntax.IfStmt, *syntax.ForStmt, *syntax.WhileStmt:
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
		if t, ok := x.(*syntax.TupleExpr); ok && !t.Lparen.IsValid() && !w.deep {
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
				w.node(p)
			}
		}
	}
	if p, ok := n.(*syntax.ParenExpr); ok && w.deep {
		w.node(p.X)
		return
	}
	if w.deep {
		w.add("<")
		defer w.add(">")
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
		parts(n.X, n.Op.String(), n.Y)
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
	case *syntax.IfClause:
		parts("if", n.Cond)
	case *syntax.ExprStmt:
		w.node(n.X)
	case *syntax.AssignStmt:
		parts(n.LHS, n.Op.String(), n.RHS)
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
