package txn_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"sessh/txn"
)

// Each way of failing, in each phase, of the resource in the middle: they
// joined as a, b, c, and sort as c, a, b.
func TestFaultsOfEachPhase(t *testing.T) {
	const (
		voting  = "Begin cab, Commit cab, Vote ca"
		voted   = voting + "b"
		cleaned = ", Abort abc, CallOff abc"
	)
	phases := []struct{ phase, failed, repeatable, cancelled string }{
		{"Begin", "Begin ca" + cleaned, "Begin ca, CallOff abc", "Begin ca, CallOff abc"},
		{"Commit", "Begin cab, Commit ca" + cleaned, "Begin cab, Commit ca, CallOff abc", "Begin cab, Commit ca, CallOff abc"},
		// what has voted keeps its changes
		{"Vote", voting + ", Abort ab, CallOff abc", voting + ", CallOff abc", voting + ", CallOff abc"},
		// too late: the end of the context stops nothing, and c has finished
		{"Finish", voted + ", Finish ca, CallOff ab", voted + ", Finish ca, CallOff ab", voted + ", Finish cab"},
	}
	for _, p := range phases {
		late := p.phase == "Finish"
		ways := []struct {
			name   string
			fault  func(cancel func()) error
			want   error
			calls  string
			status txn.Status
		}{
			{"error", func(func()) error { return errFault }, errFault, p.failed, txn.Failed},
			{"panic with an error", func(func()) error { panic(errFault) }, errFault, p.failed, txn.Failed},
			{"panic with nothing of an error", func(func()) error { panic("oops") }, nil, p.failed, txn.Failed},
			{"repeatable", func(func()) error { return repeatable() }, txn.ErrRepeatable, p.repeatable, txn.Active},
			{"the context ends", func(cancel func()) error { cancel(); return nil }, context.Canceled, p.cancelled, txn.Active},
			{"the context ends, and the resource says so", func(cancel func()) error { cancel(); return fmt.Errorf("x: %w", context.Canceled) }, context.Canceled, p.repeatable, txn.Active},
			{"the context ends, and the resource fails", func(cancel func()) error { cancel(); return errFault }, errFault, p.failed, txn.Failed},
			{"panic with the end of the context", func(cancel func()) error { cancel(); panic(context.Canceled) }, context.Canceled, p.failed, txn.Failed},
			{"another context has ended", func(func()) error { return context.Canceled }, context.Canceled, p.failed, txn.Failed},
		}
		for _, w := range ways {
			switch {
			case late && (w.name == "repeatable" || w.name == "the context ends, and the resource says so"):
				w.status = txn.Failed
			case late && w.name == "the context ends":
				w.want, w.status = nil, txn.Committed
			}
			t.Run(p.phase+"/"+w.name, func(t *testing.T) {
				r, m, tx := open(t)
				sp, err := tx.Savepoint(r.ctx)
				if err != nil {
					t.Fatal(err)
				}
				r.take()
				ctx, cancel := context.WithCancel(r.ctx)
				defer cancel()
				r.fault["a."+p.phase] = func() error { return w.fault(cancel) }
				err = tx.Commit(ctx)
				wantCalls(t, r, expand(w.calls))
				wantStatus(t, tx, w.status)
				if w.status == txn.Committed {
					if err != nil || m.Current() != nil {
						t.Errorf("it did not count: %v", err)
					}
					return
				}
				if again := w.status == txn.Active || late && w.name == "repeatable"; errors.Is(err, txn.ErrRepeatable) != again {
					t.Errorf("it can be tried again: %v, error %v", !again, err)
				}
				if wantError(t, err); w.want != nil {
					wantError(t, err, w.want)
				}
				var pe *txn.PanicError
				if panics := w.name[:5] == "panic"; errors.As(err, &pe) != panics {
					t.Errorf("a panic: %t, error %v", panics, err)
				}
				if m.Current() != tx || (sp.Err() == nil) != (w.status == txn.Active) {
					t.Errorf("open: %p, savepoint: %v", m.Current(), sp.Err())
				}
				delete(r.fault, "a."+p.phase)
				if w.status == txn.Active {
					if err := sp.Rollback(r.ctx); err != nil {
						t.Error(err)
					}
					wantCalls(t, r, expand("Rollback abc"))
					return
				}
				wantFailedForGood(t, r, tx, err)
			})
		}
	}
}

