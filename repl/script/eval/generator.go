package eval

import (
	"slices"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"sessh/repl/script/object"
	"sessh/repl/script/translate"
	"sessh/repl/script/value/sequence"
)

// generator is a call of a function that yields. Its statements are run up to one that yields,
// and from there on again: what a call would keep on Go's stack is in blocks. A statement that
// has no yield inside is run as any other.
type generator struct {
	m       *Machine
	f       *frame
	blocks  []*block // that are being run, the innermost last
	caught  []*object.Exception
	pending *translate.Yield // that the generator stopped at
	from    starlark.Value   // the iterator that pending yields from; nil: none
	begun   bool
	running bool
	it      *sequence.Iterator
}

// block is a list of statements that is being run.
type block struct {
	stmts []syntax.Stmt
	// end is called when the statements have ended, and how, and returns how to go on: it may
	// begin other blocks first. nil: as they have ended.
	end func(how flow, err error) (flow, error)
}

// newGenerator returns a generator for a call, whose parameters are bound.
func newGenerator(m *Machine, f *frame, fn *Function) *generator {
	g := &generator{m: m, f: f}
	g.begin(fn.body, nil)
	g.it = sequence.NewIterator("generator", fn.QualifiedName(), func() (starlark.Value, bool, error) { return g.resume(starlark.None, nil) })
	return g
}

func (g *generator) begin(stmts []syntax.Stmt, end func(how flow, err error) (flow, error)) {
	g.blocks = append(g.blocks, &block{stmts, end})
}

// resume runs the generator until it yields; ok is false at its end. sent is the value of the
// yield that it stopped at, unless thrown is an error.
func (g *generator) resume(sent starlark.Value, thrown error) (v starlark.Value, ok bool, err error) {
	switch {
	case g.running:
		return nil, false, object.Raise("ValueError", "generator already executing")
	case len(g.blocks) == 0:
		return nil, false, thrown
	case !g.begun && sent != starlark.None:
		return nil, false, object.Raise("TypeError", "can't send non-None value to a just-started generator")
	}
	defer g.m.leave()
	if err := g.m.entered(); err != nil {
		return nil, false, err
	}
	outer := len(g.m.caught)
	g.m.caught = append(g.m.caught, g.caught...)
	g.begun, g.running = true, true
	v, ok, err = g.run(sent, thrown)
	g.running = false
	g.caught = slices.Clone(g.m.caught[outer:])
	g.m.caught = g.m.caught[:outer]
	if !ok {
		g.blocks = nil
	}
	if err != nil && object.FromError(err).Class().Is("StopIteration") {
		err = object.Raise("RuntimeError", "generator raised StopIteration").Caused(err)
	}
	return v, ok, err
}

func (g *generator) run(sent starlark.Value, err error) (starlark.Value, bool, error) {
	how := onward
	if g.pending != nil {
		var v starlark.Value
		var more bool
		if v, more, err = g.resumed(sent, err); more {
			return v, true, nil
		}
	}
	for len(g.blocks) > 0 {
		b := g.blocks[len(g.blocks)-1]
		if err != nil || how != onward || len(b.stmts) == 0 {
			g.blocks = g.blocks[:len(g.blocks)-1]
			if b.end != nil {
				how, err = b.end(how, err)
			}
			continue
		}
		s := b.stmts[0]
		b.stmts = b.stmts[1:]
		if err = g.m.rt.Step(); err != nil {
			continue
		}
		if y, ok := s.(*translate.Yield); ok {
			var v starlark.Value
			if v, ok, err = g.yield(y); ok {
				return v, true, nil
			}
			continue
		}
		if yieldsIn(s) {
			how, err = g.enter(s)
		} else {
			how, err = g.m.stmt(g.f, s)
		}
	}
	if err == nil && g.f.result != starlark.None {
		g.it.Result = g.f.result
	}
	return nil, false, err
}

// enter begins a statement that has a yield inside.
func (g *generator) enter(s syntax.Stmt) (flow, error) {
	m, f := g.m, g.f
	switch s := s.(type) {
	case *syntax.IfStmt:
		ok, err := m.truth(f, s.Cond)
		if ok {
			g.begin(s.True, nil)
		} else if err == nil {
			g.begin(s.False, nil)
		}
		return onward, err
	case *translate.Loop:
		return g.loop(s.Loop, s.Else)
	case *translate.Try:
		return onward, g.try(s)
	case *translate.With:
		exit, err := m.enterWith(f, s)
		if exit == nil {
			return onward, err
		}
		g.begin(nil, func(how flow, err error) (flow, error) { return m.leaveWith(exit, how, err) })
		if err == nil {
			g.begin(s.Body, nil)
		}
		return onward, err
	}
	return g.loop(s, nil)
}

func (g *generator) loop(s syntax.Stmt, otherwise []syntax.Stmt) (flow, error) {
	body, next, err := g.m.turns(g.f, s)
	if err != nil {
		return onward, err
	}
	var turn func(how flow, err error) (flow, error)
	turn = func(how flow, err error) (flow, error) {
		switch {
		case err != nil || how == returns:
			return how, err
		case how == breaks:
			return onward, nil
		}
		ok, err := next()
		if err != nil {
			return onward, err
		}
		if ok {
			g.begin(body, turn)
		} else {
			g.begin(otherwise, nil)
		}
		return onward, nil
	}
	return turn(onward, nil)
}

func (g *generator) try(t *translate.Try) error {
	if len(t.Finally) > 0 {
		g.begin(nil, func(how flow, err error) (flow, error) {
			if g.m.stopped(err) {
				return how, err
			}
			result := g.f.result
			g.begin(t.Finally, func(fhow flow, ferr error) (flow, error) {
				if ferr != nil || fhow != onward {
					return fhow, ferr
				}
				g.f.result = result
				return how, err
			})
			return onward, nil
		})
	}
	g.begin(t.Body, func(how flow, err error) (flow, error) {
		switch {
		case err == nil && how == onward:
			g.begin(t.Else, nil)
			return onward, nil
		case err == nil:
			return how, nil
		}
		err = g.m.rt.Recovered(err)
		if g.m.stopped(err) {
			return onward, err
		}
		return onward, g.handle(t, object.FromError(err))
	})
	return nil
}

func (g *generator) handle(t *translate.Try, e *object.Exception) error {
	x, err := g.m.handler(g.f, t, e)
	switch {
	case err != nil:
		return err
	case x == nil:
		return e
	}
	end, err := g.m.handling(g.f, x, e)
	if err == nil {
		g.begin(x.Body, func(how flow, err error) (flow, error) { end(); return how, err })
	}
	return err
}
