package eval

import (
	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"sessh/repl/script/object"
	"sessh/repl/script/translate"
)

// flow is how a statement ends.
type flow int

const (
	onward flow = iota
	breaks
	continues
	returns
)

// exec runs statements up to one that leaves them.
func (m *Machine) exec(f *frame, stmts []syntax.Stmt) (flow, error) {
	for _, s := range stmts {
		if err := m.rt.Step(); err != nil {
			return onward, err
		}
		if how, err := m.stmt(f, s); err != nil || how != onward {
			return how, err
		}
	}
	return onward, nil
}

func (m *Machine) stmt(f *frame, s syntax.Stmt) (flow, error) {
	switch s := s.(type) {
	case *syntax.IfStmt:
		ok, err := m.truth(f, s.Cond)
		switch {
		case err != nil:
			return onward, err
		case ok:
			return m.exec(f, s.True)
		}
		return m.exec(f, s.False)
	case *syntax.ForStmt:
		return m.loop(f, s, nil)
	case *syntax.WhileStmt:
		return m.loop(f, s, nil)
	case *translate.Loop:
		return m.loop(f, s.Loop, s.Else)
	case *translate.Try:
		return m.try(f, s)
	case *translate.With:
		return m.with(f, s)
	case *syntax.BranchStmt:
		return map[syntax.Token]flow{syntax.BREAK: breaks, syntax.CONTINUE: continues}[s.Token], nil
	case *syntax.ReturnStmt:
		f.result = starlark.None
		if s.Result == nil {
			return returns, nil
		}
		v, err := m.expr(f, s.Result)
		f.result = v
		return returns, err
	}
	return onward, m.simple(f, s)
}

// simple runs a statement that the next one always follows.
func (m *Machine) simple(f *frame, s syntax.Stmt) error {
	switch s := s.(type) {
	case *syntax.ExprStmt:
		v, err := m.expr(f, s.X)
		if err != nil || !f.top {
			return err
		}
		return m.host.Echo(v)
	case *translate.Assign:
		v, err := m.expr(f, s.X)
		if err != nil {
			return err
		}
		for _, t := range s.Targets {
			if err := m.assign(f, t, v); err != nil {
				return err
			}
		}
		return nil
	case *syntax.AssignStmt:
		return m.augment(f, s)
	case *syntax.DefStmt:
		return m.define(f, s, s.Name.Name, nil)
	case *translate.Class:
		return m.define(f, s, s.Name, nil)
	case *translate.Decorated:
		return m.decorated(f, s)
	case *translate.Delete:
		for _, t := range s.Targets {
			if err := m.delete(f, t); err != nil {
				return err
			}
		}
		return nil
	case *translate.Assert:
		return m.assert(f, s)
	case *translate.Raise:
		return m.raise(f, s)
	case *translate.Import:
		return m.imports(f, s)
	case *translate.From:
		return m.importFrom(f, s)
	case *translate.Scope:
		return nil
	case *translate.Yield:
		return object.Raise("SyntaxError", "'yield' outside function")
	}
	return object.Raise("SystemError", "a %T cannot be run", s)
}

// loop runs a for or while statement.
func (m *Machine) loop(f *frame, s syntax.Stmt, otherwise []syntax.Stmt) (flow, error) {
	body, next, err := m.turns(f, s)
	if err != nil {
		return onward, err
	}
	for {
		ok, err := next()
		if err != nil {
			return onward, err
		}
		if !ok {
			return m.exec(f, otherwise)
		}
		switch how, err := m.exec(f, body); {
		case err != nil || how == returns:
			return how, err
		case how == breaks:
			return onward, nil
		}
	}
}

// turns returns the body of a loop, and what reports whether there is another turn.
func (m *Machine) turns(f *frame, s syntax.Stmt) (body []syntax.Stmt, next func() (bool, error), err error) {
	var again func() (bool, error)
	switch s := s.(type) {
	case *syntax.WhileStmt:
		body, again = s.Body, func() (bool, error) { return m.truth(f, s.Cond) }
	case *syntax.ForStmt:
		it, err := m.iterate(f, s.X)
		if err != nil {
			return nil, nil, err
		}
		body, again = s.Body, func() (bool, error) {
			v, ok, err := it()
			if err != nil || !ok {
				return false, err
			}
			return true, m.assign(f, s.Vars, v)
		}
	}
	return body, func() (bool, error) {
		if err := m.rt.Step(); err != nil {
			return false, err
		}
		return again()
	}, nil
}

func (m *Machine) assert(f *frame, s *translate.Assert) error {
	ok, err := m.truth(f, s.Cond)
	if err != nil || ok {
		return err
	}
	var args starlark.Tuple
	if s.Text != nil {
		v, err := m.expr(f, s.Text)
		if err != nil {
			return err
		}
		args = starlark.Tuple{v}
	}
	return object.New(object.ExceptionClass("AssertionError"), args...)
}

func (m *Machine) imports(f *frame, s *translate.Import) error {
	module, err := m.host.Import(s.Module)
	if err != nil {
		return err
	}
	if s.As == "" {
		if module, err = m.host.Import(s.Name()); err != nil {
			return err
		}
	}
	return m.bind(f, s.Name(), module)
}

func (m *Machine) importFrom(f *frame, s *translate.From) error {
	module, err := m.host.Import(s.Module)
	if err != nil {
		return err
	}
	if s.Star {
		if !f.top {
			return object.Raise("SyntaxError", "import * only allowed at module level")
		}
		for n, v := range module.Members {
			m.host.Bind(n, v)
		}
	}
	for _, a := range s.Names {
		v, ok := module.Members[a.Name]
		if !ok {
			return object.Raise("ImportError", "cannot import name '%s' from '%s'", a.Name, s.Module)
		}
		if err := m.bind(f, a.Bound(), v); err != nil {
			return err
		}
	}
	return nil
}
