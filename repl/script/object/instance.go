package object

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"go.starlark.net/starlark"
)

// Instance is an object of a class that Go implements: attributes that are
// computed when they are read, and some that can be set.
type Instance struct {
	Class *Class
	Host  any    // what the object stands for
	Repr  string // how it is shown; "": by its class and address
	get   map[string]func() (starlark.Value, error)
	set   map[string]func(starlark.Value) error
	fixed map[string]starlark.Value // attributes that are not computed
}

// NewInstance returns an instance of a class, without attributes.
func NewInstance(c *Class) *Instance {
	return &Instance{Class: c, get: map[string]func() (starlark.Value, error){}, set: map[string]func(starlark.Value) error{}, fixed: map[string]starlark.Value{}}
}

func (o *Instance) String() string        { return Repr(o) }
func (o *Instance) Type() string          { return o.Class.name }
func (o *Instance) Freeze()               {}
func (o *Instance) Truth() starlark.Bool  { return true }
func (o *Instance) Hash() (uint32, error) { return starlark.String(fmt.Sprintf("%p", o)).Hash() }

// AttrNames returns the names of the attributes, sorted.
func (o *Instance) AttrNames() []string { return slices.Sorted(maps.Keys(o.get)) }

// Attr returns an attribute.
func (o *Instance) Attr(name string) (starlark.Value, error) {
	if name == "__class__" {
		return o.Class, nil
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
	msg := fmt.Sprintf("can't assign to .%s field of %s", name, o.Class.name)
	if o.get[name] != nil {
		return errors.New(msg)
	}
	return starlark.NoSuchAttrError(msg)
}

// Method adds a method.
func (o *Instance) Method(name string, f Function) { o.Value(name, Builtin(name, f)) }

// Value adds an attribute that does not change.
func (o *Instance) Value(name string, v starlark.Value) {
	o.Property(name, func() (starlark.Value, error) { return v, nil }, nil)
	o.fixed[name] = v
}

// Fixed returns an attribute that is not computed; nil if there is none of that name.
func (o *Instance) Fixed(name string) starlark.Value { return o.fixed[name] }

// Property adds an attribute that get computes and set sets; where set is nil,
// it cannot be set.
func (o *Instance) Property(name string, get func() (starlark.Value, error), set func(starlark.Value) error) {
	o.get[name] = get
	if set != nil {
		o.set[name] = set
	}
}

// Show writes the object as Python does.
func (o *Instance) Show(w *Writer) {
	if o.Repr != "" {
		w.Printf("%s", o.Repr)
		return
	}
	w.Printf("<%s object at 0x%012x>", o.Class.FullName(), Address(o))
}

// Address returns where a value is in memory; 0 for one that is no pointer.
func Address(p any) uint64 {
	address, _ := strconv.ParseUint(strings.TrimPrefix(fmt.Sprintf("%p", p), "0x"), 16, 64)
	return address
}

// Function is a function that statements call, and that needs no thread.
type Function = func(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error)

// NoArgs makes a function of f that takes no arguments.
func NoArgs(f func() (starlark.Value, error)) Function {
	return func(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		if err := starlark.UnpackArgs(b.Name(), args, kwargs); err != nil {
			return nil, err
		}
		return f()
	}
}

// Builtin makes a value of a function.
func Builtin(name string, f Function) *starlark.Builtin {
	return starlark.NewBuiltin(name, func(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		return f(b, args, kwargs)
	})
}
