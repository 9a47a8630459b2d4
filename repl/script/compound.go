package script

import (
	"strings"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"sessh/repl/script/object"
	"sessh/repl/script/translate"
)

// try runs a try statement of the top level.
func (in *Interp) try(t translate.Try) (err error) {
	if len(t.Finally) > 0 {
		defer func() {
			if ferr := in.statements(t.Finally); ferr != nil {
				err = ferr
			}
		}()
	}
	err = in.statements(t.Body)
	if err == nil {
		return in.statements(t.Else)
	}
	e := object.FromError(err)
	if e.Class().Is("KeyboardInterrupt") {
		return e
	}
	for _, x := range t.Excepts {
		ok, cerr := in.catches(x, e)
		if cerr != nil {
			return cerr
		}
		if !ok {
			continue
		}
		if x.As != "" {
			in.bind(x.As, e)
		}
		in.caught = append(in.caught, e)
		defer func() { in.caught = in.caught[:len(in.caught)-1] }()
		return in.statements(x.Body)
	}
	return err
}

// with runs a with statement of the top level.
func (in *Interp) with(w translate.With) error {
	manager, err := in.eval(w.Manager)
	if err != nil {
		return err
	}
	return in.rt.Threaded("with", func(thread *starlark.Thread) error {
		return in.managed(thread, manager, func(entered starlark.Value) error {
			if w.As != "" {
				in.bind(w.As, entered)
			}
			return in.statements(w.Body)
		})
	})
}

// managed runs f between the manager's __enter__ and __exit__.
func (in *Interp) managed(thread *starlark.Thread, manager starlark.Value, f func(entered starlark.Value) error) error {
	var enter, exit starlark.Value
	if o, ok := manager.(*object.Instance); ok {
		enter, _ = o.Attr("__enter__")
		exit, _ = o.Attr("__exit__")
	}
	if enter == nil || exit == nil {
		return object.Raise("TypeError", "'%s' object does not support the context manager protocol", object.TypeName(manager))
	}
	entered, err := starlark.Call(thread, enter, nil, nil)
	if err != nil {
		return err
	}
	args := starlark.Tuple{starlark.None, starlark.None, starlark.None}
	ferr := f(entered)
	if ferr != nil {
		e := object.FromError(ferr)
		args = starlark.Tuple{e.Class(), e, starlark.None}
	}
	handled, err := starlark.Call(thread, exit, args, nil)
	if err != nil || ferr != nil && bool(handled.Truth()) {
		return err
	}
	return ferr
}

func (in *Interp) catches(x translate.Except, e *Exception) (bool, error) {
	if x.Classes == nil {
		return true, nil
	}
	v, err := in.eval(x.Classes)
	if err != nil {
		return false, err
	}
	return in.matches(v, e)
}

func (in *Interp) eval(x syntax.Expr) (v starlark.Value, err error) {
	err = in.rt.Threaded("expression", func(thread *starlark.Thread) error {
		v, err = starlark.EvalExprOptions(fileOptions, thread, expr(x), in.env)
		return err
	})
	return v, err
}

// matches reports whether an exception is of a class, or of one of a tuple's.
func (in *Interp) matches(v starlark.Value, e *Exception) (bool, error) {
	switch v := v.(type) {
	case *object.Class:
		return e.Class().Inherits(v), nil
	case starlark.Tuple:
		for _, x := range v {
			if ok, err := in.matches(x, e); ok || err != nil {
				return ok, err
			}
		}
		return false, nil
	}
	return false, object.Raise("TypeError", "catching classes that do not inherit from BaseException is not allowed")
}

func (in *Interp) importModule(s translate.Import) error {
	if _, err := in.module(s.Module); err != nil {
		return err
	}
	name := s.Module
	if s.As == "" {
		name, _, _ = strings.Cut(name, ".")
	}
	m, err := in.module(name)
	if err != nil {
		return err
	}
	if s.As != "" {
		in.bind(s.As, m)
		return nil
	}
	in.bind(name, m)
	return nil
}

func (in *Interp) module(name string) (*object.Module, error) {
	if m := in.modules[name]; m != nil {
		return m, nil
	}
	return nil, object.Raise("ModuleNotFoundError", "No module named '%s'", name)
}

func (in *Interp) importFrom(s translate.From) error {
	m, err := in.module(s.Module)
	if err != nil {
		return err
	}
	if s.Star {
		for n, v := range m.Members {
			in.bind(n, v)
		}
	}
	for _, a := range s.Names {
		v, ok := m.Members[a.Name]
		if !ok {
			return object.Raise("ImportError", "cannot import name '%s' from '%s'", a.Name, s.Module)
		}
		name := a.Name
		if a.As != "" {
			name = a.As
		}
		in.bind(name, v)
	}
	return nil
}
