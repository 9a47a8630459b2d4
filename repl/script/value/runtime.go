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
// made.
func (rt *Runtime) Holds(tx *txn.Tx) bool { return tx != nil && rt.touched == tx }

// Touch notes that a session was opened in the transaction.
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
