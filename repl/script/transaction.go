package script

import (
	"context"
	"errors"
	"fmt"

	"go.starlark.net/starlark"

	"sessh/txn"
)

// statusNames are the words of Zope's transaction for the states.
var statusNames = map[txn.Status]string{
	txn.Active: "Active", txn.Committing: "Committing", txn.Committed: "Committed", txn.Failed: "Commit failed", txn.Doomed: "Doomed", txn.Aborted: "Aborted",
}

type function = func(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error)

// transactionModule is the module transaction: the manager's methods as
// functions.
func (in *Interp) transactionModule() *Module {
	m := &Module{name: "transaction", members: make(map[string]starlark.Value)}
	class := &Class{module: "transaction._manager", name: "ThreadTransactionManager", base: in.classes["object"]}
	manager := newInstance(class)
	in.classes["Transaction"] = &Class{module: "transaction._transaction", name: "Transaction", base: in.classes["object"]}
	in.classes["Savepoint"] = &Class{module: "transaction._transaction", name: "Savepoint", base: in.classes["object"]}
	in.classes["Attempt"] = &Class{module: "transaction._manager", name: "Attempt", base: in.classes["object"]}
	for name, f := range map[string]function{
		"begin": in.begin, "get": in.current, "commit": in.commit, "abort": in.abort, "savepoint": in.savepoint,
		"doom": in.doom, "isDoomed": in.isDoomed, "attempts": in.attempts,
	} {
		b := builtin(name, f)
		m.members[name] = b
		manager.value(name, b)
	}
	run := starlark.NewBuiltin("run", in.run)
	m.members["run"] = run
	manager.value("run", run)
	manager.value("__enter__", builtin("__enter__", in.begin))
	manager.value("__exit__", builtin("__exit__", in.leave))
	m.members["manager"] = manager
	return m
}

func (in *Interp) tx() (*txn.Tx, error) {
	tx, err := in.options.Manager.Tx(in.ctx)
	return tx, in.wrapped(err)
}

func (in *Interp) begin(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	if err := starlark.UnpackArgs(b.Name(), args, kwargs); err != nil {
		return nil, err
	}
	if err := in.abortNow(); err != nil {
		return nil, err
	}
	tx, err := in.options.Manager.Begin(in.ctx)
	if err != nil {
		return nil, in.wrapped(err)
	}
	return in.transaction(tx), nil
}

func (in *Interp) current(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	if err := starlark.UnpackArgs(b.Name(), args, kwargs); err != nil {
		return nil, err
	}
	tx, err := in.tx()
	if err != nil {
		return nil, err
	}
	return in.transaction(tx), nil
}

func (in *Interp) commit(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	if err := starlark.UnpackArgs(b.Name(), args, kwargs); err != nil {
		return nil, err
	}
	return starlark.None, in.commitNow()
}

func (in *Interp) commitNow() error {
	if in.options.Commit != nil {
		return in.wrapped(in.options.Commit(in.ctx))
	}
	return in.wrapped(in.options.Manager.Commit(in.ctx))
}

func (in *Interp) abort(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	if err := starlark.UnpackArgs(b.Name(), args, kwargs); err != nil {
		return nil, err
	}
	return starlark.None, in.abortNow()
}

func (in *Interp) abortNow() error {
	if in.options.Abort != nil {
		return in.wrapped(in.options.Abort(in.ctx))
	}
	return in.wrapped(in.options.Manager.Abort(in.ctx))
}

// leave is the end of a with statement.
func (in *Interp) leave(_ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	if len(args) > 0 && args[0] != starlark.None {
		return starlark.False, in.abortNow()
	}
	err := in.commitNow()
	if err != nil {
		return nil, errors.Join(err, in.abortNow())
	}
	return starlark.False, nil
}

