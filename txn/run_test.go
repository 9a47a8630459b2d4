package txn_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"sessh/txn"
)

func ExampleManager_Retry() {
	ctx := context.Background()
	m := txn.NewManager()
	a := &account{}
	tries := 0
	err := m.Retry(ctx, 3, func(tx *txn.Tx) error {
		tries++
		if err := a.add(tx, 10); err != nil {
			return err
		}
		if tries < 2 { // someone else was faster
			return fmt.Errorf("account: conflict: %w", txn.ErrTransient)
		}
		return nil
	})
	fmt.Println(err, tries, a.balance)
	// Output: <nil> 2 10
}

// The transaction that is open after the function is the one that is ended.
func TestRunEndsWhatIsOpen(t *testing.T) {
	for _, tt := range []struct {
		name  string
		err   error
		calls string
	}{
		{"commits it", nil, "Begin y, Commit y, Vote y, Finish y"},
		{"aborts it", errFault, "Abort y"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, m := newRecord(), txn.NewManager()
			err := m.Run(r.ctx, func(tx *txn.Tx) error {
				join(t, tx, r.plain("x", "1"))
				if err := tx.Commit(r.ctx); err != nil {
					t.Error(err)
				}
				second, err := m.Begin(r.ctx)
				join(t, second, r.plain("y", "2"))
				return errors.Join(err, tt.err)
			})
			if !errors.Is(err, tt.err) || (err == nil) != (tt.err == nil) {
				t.Errorf("error %v", err)
			}
			wantCalls(t, r, expand("Begin x, Commit x, Vote x, Finish x, "+tt.calls))
			if m.Current() != nil {
				t.Error("one is still open")
			}
		})
	}
}

func TestRunThatCannotBegin(t *testing.T) {
	r, m, _ := open(t)
	r.fails("a.Abort", errFault)
	wantError(t, m.Run(r.ctx, func(*txn.Tx) error { t.Error("it ran"); return nil }), errFault)
}

// What is aborted is aborted, whatever happens to the context meanwhile.
func TestRunWhoseContextEnds(t *testing.T) {
	for _, tt := range []struct {
		name  string
		err   error // of the function
		want  error
		calls string
	}{
		{"before the commit", nil, context.Canceled, "Abort x"},
		{"before the abort", errFault, errFault, "Abort x"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, m := newRecord(), txn.NewManager()
			ctx, cancel := context.WithCancel(r.ctx)
			defer cancel()
			wantError(t, m.Run(ctx, func(tx *txn.Tx) error {
				join(t, tx, r.plain("x", "1"))
				cancel()
				return tt.err
			}), tt.want)
			wantCalls(t, r, expand(tt.calls))
		})
	}
}

func TestRunTellsOfAnAbortThatFails(t *testing.T) {
	r, m := newRecord(), txn.NewManager()
	late := errors.New("late")
	r.fails("x.Abort", late)
	err := m.Run(r.ctx, func(tx *txn.Tx) error { join(t, tx, r.plain("x", "1")); return errFault })
	wantError(t, err, errFault, late)
	if err.Error()[:5] != "fault" {
		t.Errorf("the cause does not come first: %v", err)
	}
}

func TestRetryBeginsEachTryAndEndsIt(t *testing.T) {
	r, m := newRecord(), txn.NewManager()
	seen := make(map[*txn.Tx]bool)
	r.fails("x.Vote", txn.ErrTransient)
	wantError(t, m.Retry(r.ctx, 3, func(tx *txn.Tx) error {
		seen[tx] = true
		join(t, tx, r.plain("x", "1"))
		return nil
	}), txn.ErrTransient)
	if len(seen) != 3 {
		t.Errorf("%d transactions", len(seen))
	}
	for tx := range seen {
		wantStatus(t, tx, txn.Aborted)
	}
}

func TestRetryEndsWithItsContext(t *testing.T) {
	m, tries := txn.NewManager(), 0
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	wantError(t, m.Retry(ctx, 3, func(*txn.Tx) error { tries++; cancel(); return txn.ErrTransient }), txn.ErrTransient)
	if tries != 1 {
		t.Errorf("%d tries", tries)
	}
}
