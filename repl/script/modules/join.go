package modules

import (
	"context"

	"go.starlark.net/starlark"

	"sessh/repl/script/object"
	"sessh/txn"
)

// A resource is a data manager that a statement made, in a transaction.
type resource struct {
	t       *transaction
	manager starlark.Value
}

// markable is a resource whose data manager has savepoints.
type markable struct{ *resource }

var (
	_ txn.Resource    = (*resource)(nil)
	_ txn.Savepointer = markable{}
)

// join makes a data manager take part in the transaction.
func (t *transaction) join(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var manager starlark.Value
	if err := starlark.UnpackPositionalArgs(b.Name(), args, kwargs, 1, &manager); err != nil {
		return nil, err
	}
	if err := hasIdentity(manager); err != nil {
		return nil, err
	}
	switch t.tx.Status() {
	case txn.Active, txn.Doomed, txn.Failed:
	default:
		return nil, object.Raise("ValueError", "expected txn status 'Active' or 'Doomed', but it's '%s'", statusNames[t.tx.Status()])
	}
	r := t.resources[manager]
	if r == nil {
		r = &resource{t, manager}
	}
	var joining txn.Resource = r
	if f, err := r.method("savepoint"); err == nil && f != nil {
		joining = markable{r}
	}
	if err := t.tx.Join(joining); err != nil {
		return nil, object.Wrap(err)
	}
	t.resources[manager] = r
	return starlark.None, nil
}

// method returns a method of the data manager; nil if it has none of that name.
func (r *resource) method(name string) (starlark.Callable, error) { return methodOf(r.manager, name) }

func methodOf(of starlark.Value, name string) (starlark.Callable, error) {
	o, ok := of.(starlark.HasAttrs)
	if !ok {
		return nil, nil
	}
	v, err := o.Attr(name)
	if err != nil {
		return nil, err
	}
	f, _ := v.(starlark.Callable)
	return f, nil
}

// call calls a method that the data manager must have.
func (r *resource) call(ctx context.Context, name string, args ...starlark.Value) (starlark.Value, error) {
	return r.t.manager.lib.callMethod(ctx, r.manager, name, args...)
}

func (lib *library) callMethod(ctx context.Context, of starlark.Value, name string, args ...starlark.Value) (v starlark.Value, err error) {
	f, err := methodOf(of, name)
	if err != nil {
		return nil, err
	}
	if f == nil {
		return nil, object.Raise("AttributeError", "'%s' object has no attribute '%s'", object.TypeName(of), name)
	}
	call := starlark.NewBuiltin(name, func(thread *starlark.Thread, _ *starlark.Builtin, _ starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
		v, err = starlark.Call(thread, f, args, nil)
		return starlark.None, err
	})
	if err := lib.Hook(ctx, call, nil, nil); err != nil {
		return nil, err
	}
	return v, nil
}

// phase calls one of the methods that are given the transaction.
func (r *resource) phase(ctx context.Context, name string) error {
	_, err := r.call(ctx, name, r.t.Instance)
	return err
}

func (r *resource) Begin(ctx context.Context, _ *txn.Tx) error   { return r.phase(ctx, "tpc_begin") }
func (r *resource) Commit(ctx context.Context, _ *txn.Tx) error  { return r.phase(ctx, "commit") }
func (r *resource) Vote(ctx context.Context, _ *txn.Tx) error    { return r.phase(ctx, "tpc_vote") }
func (r *resource) Finish(ctx context.Context, _ *txn.Tx) error  { return r.phase(ctx, "tpc_finish") }
func (r *resource) Abort(ctx context.Context, _ *txn.Tx) error   { return r.phase(ctx, "abort") }
func (r *resource) CallOff(ctx context.Context, _ *txn.Tx) error { return r.phase(ctx, "tpc_abort") }

// SortKey is the data manager's, or "". An error is a panic, of which package txn makes
// an error.
func (r *resource) SortKey() string {
	f, err := r.method("sortKey")
	if f == nil && err == nil {
		return ""
	}
	v, err := r.call(r.t.manager.lib.Context(), "sortKey")
	if err != nil {
		panic(err)
	}
	if v == starlark.None {
		return ""
	}
	text, ok := starlark.AsString(v)
	if !ok {
		panic(object.Raise("TypeError", "a sort key is a string, not a '%s'", object.TypeName(v)))
	}
	return text
}

// Savepoint is the data manager's.
func (r markable) Savepoint(ctx context.Context, _ *txn.Tx) (txn.Mark, error) {
	v, err := r.call(ctx, "savepoint")
	return &mark{r.t.manager.lib, v}, err
}

// A mark is a savepoint that a data manager made.
type mark struct {
	lib       *library
	savepoint starlark.Value
}

func (m *mark) Rollback(ctx context.Context) error {
	_, err := m.lib.callMethod(ctx, m.savepoint, "rollback")
	return err
}
