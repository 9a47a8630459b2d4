package value

import (
	"math"
	"math/big"
	"strings"
	"time"

	"go.starlark.net/starlark"

	"sessh/repl/script/object"
	"sessh/session/tree"
)

// Foreign is a value of a session that statements have no type for. It can be
// shown, compared and passed on.
type Foreign struct{ v any }

func (f *Foreign) String() string        { return object.Repr(f) }
func (f *Foreign) Type() string          { return tree.TypeName(f.v) }
func (f *Foreign) Freeze()               {}
func (f *Foreign) Truth() starlark.Bool  { return true }
func (f *Foreign) Hash() (uint32, error) { return starlark.String(foreignText(f.v)).Hash() }

// Show writes the value as its own language does.
func (f *Foreign) Show(w *object.Writer) { w.Printf("%s", foreignText(f.v)) }

// className returns the class that the value names when it is shown.
func (f *Foreign) className() (string, bool) {
	d := foreignText(f.v)
	if !strings.HasPrefix(d, "<") {
		return "", false
	}
	name, _, ok := strings.Cut(d[1:], " ")
	return name, ok
}

func foreignText(v any) string {
	switch v := v.(type) {
	case tree.Object:
		return v.Display()
	case time.Time:
		return v.Format(time.RFC3339Nano)
	}
	return ""
}

// Value returns a value of a session for statements. at is its place.
func (rt *Runtime) Value(v any, at *place) starlark.Value {
	switch v := v.(type) {
	case *tree.Map:
		class := rt.Classes["dict"]
		if at != nil && len(at.keys) == 1 && !at.container.Flat() {
			class = rt.PackageClass
		}
		return &Dict{rt: rt, class: class, node: v, at: at}
	case *tree.List:
		return rt.listValue(v, at)
	case *tree.Ref:
		if first, ok := rt.first(v, at); ok {
			return first
		}
		return &Foreign{v}
	}
	return rt.scalar(v)
}

func (rt *Runtime) scalar(v any) starlark.Value {
	switch v := v.(type) {
	case nil:
		return starlark.None
	case bool:
		return starlark.Bool(v)
	case int64:
		return starlark.MakeInt64(v)
	case *big.Int:
		return starlark.MakeBigInt(v)
	case float64:
		return starlark.Float(v)
	case string:
		return starlark.String(v)
	case tree.Bytes:
		return starlark.Bytes(v)
	}
	return &Foreign{v}
}

// listValue returns a tuple as a tuple, and a set as a set that cannot be changed
// in place.
func (rt *Runtime) listValue(l *tree.List, at *place) starlark.Value {
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
func (rt *Runtime) first(s *tree.Ref, at *place) (starlark.Value, bool) {
	if at == nil || at.ended() {
		return nil, false
	}
	return rt.Value(s.To(), &place{container: at.container, id: at.id, tx: at.tx, keys: s.Keys()}), true
}

// sessionKey returns the key of a mapping that k stands for.
func (rt *Runtime) sessionKey(k starlark.Value) (any, error) {
	switch k := k.(type) {
	case starlark.NoneType:
		return nil, nil
	case starlark.Bool:
		return bool(k), nil
	case starlark.Int:
		if n, ok := k.Int64(); ok {
			return n, nil
		}
	case starlark.Float:
		if math.IsNaN(float64(k)) {
			return nil, object.Raise("ValueError", "a session cannot hold a key that is not a number: it would never be found again")
		}
		return float64(k), nil
	case starlark.String:
		return string(k), nil
	case starlark.Bytes:
		return tree.Bytes(k), nil
	case *Foreign:
		return k.v, nil
	}
	return nil, object.Raise("TypeError", "a session cannot hold a key of type '%s'", object.TypeName(k))
}

// Free returns a value that is part of no session.
func (rt *Runtime) Free(v any) starlark.Value {
	switch v := v.(type) {
	case *tree.Map:
		d := rt.NewDict()
		for k, x := range v.All() {
			_ = d.SetKey(rt.scalar(k), rt.Free(x)) // keys of a mapping can be keys
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
	return rt.scalar(v)
}