func (in *Interp) savepoint(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	optimistic := false
	if err := starlark.UnpackArgs(b.Name(), args, kwargs, "optimistic?", &optimistic); err != nil {
		return nil, err
	}
	sp, err := in.makeSavepoint(optimistic)
	if err != nil {
		return nil, in.wrapped(err)
	}
	s := newInstance(in.classes["Savepoint"])
	s.get["valid"] = func() (starlark.Value, error) { return starlark.Bool(sp.Err() == nil), nil }
	s.method("rollback", func(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		if err := starlark.UnpackArgs(b.Name(), args, kwargs); err != nil {
			return nil, err
		}
		return starlark.None, in.wrapped(sp.Rollback(in.ctx))
	})
	return s, nil
}

func (in *Interp) makeSavepoint(optimistic bool) (*txn.Savepoint, error) {
	if in.options.Savepoint != nil {
		return in.options.Savepoint(in.ctx, optimistic)
	}
	tx, err := in.tx()
	if err != nil {
		return nil, err
	}
	return tx.Savepoint(in.ctx, optimistic)
}

func (in *Interp) doom(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	if err := starlark.UnpackArgs(b.Name(), args, kwargs); err != nil {
		return nil, err
	}
	tx, err := in.tx()
	if err != nil {
		return nil, err
	}
	if err := tx.Doom(); err != nil {
		return nil, in.raise("ValueError", "non-doomable")
	}
	return starlark.None, nil
}

func (in *Interp) isDoomed(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	if err := starlark.UnpackArgs(b.Name(), args, kwargs); err != nil {
		return nil, err
	}
	tx, err := in.tx()
	if err != nil {
		return nil, err
	}
	return starlark.Bool(tx.Status() == txn.Doomed), nil
}

// transaction is the object of a transaction.
func (in *Interp) transaction(tx *txn.Tx) starlark.Value {
	t := newInstance(in.classes["Transaction"])
	t.host = tx
	t.get["status"] = func() (starlark.Value, error) { return starlark.String(statusNames[tx.Status()]), nil }
	t.get["description"] = func() (starlark.Value, error) { return starlark.String(tx.Description()), nil }
	t.get["user"] = func() (starlark.Value, error) { return starlark.String(tx.User()), nil }
	open := func(f function) function {
		return func(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
			if in.options.Manager.Current() != tx {
				return nil, in.raise("ValueError", "the transaction has ended: it is %s", statusNames[tx.Status()])
			}
			return f(b, args, kwargs)
		}
	}
	for name, f := range map[string]function{"commit": in.commit, "abort": in.abort, "savepoint": in.savepoint, "doom": in.doom, "isDoomed": in.isDoomed} {
		t.method(name, open(f))
	}
	t.method("note", func(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		var text starlark.Value
		if err := starlark.UnpackPositionalArgs(b.Name(), args, kwargs, 1, &text); err != nil {
			return nil, err
		}
		if text != starlark.None {
			note, err := in.text(text)
			if err == nil {
				err = in.made(len(note))
			}
			if err != nil {
				return nil, err
			}
			tx.Note(note)
		}
		return starlark.None, nil
	})
	t.method("setUser", func(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		name, path := "", "/"
		if err := starlark.UnpackArgs(b.Name(), args, kwargs, "user_name", &name, "path?", &path); err != nil {
			return nil, err
		}
		tx.SetUser(name, path)
		return starlark.None, nil
	})
	t.method("setExtendedInfo", func(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		var name string
		var v starlark.Value
		if err := starlark.UnpackPositionalArgs(b.Name(), args, kwargs, 2, &name, &v); err != nil {
			return nil, err
		}
		return starlark.None, in.wrapped(tx.SetExtension(name, v))
	})
	in.hooks(t, tx)
	return t
}

// hooks are the methods that let a function be called before or after the
// end of a transaction.
func (in *Interp) hooks(t *Instance, tx *txn.Tx) {
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
		t.value(name, starlark.NewBuiltin(name, func(thread *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
			var f starlark.Callable
			var given, named starlark.Value = starlark.Tuple{}, starlark.None
			if err := starlark.UnpackArgs(b.Name(), args, kwargs, "hook", &f, "args?", &given, "kws?", &named); err != nil {
				return nil, err
			}
			return starlark.None, in.wrapped(add(func(ctx context.Context, first starlark.Tuple) error {
				more, err := in.elements(given)
				if err != nil {
					return err
				}
				all := append(first, more...)
				var kw []starlark.Tuple
				if m, ok := named.(starlark.IterableMapping); ok {
					kw = m.Items()
				}
				return in.hook(ctx, f, all, kw)
			}))
		}))
	}
}

