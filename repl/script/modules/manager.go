package modules

import (
	"context"
	"errors"

	"go.starlark.net/starlark"

	"sessh/repl/script/object"
	"sessh/txn"
)

// A manager is a TransactionManager: the one whose transactions sessions are open in,
// or one that a statement made, whose transactions have other resources.
type manager struct {
	*txn.Manager
	lib                     *library
	explicit                bool
	endByCommit, endByAbort func(context.Context) error
	mark                    func(ctx context.Context, optimistic bool) (*txn.Savepoint, error)
	latest                  *transaction // that was given out
}

// transactionModules returns the package transaction.
func (lib *library) transactionModules() []*object.Module {
	m, shared := lib.transactionModule()
	interfaces := interfaceModule("transaction.interfaces",
		"IDataManager", "IDataManagerSavepoint", "ISavepoint", "ISavepointDataManager", "ISynchronizer", "ITransaction", "ITransactionManager")
	for c := range object.ExceptionClasses() {
		if c.Module() == interfaces.Name {
			interfaces.Members[c.Name()] = c
		}
	}
	sample := lib.sampleModule(shared)
	tests := packageOf("transaction.tests", sample)
	m.Members["interfaces"], m.Members["tests"] = interfaces, tests
	return []*object.Module{m, interfaces, tests, sample}
}

// transactionModule returns the module transaction, whose functions are the methods of
// the manager of sessions, and that manager.
func (lib *library) transactionModule() (*object.Module, *manager) {
	m := &object.Module{Name: "transaction", Members: make(map[string]starlark.Value)}
	const of, by = "transaction._transaction", "transaction._manager"
	lib.transactionClass = object.NewClass(of, "Transaction", object.Object)
	lib.savepointClass = object.NewClass(of, "Savepoint", object.Object)
	lib.attemptClass = object.NewClass(by, "Attempt", object.Object)
	class := object.NewClass(by, "TransactionManager", object.Object)
	class.New = func(_ *starlark.Thread, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		return lib.newManager(class, args, kwargs)
	}
	shared := &manager{
		lib: lib, Manager: lib.Manager,
		endByCommit: lib.options.Commit, endByAbort: lib.options.Abort, mark: lib.options.Savepoint,
	}
	functions := shared.functions()
	for name, f := range functions {
		m.Members[name] = f
	}
	m.Members["manager"] = shared.object(object.NewClass(by, "ThreadTransactionManager", object.Object), functions)
	for _, c := range []*object.Class{class, lib.transactionClass, lib.savepointClass} {
		m.Members[c.Name()] = c
	}
	return m, shared
}

// newManager is TransactionManager(...).
func (lib *library) newManager(class *object.Class, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var explicit starlark.Value = starlark.False
	if err := starlark.UnpackArgs(class.Name(), args, kwargs, "explicit?", &explicit); err != nil {
		return nil, err
	}
	own := txn.NewManager()
	m := &manager{lib: lib, Manager: own, explicit: bool(explicit.Truth()), endByCommit: own.Commit, endByAbort: own.Abort}
	m.mark = func(ctx context.Context, optimistic bool) (*txn.Savepoint, error) {
		return own.Tx().Savepoint(ctx, optimistic)
	}
	return m.object(class, m.functions()), nil
}

// functions returns the methods that the module has as well.
func (m *manager) functions() map[string]starlark.Value {
	all := map[string]starlark.Value{"run": starlark.NewBuiltin("run", m.run)}
	for name, f := range map[string]object.Function{
		"begin": object.NoArgs(m.begin), "get": object.NoArgs(m.get), "commit": object.NoArgs(m.commit), "abort": object.NoArgs(m.abort),
		"savepoint": m.savepoint, "doom": object.NoArgs(m.doom), "isDoomed": object.NoArgs(m.isDoomed), "attempts": m.attempts,
	} {
		all[name] = object.Builtin(name, f)
	}
	return all
}

// object returns the manager as statements see it.
func (m *manager) object(class *object.Class, functions map[string]starlark.Value) *object.Instance {
	o := object.NewInstance(class)
	for name, f := range functions {
		o.Value(name, f)
	}
	o.Property("explicit", func() (starlark.Value, error) { return starlark.Bool(m.explicit), nil }, func(v starlark.Value) error {
		m.explicit = bool(v.Truth())
		return nil
	})
	o.Method("__enter__", object.NoArgs(m.begin))
	o.Method("__exit__", m.leave)
	return o
}

// begun returns an error if a transaction has to be begun first.
func (m *manager) begun() error {
	if m.explicit && m.Current() == nil {
		return object.New(object.ExceptionClass("NoTransaction"))
	}
	return nil
}

func (m *manager) begin() (starlark.Value, error) {
	if m.explicit && m.Current() != nil {
		return nil, object.New(object.ExceptionClass("AlreadyInTransaction"))
	}
	if err := m.abortNow(); err != nil {
		return nil, err
	}
	tx, err := m.Begin(m.lib.Context())
	if err != nil {
		return nil, object.Wrap(err)
	}
	return m.transaction(tx), nil
}

func (m *manager) get() (starlark.Value, error) {
	if err := m.begun(); err != nil {
		return nil, err
	}
	return m.transaction(m.Tx()), nil
}

func (m *manager) commit() (starlark.Value, error) {
	if err := m.begun(); err != nil {
		return nil, err
	}
	return starlark.None, m.commitNow()
}

func (m *manager) abort() (starlark.Value, error) {
	if err := m.begun(); err != nil {
		return nil, err
	}
	return starlark.None, m.abortNow()
}

func (m *manager) commitNow() error { return object.Wrap(m.endByCommit(m.lib.Context())) }
func (m *manager) abortNow() error  { return object.Wrap(m.endByAbort(m.lib.Context())) }

// leave ends a with statement.
func (m *manager) leave(_ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	if len(args) > 0 && args[0] != starlark.None {
		return starlark.False, m.abortNow()
	}
	if err := m.commitNow(); err != nil {
		return nil, errors.Join(err, m.abortNow())
	}
	return starlark.False, nil
}

func (m *manager) doom() (starlark.Value, error) {
	if err := m.begun(); err != nil {
		return nil, err
	}
	return starlark.None, doom(m.Tx())
}

// doom dooms a transaction that is open.
func doom(tx *txn.Tx) error {
	if tx.Doom() != nil {
		return object.Raise("ValueError", "non-doomable")
	}
	return nil
}

func (m *manager) isDoomed() (starlark.Value, error) {
	if err := m.begun(); err != nil {
		return nil, err
	}
	return starlark.Bool(m.Tx().Status() == txn.Doomed), nil
}

func (m *manager) savepoint(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var optimistic starlark.Value = starlark.False
	if err := starlark.UnpackArgs(b.Name(), args, kwargs, "optimistic?", &optimistic); err != nil {
		return nil, err
	}
	if err := m.begun(); err != nil {
		return nil, err
	}
	sp, err := m.mark(m.lib.Context(), bool(optimistic.Truth()))
	if err != nil {
		return nil, object.Wrap(err)
	}
	s := object.NewInstance(m.lib.savepointClass)
	s.Property("valid", func() (starlark.Value, error) { return starlark.Bool(sp.Err() == nil), nil }, nil)
	s.Method("rollback", object.NoArgs(func() (starlark.Value, error) {
		return starlark.None, object.Wrap(sp.Rollback(m.lib.Context()))
	}))
	return s, nil
}
