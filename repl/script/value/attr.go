package value

import (
	"maps"
	"slices"
	"strings"

	"go.starlark.net/starlark"

	"sessh/repl/script/object"
	"sessh/repl/script/value/number"
)

// methods are those of the built-in classes.
var methods map[string]map[string]function

// classMethods are functions of a class itself, such as dict.fromkeys.
var classMethods map[string]map[string]function

func init() { // they refer to each other
	frozen := maps.Clone(setMethods)
	for name, fn := range setChanges {
		setMethods[name] = function{fn.takes, func(c *call) (starlark.Value, error) {
			if err := setOf(c).changeable(); err != nil {
				return nil, err
			}
			return fn.f(c)
		}}
	}
	methods = map[string]map[string]function{
		"str": textMethods, "bytes": bytesMethods, "list": listMethods, "dict": dictMethods, "tuple": tupleMethods,
		"set": setMethods, "frozenset": frozen, "range": rangeMethods, "int": intMethods, "float": floatMethods, "bool": intMethods,
		"dict_keys": viewMethods, "dict_items": viewMethods,
	}
	classMethods = map[string]map[string]function{
		"dict": {"fromkeys": {"p1-2", fromKeys}}, "bytes": {"fromhex": {"1", fromHex}}, "float": {"fromhex": {"1", lacks("float.fromhex")}},
		"int": {"from_bytes": {"*", lacks("int.from_bytes")}}, "str": {"maketrans": {"p1-3", makeTrans}},
	}
}

// lacks returns a function that is not supported.
func lacks(name string) func(*call) (starlark.Value, error) {
	return func(*call) (starlark.Value, error) { return nil, object.NotSupported(name) }
}

// notYet are the attributes of Python's values and classes that there are not: to ask
// for one is not an error of the statement's.
var notYet = map[string][]string{
	"int":   {"as_integer_ratio", "to_bytes", "from_bytes", "real", "imag", "numerator", "denominator"},
	"bool":  {"as_integer_ratio", "to_bytes", "from_bytes", "real", "imag", "numerator", "denominator"},
	"float": {"as_integer_ratio", "hex", "fromhex", "real", "imag"},
	"bytes": {"maketrans"}, "range": {"start", "stop", "step"},
	"dict_keys": {"mapping"}, "dict_values": {"mapping"}, "dict_items": {"mapping"},
}

// lacking reports whether Python's x has the attribute.
func lacking(x starlark.Value, name string) bool {
	if len(name) > 4 && strings.HasPrefix(name, "__") && strings.HasSuffix(name, "__") {
		return true
	}
	switch x := x.(type) {
	case *object.Class:
		return slices.Contains(notYet[x.Name()], name)
	case *object.Exception:
		return name == "add_note" || name == "with_traceback"
	}
	return slices.Contains(notYet[object.TypeName(x)], name)
}

// Attribute returns an attribute of a value; nil if there is none.
func (rt *Runtime) Attribute(x starlark.Value, name string) starlark.Value {
	v, _ := rt.attribute(x, name)
	return v
}

// GetAttribute is x.name.
func (rt *Runtime) GetAttribute(x starlark.Value, name string) (starlark.Value, error) {
	v, err := rt.attribute(x, name)
	if v != nil || err != nil {
		return v, err
	}
	class := object.TypeName(x)
	if lacking(x, name) {
		return nil, object.NotSupported("the attribute " + name + " of '" + class + "' objects")
	}
	switch x := x.(type) {
	case *object.Class:
		return nil, object.Raise("AttributeError", "type object '%s' has no attribute '%s'", x.Name(), name)
	case *object.Module:
		return nil, object.Raise("AttributeError", "module '%s' has no attribute '%s'", x.Name, name)
	}
	return nil, object.Raise("AttributeError", "'%s' object has no attribute '%s'", class, name)
}

