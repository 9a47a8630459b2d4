package txn_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"sessh/txn"
)

// silent is a resource that does nothing.
type silent struct{}

func (silent) Begin(context.Context, *txn.Tx) error                 { return nil }
func (silent) Commit(context.Context, *txn.Tx) error                { return nil }
func (silent) Vote(context.Context, *txn.Tx) error                  { return nil }
func (silent) Finish(context.Context, *txn.Tx) error                { return nil }
func (silent) Abort(context.Context, *txn.Tx) error                 { return nil }
func (silent) CallOff(context.Context, *txn.Tx) error               { return nil }
func (silent) SortKey() string                                      { return "" }
func (silent) Savepoint(context.Context, *txn.Tx) (txn.Mark, error) { return silent{}, nil }
func (silent) Rollback(context.Context) error                       { return nil }

func TestManagerHasOneTransaction(t *testing.T) {
	ctx := context.Background()
	m := txn.NewManager()
	if m.Current() != nil {
		t.Error("one is open from the start")
	}
	if err := m.Abort(ctx); err != nil {
		t.Error(err)
	}
	tx := m.Tx()
	if m.Tx() != tx || m.Current() != tx {
		t.Error("it is not the same one")
	}
	next, err := m.Begin(ctx)
	if err != nil || next == tx || tx.Status() != txn.Aborted {
		t.Errorf("begin does not abort the open one: %v, %v", tx.Status(), err)
	}
	if err := m.Commit(ctx); err != nil || next.Status() != txn.Committed {
		t.Error(next.Status(), err)
	}
}

func TestBeginWhoseAbortFails(t *testing.T) {
	r, m, tx := open(t)
	r.fails("b.Abort", errFault)
	_, err := m.Begin(r.ctx)
	wantError(t, err, errFault)
	wantStatus(t, tx, txn.Aborted)
	if m.Current() != nil {
		t.Error("one was begun")
	}
}

func TestRun(t *testing.T) {
	ctx := context.Background()
	var last *txn.Tx
	tests := []struct {
		name   string
		fault  string
		f      func(*txn.Tx) error
		want   error
		status txn.Status
	}{
		{"commits", "", func(*txn.Tx) error { return nil }, nil, txn.Committed},
		{"aborts on an error", "", func(*txn.Tx) error { return errFault }, errFault, txn.Aborted},
		{"aborts on a panic", "", func(*txn.Tx) error { panic(errFault) }, errFault, txn.Aborted},
		{"aborts a commit that fails", "a.Vote", func(*txn.Tx) error { return nil }, errFault, txn.Aborted},
		{"aborts what is doomed", "", func(tx *txn.Tx) error { return tx.Doom() }, txn.ErrDoomed, txn.Aborted},
		{"leaves alone what has ended", "", func(tx *txn.Tx) error { return tx.Commit(ctx) }, nil, txn.Committed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, m := newRecord(), txn.NewManager()
			if tt.fault != "" {
				r.fails(tt.fault, errFault)
			}
			err := m.Run(ctx, func(tx *txn.Tx) error {
				last = tx
				join(t, tx, r.plain("a", "1"))
				return tt.f(tx)
			})
			if !errors.Is(err, tt.want) || (err == nil) != (tt.want == nil) {
				t.Errorf("error %v", err)
			}
			wantStatus(t, last, tt.status)
			if m.Current() != nil {
				t.Error("one is still open")
			}
		})
	}
}

