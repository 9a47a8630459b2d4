package object

import (
	"fmt"
	"maps"
	"slices"

	"go.starlark.net/starlark"
)

// Module is what import binds a name to.
type Module struct {
	Name    string
	Members map[string]starlark.Value
}

func (m *Module) String() string        { return fmt.Sprintf("<module '%s'>", m.Name) }
func (m *Module) Type() string          { return "module" }
func (m *Module) Freeze()               {}
func (m *Module) Truth() starlark.Bool  { return true }
func (m *Module) Hash() (uint32, error) { return starlark.String(m.Name).Hash() }

// Attr returns a member of the module.
func (m *Module) Attr(name string) (starlark.Value, error) {
	if name == "__name__" {
		return starlark.String(m.Name), nil
	}
	if v, ok := m.Members[name]; ok {
		return v, nil
	}
	return nil, starlark.NoSuchAttrError(fmt.Sprintf("module has no .%s field or method", name))
}

// AttrNames returns the names of the members, sorted.
func (m *Module) AttrNames() []string { return slices.Sorted(maps.Keys(m.Members)) }
