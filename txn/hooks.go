package txn

import (
	"context"
	"errors"
)

// A Hook is called around the end of a transaction.
type Hook func(ctx context.Context) error

// hooks are the hooks of one transaction, in the order of registration.
type hooks struct {
	beforeCommit, beforeAbort, afterAbort []Hook
	afterCommit                           []func(ctx context.Context, ok bool) error
	// committed and aborted are set while the hooks after an end run.
	committed, aborted bool
}

// BeforeCommit registers a hook that runs before a commit begins. It may register more. If
// a hook fails, the commit does not begin, the hooks after it are dropped, and the
// transaction stays open.
func (tx *Tx) BeforeCommit(h Hook) error {
	return tx.register(func() { tx.hooks.beforeCommit = append(tx.hooks.beforeCommit, h) })
}

// AfterCommit registers a hook that runs after a commit. ok reports whether it succeeded; a
// commit that may be tried again is not over. The hook may register more of its kind. Commit
// returns the hook's error, which changes nothing; the other hooks run.
func (tx *Tx) AfterCommit(h func(ctx context.Context, ok bool) error) error {
	add := func() { tx.hooks.afterCommit = append(tx.hooks.afterCommit, h) }
	if tx.hooks.committed {
		add()
		return nil
	}
	return tx.register(add)
}

// BeforeAbort registers a hook that runs before an abort. Its errors are ignored. It may
// register more.
func (tx *Tx) BeforeAbort(h Hook) error {
	return tx.register(func() { tx.hooks.beforeAbort = append(tx.hooks.beforeAbort, h) })
}

// AfterAbort registers a hook that runs after the resources were aborted. It may register
// more of its kind. If a hook fails, those after it do not run.
func (tx *Tx) AfterAbort(h Hook) error {
	add := func() { tx.hooks.afterAbort = append(tx.hooks.afterAbort, h) }
	if tx.hooks.aborted {
		add()
		return nil
	}
	return tx.register(add)
}

func (tx *Tx) register(add func()) error {
	if err := tx.usable(); err != nil {
		return err
	}
	add()
	return nil
}

// runUp runs the hooks of a list and removes them, up to the first error.
func (h *hooks) runUp(ctx context.Context, list *[]Hook) error {
	for len(*list) > 0 {
		if err := interrupted(ctx, ctx.Err()); err != nil {
			return err
		}
		next := (*list)[0]
		*list = (*list)[1:]
		err := guarded(func() error { return next(ctx) })
		if err == nil {
			continue
		}
		off := interrupted(ctx, err)
		if off != err {
			*list = append([]Hook{next}, *list...)
		} else {
			*list = nil
		}
		return off
	}
	return nil
}

func (h *hooks) runBeforeAbort(ctx context.Context) {
	for len(h.beforeAbort) > 0 {
		next := h.beforeAbort[0]
		h.beforeAbort = h.beforeAbort[1:]
		_ = guarded(func() error { return next(ctx) })
	}
}

func (h *hooks) runAfterCommit(ctx context.Context, ok bool) error {
	h.committed = true
	defer func() { h.committed = false }()
	var errs []error
	for len(h.afterCommit) > 0 {
		next := h.afterCommit[0]
		h.afterCommit = h.afterCommit[1:]
		errs = append(errs, guarded(func() error { return next(ctx, ok) }))
	}
	return errors.Join(errs...)
}

func (h *hooks) runAfterAbort(ctx context.Context) error {
	h.aborted = true
	defer func() { h.aborted = false }()
	return h.runUp(ctx, &h.afterAbort)
}
