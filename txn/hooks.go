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
}

// BeforeCommit registers a hook that runs before a commit begins. It may register more. If
// a hook fails, the commit does not begin, the hooks after it are dropped, and the
// transaction stays open.
func (tx *Tx) BeforeCommit(h Hook) error {
	return tx.register(func() { tx.hooks.beforeCommit = append(tx.hooks.beforeCommit, h) })
}

// AfterCommit registers a hook that runs after a commit. ok reports whether it succeeded; a
// commit that may be tried again is not over. Commit returns the hook's error, which changes
// nothing.
func (tx *Tx) AfterCommit(h func(ctx context.Context, ok bool) error) error {
	return tx.register(func() { tx.hooks.afterCommit = append(tx.hooks.afterCommit, h) })
}

// BeforeAbort registers a hook that runs before an abort. Its errors are ignored.
func (tx *Tx) BeforeAbort(h Hook) error {
	return tx.register(func() { tx.hooks.beforeAbort = append(tx.hooks.beforeAbort, h) })
}

// AfterAbort registers a hook that runs after the resources were aborted. If a hook fails,
// those after it do not run.
func (tx *Tx) AfterAbort(h Hook) error {
	return tx.register(func() { tx.hooks.afterAbort = append(tx.hooks.afterAbort, h) })
}

func (tx *Tx) register(add func()) error {
	if err := tx.usable(); err != nil {
		return err
	}
	add()
	return nil
}

// runBefore runs the hooks of a list and removes them, up to the first error.
func (h *hooks) runBefore(ctx context.Context, list *[]Hook) error {
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
	list := h.afterCommit
	h.afterCommit = nil
	var errs []error
	for _, next := range list {
		errs = append(errs, guarded(func() error { return next(ctx, ok) }))
	}
	return errors.Join(errs...)
}
