package eval

import (
	"go.starlark.net/starlark"

	"sessh/repl/script/object"
	"sessh/repl/script/value/sequence"
)

// iterator returns the generator as a value.
func (g *generator) iterator() *sequence.Iterator {
	method := func(name string, takes int, f func(args starlark.Tuple) (starlark.Value, error)) {
		g.it.Methods[name] = object.Builtin(name, func(_ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
			if len(args) < min(takes, 1) || len(args) > takes {
				return nil, object.Raise("TypeError", "generator.%s() takes %d arguments (%d given)", name, takes, len(args))
			}
			return f(args)
		})
	}
	g.it.Methods = map[string]starlark.Value{}
	method("send", 1, func(args starlark.Tuple) (starlark.Value, error) { return g.outcome(args[0], nil) })
	method("__next__", 0, func(starlark.Tuple) (starlark.Value, error) { return g.outcome(starlark.None, nil) })
	method("__iter__", 0, func(starlark.Tuple) (starlark.Value, error) { return g.it, nil })
	method("throw", 3, g.throw)
	method("close", 0, func(starlark.Tuple) (starlark.Value, error) { return starlark.None, g.close() })
	return g.it
}

// outcome is what the generator yields next, or the exception that it ends with.
func (g *generator) outcome(sent starlark.Value, thrown error) (starlark.Value, error) {
	if len(g.blocks) == 0 { // it has ended
		if thrown != nil {
			return nil, thrown
		}
		return nil, object.New(object.ExceptionClass("StopIteration"))
	}
	v, ok, err := g.resume(sent, thrown)
	if err == nil && !ok {
		err = g.it.Stop()
	}
	return v, err
}

func (g *generator) throw(args starlark.Tuple) (starlark.Value, error) {
	v := args[0]
	if c, ok := v.(*object.Class); ok && c.Is("BaseException") {
		var given starlark.Tuple
		if len(args) > 1 && args[1] != starlark.None {
			given = args[1:2]
		}
		made, err := g.m.rt.Call(c, given, nil)
		if err != nil {
			return nil, err
		}
		v = made
	}
	e, ok := v.(*object.Exception)
	if !ok {
		return nil, object.Raise("TypeError", "exceptions must be classes or instances deriving from BaseException, not %s", object.TypeName(v))
	}
	if !g.begun {
		g.blocks = nil
	}
	return g.outcome(starlark.None, e)
}

func (g *generator) close() error {
	if !g.begun {
		g.blocks = nil
	}
	if len(g.blocks) == 0 {
		return nil
	}
	_, ok, err := g.resume(starlark.None, object.New(object.ExceptionClass("GeneratorExit")))
	switch {
	case ok:
		return object.Raise("RuntimeError", "generator ignored GeneratorExit")
	case err != nil && object.FromError(err).Class().Is("GeneratorExit"):
		return nil
	}
	return err
}
