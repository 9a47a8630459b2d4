package object

import (
	"go.starlark.net/starlark"
)

// Attribute returns a member of a class as an attribute of self, whose class is c; nil if there
// is none.
func (c *Class) Attribute(name string, self starlark.Value) (starlark.Value, error) {
	return asAttribute(c.Member(name), c, self)
}

// AttributeAfter returns one of the classes that are searched after another one.
func (c *Class) AttributeAfter(after *Class, name string, self starlark.Value) (starlark.Value, error) {
	return asAttribute(c.MemberAfter(after, name), c, self)
}

func asAttribute(member starlark.Value, c *Class, self starlark.Value) (starlark.Value, error) {
	switch v := member.(type) {
	case nil:
		return nil, nil
	case *StaticMethod:
		return v.F, nil
	case *ClassMethod:
		return Bound(v.F, c), nil
	case *Property:
		return v.get(self)
	}
	return Bound(member, self), nil
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
	case *Class, *starlark.Builtin, *Method, *StaticMethod, *ClassMethod, *Property:
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

// StaticMethod is what staticmethod returns: a function that is not bound.
type StaticMethod struct{ F starlark.Value }

func (m *StaticMethod) String() string        { return Repr(m) }
func (m *StaticMethod) Type() string          { return "staticmethod" }
func (m *StaticMethod) Freeze()               {}
func (m *StaticMethod) Truth() starlark.Bool  { return true }
func (m *StaticMethod) Hash() (uint32, error) { return m.F.Hash() }

// Show writes the method as Python does.
func (m *StaticMethod) Show(w *Writer) { showWrapped(w, "staticmethod", m.F) }

func showWrapped(w *Writer, class string, f starlark.Value) {
	w.Printf("<%s(", class)
	w.Write(f)
	w.Printf(")>")
}

// ClassMethod is what classmethod returns: a function that is bound to the class.
type ClassMethod struct{ F starlark.Value }

func (m *ClassMethod) String() string        { return Repr(m) }
func (m *ClassMethod) Type() string          { return "classmethod" }
func (m *ClassMethod) Freeze()               {}
func (m *ClassMethod) Truth() starlark.Bool  { return true }
func (m *ClassMethod) Hash() (uint32, error) { return m.F.Hash() }

// Show writes the method as Python does.
func (m *ClassMethod) Show(w *Writer) { showWrapped(w, "classmethod", m.F) }