func TestRetry(t *testing.T) {
	ctx := context.Background()
	transient := fmt.Errorf("conflict: %w", txn.ErrTransient)
	tests := []struct {
		name  string
		n     int
		errs  []error // of the tries
		tries int
		want  error
	}{
		{"at once", 3, []error{nil}, 1, nil},
		{"after transient errors", 3, []error{transient, transient, nil}, 3, nil},
		{"never", 3, []error{transient, transient, transient, nil}, 3, txn.ErrTransient},
		{"another error ends it", 3, []error{transient, errFault, nil}, 2, errFault},
		{"one try", 1, []error{transient, nil}, 1, txn.ErrTransient},
	}
	for _, tt := range tests {
		for _, at := range []string{"in the function", "in the commit"} {
			t.Run(tt.name+" "+at, func(t *testing.T) {
				r, m := newRecord(), txn.NewManager()
				tries := 0
				err := m.Retry(ctx, tt.n, func(tx *txn.Tx) error {
					e := tt.errs[tries]
					tries++
					r.fault["a.Vote"] = func() error { return e }
					join(t, tx, r.plain("a", "1"))
					if at == "in the function" {
						delete(r.fault, "a.Vote")
						return e
					}
					return nil
				})
				if tries != tt.tries || !errors.Is(err, tt.want) || (err == nil) != (tt.want == nil) {
					t.Errorf("%d tries, %v", tries, err)
				}
				if m.Current() != nil {
					t.Error("the last one is still open")
				}
			})
		}
	}
	if err := txn.NewManager().Retry(ctx, 0, nil); err == nil {
		t.Error("no tries at all are accepted")
	}
}

func TestHooks(t *testing.T) {
	r, _, tx := open(t)
	note := func(name string, err error) txn.Hook {
		return func(context.Context) error { r.calls = append(r.calls, name); return err }
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(tx.BeforeCommit(func(context.Context) error {
		r.calls = append(r.calls, "first")
		return tx.BeforeCommit(note("registered by first", nil))
	}))
	must(tx.BeforeCommit(note("second", errFault)))
	must(tx.BeforeCommit(note("third", nil)))
	must(tx.AfterCommit(func(_ context.Context, ok bool) error {
		r.calls = append(r.calls, fmt.Sprint("after ", ok))
		return errFault
	}))
	sp, _ := tx.Savepoint(r.ctx)
	r.take()
	wantError(t, tx.Commit(r.ctx), errFault)
	wantCalls(t, r, "first second") // those behind it are dropped, and nothing has begun
	wantStatus(t, tx, txn.Active)
	if sp.Err() != nil {
		t.Error(sp.Err())
	}
	r.fault["a.Vote"] = repeatable
	wantError(t, tx.Commit(r.ctx), txn.ErrRepeatable)
	wantCalls(t, r, expand("Begin cab, Commit cab, Vote ca, CallOff abc")) // not over yet: no hook after it
	delete(r.fault, "a.Vote")
	wantError(t, tx.Commit(r.ctx), errFault) // told, but the commit counts
	wantCalls(t, r, expand("Begin cab, Commit cab, Vote cab, Finish cab")+" after true")
	wantStatus(t, tx, txn.Committed)
}

func TestHooksOfAFailedCommitAndAbort(t *testing.T) {
	r, m, tx := open(t)
	note := func(name string, err error) txn.Hook {
		return func(context.Context) error { r.calls = append(r.calls, name); return err }
	}
	for _, err := range []error{
		tx.AfterCommit(func(_ context.Context, ok bool) error {
			r.calls = append(r.calls, fmt.Sprint("after ", ok))
			return nil
		}),
		tx.BeforeAbort(note("before abort", errFault)), tx.BeforeAbort(note("and", nil)),
		tx.AfterAbort(note("after abort", errFault)), tx.AfterAbort(note("never", nil)),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	r.fails("c.Begin", errors.New("begin"))
	wantError(t, tx.Commit(r.ctx))
	wantCalls(t, r, expand("Begin c, Abort abc, CallOff abc")+" after false")
	wantError(t, tx.Abort(r.ctx), errFault)
	wantCalls(t, r, "before abort and "+expand("Abort abc")+" after abort")
	if m.Current() != nil {
		t.Error("the manager still has it")
	}
}

func TestCommitWithoutTransaction(t *testing.T) {
	if err := txn.NewManager().Commit(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestStatusWords(t *testing.T) {
	for s, want := range map[txn.Status]string{txn.Active: "active", txn.Failed: "failed", 99: "unknown"} {
		if s.String() != want {
			t.Errorf("%d is %q", s, s)
		}
	}
	if got := (&txn.PanicError{Value: 1}).Error(); got != "panic: 1" {
		t.Error(got)
	}
}