func (rt *Runtime) attribute(x starlark.Value, name string) (starlark.Value, error) {
	if name == "__class__" {
		return rt.ClassOf(x), nil
	}
	switch x := x.(type) {
	case *Dict:
		if v := x.attr(name); v != nil {
			return v, nil
		}
	case *Range:
		if n, ok := map[string]int{"start": x.start, "stop": x.stop, "step": x.step}[name]; ok {
			return starlark.MakeInt(n), nil
		}
	case starlark.Int, starlark.Bool, starlark.Float:
		switch name {
		case "real":
			return rt.Unary(plusSign, x)
		case "numerator":
			if n, ok := number.Integer(x); ok {
				return n, nil
			}
		case "imag", "denominator":
			if _, ok := number.Integer(x); ok {
				return starlark.MakeInt(len(name) / 11), nil
			} else if name == "imag" {
				return starlark.Float(0), nil
			}
		}
	case *starlark.Builtin:
		if name == "__name__" {
			return starlark.String(x.Name()), nil
		}
		return nil, nil
	case starlark.String, starlark.Bytes: // what Starlark has is not Python's
	case starlark.HasAttrs:
		v, err := x.Attr(name)
		if _, none := err.(starlark.NoSuchAttrError); none {
			return nil, nil
		}
		if v != nil || err != nil {
			return v, err
		}
	}
	class := object.TypeName(x)
	if d, ok := x.(*Dict); ok {
		class = "dict"
		_ = d
	}
	if fn, ok := classMethods[class][name]; ok {
		return rt.builtin(class, name, fn, nil), nil
	}
	if fn, ok := methods[class][name]; ok {
		return rt.builtin(class, name, fn, x), nil
	}
	return nil, nil
}

// Builtin is a function of Go, or a method with its value.
type Builtin struct {
	rt          *Runtime
	owner, name string
	fn          function
	self        starlark.Value
	unbound     bool // the value is the first argument
}

func (rt *Runtime) builtin(owner, name string, fn function, self starlark.Value) *Builtin {
	return &Builtin{rt: rt, owner: owner, name: name, fn: fn, self: self}
}

// unbound returns a method as an attribute of its class; nil if there is none.
func (rt *Runtime) unbound(class, name string) starlark.Value {
	if fn, ok := classMethods[class][name]; ok {
		return rt.builtin(class, name, fn, nil)
	}
	if fn, ok := methods[class][name]; ok {
		return &Builtin{rt: rt, owner: class, name: name, fn: fn, unbound: true}
	}
	return nil
}

func (b *Builtin) String() string        { return object.Repr(b) }
func (b *Builtin) Freeze()               {}
func (b *Builtin) Truth() starlark.Bool  { return true }
func (b *Builtin) Hash() (uint32, error) { return uint32(object.Address(b) >> 4), nil }
func (b *Builtin) Name() string          { return b.name }

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
		return b.rt.invoke(b.owner, b.name, b.fn, b.self, args, kwargs)
	}
	if len(args) == 0 {
		return nil, object.Raise("TypeError", "unbound method %s.%s() needs an argument", b.owner, b.name)
	}
	if c := b.rt.Classes[b.owner]; !b.rt.ClassOf(args[0]).Inherits(c) {
		return nil, object.Raise("TypeError", "descriptor '%s' for '%s' objects doesn't apply to a '%s' object", b.name, b.owner, object.TypeName(args[0]))
	}
	return b.rt.invoke(b.owner, b.name, b.fn, args[0], args[1:], kwargs)
}

// SetAttribute is x.name = v.
func (rt *Runtime) SetAttribute(x starlark.Value, name string, v starlark.Value) error {
	has, ok := x.(starlark.HasSetField)
	if !ok {
		if rt.Attribute(x, name) != nil {
			return object.Raise("AttributeError", "'%s' object attribute '%s' is read-only", object.TypeName(x), name)
		}
		return object.Raise("AttributeError", "'%s' object has no attribute '%s'", object.TypeName(x), name)
	}
	err := has.SetField(name, v)
	if _, none := err.(starlark.NoSuchAttrError); none {
		return object.Raise("AttributeError", "'%s' object has no attribute '%s'", object.TypeName(x), name)
	}
	return err
}

// DelAttribute is del x.name.
func (rt *Runtime) DelAttribute(x starlark.Value, name string) error {
	switch x := x.(type) {
	case Custom:
		return x.SetField(name, nil)
	case *object.Exception:
		return x.SetField(name, nil)
	case *object.Class:
		return x.SetField(name, nil)
	}
	return object.Raise("AttributeError", "%s of a '%s' object cannot be deleted", name, object.TypeName(x))
}

// dir returns the names of the attributes of a value.
func (rt *Runtime) dir(x starlark.Value) []string {
	var names []string
	class := object.TypeName(x)
	if c, ok := x.(*object.Class); ok {
		class = c.Name()
	}
	if _, ok := x.(*Dict); ok {
		class = "dict"
	}
	for n := range methods[class] {
		names = append(names, n)
	}
	switch x := x.(type) {
	case starlark.String, starlark.Bytes:
	case starlark.HasAttrs:
		names = append(names, x.AttrNames()...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}