// A round that was called off can fail again, and succeed at last.
func TestRepeatableManyTimes(t *testing.T) {
	r, _, tx := open(t)
	for _, at := range []string{"a.Begin", "b.Vote", "c.Finish", "a.Commit"} {
		r.fault[at] = repeatable
		wantError(t, tx.Commit(r.ctx), txn.ErrRepeatable)
		delete(r.fault, at)
		wantStatus(t, tx, txn.Active)
	}
	r.take()
	if err := tx.Commit(r.ctx); err != nil {
		t.Fatal(err)
	}
	wantCalls(t, r, expand("Begin cab, Commit cab, Vote cab, Finish cab"))
}

// TestCommitThatIsInterrupted: until the first resource begins to finish, the end of the
// context leaves the transaction as it was, and the same commit goes through later.
func TestCommitThatIsInterrupted(t *testing.T) {
	const all = "Begin cab, Commit cab, Vote cab, Finish cab"
	for _, tt := range []struct{ name, at, calls, again string }{
		{"before it begins", "", "", "h1.hook h2.hook " + expand(all)},
		{"in a hook", "h1.hook", "h1.hook", "h2.hook " + expand(all)},
		{"in the last hook", "h2.hook", "h1.hook h2.hook " + expand("CallOff abc"), expand(all)},
		{"in the last vote", "b.Vote", "h1.hook h2.hook " + expand("Begin cab, Commit cab, Vote cab, CallOff abc"), expand(all)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, _, tx := open(t)
			sp, err := tx.Savepoint(r.ctx)
			if err != nil {
				t.Fatal(err)
			}
			register(t, tx.BeforeCommit, r, "h1.hook")
			register(t, tx.BeforeCommit, r, "h2.hook")
			r.take()
			ctx, cancel := context.WithCancel(r.ctx)
			defer cancel()
			if tt.at == "" {
				cancel()
			}
			r.fault[tt.at] = func() error { cancel(); return nil }
			err = tx.Commit(ctx)
			wantError(t, err, context.Canceled, txn.ErrRepeatable)
			if got, want := err.Error(), context.Canceled.Error(); got != want {
				t.Errorf("error %q, want %q", got, want)
			}
			wantCalls(t, r, tt.calls)
			wantStatus(t, tx, txn.Active)
			if err := sp.Err(); err != nil {
				t.Error(err)
			}
			if err := tx.Commit(r.ctx); err != nil {
				t.Error(err)
			}
			wantCalls(t, r, tt.again)
		})
	}
}

// A hook that says that the context has ended runs again at the next try.
func TestHookThatIsInterrupted(t *testing.T) {
	r, _, tx := open(t)
	register(t, tx.BeforeCommit, r, "one")
	register(t, tx.BeforeCommit, r, "two")
	ctx, cancel := context.WithCancel(r.ctx)
	r.fault["one"] = func() error { cancel(); return ctx.Err() }
	wantError(t, tx.Commit(ctx), context.Canceled, txn.ErrRepeatable)
	wantCalls(t, r, "one")
	delete(r.fault, "one")
	if err := tx.Commit(r.ctx); err != nil {
		t.Error(err)
	}
	wantCalls(t, r, "one two "+expand("Begin cab, Commit cab, Vote cab, Finish cab"))
}

// What a rollback begins it goes through with.
func TestRollbackWithContextThatHasEnded(t *testing.T) {
	r, _, tx := open(t)
	sp, err := tx.Savepoint(r.ctx)
	if err != nil {
		t.Fatal(err)
	}
	join(t, tx, r.plain("d", "4")) // its Abort refuses a context that has ended
	r.take()
	ctx, cancel := context.WithCancel(r.ctx)
	cancel()
	if err := sp.Rollback(ctx); err != nil {
		t.Error(err)
	}
	wantCalls(t, r, expand("Rollback abc, Abort d"))
}

