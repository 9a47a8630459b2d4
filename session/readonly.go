package session

import (
	"context"
	"fmt"
	"iter"
)

// ReadOnly returns a view of a store that refuses every write, before
// anything is sent: its errors wrap [ErrReadOnly].
func ReadOnly(s Store) Store { return &readOnly{s} }

type readOnly struct{ Store }

func (r *readOnly) Apply(_ context.Context, writes []Write) []Outcome {
	outcomes := make([]Outcome, len(writes))
	for i := range writes {
		outcomes[i] = Outcome{State: Failed, Err: fmt.Errorf("nothing is written: the store is %w", ErrReadOnly)}
	}
	return outcomes
}

func (r *readOnly) Flush(context.Context) error {
	return fmt.Errorf("nothing is flushed: the store is %w", ErrReadOnly)
}

func (r *readOnly) Home(key string) string { return home(r.Store, key) }

func (r *readOnly) Copies(ctx context.Context, items []*Item, need Need) ([][]*Item, error) {
	return copies(ctx, r.Store, items, need)
}

func (r *readOnly) ListNames(ctx context.Context) iter.Seq2[Listed, error] {
	return names(ctx, r.Store)
}
