package storage

import (
	"context"
	"fmt"
)

// ReadOnly returns a view of a store that refuses every write before anything is sent:
// its errors wrap [ErrReadOnly].
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

// Abilities returns the inner store's, none of which writes.
func (r *readOnly) Abilities() Abilities {
	a := r.Store.Abilities()
	a.Refuses = func() error { return ErrReadOnly }
	return a
}
