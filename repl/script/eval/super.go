package eval

import (
	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"sessh/repl/script/object"
)

// super is what super() returns: an object with what the classes behind one define.
type super struct {
	after *object.Class
	self  starlark.Value
	class *object.Class // of self
}

func (s *super) String() string        { return object.Repr(s) }
func (s *super) Type() string          { return "super" }
func (s *super) Freeze()               {}
func (s *super) Truth() starlark.Bool  { return true }
func (s *super) Hash() (uint32, error) { return uint32(object.Address(s) >> 4), nil }
func (s *super) AttrNames() []string   { return nil }

// Show writes the object as Python does.
func (s *super) Show(w *object.Writer) {
	w.Printf("<super: %s, <%s object>>", object.Repr(s.after), object.TypeName(s.self))
}

// Attr returns an attribute of the classes behind.
func (s *super) Attr(name string) (starlark.Value, error) {
	v, err := s.class.AttributeAfter(s.after, name, s.self)
	if v != nil || err != nil || name != "__init__" {
		return v, err
	}
	return object.Builtin(name, func(_ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
		if e, ok := s.self.(*object.Exception); ok {
			e.SetArgs(args)
		} else if len(args) > 0 {
			return nil, object.Raise("TypeError", "object.__init__() takes exactly one argument (the instance to initialize)")
		}
		return starlark.None, nil
	}), nil
}

// isSuper reports whether a call is one of super, which knows the method that it is in.
func (m *Machine) isSuper(f *frame, c *syntax.CallExpr) bool {
	id, ok := c.Fn.(*syntax.Ident)
	if !ok || id.Name != "super" {
		return false
	}
	_, err := m.lookup(f, id.Name)
	return err != nil
}

func (m *Machine) super(f *frame, c *syntax.CallExpr) (starlark.Value, error) {
	args, kwargs, err := m.arguments(f, starlark.String("super"), c.Args)
	if err != nil {
		return nil, err
	}
	switch {
	case len(kwargs) > 0:
		return nil, object.Raise("TypeError", "super() takes no keyword arguments")
	case len(args) == 0 && (f.function == nil || len(f.function.params) == 0):
		return nil, object.Raise("RuntimeError", "super(): no arguments")
	case len(args) == 0 && (f.around == nil || *f.around == nil):
		return nil, object.Raise("RuntimeError", "super(): __class__ cell not found")
	case len(args) == 0:
		args = starlark.Tuple{*f.around, f.vars[f.function.params[0].name]}
	case len(args) != 2:
		return nil, object.NotSupported("super with one argument")
	}
	after, ok := args[0].(*object.Class)
	if !ok {
		return nil, object.Raise("TypeError", "super() argument 1 must be a type, not %s", object.TypeName(args[0]))
	}
	class, isClass := args[1].(*object.Class)
	if !isClass {
		class = m.rt.ClassOf(args[1])
	}
	if !class.Inherits(after) {
		return nil, object.Raise("TypeError", "super(type, obj): obj must be an instance or subtype of type")
	}
	return &super{after, args[1], class}, nil
}

var _ starlark.HasAttrs = (*super)(nil)
