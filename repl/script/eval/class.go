package eval

import (
	"go.starlark.net/starlark"

	"sessh/repl/script/object"
	"sessh/repl/script/translate"
	"sessh/repl/script/value"
)

// unsupportedMembers are the names that have a meaning for Python's classes that they do not
// have here.
var unsupportedMembers = []string{
	"__slots__", "__new__", "__getattr__", "__getattribute__", "__setattr__", "__delattr__", "__get__", "__set__", "__init_subclass__",
}

// class makes the class of a class statement.
func (m *Machine) class(f *frame, s *translate.Class) (starlark.Value, error) {
	bases, err := m.bases(f, s)
	if err != nil {
		return nil, err
	}
	body := &frame{within: f.within + s.Name + ".", class: true, around: new(*object.Class), names: namesOf(s.Body), vars: map[string]starlark.Value{}, outer: f}
	if f.class {
		body.outer = f.outer
	}
	if _, err := m.exec(body, s.Body); err != nil {
		return nil, err
	}
	for _, name := range unsupportedMembers {
		if body.vars[name] != nil {
			return nil, object.NotSupported("the special name " + name)
		}
	}
	c, err := object.NewSubclass("__main__", s.Name, bases...)
	if err != nil {
		return nil, err
	}
	c.Members, c.Within = body.vars, f.within
	*body.around = c
	for name, v := range body.vars {
		if p, ok := v.(*object.Property); ok {
			p.Named(name)
		}
	}
	c.New = func(_ *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		return m.instantiate(c, args, kwargs)
	}
	if c.Is("BaseException") {
		c.New = func(_ *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
			e := object.New(c, args...)
			init := c.Member("__init__")
			if init == nil {
				return e, nil
			}
			_, err := m.rt.Call(init, append(starlark.Tuple{e}, args...), kwargs)
			return e, err
		}
	}
	return c, nil
}

// bases returns the classes that a class inherits from: object, exceptions, and those that a
// statement made.
func (m *Machine) bases(f *frame, s *translate.Class) ([]*object.Class, error) {
	var bases []*object.Class
	for _, x := range s.Bases {
		v, err := m.expr(f, x)
		if err != nil {
			return nil, err
		}
		c, ok := v.(*object.Class)
		if !ok || c != object.Object && c.Members == nil && !c.Is("BaseException") {
			return nil, object.NotSupported("a class that inherits from " + object.Repr(v))
		}
		bases = append(bases, c)
	}
	if bases == nil {
		bases = []*object.Class{object.Object}
	}
	return bases, nil
}

func (m *Machine) instantiate(c *object.Class, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	o := &Object{class: c, attrs: map[string]starlark.Value{}, rt: m.rt}
	if err := m.rt.Room(1); err != nil {
		return nil, err
	}
	init := c.Member("__init__")
	if init == nil {
		if len(args)+len(kwargs) > 0 {
			return nil, object.Raise("TypeError", "%s() takes no arguments", c.Name())
		}
		return o, nil
	}
	v, err := m.rt.Call(init, append(starlark.Tuple{o}, args...), kwargs)
	if err == nil && v != starlark.None {
		err = object.Raise("TypeError", "__init__() should return None, not '%s'", object.TypeName(v))
	}
	return o, err
}

// Object is an object of a class that a statement made.
type Object struct {
	class *object.Class
	attrs map[string]starlark.Value
	rt    *value.Runtime
}

var _ value.Custom = (*Object)(nil)

func (o *Object) String() string        { return object.Repr(o) }
func (o *Object) Type() string          { return o.class.Name() }
func (o *Object) Freeze()               {}
func (o *Object) Truth() starlark.Bool  { return true }
func (o *Object) Hash() (uint32, error) { return uint32(object.Address(o) >> 4), nil }

// Class returns the object's class.
func (o *Object) Class() *object.Class { return o.class }

// Special returns a method that Python calls by itself, or nil.
func (o *Object) Special(name string) starlark.Value {
	if f := o.class.Member(name); f != nil {
		return object.Bound(f, o)
	}
	return nil
}

// Attr returns an attribute of the object, or one of its class.
func (o *Object) Attr(name string) (starlark.Value, error) {
	switch name {
	case "__class__":
		return o.class, nil
	case "__dict__":
		return nil, object.NotSupported("the special name __dict__")
	}
	v := o.attrs[name]
	if _, computed := o.class.Member(name).(*object.Property); v == nil || computed {
		return o.class.Attribute(name, o)
	}
	return v, nil
}

// AttrNames returns the names of the attributes.
func (o *Object) AttrNames() []string {
	var names []string
	for n := range o.attrs {
		names = append(names, n)
	}
	return append(names, o.class.AttrNames()...)
}

// SetField sets an attribute; nil removes it.
func (o *Object) SetField(name string, v starlark.Value) error {
	if p, ok := o.class.Member(name).(*object.Property); ok {
		return p.SetOf(o, v)
	}
	if v == nil {
		if o.attrs[name] == nil {
			return object.Raise("AttributeError", "%s", name)
		}
		delete(o.attrs, name)
		return nil
	}
	if err := o.rt.Room(1); err != nil {
		return err
	}
	o.attrs[name] = v
	return nil
}

// Show writes what __repr__ returns, or the class and the address.
func (o *Object) Show(w *object.Writer) {
	f := o.Special("__repr__")
	if f == nil {
		w.Printf("<%s object at 0x%012x>", o.class.FullName(), object.Address(o))
		return
	}
	v, err := o.rt.Call(f, nil, nil)
	if err == nil {
		if s, ok := v.(starlark.String); ok {
			w.Printf("%s", string(s))
			return
		}
		err = object.Raise("TypeError", "__repr__ returned non-string (type %s)", object.TypeName(v))
	}
	w.Fail(err)
}
