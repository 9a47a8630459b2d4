package builtin

import (
	"go.starlark.net/starlark"

	"sessh/repl/script/object"
	"sessh/repl/script/value"
)

// Builtin is a function of Go, or a method with its value.
type Builtin struct {
	rt          *value.Runtime
	owner, name string
	fn          function
	self        starlark.Value
	unbound     bool // the value is the first argument
}

func builtin(rt *value.Runtime, owner, name string, fn function, self starlark.Value) *Builtin {
	return &Builtin{rt: rt, owner: owner, name: name, fn: fn, self: self}
}

// method returns a method of a class for one of its values, or where that is nil as a function
// whose first argument is the value; nil if there is none.
func method(rt *value.Runtime, class, name string, self starlark.Value) starlark.Value {
	fn, ok := known().methods[class][name]
	if !ok || self == nil {
		return unbound(rt, class, name)
	}
	return builtin(rt, class, name, fn, self)
}

// unbound returns a method as an attribute of its class; nil if there is none.
func unbound(rt *value.Runtime, class, name string) starlark.Value {
	if fn, ok := known().classMethods[class][name]; ok {
		return builtin(rt, class, name, fn, nil)
	}
	if fn, ok := known().methods[class][name]; ok {
		return &Builtin{rt: rt, owner: class, name: name, fn: fn, unbound: true}
	}
	return nil
}

func (b *Builtin) String() string        { return object.Repr(b) }
func (b *Builtin) Freeze()               {}
func (b *Builtin) Truth() starlark.Bool  { return true }
func (b *Builtin) Hash() (uint32, error) { return uint32(object.Address(b) >> 4), nil }
func (b *Builtin) Name() string          { return b.name }

// CallName returns what an error calls the function.
func (b *Builtin) CallName() string {
	if b.owner != "" {
		return b.owner + "." + b.name
	}
	return b.name
}

// Type returns the name of the class.
func (b *Builtin) Type() string {
	if b.unbound {
		return "method_descriptor"
	}
	return "builtin_function_or_method"
}

// AttrNames returns the names of the attributes.
func (b *Builtin) AttrNames() []string { return []string{"__name__"} }

// Attr returns the name.
func (b *Builtin) Attr(name string) (starlark.Value, error) {
	if name == "__name__" {
		return starlark.String(b.name), nil
	}
	return nil, nil
}

// Show writes the function as Python does.
func (b *Builtin) Show(w *object.Writer) {
	switch {
	case b.unbound:
		w.Printf("<method '%s' of '%s' objects>", b.name, b.owner)
	case b.self != nil:
		w.Printf("<built-in method %s of %s object at 0x%012x>", b.name, object.TypeName(b.self), object.Address(b.self))
	default:
		w.Printf("<built-in function %s>", b.name)
	}
}

// CallInternal calls the function.
func (b *Builtin) CallInternal(_ *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	if !b.unbound {
		return invoke(b.rt, b.owner, b.name, b.fn, b.self, args, kwargs)
	}
	if len(args) == 0 {
		return nil, object.Raise("TypeError", "unbound method %s.%s() needs an argument", b.owner, b.name)
	}
	if c := b.rt.Classes[b.owner]; !b.rt.ClassOf(args[0]).Inherits(c) {
		return nil, object.Raise("TypeError", "descriptor '%s' for '%s' objects doesn't apply to a '%s' object", b.name, b.owner, object.TypeName(args[0]))
	}
	return invoke(b.rt, b.owner, b.name, b.fn, args[0], args[1:], kwargs)
}
