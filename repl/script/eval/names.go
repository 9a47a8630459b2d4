package eval

import (
	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"sessh/repl/script/object"
	"sessh/repl/script/translate"
)

// frame holds the names of a function that runs, of a class body, or of a
// comprehension. That of the top level has none: they are the host's.
type frame struct {
	top, class bool
	function   *Function      // that runs; nil: none
	around     **object.Class // whose body it is in, once it is made; nil: none
	names      *names
	vars       map[string]starlark.Value
	outer      *frame // of the function around it; not of a class
	within     string // what is before the names of functions and classes made here
	result     starlark.Value
}

// names are those that a function binds, and those that it declares to be others'.
type names struct {
	bound    map[string]bool
	global   map[string]bool
	nonlocal map[string]bool
}

func (n *names) local(name string) bool { return n.bound[name] && !n.global[name] && !n.nonlocal[name] }

func newNames() *names {
	return &names{map[string]bool{}, map[string]bool{}, map[string]bool{}}
}

// namesOf returns the names of a function's body.
func namesOf(body []syntax.Stmt) *names {
	n := newNames()
	n.block(body)
	return n
}

func (n *names) block(stmts []syntax.Stmt) {
	for _, s := range stmts {
		n.stmt(s)
	}
}

func (n *names) stmt(s syntax.Stmt) {
	switch s := s.(type) {
	case *translate.Assign:
		for _, t := range s.Targets {
			n.target(t)
		}
	case *syntax.AssignStmt:
		n.target(s.LHS)
	case *syntax.DefStmt:
		n.bound[s.Name.Name] = true
	case *translate.Class:
		n.bound[s.Name] = true
	case *translate.Yield:
		for _, t := range s.Targets {
			n.target(t)
		}
	case *translate.Decorated:
		n.stmt(s.Of)
	case *syntax.ForStmt:
		n.target(s.Vars)
		n.block(s.Body)
	case *syntax.WhileStmt:
		n.block(s.Body)
	case *syntax.IfStmt:
		n.block(s.True)
		n.block(s.False)
	case *translate.Loop:
		n.stmt(s.Loop)
		n.block(s.Else)
	case *translate.Try:
		n.block(s.Body)
		for _, x := range s.Excepts {
			if x.As != "" {
				n.bound[x.As] = true
			}
			n.block(x.Body)
		}
		n.block(s.Else)
		n.block(s.Finally)
	case *translate.With:
		if s.As != nil {
			n.target(s.As)
		}
		n.block(s.Body)
	case *translate.Import:
		n.bound[s.Name()] = true
	case *translate.From:
		for _, a := range s.Names {
			n.bound[a.Bound()] = true
		}
	case *translate.Delete:
		for _, t := range s.Targets {
			n.target(t)
		}
	case *translate.Scope:
		for _, name := range s.Names {
			if s.Global {
				n.global[name] = true
			} else {
				n.nonlocal[name] = true
			}
		}
	}
}

func (n *names) target(x syntax.Expr) {
	switch x := x.(type) {
	case *syntax.Ident:
		n.bound[x.Name] = true
	case *syntax.ParenExpr:
		n.target(x.X)
	case *syntax.UnaryExpr:
		n.target(x.X)
	case *syntax.TupleExpr:
		for _, t := range x.List {
			n.target(t)
		}
	}
}

// lookup returns what a name is bound to.
func (m *Machine) lookup(f *frame, name string) (starlark.Value, error) {
	for in := f; !in.top; in = in.outer {
		if v := in.vars[name]; v != nil && (!in.class || in == f) {
			return v, nil
		}
		if in.class {
			continue
		}
		if in.names.global[name] {
			break
		}
		if in.names.local(name) {
			if in == f {
				return nil, object.Raise("UnboundLocalError", "cannot access local variable '%s' where it is not associated with a value", name)
			}
			return nil, object.Raise("NameError", "cannot access free variable '%s' where it is not associated with a value in enclosing scope", name)
		}
	}
	return m.host.Lookup(name)
}

// bind binds a name.
func (m *Machine) bind(f *frame, name string, v starlark.Value) error {
	in, err := f.owner(name)
	switch {
	case err != nil:
		return err
	case in.top:
		m.host.Bind(name, v)
	default:
		in.vars[name] = v
	}
	return nil
}

// owner returns the frame that a name is bound in.
func (f *frame) owner(name string) (*frame, error) {
	if f.top || !f.names.global[name] && !f.names.nonlocal[name] {
		return f, nil
	}
	nonlocal := f.names.nonlocal[name]
	for f = f.outer; !f.top; f = f.outer {
		if nonlocal && !f.class && f.names.local(name) {
			return f, nil
		}
	}
	if nonlocal {
		return nil, object.Raise("SyntaxError", "no binding for nonlocal '%s' found", name)
	}
	return f, nil
}

func (m *Machine) unbind(f *frame, name string) error {
	in, err := f.owner(name)
	switch {
	case err != nil:
		return err
	case in.top && m.host.Unbind(name):
		return nil
	case !in.top && in.vars[name] != nil:
		delete(in.vars, name)
		return nil
	case in.top || in.class:
		return object.Raise("NameError", "name '%s' is not defined", name)
	}
	return object.Raise("UnboundLocalError", "cannot access local variable '%s' where it is not associated with a value", name)
}
