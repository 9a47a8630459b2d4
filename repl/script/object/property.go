package object

import "go.starlark.net/starlark"

// Property is what property returns: an attribute that functions get, set and delete.
type Property struct {
	name             string
	Get, Set, Delete starlark.Value // nil: there is none
}

func (p *Property) String() string        { return Repr(p) }
func (p *Property) Type() string          { return "property" }
func (p *Property) Freeze()               {}
func (p *Property) Truth() starlark.Bool  { return true }
func (p *Property) Hash() (uint32, error) { return uint32(Address(p) >> 4), nil }

// Show writes the property as Python does.
func (p *Property) Show(w *Writer) { w.Printf("<property object at 0x%012x>", Address(p)) }

// AttrNames returns the names of the attributes.
func (p *Property) AttrNames() []string { return []string{"deleter", "getter", "setter"} }

// Attr returns a function that returns the property with another function.
func (p *Property) Attr(name string) (starlark.Value, error) {
	changed := *p
	set := map[string]*starlark.Value{"getter": &changed.Get, "setter": &changed.Set, "deleter": &changed.Delete}[name]
	if set == nil {
		return nil, nil
	}
	return Builtin(name, func(_ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
		if len(args) != 1 {
			return nil, Raise("TypeError", "%s() takes exactly one argument (%d given)", name, len(args))
		}
		*set = args[0]
		return &changed, nil
	}), nil
}

func call(f starlark.Value, args ...starlark.Value) (starlark.Value, error) {
	fn, ok := f.(starlark.Callable)
	if !ok {
		return nil, Raise("TypeError", "'%s' object is not callable", TypeName(f))
	}
	return fn.CallInternal(nil, args, nil)
}

func (p *Property) get(self starlark.Value) (starlark.Value, error) {
	if p.Get == nil {
		return nil, p.lacks(self, "getter")
	}
	return call(p.Get, self)
}

// lacks returns the error about a function that the property has not.
func (p *Property) lacks(self starlark.Value, what string) error {
	return Raise("AttributeError", "property%s of '%s' object has no %s", p.name, TypeName(self), what)
}

// SetOf sets the property of self; nil deletes it.
func (p *Property) SetOf(self, v starlark.Value) error {
	f, what, args := p.Set, "setter", []starlark.Value{self, v}
	if v == nil {
		f, what, args = p.Delete, "deleter", args[:1]
	}
	if f == nil {
		return p.lacks(self, what)
	}
	_, err := call(f, args...)
	return err
}

// Named gives the property the name that a class binds it to.
func (p *Property) Named(name string) { p.name = " '" + name + "'" }
