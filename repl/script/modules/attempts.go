package modules

import (
	"errors"
	"fmt"

	"go.starlark.net/starlark"

	"sessh/repl/script/object"
)

// attempts returns the attempts of a loop, which ends when one succeeds; each is
// for use in a with statement.
func (m *manager) attempts(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	n := 3
	if err := starlark.UnpackArgs(b.Name(), args, kwargs, "number?", &n); err != nil {
		return nil, err
	}
	if n <= 0 {
		return nil, object.Raise("ValueError", "number must be positive")
	}
	return &attempts{manager: m, left: n}, nil
}

// attempts is a sequence of attempts.
type attempts struct {
	manager *manager
	left    int
	done    bool
}

func (a *attempts) String() string             { return "<generator object attempts>" }
func (a *attempts) Type() string               { return "generator" }
func (a *attempts) Freeze()                    {}
func (a *attempts) Truth() starlark.Bool       { return true }
func (a *attempts) Hash() (uint32, error)      { return 0, object.Unhashable(a) }
func (a *attempts) Iterate() starlark.Iterator { return a }
func (a *attempts) Done()                      {}

// Next is the next attempt.
func (a *attempts) Next(p *starlark.Value) bool {
	if a.done || a.left == 0 {
		return false
	}
	a.left--
	last := a.left == 0
	t := object.NewInstance(a.manager.lib.attemptClass)
	t.Value("__enter__", object.Builtin("__enter__", object.NoArgs(a.manager.begin)))
	t.Value("__exit__", object.Builtin("__exit__", func(b *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
		var err error
		if e, ok := exceptionOf(args); ok {
			err = e
		} else {
			err = a.manager.commitNow()
		}
		if err == nil {
			a.done = true
			return starlark.False, nil
		}
		again := !last && a.manager.retryable(err)
		if aerr := a.manager.abortNow(); aerr != nil {
			return nil, errors.Join(err, aerr)
		}
		if again {
			return starlark.True, nil
		}
		return nil, err
	}))
	*p = t
	return true
}

func exceptionOf(args starlark.Tuple) (*object.Exception, bool) {
	for _, a := range args {
		if e, ok := a.(*object.Exception); ok {
			return e, true
		}
	}
	return nil, false
}

// run is transaction.run: it calls a function in a transaction of its own, and again as
// long as it fails with a transient error. Without a function it is a decorator.
func (m *manager) run(thread *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var f starlark.Value = starlark.None
	tries := 3
	if err := starlark.UnpackArgs(b.Name(), args, kwargs, "func?", &f, "tries?", &tries); err != nil {
		return nil, err
	}
	if n, err := starlark.AsInt32(f); err == nil {
		f, tries = starlark.None, n
	}
	if tries <= 0 {
		return nil, object.Raise("ValueError", "tries must be > 0")
	}
	if f == starlark.None {
		return starlark.NewBuiltin("run", func(thread *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
			var f starlark.Callable
			if err := starlark.UnpackPositionalArgs(b.Name(), args, kwargs, 1, &f); err != nil {
				return nil, err
			}
			return m.runTries(thread, f, tries)
		}), nil
	}
	callable, ok := f.(starlark.Callable)
	if !ok {
		return nil, object.Raise("TypeError", "'%s' object is not callable", object.TypeName(f))
	}
	return m.runTries(thread, callable, tries)
}

func (m *manager) runTries(thread *starlark.Thread, f starlark.Callable, tries int) (starlark.Value, error) {
	for i := 1; ; i++ {
		v, err := m.runOnce(thread, f)
		if err == nil {
			return v, nil
		}
		again := i < tries && m.retryable(err)
		if aerr := m.abortNow(); aerr != nil {
			return nil, errors.Join(err, aerr)
		}
		if !again {
			return nil, err
		}
	}
}

func (m *manager) runOnce(thread *starlark.Thread, f starlark.Callable) (starlark.Value, error) {
	if _, err := m.begin(); err != nil {
		return nil, err
	}
	if name := f.Name(); name != "_" && name != "<lambda>" {
		note := name
		if fn, ok := f.(interface{ Doc() string }); ok && fn.Doc() != "" {
			note = fmt.Sprintf("%s\n\n%s", name, fn.Doc())
		}
		m.Tx().Note(note)
	}
	v, err := starlark.Call(thread, f, nil, nil)
	if err != nil {
		return nil, err
	}
	return v, m.commitNow()
}
