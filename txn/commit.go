package txn

import (
	"context"
	"errors"
	"slices"
	"strings"
)

// Commit makes the changes of all resources permanent. The package comment describes the
// order of calls, and what happens if one fails or ctx ends.
func (tx *Tx) Commit(ctx context.Context) error {
	if err := tx.committable(); err != nil {
		return err
	}
	if err := interrupted(ctx, ctx.Err()); err != nil {
		return err
	}
	if err := tx.hooks.runUp(ctx, &tx.hooks.beforeCommit); err != nil {
		return err
	}
	if err := tx.committable(); err != nil {
		return err
	}
	tx.status = Committing
	f := tx.phases(ctx)
	if f == nil {
		return tx.committed(ctx)
	}
	err := tx.clean(ctx, f)
	if tx.status == Failed {
		err = join(err, tx.hooks.runAfterCommit(context.WithoutCancel(ctx), false))
	}
	return err
}

// committable returns the reason why the transaction cannot be committed, or nil. A hook
// may have ended or doomed it.
func (tx *Tx) committable() error {
	if tx.status == Doomed {
		return ErrDoomed
	}
	return tx.usable()
}

// committed ends a commit that succeeded. Errors from here on are returned, but the commit
// counts.
func (tx *Tx) committed(ctx context.Context) error {
	tx.status = Committed
	tx.invalidate("the transaction was committed")
	err := tx.hooks.runAfterCommit(context.WithoutCancel(ctx), true)
	tx.free()
	return err
}

// phase is one pass over the resources.
type phase uint8

const (
	begin phase = iota
	commit
	vote
	finish
)

// failure is where a commit failed.
type failure struct {
	phase phase
	order []Resource // in which the resources are called
	at    int        // index of the one that failed
	err   error
}

// phases runs the four passes, up to the first failure.
func (tx *Tx) phases(ctx context.Context) *failure {
	order := slices.Clone(tx.resources)
	err := guarded(func() error {
		slices.SortStableFunc(order, func(a, b Resource) int { return strings.Compare(a.SortKey(), b.SortKey()) })
		return nil
	})
	if err != nil {
		return &failure{phase: begin, err: err}
	}
	for p := begin; p <= finish; p++ {
		for i, r := range order {
			if finishing := p == finish && i > 0; !finishing && ctx.Err() != nil {
				return &failure{p, order, i, interrupted(ctx, ctx.Err())}
			}
			if err := tx.call(ctx, p, r); err != nil {
				return &failure{p, order, i, err}
			}
		}
	}
	return nil
}

func (tx *Tx) call(ctx context.Context, p phase, r Resource) error {
	err := guarded(func() error {
		switch p {
		case begin:
			return r.Begin(ctx, tx)
		case commit:
			return r.Commit(ctx, tx)
		case vote:
			return r.Vote(ctx, tx)
		}
		return r.Finish(ctx, tx)
	})
	if p == finish {
		return err
	}
	return interrupted(ctx, err)
}

// clean calls off a round that failed, and leaves the transaction open or failed. It returns
// the error of the commit.
func (tx *Tx) clean(ctx context.Context, f *failure) error {
	nothingDone := f.phase < finish || f.at == 0
	switch {
	case nothingDone && errors.Is(f.err, ErrRepeatable):
		if err := tx.callOffAll(ctx, tx.resources); err != nil {
			err = join(f.err, err)
			tx.fail(err)
			return err
		}
		tx.status = Active
		return f.err
	case f.phase == finish:
		return tx.cleanFinish(ctx, f)
	}
	drop := tx.resources
	if f.phase == vote {
		voted := f.order[:f.at]
		drop = slices.DeleteFunc(slices.Clone(tx.resources), func(r Resource) bool { return slices.Contains(voted, r) })
	}
	err := join(f.err, tx.abortAll(ctx, drop), tx.callOffAll(ctx, tx.resources))
	tx.fail(err)
	return err
}

// cleanFinish leaves finished resources alone and calls off the others. These keep their
// changes, so that their owner can find out what became of them.
func (tx *Tx) cleanFinish(ctx context.Context, f *failure) error {
	tx.finished = f.order[:f.at]
	rest := slices.DeleteFunc(slices.Clone(tx.resources), func(r Resource) bool { return slices.Contains(tx.finished, r) })
	err := &FinishError{Failed: f.order[f.at].SortKey(), Err: join(f.err, tx.callOffAll(ctx, rest))}
	for _, r := range tx.finished {
		err.Finished = append(err.Finished, r.SortKey())
	}
	for _, r := range f.order[f.at+1:] {
		err.Pending = append(err.Pending, r.SortKey())
	}
	tx.fail(err)
	return err
}