// What comes after a commit, and all of an abort, has a context that has not ended.
func TestHooksOfAnEndWithContextThatEnds(t *testing.T) {
	for _, tt := range []struct {
		name string
		end  func(*txn.Tx, context.Context) error
		at   string // where the context ends; "" is before
		want string
	}{
		{"commit", (*txn.Tx).Commit, "c.Finish", "after commit: <nil>"},
		{"failed commit", (*txn.Tx).Commit, "c.Vote", "after commit: <nil>"},
		{"abort", (*txn.Tx).Abort, "", "before abort: <nil> after abort: <nil>"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, _, tx := open(t)
			ctx, cancel := context.WithCancel(r.ctx)
			defer cancel()
			seen := newRecord()
			see := func(name string) txn.Hook {
				return func(ctx context.Context) error { return seen.call(fmt.Sprint(name, ": ", ctx.Err())) }
			}
			for _, err := range []error{
				tx.BeforeAbort(see("before abort")), tx.AfterAbort(see("after abort")),
				tx.AfterCommit(func(ctx context.Context, _ bool) error { return see("after commit")(ctx) }),
			} {
				if err != nil {
					t.Fatal(err)
				}
			}
			r.fault[tt.at] = func() error {
				cancel()
				if tt.at == "c.Vote" {
					return errFault
				}
				return nil
			}
			if tt.at == "" {
				cancel()
			}
			if err := tt.end(tx, ctx); (err != nil) != (tt.at == "c.Vote") {
				t.Errorf("error %v", err)
			}
			wantCalls(t, seen, tt.want)
		})
	}
}

// Every resource is called, whatever others do, and all errors are returned.
func TestAbortGoesOnAfterFaults(t *testing.T) {
	other := errors.New("other")
	tests := []struct {
		name   string
		faults map[string]error
		want   []error
	}{
		{"none", nil, nil},
		{"the first", map[string]error{"a.Abort": errFault}, []error{errFault}},
		{"the last", map[string]error{"c.Abort": errFault}, []error{errFault}},
		{"several", map[string]error{"a.Abort": errFault, "b.Abort": other, "c.Abort": other}, []error{errFault, other}},
		{"hook before: ignored", map[string]error{"before": errFault}, nil},
		{"hook after", map[string]error{"after": errFault}, []error{errFault}},
	}
	for _, tt := range tests {
		for way, fault := range map[string]func(error) func() error{
			"error": func(err error) func() error { return func() error { return err } },
			"panic": func(err error) func() error { return func() error { panic(err) } },
		} {
			t.Run(tt.name+"/"+way, func(t *testing.T) {
				r, m, tx := open(t)
				register(t, tx.BeforeAbort, r, "before")
				register(t, tx.AfterAbort, r, "after")
				register(t, tx.BeforeCommit, r, "never")
				r.take()
				for call, err := range tt.faults {
					r.fault[call] = fault(err)
				}
				if err := tx.Abort(r.ctx); len(tt.want) > 0 {
					wantError(t, err, tt.want...)
				} else if err != nil {
					t.Error(err)
				}
				wantCalls(t, r, "before "+expand("Abort abc")+" after")
				wantStatus(t, tx, txn.Aborted)
				if m.Current() != nil {
					t.Error("the manager still has it")
				}
			})
		}
	}
}

// A sort key that panics is a fault like any other: the transaction can be aborted.
func TestPanicInSortKey(t *testing.T) {
	r, m, tx := open(t)
	join(t, tx, keyless{r.plain("d", "4")})
	wantError(t, tx.Commit(r.ctx), errFault)
	wantCalls(t, r, expand("Abort abcd, CallOff abcd"))
	wantStatus(t, tx, txn.Failed)
	if err := tx.Abort(r.ctx); err != nil || m.Current() != nil {
		t.Errorf("abort: %v", err)
	}
}

type keyless struct{ *plain }

func (keyless) SortKey() string { panic(errFault) }
