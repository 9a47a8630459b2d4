package value

import (
	"go.starlark.net/starlark"

	"sessh/repl/script/bounds"
	"sessh/repl/script/object"
	"sessh/session"
	"sessh/txn"
)

// A Runtime makes the values of one interpreter, bounded by its guard, and opens
// sessions in the transaction of its manager.
type Runtime struct {
	*bounds.Guard
	Manager *txn.Manager
	// Classes are the classes of values by their names.
	Classes map[string]*object.Class
	// SessionClass and PackageClass are the classes of the data of a session and
	// of a package.
	SessionClass, PackageClass *object.Class
	// Python2 shows values as Python 2 does.
	Python2 bool

	touched  *txn.Tx // the transaction that a session was last opened in
	compared uint64  // values
}

// New returns a runtime.
func New(g *bounds.Guard, m *txn.Manager) *Runtime {
	rt := &Runtime{Guard: g, Manager: m}
	rt.defineClasses()
	rt.SessionClass, rt.PackageClass = rt.Classes["dict"], rt.Classes["dict"]
	return rt
}

// Holds reports whether values of sessions that are open in the transaction were
// made, or the transaction itself was given out.
func (rt *Runtime) Holds(tx *txn.Tx) bool { return tx != nil && rt.touched == tx }

// Touch notes that statements have something of the transaction.
func (rt *Runtime) Touch(tx *txn.Tx) { rt.touched = tx }

// SessionData returns the data of a session as a dictionary.
func (rt *Runtime) SessionData(s *session.Session) *Dict {
	return &Dict{rt: rt, class: rt.SessionClass, session: s, at: rt.placeOf(s)}
}

// Under returns what is under the keys in a session, of which there is at least
// one; the first is the package where the session has packages.
func (rt *Runtime) Under(s *session.Session, keys []any) (starlark.Value, error) {
	at := rt.placeOf(s)
	at.keys = keys
	_, v, err := rt.again(at)
	if err != nil {
		return nil, err
	}
	return rt.Value(v, at), nil
}

// Show returns repr(v), if there is room for it.
func (rt *Runtime) Show(v starlark.Value) (string, error) {
	w := object.NewWriter(rt.Made)
	if rt.Python2 {
		w.Python2()
	}
	w.Write(v)
	return w.Result()
}

// Text returns str(v), if there is room for it.
func (rt *Runtime) Text(v starlark.Value) (string, error) {
	switch v.(type) {
	case starlark.String, *object.Exception:
		return object.Str(v), nil
	}
	return rt.Show(v)
}

// defineClasses makes the classes of the built-in values.
func (rt *Runtime) defineClasses() {
	rt.Classes = make(map[string]*object.Class)
	for name, construct := range map[string]object.Constructor{
		"NoneType": nil, "function": nil, "module": nil,
		"bool": rt.fed("bool", bounds.ValueSize, false), "bytes": rt.fed("bytes", bounds.ValueSize, false), "float": rt.fed("float", bounds.ValueSize, false),
		"tuple": rt.fed("tuple", bounds.ValueSize, false), "set": rt.fed("set", bounds.EntrySize, true), "frozenset": rt.fed("set", bounds.EntrySize, true),
		"str": rt.newStr, "dict": rt.DictOf, "list": rt.newListOf, "int": rt.newInt, "type": rt.typeOf,
	} {
		c := object.NewClass("", name, object.Object)
		c.New = construct
		rt.Classes[name] = c
	}
	rt.Classes["object"] = object.Object
}

func (rt *Runtime) typeOf(_ *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var v starlark.Value
	if err := starlark.UnpackPositionalArgs("type", args, kwargs, 1, &v); err != nil {
		return nil, err
	}
	return rt.ClassOf(v), nil
}

// maxDigits is how long a text is that int reads.
const maxDigits = maxBits * 3 / 10

func (rt *Runtime) newInt(thread *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	for _, a := range args {
		if s, ok := starlark.AsString(a); ok && len(s) > maxDigits {
			return nil, object.Raise("ValueError", "Exceeds the limit (%d digits) for integer string conversion", maxDigits)
		}
	}
	return starlark.Call(thread, starlark.Universe["int"], args, kwargs)
}

// ClassOf returns type(v).
func (rt *Runtime) ClassOf(v starlark.Value) *object.Class {
	switch v := v.(type) {
	case *object.Exception:
		return v.Class()
	case *object.Class:
		return rt.Classes["type"]
	case *Foreign:
		if name, ok := v.className(); ok {
			return object.NewClass("", name, nil)
		}
	case starlark.HasAttrs:
		if c, _ := v.Attr("__class__"); c != nil {
			return c.(*object.Class)
		}
	}
	if c := rt.Classes[object.TypeName(v)]; c != nil {
		return c
	}
	return object.NewClass("", object.TypeName(v), nil)
}

func (rt *Runtime) newStr(_ *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var v starlark.Value = starlark.String("")
	if err := starlark.UnpackPositionalArgs("str", args, kwargs, 0, &v); err != nil {
		return nil, err
	}
	text, err := rt.Text(v)
	return starlark.String(text), err
}

// DictOf is dict(...).
func (rt *Runtime) DictOf(_ *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	items, err := rt.pairs("dict", args, kwargs)
	if err != nil {
		return nil, err
	}
	d := rt.NewDict()
	return d, d.update(items)
}

func (rt *Runtime) newListOf(_ *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var from starlark.Iterable
	if err := starlark.UnpackPositionalArgs("list", args, kwargs, 0, &from); err != nil {
		return nil, err
	}
	if from == nil {
		return rt.NewList(nil), nil
	}
	values, err := rt.All(from)
	return rt.NewList(values), err
}
