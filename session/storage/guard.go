package storage

import "context"

// Guard returns a store that asks, before each write, whether it may write at all. While may
// returns an error, nothing is written, and that error is the reason.
func Guard(s Store, may func(ctx context.Context) error) Store { return &guard{s, may} }

type guard struct {
	Store
	may func(ctx context.Context) error
}

func (g *guard) Apply(ctx context.Context, writes []Write) []Outcome {
	err := g.may(ctx)
	if err == nil {
		return g.Store.Apply(ctx, writes)
	}
	outcomes := make([]Outcome, len(writes))
	for i := range outcomes {
		outcomes[i] = Outcome{State: Failed, Err: err}
	}
	return outcomes
}

func (g *guard) Flush(ctx context.Context) error {
	if err := g.may(ctx); err != nil {
		return err
	}
	return g.Store.Flush(ctx)
}