// attempts yields what a loop tries, until one of them succeeds: each is to be
// used in a with statement.
func (in *Interp) attempts(b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	n := 3
	if err := starlark.UnpackArgs(b.Name(), args, kwargs, "number?", &n); err != nil {
		return nil, err
	}
	if n <= 0 {
		return nil, in.raise("ValueError", "number must be positive")
	}
	return &attempts{in: in, left: n}, nil
}

// attempts is the sequence of them.
type attempts struct {
	in   *Interp
	left int
	done bool
}

func (a *attempts) String() string             { return "<generator object attempts>" }
func (a *attempts) Type() string               { return "generator" }
func (a *attempts) Freeze()                    {}
func (a *attempts) Truth() starlark.Bool       { return true }
func (a *attempts) Hash() (uint32, error)      { return 0, unhashable(a) }
func (a *attempts) Iterate() starlark.Iterator { return a }
func (a *attempts) Done()                      {}

// Next is the next attempt.
func (a *attempts) Next(p *starlark.Value) bool {
	if a.done || a.left == 0 {
		return false
	}
	a.left--
	last := a.left == 0
	t := newInstance(a.in.classes["Attempt"])
	t.value("__enter__", builtin("__enter__", a.in.begin))
	t.value("__exit__", builtin("__exit__", func(b *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
		var err error
		if e, ok := exceptionOf(args); ok {
			err = e
		} else {
			err = a.in.commitNow()
		}
		if err == nil {
			a.done = true
			return starlark.False, nil
		}
		again := !last && a.in.exception(err).retryable()
		if aerr := a.in.abortNow(); aerr != nil {
			return nil, errors.Join(err, aerr)
		}
		if again {
			return starlark.True, nil
		}
		return nil, err
	}))
	*p = t
	return true
}

func exceptionOf(args starlark.Tuple) (*Exception, bool) {
	for _, a := range args {
		if e, ok := a.(*Exception); ok {
			return e, true
		}
	}
	return nil, false
}

// retryable reports whether the same may succeed in a new transaction.
func (e *Exception) retryable() bool {
	return e.class.is("TransientError") || errors.Is(e.cause, txn.ErrTransient)
}

// run is transaction.run: a function in a transaction of its own, tried again
// as long as what it fails with is transient.
func (in *Interp) run(thread *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var f starlark.Callable
	tries := 3
	if err := starlark.UnpackArgs(b.Name(), args, kwargs, "func", &f, "tries?", &tries); err != nil {
		return nil, err
	}
	if tries <= 0 {
		return nil, in.raise("ValueError", "tries must be > 0")
	}
	for i := 1; ; i++ {
		v, err := in.runOnce(thread, f)
		if err == nil {
			return v, nil
		}
		if aerr := in.abortNow(); aerr != nil {
			return nil, errors.Join(err, aerr)
		}
		if i == tries || !in.exception(err).retryable() {
			return nil, err
		}
	}
}

func (in *Interp) runOnce(thread *starlark.Thread, f starlark.Callable) (starlark.Value, error) {
	if err := in.abortNow(); err != nil {
		return nil, err
	}
	tx, err := in.options.Manager.Begin(in.ctx)
	if err != nil {
		return nil, in.wrapped(err)
	}
	if name := f.Name(); name != "_" && name != "lambda" {
		note := name
		if fn, ok := f.(*starlark.Function); ok && fn.Doc() != "" {
			note = fmt.Sprintf("%s\n\n%s", name, fn.Doc())
		}
		tx.Note(note)
	}
	v, err := starlark.Call(thread, f, nil, nil)
	if err != nil {
		return nil, err
	}
	return v, in.commitNow()
}
