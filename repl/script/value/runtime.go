package value

import (
	"go.starlark.net/starlark"

	"sessh/repl/script/bounds"
	"sessh/repl/script/object"
	"sessh/repl/script/value/location"
	"sessh/repl/script/value/number"
	"sessh/session"
	"sessh/txn"
)

// A Runtime makes the values of one interpreter, bounded by its guard, and opens
// sessions in the transaction of its manager.
type Runtime struct {
	*bounds.Guard
	*number.Calculator
	*location.Locator
	// Classes are the classes of values by their names.
	Classes map[string]*object.Class
	// SessionClass and PackageClass are the classes of the data of a session and
	// of a package.
	SessionClass, PackageClass *object.Class
	// Python2 shows values as Python 2 does.
	Python2 bool

	compared uint64 // values
}

// New returns a runtime.
func New(g *bounds.Guard, m *txn.Manager) *Runtime {
	rt := &Runtime{Guard: g, Calculator: number.New(g), Locator: location.New(g, m)}
	rt.defineClasses()
	rt.SessionClass, rt.PackageClass = rt.Classes["dict"], rt.Classes["dict"]
	return rt
}

// SessionData returns the data of a session as a dictionary.
func (rt *Runtime) SessionData(s *session.Session) *Dict {
	return &Dict{rt: rt, class: rt.SessionClass, session: s, at: rt.PlaceOf(s)}
}

// Under returns what is under the keys in a session, of which there is at least
// one; the first is the package where the session has packages.
func (rt *Runtime) Under(s *session.Session, keys []any) (starlark.Value, error) {
	at := rt.PlaceOf(s).WithKeys(keys)
	_, v, err := rt.Again(at)
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
	switch v := v.(type) {
	case starlark.String, *object.Exception:
		return object.Str(v), nil
	}
	x, ok, err := rt.Special(v, "__str__")
	if !ok {
		return rt.Show(v)
	}
	if s, isText := x.(starlark.String); isText || err != nil {
		return string(s), err
	}
	return "", object.Raise("TypeError", "__str__ returned non-string (type %s)", object.TypeName(x))
}

// ClassOf returns type(v).
func (rt *Runtime) ClassOf(v starlark.Value) *object.Class {
	switch v := v.(type) {
	case *object.Exception:
		return v.Class()
	case *object.Class:
		return rt.Classes["type"]
	case *Dict:
		return v.class
	case Custom:
		return v.Class()
	case *object.Foreign:
		if name, ok := v.ClassName(); ok {
			return object.NewClass("", name, nil)
		}
	case starlark.String, starlark.Bytes:
	case starlark.HasAttrs:
		if c, _ := v.Attr("__class__"); c != nil {
			return c.(*object.Class)
		}
	}
	name := object.TypeName(v)
	if c := rt.Classes[name]; c != nil {
		return c
	}
	c := object.NewClass("", name, object.Object)
	rt.Classes[name] = c
	return c
}
