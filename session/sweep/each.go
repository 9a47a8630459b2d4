package sweep

import (
	"context"
	"iter"
	"slices"

	"sessh/session"
	"sessh/txn"
)

// batch is the number of sessions that an iteration reads at a time.
const batch = 256

// All opens the sessions of a container in the transaction, including those pending in it. It
// reads many at a time. Sessions that vanish between listing and reading are left out.
func All(ctx context.Context, tx *txn.Tx, c *session.Container) iter.Seq2[*session.Session, error] {
	return each(ctx, tx, c, c.Sessions)
}

// View is like [All], but read-only as [session.Container.View] is. It holds only one batch of
// sessions at a time.
func View(ctx context.Context, tx *txn.Tx, c *session.Container) iter.Seq2[*session.Session, error] {
	return each(ctx, tx, c, c.View)
}

type reader func(context.Context, *txn.Tx, ...string) ([]*session.Session, error)

func each(ctx context.Context, tx *txn.Tx, c *session.Container, read reader) iter.Seq2[*session.Session, error] {
	return func(yield func(*session.Session, error) bool) {
		var ids []string
		flush := func() bool {
			slices.Sort(ids) // stores list in no order
			sessions, err := read(ctx, tx, ids...)
			ids = ids[:0]
			for _, s := range sessions {
				if s != nil && s.Exists() && !yield(s, nil) {
					return false
				}
			}
			return err == nil || yield(nil, err)
		}
		for id, err := range IDs(ctx, tx, c) {
			if err != nil {
				if !yield(nil, err) {
					return
				}
				continue
			}
			if ids = append(ids, id); len(ids) == batch && !flush() {
				return
			}
		}
		if len(ids) > 0 {
			flush()
		}
	}
}
