package script

import (
	"fmt"
	"slices"

	"go.starlark.net/starlark"
)

// Class is the type of a value, which type(x) gives, and which makes a new
// one when it is called.
type Class struct {
	module, name string
	base         *Class
	new          func(thread *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error)
	doc          string
}

func (c *Class) is(name string) bool {
	for ; c != nil; c = c.base {
		if c.name == name {
			return true
		}
	}
	return false
}

func (c *Class) kindOf(o *Class) bool {
	for ; c != nil; c = c.base {
		if c == o {
			return true
		}
	}
	return false
}

// full is the name with its module.
func (c *Class) full() string {
	if c.module == "" {
		return c.name
	}
	return c.module + "." + c.name
}

func (c *Class) String() string        { return repr(c, python3) }
func (c *Class) Type() string          { return "type" }
func (c *Class) Freeze()               {}
func (c *Class) Truth() starlark.Bool  { return true }
func (c *Class) Hash() (uint32, error) { return starlark.String(c.full()).Hash() }
func (c *Class) Name() string          { return c.name }
func (c *Class) AttrNames() []string   { return []string{"__doc__", "__module__", "__name__"} }

// Attr gives what a class tells of itself.
func (c *Class) Attr(name string) (starlark.Value, error) {
	switch name {
	case "__name__":
		return starlark.String(c.name), nil
	case "__module__":
		return starlark.String(c.module), nil
	case "__doc__":
		return starlark.String(c.doc), nil
	}
	return nil, nil
}

// CallInternal makes a new value of the class.
func (c *Class) CallInternal(thread *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	if c.new == nil {
		return nil, fmt.Errorf("cannot create '%s' instances", c.full())
	}
	return c.new(thread, args, kwargs)
}

// Module is what import binds a name to.
type Module struct {
	name    string
	members map[string]starlark.Value
}

func (m *Module) String() string        { return fmt.Sprintf("<module '%s'>", m.name) }
func (m *Module) Type() string          { return "module" }
func (m *Module) Freeze()               {}
func (m *Module) Truth() starlark.Bool  { return true }
func (m *Module) Hash() (uint32, error) { return starlark.String(m.name).Hash() }

// Attr is a member of the module.
func (m *Module) Attr(name string) (starlark.Value, error) {
	if name == "__name__" {
		return starlark.String(m.name), nil
	}
	if v, ok := m.members[name]; ok {
		return v, nil
	}
	return nil, starlark.NoSuchAttrError(fmt.Sprintf("module has no .%s field or method", name))
}

// AttrNames are the members of the module.
func (m *Module) AttrNames() []string {
	var names []string
	for n := range m.members {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

// Instance is an object of one of the built-in classes that scripts use:
// attributes that are read, and some that can be set.
type Instance struct {
	class *Class
	get   map[string]func() (starlark.Value, error)
	set   map[string]func(starlark.Value) error
	text  string // of repr; "": with the address
	host  any    // what it stands for
}

func (o *Instance) String() string        { return repr(o, python3) }
func (o *Instance) Type() string          { return o.class.name }
func (o *Instance) Freeze()               {}
func (o *Instance) Truth() starlark.Bool  { return true }
func (o *Instance) Hash() (uint32, error) { return starlark.String(fmt.Sprintf("%p", o)).Hash() }

// AttrNames are the attributes.
func (o *Instance) AttrNames() []string {
	var names []string
	for n := range o.get {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

// Attr reads an attribute.
func (o *Instance) Attr(name string) (starlark.Value, error) {
	if name == "__class__" {
		return o.class, nil
	}
	if get := o.get[name]; get != nil {
		return get()
	}
	return nil, nil
}

// SetField sets an attribute.
func (o *Instance) SetField(name string, v starlark.Value) error {
	if set := o.set[name]; set != nil {
		return set(v)
	}
	if o.get[name] != nil {
		return fmt.Errorf("can't assign to .%s field of %s", name, o.class.name)
	}
	return starlark.NoSuchAttrError(fmt.Sprintf("can't assign to .%s field of %s", name, o.class.name))
}

// method adds a method to the object.
func (o *Instance) method(name string, f func(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error)) {
	v := builtin(name, f)
	o.value(name, v)
}

// value adds an attribute that does not change.
func (o *Instance) value(name string, v starlark.Value) {
	o.get[name] = func() (starlark.Value, error) { return v, nil }
}

func newInstance(c *Class) *Instance {
	return &Instance{class: c, get: map[string]func() (starlark.Value, error){}, set: map[string]func(starlark.Value) error{}}
}

func builtin(name string, f func(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error)) *starlark.Builtin {
	return starlark.NewBuiltin(name, func(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		return f(b, args, kwargs)
	})
}
