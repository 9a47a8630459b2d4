package value

import (
	"slices"
	"strings"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"sessh/repl/script/object"
	"sessh/repl/script/value/number"
	"sessh/repl/script/value/sequence"
)

// lacking reports whether Python's x has the attribute.
func (rt *Runtime) lacking(x starlark.Value, name string) bool {
	if len(name) > 4 && strings.HasPrefix(name, "__") && strings.HasSuffix(name, "__") {
		return true
	}
	c, ok := x.(*object.Class)
	if !ok {
		c = rt.BuiltinClass(x)
	}
	if _, ok := x.(*object.Exception); ok {
		return name == "add_note" || name == "with_traceback"
	}
	return c != nil && slices.Contains(c.Lacks, name)
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
	if rt.lacking(x, name) {
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
	case *sequence.Range:
		if n, ok := map[string]int{"start": x.Start, "stop": x.Stop, "step": x.Step}[name]; ok {
			return starlark.MakeInt(n), nil
		}
	case starlark.Int, starlark.Bool, starlark.Float:
		switch name {
		case "real":
			return rt.Unary(syntax.PLUS, x)
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
	if c := rt.BuiltinClass(x); c != nil && c.Method != nil {
		return c.Method(name, x), nil
	}
	return nil, nil
}

// BuiltinClass returns the built-in class that has the methods of a value; nil if there is
// none.
func (rt *Runtime) BuiltinClass(x starlark.Value) *object.Class {
	if _, ok := x.(*Dict); ok {
		return rt.Classes["dict"]
	}
	return rt.Classes[object.TypeName(x)]
}
