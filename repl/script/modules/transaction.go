package modules

import (
	"reflect"

	"go.starlark.net/starlark"

	"sessh/repl/script/object"
	"sessh/repl/script/value"
	"sessh/txn"
)

// statusNames are the names of the states in Zope's transaction package.
var statusNames = map[txn.Status]string{
	txn.Active: "Active", txn.Committing: "Committing", txn.Committed: "Committed", txn.Failed: "Commit failed", txn.Doomed: "Doomed", txn.Aborted: "Aborted",
}

// A transaction is what statements see of a transaction.
type transaction struct {
	*object.Instance
	manager   *manager
	tx        *txn.Tx
	extension *value.Dict
	hooks     map[hookKind][]*hook         // registered, and not called yet
	resources map[starlark.Value]*resource // by data managers
}

// transaction returns the object for a transaction: the same for the same one.
func (m *manager) transaction(tx *txn.Tx) *object.Instance {
	if m.Manager == m.lib.Manager { // what it is told must not be lost with it
		m.lib.Touch(tx)
	}
	if m.latest != nil && m.latest.tx == tx {
		return m.latest.Instance
	}
	t := &transaction{
		Instance: object.NewInstance(m.lib.transactionClass), manager: m, tx: tx, extension: m.lib.NewDict(),
		hooks: make(map[hookKind][]*hook), resources: make(map[starlark.Value]*resource),
	}
	m.latest = t
	t.Host = t
	t.attributes()
	t.ends()
	t.hookMethods()
	t.Method("join", t.join)
	return t.Instance
}

// attributes adds what describes the transaction.
func (t *transaction) attributes() {
	lib, tx := t.manager.lib, t.tx
	t.Property("status", func() (starlark.Value, error) { return starlark.String(statusNames[tx.Status()]), nil }, nil)
	t.Property("user", func() (starlark.Value, error) { return starlark.String(tx.User()), nil }, nil)
	t.Value("extension", t.extension)
	t.Property("description", func() (starlark.Value, error) { return starlark.String(tx.Description()), nil }, func(v starlark.Value) error {
		return t.text(v, tx.SetDescription)
	})
	t.Method("note", func(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		var text starlark.Value
		if err := starlark.UnpackPositionalArgs(b.Name(), args, kwargs, 1, &text); err != nil {
			return nil, err
		}
		return starlark.None, t.text(text, tx.Note)
	})
	t.Method("setUser", func(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		name, path := "", "/"
		if err := starlark.UnpackArgs(b.Name(), args, kwargs, "user_name", &name, "path?", &path); err != nil {
			return nil, err
		}
		tx.SetUser(name, path)
		return starlark.None, nil
	})
	t.Method("setExtendedInfo", func(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		var name, v starlark.Value
		if err := starlark.UnpackPositionalArgs(b.Name(), args, kwargs, 2, &name, &v); err != nil {
			return nil, err
		}
		return starlark.None, t.extension.SetKey(name, v)
	})
	t.Method("set_data", func(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		var of, v starlark.Value
		if err := starlark.UnpackPositionalArgs(b.Name(), args, kwargs, 2, &of, &v); err != nil {
			return nil, err
		}
		if err := hasIdentity(of); err != nil {
			return nil, err
		}
		tx.SetData(dataOf{of}, v)
		return starlark.None, lib.Made(dataSize)
	})
	t.Method("data", func(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		var of starlark.Value
		if err := starlark.UnpackPositionalArgs(b.Name(), args, kwargs, 1, &of); err != nil {
			return nil, err
		}
		if err := hasIdentity(of); err != nil {
			return nil, err
		}
		if v, ok := tx.Data(dataOf{of}); ok {
			return v.(starlark.Value), nil
		}
		return nil, object.KeyError(of)
	})
}

// dataOf is the key of the data that belongs to an object, and dataSize what it takes.
type dataOf struct{ object starlark.Value }

const dataSize = 100

// hasIdentity returns an error for a value that stands for itself only.
func hasIdentity(v starlark.Value) error {
	if !reflect.TypeOf(v).Comparable() {
		return object.Raise("TypeError", "sessh keeps nothing for an object of type '%s'", object.TypeName(v))
	}
	return nil
}

// text calls set with the text of a value; None is no text.
func (t *transaction) text(v starlark.Value, set func(string)) error {
	if v == starlark.None {
		return nil
	}
	text, err := t.manager.lib.Text(v)
	if err == nil {
		err = t.manager.lib.Made(len(text))
	}
	if err == nil {
		set(text)
	}
	return err
}

// ends adds what ends the transaction, or may keep it from it.
func (t *transaction) ends() {
	m, tx := t.manager, t.tx
	open := func(f object.Function) object.Function {
		return func(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
			if m.Current() != tx {
				return nil, object.Raise("ValueError", "the transaction has ended: it is %s", statusNames[tx.Status()])
			}
			return f(b, args, kwargs)
		}
	}
	t.Method("commit", open(object.NoArgs(m.commit)))
	t.Method("savepoint", open(m.savepoint))
	t.Method("abort", object.NoArgs(func() (starlark.Value, error) {
		if m.Current() != tx { // it has ended
			return starlark.None, nil
		}
		return m.abort()
	}))
	t.Method("doom", object.NoArgs(func() (starlark.Value, error) { return starlark.None, doom(tx) }))
	t.Method("isDoomed", object.NoArgs(func() (starlark.Value, error) { return starlark.Bool(tx.Status() == txn.Doomed), nil }))
	t.Method("isRetryableError", func(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		var e *object.Exception
		if err := starlark.UnpackPositionalArgs(b.Name(), args, kwargs, 1, &e); err != nil {
			return nil, err
		}
		return starlark.Bool(t.retryable(e)), nil
	})
	t.Method("__enter__", object.NoArgs(func() (starlark.Value, error) { return t.Instance, nil }))
	t.Method("__exit__", open(m.leave))
}

// retryable reports whether the same may succeed in a new transaction, as the error or a
// data manager says.
func (t *transaction) retryable(e *object.Exception) bool {
	if e.Retryable() {
		return true
	}
	for _, r := range t.resources {
		if v, err := r.call(t.manager.lib.Context(), "should_retry", e); err == nil && bool(v.Truth()) {
			return true
		}
	}
	return false
}

// retryable reports whether the same may succeed in a new transaction. The open one must
// not have been aborted yet.
func (m *manager) retryable(err error) bool {
	e := object.FromError(err)
	if m.latest != nil && m.latest.tx == m.Current() {
		return m.latest.retryable(e)
	}
	return e.Retryable()
}
