package txn

import (
	"context"
	"errors"
)

// A Manager has at most one open transaction. It is not safe for concurrent use: give each
// goroutine that works by itself a manager of its own.
type Manager struct{ current *Tx }

// NewManager returns a manager with no transaction open.
func NewManager() *Manager { return &Manager{} }

// Current returns the open transaction, or nil. It begins none.
func (m *Manager) Current() *Tx { return m.current }

// Tx returns the open transaction. If there is none, it begins one.
func (m *Manager) Tx() *Tx {
	if m.current == nil {
		m.current = &Tx{manager: m}
	}
	return m.current
}

// Begin begins a transaction. It first aborts one that is open; if that fails, it returns
// the error and begins none.
func (m *Manager) Begin(ctx context.Context) (*Tx, error) {
	if err := m.Abort(ctx); err != nil {
		return nil, err
	}
	m.current = &Tx{manager: m}
	return m.current, nil
}

// Commit commits the open transaction, if there is one.
func (m *Manager) Commit(ctx context.Context) error { return m.Tx().Commit(ctx) }

// Abort aborts the open transaction, if there is one.
func (m *Manager) Abort(ctx context.Context) error {
	if m.current == nil {
		return nil
	}
	return m.current.Abort(ctx)
}

// Run calls f with a new transaction, which it commits if f returns nil, and else aborts. It
// aborts after a commit that fails, too. If f ends the transaction itself, Run ends the one
// that is open then, if any.
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

// Retry is like Run, and runs f again as long as the error is an [ErrTransient], up to n
// times in all. It returns the last error.
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

// join adds the errors of cleaning up to the first cause.
func join(first error, others ...error) error {
	rest := errors.Join(others...)
	if rest == nil {
		return first
	}
	return errors.Join(first, rest)
}
