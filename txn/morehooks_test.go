package txn_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"sessh/txn"
)

// TestHooksRegisterHooks: a hook of each kind registers another one of its kind, which runs
// in the same round.
func TestHooksRegisterHooks(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	for _, tt := range []struct {
		name string
		add  func(tx *txn.Tx, h txn.Hook) error
		end  func(tx *txn.Tx) error
		want []string
	}{
		{"before a commit", (*txn.Tx).BeforeCommit, func(tx *txn.Tx) error { return tx.Commit(ctx) }, []string{"2", "1", "0"}},
		{"after a commit", afterCommit, func(tx *txn.Tx) error { return tx.Commit(ctx) }, []string{"2", "1", "0"}},
		{"before an abort", (*txn.Tx).BeforeAbort, func(tx *txn.Tx) error { return tx.Abort(ctx) }, []string{"2", "1", "0"}},
		{"after an abort", (*txn.Tx).AfterAbort, func(tx *txn.Tx) error { return tx.Abort(ctx) }, []string{"2", "1", "0"}},
		{"after a commit that failed", afterCommit, func(tx *txn.Tx) error {
			r := newRecord()
			r.fails("x.Vote", errors.New("no"))
			join(t, tx, r.plain("x", "1"))
			wantError(t, tx.Commit(ctx))
			return nil
		}, []string{"2", "1", "0"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tx, err := txn.NewManager().Begin(ctx)
			if err != nil {
				t.Fatal(err)
			}
			var ran []string
			var hook func(n int) txn.Hook
			hook = func(n int) txn.Hook {
				return func(context.Context) error {
					ran = append(ran, string(rune('0'+n)))
					if n == 0 {
						return nil
					}
					return tt.add(tx, hook(n-1))
				}
			}
			if err := tt.add(tx, hook(2)); err != nil {
				t.Fatal(err)
			}
			if err := tt.end(tx); err != nil || !slices.Equal(ran, tt.want) {
				t.Errorf("%v, ran %v", err, ran)
			}
			if tx.Status() == txn.Failed {
				return
			}
			if err := tt.add(tx, hook(0)); !errors.Is(err, txn.ErrFinished) {
				t.Errorf("a hook of a transaction that has ended: %v", err)
			}
		})
	}
}

func afterCommit(tx *txn.Tx, h txn.Hook) error {
	return tx.AfterCommit(func(ctx context.Context, _ bool) error { return h(ctx) })
}
