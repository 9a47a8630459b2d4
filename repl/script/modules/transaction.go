package modules

import (
	"context"
	"errors"

	"go.starlark.net/starlark"

	"sessh/repl/script/object"
	"sessh/txn"
)

// statusNames are the names of the states in Zope's transaction package.
var statusNames = map[txn.Status]string{
	txn.Active: "Active", txn.Committing: "Committing", txn.Committed: "Committed", txn.Failed: "Commit failed", txn.Doomed: "Doomed", txn.Aborted: "Aborted",
}

// transactionModule returns the module transaction, whose functions are the
// manager's methods.
func (lib *library) transactionModule() *object.Module {
	m := &object.Module{Name: "transaction", Members: make(map[string]starlark.Value)}
	const of = "transaction._transaction"
	lib.transactionClass = object.NewClass(of, "Transaction", object.Object)
	lib.savepointClass = object.NewClass(of, "Savepoint", object.Object)
	lib.attemptClass = object.NewClass("transaction._manager", "Attempt", object.Object)
	manager := object.NewInstance(object.NewClass("transaction._manager", "ThreadTransactionManager", object.Object))
	for name, f := range map[string]object.Function{
		"begin": object.NoArgs(lib.begin), "get": object.NoArgs(lib.current), "commit": object.NoArgs(lib.commit), "abort": object.NoArgs(lib.abort), "savepoint": lib.savepoint,
		"doom": object.NoArgs(lib.doom), "isDoomed": object.NoArgs(lib.isDoomed), "attempts": lib.attempts,
	} {
		b := object.Builtin(name, f)
		m.Members[name] = b
		manager.Value(name, b)
	}
	run := starlark.NewBuiltin("run", lib.run)
	m.Members["run"] = run
	manager.Value("run", run)
	manager.Value("__enter__", object.Builtin("__enter__", object.NoArgs(lib.begin)))
	manager.Value("__exit__", object.Builtin("__exit__", lib.leave))
	m.Members["manager"] = manager
	return m
}

func (lib *library) begin() (starlark.Value, error) {
	if err := lib.abortNow(); err != nil {
		return nil, err
	}
	tx, err := lib.Manager.Begin(lib.Context())
	if err != nil {
		return nil, object.Wrap(err)
	}
	return lib.transaction(tx), nil
}

func (lib *library) current() (starlark.Value, error) {
	return lib.transaction(lib.Manager.Tx()), nil
}

func (lib *library) commit() (starlark.Value, error) {
	return starlark.None, lib.commitNow()
}

func (lib *library) commitNow() error { return object.Wrap(lib.options.Commit(lib.Context())) }

func (lib *library) abort() (starlark.Value, error) {
	return starlark.None, lib.abortNow()
}

func (lib *library) abortNow() error { return object.Wrap(lib.options.Abort(lib.Context())) }

// leave ends a with statement.
func (lib *library) leave(_ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	if len(args) > 0 && args[0] != starlark.None {
		return starlark.False, lib.abortNow()
	}
	err := lib.commitNow()
	if err != nil {
		return nil, errors.Join(err, lib.abortNow())
	}
	return starlark.False, nil
}

func (lib *library) savepoint(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	optimistic := false
	if err := starlark.UnpackArgs(b.Name(), args, kwargs, "optimistic?", &optimistic); err != nil {
		return nil, err
	}
	sp, err := lib.options.Savepoint(lib.Context(), optimistic)
	if err != nil {
		return nil, object.Wrap(err)
	}
	s := object.NewInstance(lib.savepointClass)
	s.Property("valid", func() (starlark.Value, error) { return starlark.Bool(sp.Err() == nil), nil }, nil)
	s.Method("rollback", object.NoArgs(func() (starlark.Value, error) {
		return starlark.None, object.Wrap(sp.Rollback(lib.Context()))
	}))
	return s, nil
}

func (lib *library) doom() (starlark.Value, error) {
	if err := lib.Manager.Tx().Doom(); err != nil {
		return nil, object.Raise("ValueError", "non-doomable")
	}
	return starlark.None, nil
}

