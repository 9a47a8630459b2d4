package script

import (
	"go.starlark.net/starlark"

	"sessh/repl/script/object"
)

// maxCalls bounds how deep calls nest.
const maxCalls = 500

func (in *Interp) enter(thread *starlark.Thread, _ *starlark.Builtin, _ starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	if thread.CallStackDepth() > maxCalls {
		return nil, object.Raise("RecursionError", "maximum recursion depth exceeded")
	}
	return starlark.True, nil
}

func (in *Interp) assert(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	if args[0].Truth() {
		return starlark.None, nil
	}
	return nil, object.New(object.ExceptionClass("AssertionError"), args[1:]...)
}

func (in *Interp) raised(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	if len(args) == 0 {
		if n := len(in.caught); n > 0 {
			return nil, in.caught[n-1]
		}
		return nil, object.Raise("RuntimeError", "No active exception to reraise")
	}
	switch x := args[0].(type) {
	case *Exception:
		return nil, x
	case *object.Class:
		if x.Is("BaseException") {
			return nil, object.New(x)
		}
	}
	return nil, object.Raise("TypeError", "exceptions must derive from BaseException")
}

// nestedTry runs a try statement inside of a block, whose parts are functions.
func (in *Interp) nestedTry(thread *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var body starlark.Callable
	var handlers starlark.Value
	var otherwise, finally starlark.Value = starlark.None, starlark.None
	if err := starlark.UnpackPositionalArgs(b.Name(), args, kwargs, 2, &body, &handlers, &otherwise, &finally); err != nil {
		return nil, err
	}
	err := in.guarded(thread, body, handlers, otherwise)
	if f, ok := finally.(starlark.Callable); ok {
		if _, ferr := starlark.Call(thread, f, nil, nil); ferr != nil {
			return nil, ferr
		}
	}
	return starlark.None, err
}

func (in *Interp) guarded(thread *starlark.Thread, body starlark.Callable, handlers, otherwise starlark.Value) error {
	_, err := starlark.Call(thread, body, nil, nil)
	if in.rt.Failed() {
		err = in.rt.Recovered(thread, err)
	}
	if err == nil {
		if f, ok := otherwise.(starlark.Callable); ok {
			_, err = starlark.Call(thread, f, nil, nil)
		}
		return err
	}
	if in.rt.Context().Err() != nil || in.rt.TooMany(thread.Steps) {
		return err
	}
	e := object.FromError(err)
	clauses, err := in.rt.All(handlers.(starlark.Iterable))
	if err != nil {
		return err
	}
	for _, h := range clauses {
		pair := h.(starlark.Tuple)
		ok := pair[0] == starlark.None
		if !ok {
			if ok, err = in.matches(pair[0], e); err != nil {
				return err
			}
		}
		if !ok {
			continue
		}
		in.caught = append(in.caught, e)
		defer func() { in.caught = in.caught[:len(in.caught)-1] }()
		var given starlark.Tuple
		if f, ok := pair[1].(*starlark.Function); ok && f.NumParams() == 1 {
			given = starlark.Tuple{e}
		}
		_, err = starlark.Call(thread, pair[1], given, nil)
		return err
	}
	return e
}

// nestedWith runs a with statement inside of a block, whose body is a function.
func (in *Interp) nestedWith(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	return starlark.None, in.managed(thread, args[0], func(entered starlark.Value) error {
		_, err := starlark.Call(thread, args[1], starlark.Tuple{entered}, nil)
		return err
	})
}
