package object

import (
	"slices"
	"strings"

	"go.starlark.net/starlark"
)

// Constructor makes an instance of a class.
type Constructor = func(thread *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error)

// Class is the type of a value, which type(x) returns. Calling it calls New;
// a class whose New is nil cannot be called.
type Class struct {
	module, name string
	order        []*Class // the class, and those that it inherits from, in the order of search
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
	c := &Class{module: module, name: name}
	c.order = []*Class{c}
	if base != nil {
		c.order = append(c.order, base.order...)
	}
	return c
}

// NewSubclass returns a class that inherits from others, and an error if they can be searched
// in no order.
func NewSubclass(module, name string, bases ...*Class) (*Class, error) {
	c := &Class{module: module, name: name}
	orders := [][]*Class{bases}
	for i, b := range bases {
		if slices.Contains(bases[:i], b) {
			return nil, Raise("TypeError", "duplicate base class %s", b.name)
		}
		orders = append(orders, b.order)
	}
	rest, ok := merged(orders)
	if !ok {
		var names []string
		for _, b := range bases {
			names = append(names, b.name)
		}
		return nil, Raise("TypeError", "Cannot create a consistent method resolution\norder (MRO) for bases %s", strings.Join(names, ", "))
	}
	c.order = append([]*Class{c}, rest...)
	return c, nil
}

// merged merges orders into one that agrees with all of them; ok is false if there is none.
func merged(orders [][]*Class) (all []*Class, ok bool) {
	for {
		orders = slices.DeleteFunc(slices.Clone(orders), func(o []*Class) bool { return len(o) == 0 })
		if len(orders) == 0 {
			return all, true
		}
		next := slices.IndexFunc(orders, func(o []*Class) bool {
			return !slices.ContainsFunc(orders, func(other []*Class) bool { return slices.Contains(other[1:], o[0]) })
		})
		if next < 0 {
			return nil, false
		}
		c := orders[next][0]
		all = append(all, c)
		for i, o := range orders {
			if o[0] == c {
				orders[i] = o[1:]
			}
		}
	}
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
	return slices.ContainsFunc(c.order, func(o *Class) bool { return o.name == name })
}

// Inherits reports whether c is o or inherits from it.
func (c *Class) Inherits(o *Class) bool { return slices.Contains(c.order, o) }

// Member returns a member of the class, or of one that it inherits from; nil if
// there is none.
func (c *Class) Member(name string) starlark.Value { return c.MemberAfter(nil, name) }

// MemberAfter returns what [Class.Member] finds in the classes that are searched after one;
// nil stands for all.
func (c *Class) MemberAfter(after *Class, name string) starlark.Value {
	for _, o := range c.order[slices.Index(c.order, after)+1:] {
		if v := o.Members[name]; v != nil {
			return v
		}
	}
	return nil
}

// MemberNames returns the names of the members of the class, and of those that it inherits
// from.
func (c *Class) MemberNames() (names []string) {
	for _, o := range c.order {
		for name := range o.Members {
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
	switch v := c.Member(name).(type) {
	case nil:
	case *StaticMethod:
		return v.F, nil
	case *ClassMethod:
		return Bound(v.F, c), nil
	default:
		return v, nil
	}
	for _, o := range c.order {
		if o.Method != nil {
			return o.Method(name, nil), nil
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
