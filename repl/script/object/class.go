package object

import (
	"fmt"
	"maps"
	"slices"

	"go.starlark.net/starlark"
)

// Constructor makes an instance of a class.
type Constructor = func(thread *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error)

// Class is the type of a value, which type(x) returns. Calling it calls New;
// a class whose New is nil cannot be called.
type Class struct {
	module, name string
	base         *Class
	New          Constructor
	// Within is the name of the function that a statement made the class in, with
	// what stands between the two names.
	Within string
	// Members are the attributes of a class that a statement made; nil for others.
	Members map[string]starlark.Value
	// Method returns a method of a built-in class for a value, or where that is nil as a
	// function whose first argument is the value; nil if the class has none.
	Method      func(name string, self starlark.Value) starlark.Value
	MethodNames []string // sorted
	// Lacks are the attributes that Python's class has, and this one does not.
	Lacks []string
}

// NewClass returns a class. module is "" for a built-in class, and base is nil
// for one that inherits from nothing.
func NewClass(module, name string, base *Class) *Class {
	return &Class{module: module, name: name, base: base}
}

// Object is the class that every other class of values inherits from.
var Object = NewClass("", "object", nil)

func init() {
	Object.New = func(*starlark.Thread, starlark.Tuple, []starlark.Tuple) (starlark.Value, error) {
		return nil, NotSupported("an instance of object")
	}
}

// Is reports whether c or a class that it inherits from has the name.
func (c *Class) Is(name string) bool {
	for ; c != nil; c = c.base {
		if c.name == name {
			return true
		}
	}
	return false
}

// Inherits reports whether c is o or inherits from it.
func (c *Class) Inherits(o *Class) bool {
	for ; c != nil; c = c.base {
		if c == o {
			return true
		}
	}
	return false
}

// Member returns a member of the class, or of one that it inherits from; nil if
// there is none.
func (c *Class) Member(name string) starlark.Value {
	for ; c != nil; c = c.base {
		if v := c.Members[name]; v != nil {
			return v
		}
	}
	return nil
}

// MemberNames returns the names of the members of the class, and of those that it inherits
// from.
func (c *Class) MemberNames() (names []string) {
	for ; c != nil; c = c.base {
		for name := range c.Members {
			names = append(names, name)
		}
	}
	return names
}

// FullName returns the name with the module before it.
func (c *Class) FullName() string {
	if c.module == "" {
		return c.name
	}
	return c.module + "." + c.Within + c.name
}

// Module returns the name of the module that the class is in; "" for a built-in
// class.
func (c *Class) Module() string { return c.module }

func (c *Class) String() string        { return Repr(c) }
func (c *Class) Type() string          { return "type" }
func (c *Class) Freeze()               {}
func (c *Class) Truth() starlark.Bool  { return true }
func (c *Class) Hash() (uint32, error) { return starlark.String(c.FullName()).Hash() }
func (c *Class) Name() string          { return c.name }
func (c *Class) AttrNames() []string   { return []string{"__doc__", "__module__", "__name__"} }

// Attr returns the class's name, module, or documentation, which is empty.
func (c *Class) Attr(name string) (starlark.Value, error) {
	switch name {
	case "__name__":
		return starlark.String(c.name), nil
	case "__module__":
		return starlark.String(c.module), nil
	case "__doc__":
		return starlark.String(""), nil
	case "__class__":
		return nil, nil
	}
	if v := c.Member(name); v != nil {
		return v, nil
	}
	for ; c != nil; c = c.base {
		if c.Method != nil {
			return c.Method(name, nil), nil
		}
	}
	return nil, nil
}

// SetField sets an attribute of a class that a statement made.
func (c *Class) SetField(name string, v starlark.Value) error {
	switch {
	case c.Members == nil:
		return Raise("TypeError", "cannot set '%s' attribute of immutable type '%s'", name, c.name)
	case v == nil:
		delete(c.Members, name)
	default:
		c.Members[name] = v
	}
	return nil
}

// Method is a function with its first argument.
type Method struct {
	f    starlark.Callable
	self starlark.Value
}

// Bound returns v as an attribute of self: a method if v is a function that a
// statement defined.
func Bound(v, self starlark.Value) starlark.Value {
	switch f := v.(type) {
	case *Class, *starlark.Builtin, *Method:
	case starlark.Callable:
		return &Method{f, self}
	}
	return v
}

func (m *Method) String() string        { return Repr(m) }
func (m *Method) Type() string          { return "method" }
func (m *Method) Freeze()               {}
func (m *Method) Truth() starlark.Bool  { return true }
func (m *Method) Hash() (uint32, error) { return m.f.Hash() }
func (m *Method) Name() string          { return m.f.Name() }

// CallInternal calls the function.
func (m *Method) CallInternal(thread *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	return m.f.CallInternal(thread, append(starlark.Tuple{m.self}, args...), kwargs)
}

// Show writes the method as Python does.
func (m *Method) Show(w *Writer) {
	w.Printf("<bound method %s.%s of ", TypeName(m.self), m.f.Name())
	w.Write(m.self)
	w.Printf(">")
}

// CallInternal makes an instance of the class.
func (c *Class) CallInternal(thread *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	if c.New == nil {
		return nil, Raise("TypeError", "cannot create '%s' instances", c.FullName())
	}
	return c.New(thread, args, kwargs)
}

// Show writes the class as Python does.
func (c *Class) Show(w *Writer) {
	word := "class"
	if w.python2 && c.module == "" {
		word = "type"
	}
	w.Printf("<%s '%s'>", word, c.FullName())
}

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
