package eval

import (
	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"sessh/repl/script/object"
	"sessh/repl/script/value"
)

// Host has the names of the top level, and what statements reach besides values.
type Host interface {
	// Lookup returns what a name is bound to, or the error about one that is not bound.
	Lookup(name string) (starlark.Value, error)
	Bind(name string, v starlark.Value)
	// Unbind reports whether the name was bound.
	Unbind(name string) bool
	Import(module string) (*object.Module, error)
	// Echo shows the value of an expression at the top level.
	Echo(v starlark.Value) error
}

// Machine runs statements. Use it from one goroutine at a time.
type Machine struct {
	rt     *value.Runtime
	host   Host
	caught []*object.Exception // being handled, the innermost last
	depth  int                 // of calls
}

// New returns a machine.
func New(rt *value.Runtime, h Host) *Machine { return &Machine{rt: rt, host: h} }

// Run runs statements of the top level.
func (m *Machine) Run(stmts []syntax.Stmt) error {
	m.caught, m.depth = nil, 0
	return m.rt.Threaded("statements", func(*starlark.Thread) error {
		_, err := m.exec(&frame{top: true}, stmts)
		return err
	})
}

// maxCalls bounds how deep calls nest.
const maxCalls = 500

// entered counts a call; the caller must count it off by leave.
func (m *Machine) entered() error {
	if m.depth++; m.depth > maxCalls {
		return object.Raise("RecursionError", "maximum recursion depth exceeded")
	}
	return m.rt.Step()
}

func (m *Machine) leave() { m.depth-- }
