package sweep

import (
	"context"
	"iter"

	"sessh/session"
	"sessh/txn"
)

// IDs streams the ids of a container's sessions: those that the store lists,
// and those that are pending in the transaction (which may be nil).
func IDs(ctx context.Context, tx *txn.Tx, c *session.Container) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		seen := make(map[string]bool)
		if tx != nil {
			for _, s := range c.Root().Work(tx).Sessions() {
				if !s.Container().Same(c) || !s.Exists() && !s.Stored() {
					continue
				}
				seen[s.ID()] = true
				if s.Exists() && !yield(s.ID(), nil) {
					return
				}
			}
		}
		for id, err := range c.StoredIDs(ctx) {
			if (err != nil || !seen[id]) && !yield(id, err) {
				return
			}
		}
	}
}
