package eval

import (
	"go.starlark.net/starlark"

	"sessh/repl/script/builtin/iterate"
	"sessh/repl/script/object"
	"sessh/repl/script/translate"
	"sessh/repl/script/value/sequence"
)

// yield runs a yield; ok is false if there is nothing to be yielded.
func (g *generator) yield(y *translate.Yield) (v starlark.Value, ok bool, err error) {
	v = starlark.None
	if y.X != nil {
		if v, err = g.m.expr(g.f, y.X); err != nil {
			return nil, false, err
		}
	}
	g.pending = y
	if !y.From {
		return v, true, nil
	}
	if g.from, err = iterate.Of(g.m.rt, v); err != nil {
		g.pending = nil
		return nil, false, err
	}
	return g.resumed(starlark.None, nil)
}

// resumed goes on after a yield with the value that was sent, or the error that was thrown.
// more reports whether it yields again, as one from another iterator does.
func (g *generator) resumed(sent starlark.Value, thrown error) (v starlark.Value, more bool, err error) {
	y := g.pending
	if g.from != nil {
		v, more, err := g.passOn(sent, thrown)
		if more {
			return v, true, nil
		}
		if sent, thrown = v, err; err == nil {
			g.from = nil
		}
	}
	g.pending, g.from = nil, nil
	if thrown != nil {
		return nil, false, thrown
	}
	for _, t := range y.Targets {
		if err := g.m.assign(g.f, t, sent); err != nil {
			return nil, false, err
		}
	}
	return nil, false, nil
}

// passOn passes what was sent or thrown on to the iterator that is yielded from. At its end it
// returns the value that it has.
func (g *generator) passOn(sent starlark.Value, thrown error) (v starlark.Value, more bool, err error) {
	it, isIterator := g.from.(*sequence.Iterator)
	method, args := "__next__", starlark.Tuple(nil)
	switch {
	case thrown != nil && object.FromError(thrown).Class().Is("GeneratorExit"):
		if f := g.m.rt.Attribute(g.from, "close"); f != nil {
			if _, err := g.m.rt.Call(f, nil, nil); err != nil {
				return nil, false, err
			}
		}
		return nil, false, thrown
	case thrown != nil:
		if g.m.rt.Attribute(g.from, "throw") == nil {
			return nil, false, thrown
		}
		method, args = "throw", starlark.Tuple{object.FromError(thrown)}
	case sent != starlark.None:
		method, args = "send", starlark.Tuple{sent}
	case isIterator:
		if v, more, err = it.Take(); more || err != nil {
			return v, more, err
		}
		v, it.Result = it.Result, nil
		if v == nil {
			v = starlark.None
		}
		return v, false, nil
	}
	f, err := g.m.rt.GetAttribute(g.from, method)
	if err == nil {
		v, err = g.m.rt.Call(f, args, nil)
	}
	if e, ok := err.(*object.Exception); ok && e.Class().Is("StopIteration") {
		return e.Value(), false, nil
	}
	return v, err == nil, err
}
