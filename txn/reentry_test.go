package txn_test

import (
	"context"
	"testing"

	"sessh/txn"
)

// A hook may end, doom or break the transaction that is about
// to end: what it did stands, and nothing is done twice.
func TestEndInsideOfAnEnd(t *testing.T) {
	ctx := context.Background()
	commit := func(tx *txn.Tx) error { return tx.Commit(ctx) }
	abort := func(tx *txn.Tx) error { return tx.Abort(ctx) }
	doom := func(tx *txn.Tx) error { return tx.Doom() }
	breaks := func(tx *txn.Tx) error {
		_, _ = tx.Savepoint(ctx) // x cannot make one
		return nil
	}
	const committed, broken = "Begin x, Commit x, Vote x, Finish x", "Abort x, CallOff x"
	tests := []struct {
		name, where string
		act, end    func(*txn.Tx) error
		want        error
		calls       string
		status      txn.Status
	}{
		{"hook aborts a commit", "before commit", abort, commit, txn.ErrFinished, "Abort x", txn.Aborted},
		{"hook commits a commit", "before commit", commit, commit, txn.ErrFinished, committed, txn.Committed},
		{"hook dooms a commit", "before commit", doom, commit, txn.ErrDoomed, "", txn.Doomed},
		{"hook breaks a commit", "before commit", breaks, commit, txn.ErrFailed, broken, txn.Failed},
		{"hook aborts an abort", "before abort", abort, abort, nil, "Abort x", txn.Aborted},
		{"hook commits an abort", "before abort", commit, abort, txn.ErrFinished, committed, txn.Committed},
		{"hook dooms an abort", "before abort", doom, abort, nil, "Abort x", txn.Aborted},
		{"hook breaks an abort", "before abort", breaks, abort, nil, broken + ", Abort x", txn.Aborted},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, hooks, m := newRecord(), newRecord(), txn.NewManager()
			tx, err := m.Begin(ctx)
			if err != nil {
				t.Fatal(err)
			}
			join(t, tx, r.plain("x", "1"))
			register(t, tx.BeforeCommit, hooks, "before commit")
			register(t, tx.BeforeAbort, hooks, "before abort")
			hooks.fault[tt.where] = func() error {
				delete(hooks.fault, tt.where)
				return tt.act(tx)
			}
			if err := tt.end(tx); tt.want != nil {
				wantError(t, err, tt.want)
			} else if err != nil {
				t.Error(err)
			}
			wantCalls(t, r, expand(tt.calls))
			wantStatus(t, tx, tt.status)
			if open := m.Current() != nil; open != (tt.status == txn.Doomed || tt.status == txn.Failed) {
				t.Errorf("still open: %t", open)
			}
		})
	}
}

func register(t *testing.T, add func(txn.Hook) error, r *record, name string) {
	t.Helper()
	if err := add(func(context.Context) error { return r.call(name) }); err != nil {
		t.Fatal(err)
	}
}
