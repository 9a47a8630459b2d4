package assign

import (
	"go.starlark.net/starlark"

	"sessh/repl/script/object"
	"sessh/repl/script/value"
)

// Attribute is x.name = v.
func Attribute(rt *value.Runtime, x starlark.Value, name string, v starlark.Value) error {
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
func DelAttribute(x starlark.Value, name string) error {
	switch x := x.(type) {
	case value.Custom:
		return x.SetField(name, nil)
	case *object.Exception:
		return x.SetField(name, nil)
	case *object.Class:
		return x.SetField(name, nil)
	}
	return object.Raise("AttributeError", "%s of a '%s' object cannot be deleted", name, object.TypeName(x))
}
