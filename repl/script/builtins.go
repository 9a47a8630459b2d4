package script

import (
	"strings"

	"go.starlark.net/starlark"

	"sessh/repl/script/object"
)

// universe returns the names that are always there.
func (in *Interp) universe() starlark.StringDict {
	env := in.rt.Universe()
	for name, f := range map[string]func(*starlark.Thread, *starlark.Builtin, starlark.Tuple, []starlark.Tuple) (starlark.Value, error){
		"print": in.print, nameEcho: in.echoed, nameEnter: in.enter,
		"__assert": in.assert, "__raise": in.raised, "__try": in.nestedTry, "__with": in.nestedWith,
	} {
		env[name] = starlark.NewBuiltin(name, f)
	}
	env[nameGlobals] = &globals{in}
	env["__name__"] = starlark.String("__main__")
	return env
}

// globals are the names that statements bind at the top level.
type globals struct{ in *Interp }

func (g *globals) String() string        { return "<globals>" }
func (g *globals) Type() string          { return "globals" }
func (g *globals) Freeze()               {}
func (g *globals) Truth() starlark.Bool  { return true }
func (g *globals) Hash() (uint32, error) { return 0, object.Unhashable(g) }

// Get reads a name for an augmented assignment.
func (g *globals) Get(k starlark.Value) (starlark.Value, bool, error) {
	name, _ := starlark.AsString(k)
	if v := g.in.env[name]; v != nil {
		return v, true, nil
	}
	return nil, false, object.Raise("NameError", "name '%s' is not defined", name)
}

// SetKey binds a name.
func (g *globals) SetKey(k, v starlark.Value) error {
	name, _ := starlark.AsString(k)
	g.in.bind(name, v)
	return nil
}

func (in *Interp) echoed(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	return starlark.None, in.echo(args[0])
}

func (in *Interp) print(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	sep, end := " ", "\n"
	if err := starlark.UnpackArgs(b.Name(), nil, kwargs, "sep?", &sep, "end?", &end); err != nil {
		return nil, err
	}
	words := make([]string, len(args))
	n := 0
	for i, a := range args {
		text, err := in.rt.Text(a)
		if err != nil {
			return nil, err
		}
		words[i] = text
		n += len(text) + len(sep)
	}
	if err := in.rt.Made(n); err != nil {
		return nil, err
	}
	return starlark.None, in.write(strings.Join(words, sep) + end)
}

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

// nestedTry runs a try statement inside a block, whose parts are functions.
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

// nestedWith runs a with statement inside a block, whose body is a function.
func (in *Interp) nestedWith(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	return starlark.None, in.managed(thread, args[0], func(entered starlark.Value) error {
		_, err := starlark.Call(thread, args[1], starlark.Tuple{entered}, nil)
		return err
	})
}
