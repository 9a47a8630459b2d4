package value

import (
	"go.starlark.net/starlark"

	"sessh/repl/script/object"
	"sessh/repl/script/value/location"
	"sessh/session/tree"
)

// Value returns a value of a session for statements. at is its place.
func (rt *Runtime) Value(v any, at *location.Place) starlark.Value {
	switch v := v.(type) {
	case *tree.Map:
		class := rt.Classes["dict"]
		if at != nil && at.IsPackage() {
			class = rt.PackageClass
		}
		return &Dict{rt: rt, class: class, node: v, at: at}
	case *tree.List:
		return rt.listValue(v, at)
	case *tree.Ref:
		if first, ok := rt.first(v, at); ok {
			return first
		}
		return &object.Foreign{Held: v}
	}
	return object.Scalar(v)
}

// listValue returns a tuple as a tuple, and a set as a set that cannot be changed
// in place.
func (rt *Runtime) listValue(l *tree.List, at *location.Place) starlark.Value {
	wrapper := &List{rt: rt, node: l, at: at}
	switch formOf(l) {
	case "tuple":
		return starlark.Tuple(wrapper.Values())
	case "set", "frozenset":
		set, err := rt.NewSet(wrapper.Values()...)
		if err != nil {
			return wrapper
		}
		set.Frozen = formOf(l) == "frozenset"
		set.held = !set.Frozen
		return set
	}
	return wrapper
}

func formOf(l *tree.List) string {
	if l.Form() == nil {
		return ""
	}
	return l.Form().String()
}

// first returns the value that a reference refers to.
func (rt *Runtime) first(s *tree.Ref, at *location.Place) (starlark.Value, bool) {
	if at == nil || at.Ended() {
		return nil, false
	}
	return rt.Value(s.To(), at.WithKeys(s.Keys())), true
}

// Free returns a value that is part of no session.
func (rt *Runtime) Free(v any) starlark.Value {
	switch v := v.(type) {
	case *tree.Map:
		d := rt.NewDict()
		for k, x := range v.All() {
			_ = d.SetKey(object.Scalar(k), rt.Free(x)) // keys of a mapping can be keys
		}
		return d
	case *tree.List:
		var values []starlark.Value
		for _, x := range v.All() {
			values = append(values, rt.Free(x))
		}
		switch formOf(v) {
		case "tuple":
			return starlark.Tuple(values)
		case "set", "frozenset":
			set, err := rt.NewSet(values...)
			if err != nil {
				return rt.NewList(values)
			}
			set.Frozen = formOf(v) == "frozenset"
			return set
		}
		return rt.NewList(values)
	}
	return object.Scalar(v)
}
