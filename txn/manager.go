package txn

import (
	"context"
	"errors"
	"slices"
)

// Options are the settings of a [Manager]. The zero value is the usual one.
type Options struct {
	// Explicit makes Begin the only way to start a transaction.
	Explicit bool
}

// A Manager has at most one open transaction. It is not safe for concurrent
// use: give each goroutine that works by itself a manager of its own.
type Manager struct {
	options Options
	current *Tx
	syncs   []*subscription
}

type subscription struct{ s Synchronizer }

// NewManager returns a manager with no transaction open.
func NewManager(o Options) *Manager { return &Manager{options: o} }

// Current is the open transaction, or nil. It begins none.
func (m *Manager) Current() *Tx { return m.current }

// Tx is the open transaction; where there is none, one begins. An explicit
// manager returns [ErrNoTransaction] instead.
func (m *Manager) Tx(context.Context) (*Tx, error) {
	if m.current == nil {
		if m.options.Explicit {
			return nil, ErrNoTransaction
		}
		m.current = newTx(m)
	}
	return m.current, nil
}

// Begin starts a transaction. One that is open is aborted first; when that
// fails nothing is begun. An explicit manager returns [ErrOpen] instead.
func (m *Manager) Begin(ctx context.Context) (*Tx, error) {
	if m.current != nil {
		if m.options.Explicit {
			return nil, ErrOpen
		}
		if err := m.current.Abort(ctx); err != nil {
			return nil, err
		}
	}
	m.current = newTx(m)
	for _, s := range slices.Clone(m.syncs) {
		s.s.NewTransaction(m.current)
	}
	return m.current, nil
}

// Commit commits the open transaction. Where none is open there is nothing
// to do, or [ErrNoTransaction] for an explicit manager.
func (m *Manager) Commit(ctx context.Context) error {
	tx, err := m.Tx(ctx)
	if err != nil {
		return err
	}
	return tx.Commit(ctx)
}

// Abort aborts the open transaction, if there is one.
func (m *Manager) Abort(ctx context.Context) error {
	if m.current == nil {
		if m.options.Explicit {
			return ErrNoTransaction
		}
		return nil
	}
	return m.current.Abort(ctx)
}

// Subscribe makes s be told of transactions, until unsubscribe is called. One
// that is open already is announced at once.
func (m *Manager) Subscribe(s Synchronizer) (unsubscribe func()) {
	sub := &subscription{s}
	m.syncs = append(m.syncs, sub)
	if m.current != nil {
		s.NewTransaction(m.current)
	}
	return func() {
		m.syncs = slices.DeleteFunc(m.syncs, func(x *subscription) bool { return x == sub })
	}
}

// Run runs f in a fresh transaction, commits it when f returns nil, and else
// aborts it. A commit that fails is aborted as well. What f ended itself is
// not ended again: the transaction that is open after f is.
func (m *Manager) Run(ctx context.Context, f func(*Tx) error) error {
	tx, err := m.Begin(ctx)
	if err != nil {
		return err
	}
	err = guarded(func() error { return f(tx) })
	if err == nil && m.current != nil {
		err = m.current.Commit(ctx)
	}
	if err != nil && m.current != nil {
		return join(err, m.current.Abort(context.WithoutCancel(ctx)))
	}
	return err
}

// Retry is Run, again for as long as the error is transient ([ErrTransient]),
// n times in all. It returns the last error.
func (m *Manager) Retry(ctx context.Context, n int, f func(*Tx) error) error {
	if n < 1 {
		return errors.New("txn: Retry needs at least one try")
	}
	for {
		err := m.Run(ctx, f)
		if n--; err == nil || n == 0 || !errors.Is(err, ErrTransient) || ctx.Err() != nil {
			return err
		}
	}
}

func (m *Manager) free(tx *Tx) {
	if m.current == tx {
		m.current = nil
	}
}

// before tells the synchronizers that tx is about to end.
func (m *Manager) before(ctx context.Context, tx *Tx) error {
	var errs []error
	for _, s := range slices.Clone(m.syncs) {
		errs = append(errs, guarded(func() error { return s.s.BeforeCompletion(ctx, tx) }))
	}
	return errors.Join(errs...)
}

// after tells them that it has ended, or that the try is over.
func (m *Manager) after(ctx context.Context, tx *Tx) error {
	var errs []error
	for _, s := range slices.Clone(m.syncs) {
		errs = append(errs, guarded(func() error { return s.s.AfterCompletion(ctx, tx) }))
	}
	return errors.Join(errs...)
}

// join adds what went wrong while cleaning up to the first cause.
func join(first error, others ...error) error {
	rest := errors.Join(others...)
	if rest == nil {
		return first
	}
	return errors.Join(first, rest)
}
