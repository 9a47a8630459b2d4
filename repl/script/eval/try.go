package eval

import (
	"go.starlark.net/starlark"

	"sessh/repl/script/object"
	"sessh/repl/script/translate"
)

// try runs a try statement.
func (m *Machine) try(f *frame, t *translate.Try) (how flow, err error) {
	if len(t.Finally) > 0 {
		defer func() {
			result := f.result
			fhow, ferr := m.exec(f, t.Finally)
			switch {
			case m.stopped(err):
			case ferr != nil:
				how, err = onward, ferr
			case fhow != onward:
				how, err = fhow, nil
			default:
				f.result = result
			}
		}()
	}
	how, err = m.exec(f, t.Body)
	if err == nil {
		if how != onward {
			return how, nil
		}
		return m.exec(f, t.Else)
	}
	err = m.rt.Recovered(err)
	if m.stopped(err) {
		return onward, err
	}
	return m.handle(f, t, object.FromError(err))
}

// stopped reports whether an error is one that statements cannot handle.
func (m *Machine) stopped(err error) bool {
	if err == nil {
		return false
	}
	e := object.FromError(err)
	return e.Class().Is("NotSupported") || e.Class().Is("KeyboardInterrupt") || m.rt.Context().Err() != nil || m.rt.TooMany()
}

// handler returns the clause that handles an exception; nil if none does.
func (m *Machine) handler(f *frame, t *translate.Try, e *object.Exception) (*translate.Except, error) {
	for i, x := range t.Excepts {
		if x.Classes == nil {
			return &t.Excepts[i], nil
		}
		classes, err := m.expr(f, x.Classes)
		if err != nil {
			return nil, err
		}
		if ok, err := matches(classes, e); ok || err != nil {
			return &t.Excepts[i], err
		}
	}
	return nil, nil
}

// handling begins a clause; the caller must call end after it.
func (m *Machine) handling(f *frame, x *translate.Except, e *object.Exception) (end func(), err error) {
	if x.As != "" {
		if err := m.bind(f, x.As, e); err != nil {
			return nil, err
		}
	}
	m.caught = append(m.caught, e)
	return func() {
		m.caught = m.caught[:len(m.caught)-1]
		if x.As != "" {
			_ = m.unbind(f, x.As) // the handler may have done it
		}
	}, nil
}

func (m *Machine) handle(f *frame, t *translate.Try, e *object.Exception) (flow, error) {
	x, err := m.handler(f, t, e)
	switch {
	case err != nil:
		return onward, err
	case x == nil:
		return onward, e
	}
	end, err := m.handling(f, x, e)
	if err != nil {
		return onward, err
	}
	defer end()
	return m.exec(f, x.Body)
}

// matches reports whether an exception is of a class, or of one of a tuple's.
func matches(v starlark.Value, e *object.Exception) (bool, error) {
	switch v := v.(type) {
	case *object.Class:
		if v.Is("BaseException") {
			return e.Class().Inherits(v), nil
		}
	case starlark.Tuple:
		for _, x := range v {
			if ok, err := matches(x, e); ok || err != nil {
				return ok, err
			}
		}
		return false, nil
	}
	return false, object.Raise("TypeError", "catching classes that do not inherit from BaseException is not allowed")
}

func (m *Machine) raise(f *frame, s *translate.Raise) error {
	if s.X == nil {
		if n := len(m.caught); n > 0 {
			return m.caught[n-1]
		}
		return object.Raise("RuntimeError", "No active exception to reraise")
	}
	v, err := m.expr(f, s.X)
	if err != nil {
		return err
	}
	if c, ok := v.(*object.Class); ok && c.Is("BaseException") {
		if v, err = m.rt.Call(c, nil, nil); err != nil {
			return err
		}
	}
	if e, ok := v.(*object.Exception); ok {
		return e
	}
	return object.Raise("TypeError", "exceptions must derive from BaseException")
}

// with runs a block between the manager's __enter__ and __exit__.
func (m *Machine) with(f *frame, w *translate.With) (how flow, err error) {
	exit, err := m.enterWith(f, w)
	if exit == nil {
		return onward, err
	}
	if err == nil {
		how, err = m.exec(f, w.Body)
	}
	return m.leaveWith(exit, how, err)
}

// enterWith enters the manager and binds what it returns. It returns its __exit__, which must
// be called, or nil if it was not entered.
func (m *Machine) enterWith(f *frame, w *translate.With) (exit starlark.Value, err error) {
	manager, err := m.expr(f, w.Manager)
	if err != nil {
		return nil, err
	}
	enter, exit := m.rt.Attribute(manager, "__enter__"), m.rt.Attribute(manager, "__exit__")
	if enter == nil || exit == nil {
		return nil, object.Raise("TypeError", "'%s' object does not support the context manager protocol", object.TypeName(manager))
	}
	entered, err := m.rt.Call(enter, nil, nil)
	if err != nil {
		return nil, err
	}
	if w.As != nil {
		err = m.assign(f, w.As, entered)
	}
	return exit, err
}

// leaveWith calls __exit__ after a block that has ended so.
func (m *Machine) leaveWith(exit starlark.Value, how flow, err error) (flow, error) {
	args := starlark.Tuple{starlark.None, starlark.None, starlark.None}
	if err != nil {
		err = m.rt.Recovered(err)
		e := object.FromError(err)
		args = starlark.Tuple{e.Class(), e, starlark.None}
	}
	handled, xerr := m.rt.Call(exit, args, nil)
	switch {
	case xerr != nil:
		return onward, xerr
	case err == nil || m.stopped(err):
		return how, err
	}
	ok, terr := m.rt.Truth(handled)
	if ok || terr != nil {
		return onward, terr
	}
	return onward, err
}