func (lib *library) isDoomed() (starlark.Value, error) {
	return starlark.Bool(lib.Manager.Tx().Status() == txn.Doomed), nil
}

// transaction returns the object for a transaction.
func (lib *library) transaction(tx *txn.Tx) starlark.Value {
	t := object.NewInstance(lib.transactionClass)
	t.Host = tx
	t.Property("status", func() (starlark.Value, error) { return starlark.String(statusNames[tx.Status()]), nil }, nil)
	t.Property("description", func() (starlark.Value, error) { return starlark.String(tx.Description()), nil }, nil)
	t.Property("user", func() (starlark.Value, error) { return starlark.String(tx.User()), nil }, nil)
	open := func(f object.Function) object.Function {
		return func(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
			if lib.Manager.Current() != tx {
				return nil, object.Raise("ValueError", "the transaction has ended: it is %s", statusNames[tx.Status()])
			}
			return f(b, args, kwargs)
		}
	}
	for name, f := range map[string]object.Function{"commit": object.NoArgs(lib.commit), "abort": object.NoArgs(lib.abort), "savepoint": lib.savepoint, "doom": object.NoArgs(lib.doom), "isDoomed": object.NoArgs(lib.isDoomed)} {
		t.Method(name, open(f))
	}
	t.Method("note", func(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		var text starlark.Value
		if err := starlark.UnpackPositionalArgs(b.Name(), args, kwargs, 1, &text); err != nil {
			return nil, err
		}
		if text != starlark.None {
			note, err := lib.Text(text)
			if err == nil {
				err = lib.Made(len(note))
			}
			if err != nil {
				return nil, err
			}
			tx.Note(note)
		}
		return starlark.None, nil
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
		var name string
		var v starlark.Value
		if err := starlark.UnpackPositionalArgs(b.Name(), args, kwargs, 2, &name, &v); err != nil {
			return nil, err
		}
		return starlark.None, object.Wrap(tx.SetExtension(name, v))
	})
	lib.hooks(t, tx)
	return t
}

// hooks adds the methods that register functions to be called before and after the
// end of a transaction.
func (lib *library) hooks(t *object.Instance, tx *txn.Tx) {
	before := func(add func(txn.Hook) error) func(call func(context.Context, starlark.Tuple) error) error {
		return func(call func(context.Context, starlark.Tuple) error) error {
			return add(func(ctx context.Context) error { return call(ctx, nil) })
		}
	}
	for name, add := range map[string]func(func(context.Context, starlark.Tuple) error) error{
		"addBeforeCommitHook": before(func(h txn.Hook) error { return tx.BeforeCommit(h) }),
		"addBeforeAbortHook":  before(func(h txn.Hook) error { return tx.BeforeAbort(h) }),
		"addAfterAbortHook":   before(func(h txn.Hook) error { return tx.AfterAbort(h) }),
		"addAfterCommitHook": func(call func(context.Context, starlark.Tuple) error) error {
			return tx.AfterCommit(func(ctx context.Context, ok bool) error { return call(ctx, starlark.Tuple{starlark.Bool(ok)}) })
		},
	} {
		t.Value(name, starlark.NewBuiltin(name, func(thread *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
			var f starlark.Callable
			var given, named starlark.Value = starlark.Tuple{}, starlark.None
			if err := starlark.UnpackArgs(b.Name(), args, kwargs, "hook", &f, "args?", &given, "kws?", &named); err != nil {
				return nil, err
			}
			return starlark.None, object.Wrap(add(func(ctx context.Context, first starlark.Tuple) error {
				all := first
				if it, ok := given.(starlark.Iterable); ok {
					more, err := lib.All(it)
					if err != nil {
						return err
					}
					all = append(all, more...)
				}
				var kw []starlark.Tuple
				if m, ok := named.(starlark.IterableMapping); ok {
					kw = m.Items()
				}
				return lib.Hook(ctx, f, all, kw)
			}))
		}))
	}
}
