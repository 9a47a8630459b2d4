package txn_test

import (
	"context"
	"errors"
	"testing"

	"sessh/txn"
)

func TestNewTransaction(t *testing.T) {
	tx := txn.NewManager().Tx()
	wantStatus(t, tx, txn.Active)
	_, extension := tx.Extension("k")
	_, data := tx.Data("k")
	if tx.Err() != nil || tx.User() != "" || tx.Description() != "" || extension || data {
		t.Errorf("error %v, user %q, description %q, extension %t, data %t", tx.Err(), tx.User(), tx.Description(), extension, data)
	}
}

func TestDescription(t *testing.T) {
	for _, tt := range []struct {
		name  string
		notes []string
		want  string
	}{
		{"none", nil, ""},
		{"a line each", []string{"first", "second"}, "first\nsecond"},
		{"blanks around are dropped", []string{" first\n", "\tsecond "}, "first\nsecond"},
		{"empty ones do nothing", []string{"", "first", " \n", "second", ""}, "first\nsecond"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, _, tx := open(t)
			for _, n := range tt.notes {
				tx.Note(n)
			}
			if got := tx.Description(); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestUser(t *testing.T) {
	for _, tt := range []struct{ name, user, path, want string }{
		{"below the top", "anna", "", "/ anna"},
		{"below a path", "anna", "/staff", "/staff anna"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, _, tx := open(t)
			tx.SetUser(tt.user, tt.path)
			if got := tx.User(); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// Joining and data go by identity: what is equal is another.
func TestIdentity(t *testing.T) {
	r, _, tx := open(t)
	x, twin := r.plain("x", "9"), r.plain("x", "9")
	join(t, tx, x)
	if !tx.Joined(x) || tx.Joined(twin) {
		t.Errorf("joined: %t, its twin: %t", tx.Joined(x), tx.Joined(twin))
	}
	tx.SetData(x, "data")
	if v, ok := tx.Data(x); !ok || v != "data" {
		t.Errorf("got %v, %t", v, ok)
	}
	if v, ok := tx.Data(twin); ok {
		t.Errorf("the twin has %v", v)
	}
}

func TestRollbackTouchesTheResourcesOnly(t *testing.T) {
	r, _, tx := open(t)
	sp, err := tx.Savepoint(r.ctx)
	if err != nil {
		t.Fatal(err)
	}
	tx.Note("note")
	tx.SetUser("anna", "")
	tx.SetData("k", 1)
	if err := tx.SetExtension("k", 2); err != nil {
		t.Fatal(err)
	}
	register(t, tx.BeforeCommit, r, "before")
	register(t, tx.BeforeAbort, r, "never")
	r.take()
	if err := sp.Rollback(r.ctx); err != nil {
		t.Fatal(err)
	}
	wantCalls(t, r, expand("Rollback abc"))
	data, _ := tx.Data("k")
	extension, _ := tx.Extension("k")
	if tx.Description() != "note" || tx.User() != "/ anna" || data != 1 || extension != 2 {
		t.Errorf("description %q, user %q, data %v, extension %v", tx.Description(), tx.User(), data, extension)
	}
	if err := tx.Commit(r.ctx); err != nil {
		t.Fatal(err)
	}
	wantCalls(t, r, "before "+expand("Begin cab, Commit cab, Vote cab, Finish cab"))
}

// In the doomed, too, what fails makes the transaction failed.
func TestDoomedThatFails(t *testing.T) {
	for _, at := range []string{"b.Savepoint", "b.Rollback"} {
		t.Run(at, func(t *testing.T) {
			r, _, tx := open(t)
			sp, err := tx.Savepoint(r.ctx)
			if err != nil {
				t.Fatal(err)
			}
			if err := tx.Doom(); err != nil {
				t.Fatal(err)
			}
			r.fails(at, errFault)
			if at == "b.Savepoint" {
				_, err = tx.Savepoint(r.ctx)
			} else {
				err = sp.Rollback(r.ctx)
			}
			wantError(t, err, errFault)
			wantFailedForGood(t, r, tx, err)
		})
	}
}

func TestSavepointsSayWhyTheyAreInvalid(t *testing.T) {
	for _, tt := range []struct {
		name string
		end  func(*record, *txn.Tx) error
		want string
	}{
		{"commit", func(r *record, tx *txn.Tx) error { return tx.Commit(r.ctx) }, "the transaction was committed"},
		{"abort", func(r *record, tx *txn.Tx) error { return tx.Abort(r.ctx) }, "the transaction was aborted"},
		{"failure", func(r *record, tx *txn.Tx) error {
			r.fails("a.Begin", errFault)
			if err := tx.Commit(r.ctx); !errors.Is(err, errFault) {
				return errors.New("the commit did not fail")
			}
			return nil
		}, "the transaction failed"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, _, tx := open(t)
			sp, err := tx.Savepoint(r.ctx)
			if err != nil {
				t.Fatal(err)
			}
			if err := tt.end(r, tx); err != nil {
				t.Fatal(err)
			}
			var se *txn.SavepointError
			if !errors.As(sp.Err(), &se) || se.Reason != tt.want || se.Error() != "savepoint 1 is no longer valid: "+tt.want {
				t.Errorf("got %v", sp.Err())
			}
		})
	}
}

// The first reason is the one that counts.
func TestReasonsOfSavepointsStay(t *testing.T) {
	r, _, tx := open(t)
	var sps []*txn.Savepoint
	for range 3 {
		sp, err := tx.Savepoint(r.ctx)
		if err != nil {
			t.Fatal(err)
		}
		sps = append(sps, sp)
	}
	for _, i := range []int{1, 0} {
		if err := sps[i].Rollback(r.ctx); err != nil {
			t.Fatal(err)
		}
	}
	if err := tx.Commit(r.ctx); err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"the transaction was committed", "savepoint 1 was rolled back to", "savepoint 2 was rolled back to"} {
		var se *txn.SavepointError
		if !errors.As(sps[i].Err(), &se) || se.Reason != want || se.Index != i+1 {
			t.Errorf("savepoint %d: %v, want %s", i+1, sps[i].Err(), want)
		}
	}
}

func TestFailedErrorText(t *testing.T) {
	r, _, tx := open(t)
	r.fails("a.Vote", errFault)
	wantError(t, tx.Commit(r.ctx), errFault)
	if got, want := tx.Join(r.plain("x", "9")).Error(), txn.ErrFailed.Error()+": fault"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	wantError(t, tx.Err(), txn.ErrFailed, errFault)
}

// The transaction is the open one while its end goes on, and its data is there to the
// last.
func TestWhatIsOpenDuringTheEnd(t *testing.T) {
	for _, tt := range []struct {
		name string
		end  func(*txn.Tx, context.Context) error
		open map[string]bool
	}{
		{"commit", (*txn.Tx).Commit, map[string]bool{"before commit": true, "after": true}},
		{"abort", (*txn.Tx).Abort, map[string]bool{"before abort": true, "after abort": true}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, m := newRecord(), txn.NewManager()
			tx := m.Tx()
			tx.SetData("k", 1)
			register(t, tx.BeforeCommit, r, "before commit")
			register(t, tx.BeforeAbort, r, "before abort")
			register(t, tx.AfterAbort, r, "after abort")
			if err := tx.AfterCommit(func(context.Context, bool) error { return r.call("after") }); err != nil {
				t.Fatal(err)
			}
			for call, want := range tt.open {
				r.fault[call] = func() error {
					if _, ok := tx.Data("k"); !ok || (m.Current() == tx) != want {
						t.Errorf("%s: data %t, open %t", call, ok, m.Current() == tx)
					}
					return nil
				}
			}
			if err := tt.end(tx, r.ctx); err != nil {
				t.Fatal(err)
			}
			if len(r.calls) != len(tt.open) {
				t.Errorf("calls %q", r.calls)
			}
		})
	}
}
