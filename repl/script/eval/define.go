package eval

import (
	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"sessh/repl/script/translate"
)

// decorated runs the definition of a function or class with decorators.
func (m *Machine) decorated(f *frame, s *translate.Decorated) error {
	var decorators []starlark.Value
	for _, x := range s.Decorators {
		v, err := m.expr(f, x)
		if err != nil {
			return err
		}
		decorators = append(decorators, v)
	}
	if c, ok := s.Of.(*translate.Class); ok {
		return m.define(f, c, c.Name, decorators)
	}
	return m.define(f, s.Of, s.Of.(*syntax.DefStmt).Name.Name, decorators)
}

// define makes a function or class, applies decorators, the last one first, and binds the name.
func (m *Machine) define(f *frame, s syntax.Stmt, name string, decorators []starlark.Value) error {
	var made starlark.Value
	var err error
	switch s := s.(type) {
	case *syntax.DefStmt:
		made, err = m.function(f, name, s.Params, s.Body, nil)
	case *translate.Class:
		made, err = m.class(f, s)
	}
	for i := len(decorators) - 1; i >= 0 && err == nil; i-- {
		made, err = m.rt.Call(decorators[i], starlark.Tuple{made}, nil)
	}
	if err != nil {
		return err
	}
	return m.bind(f, name, made)
}
