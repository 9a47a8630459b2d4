package txn_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"sessh/txn"
)

func TestCommitGoesInFourPassesBySortKey(t *testing.T) {
	r, m, tx := open(t)
	if err := tx.Commit(r.ctx); err != nil {
		t.Fatal(err)
	}
	wantCalls(t, r, expand("Begin cab, Commit cab, Vote cab, Finish cab"))
	wantStatus(t, tx, txn.Committed)
	if m.Current() != nil {
		t.Error("the manager still has it")
	}
}

func TestEqualSortKeysKeepTheOrderOfJoining(t *testing.T) {
	r, m := newRecord(), txn.NewManager()
	tx, _ := m.Begin(r.ctx)
	join(t, tx, r.plain("x", "1"), r.plain("y", "0"), r.plain("z", "1"))
	if err := tx.Commit(r.ctx); err != nil {
		t.Fatal(err)
	}
	wantCalls(t, r, expand("Begin yxz, Commit yxz, Vote yxz, Finish yxz"))
}

// What is called when one resource fails, for each place and each way of failing.
func TestFailuresOfCommit(t *testing.T) {
	fault := func() error { return errFault }
	tests := []struct {
		name, at  string
		how       func() error
		calls     string
		status    txn.Status
		finish    *txn.FinishError // expected, but for Err
		savepoint bool             // still valid
	}{
		{"begin", "a.Begin", fault, "Begin ca, Abort abc, CallOff abc", txn.Failed, nil, false},
		{"commit", "a.Commit", fault, "Begin cab, Commit ca, Abort abc, CallOff abc", txn.Failed, nil, false},
		{"vote: resources that have voted are not aborted", "a.Vote", fault, "Begin cab, Commit cab, Vote ca, Abort ab, CallOff abc", txn.Failed, nil, false},
		{"finish of the first", "c.Finish", fault, "Begin cab, Commit cab, Vote cab, Finish c, CallOff abc", txn.Failed,
			&txn.FinishError{Failed: "1", Pending: []string{"2", "3"}}, false},
		{"finish in the middle: what has finished is left alone", "a.Finish", fault, "Begin cab, Commit cab, Vote cab, Finish ca, CallOff ab", txn.Failed,
			&txn.FinishError{Finished: []string{"1"}, Failed: "2", Pending: []string{"3"}}, false},
		{"a panic in vote", "a.Vote", func() error { panic("oops") }, "Begin cab, Commit cab, Vote ca, Abort ab, CallOff abc", txn.Failed, nil, false},
		{"repeatable begin", "a.Begin", repeatable, "Begin ca, CallOff abc", txn.Active, nil, true},
		{"repeatable commit", "a.Commit", repeatable, "Begin cab, Commit ca, CallOff abc", txn.Active, nil, true},
		{"repeatable vote", "b.Vote", repeatable, "Begin cab, Commit cab, Vote cab, CallOff abc", txn.Active, nil, true},
		{"repeatable finish of the first", "c.Finish", repeatable, "Begin cab, Commit cab, Vote cab, Finish c, CallOff abc", txn.Active, nil, true},
		{"repeatable finish after another has finished", "a.Finish", repeatable, "Begin cab, Commit cab, Vote cab, Finish ca, CallOff ab", txn.Failed,
			&txn.FinishError{Finished: []string{"1"}, Failed: "2", Pending: []string{"3"}}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, m, tx := open(t)
			sp, err := tx.Savepoint(r.ctx)
			if err != nil {
				t.Fatal(err)
			}
			r.take()
			r.fault[tt.at] = tt.how
			err = tx.Commit(r.ctx)
			wantError(t, err)
			wantCalls(t, r, expand(tt.calls))
			wantStatus(t, tx, tt.status)
			if (sp.Err() == nil) != tt.savepoint {
				t.Errorf("savepoint: %v", sp.Err())
			}
			if m.Current() != tx {
				t.Error("the manager has lost it")
			}
			var fe *txn.FinishError
			if errors.As(err, &fe) != (tt.finish != nil) {
				t.Errorf("error %v", err)
			}
			if tt.finish != nil {
				tt.finish.Err = fe.Err
				if fe.Error() != tt.finish.Error() {
					t.Errorf("got  %v\nwant %v", fe, tt.finish)
				}
			}
			delete(r.fault, tt.at)
			if tt.status == txn.Active {
				r.take()
				if err := tx.Commit(r.ctx); err != nil {
					t.Errorf("the second try: %v", err)
				}
				wantCalls(t, r, expand("Begin cab, Commit cab, Vote cab, Finish cab"))
				return
			}
			wantFailedForGood(t, r, tx, err)
		})
	}
}

// wantFailedForGood checks that everything but abort says why it failed.
func wantFailedForGood(t *testing.T, r *record, tx *txn.Tx, cause error) {
	t.Helper()
	_, sperr := tx.Savepoint(r.ctx)
	for name, err := range map[string]error{
		"commit": tx.Commit(r.ctx), "join": tx.Join(r.plain("z", "z")), "doom": tx.Doom(), "savepoint": sperr,
		"hook": tx.BeforeCommit(func(context.Context) error { return nil }), "extension": tx.SetExtension("x", 1), "Err": tx.Err(),
	} {
		var fe *txn.FailedError
		if !errors.As(err, &fe) || !errors.Is(err, txn.ErrFailed) || fe.Cause.Error() != cause.Error() {
			t.Errorf("%s: %v", name, err)
		}
	}
	r.take()
	var finish *txn.FinishError
	want := "Abort abc"
	if errors.As(cause, &finish) && len(finish.Finished) > 0 {
		want = "Abort ab" // never what has finished
	}
	if err := tx.Abort(r.ctx); err != nil {
		t.Errorf("abort: %v", err)
	}
	wantCalls(t, r, expand(want))
	wantStatus(t, tx, txn.Aborted)
}

func TestFailuresOfCleanUpAreJoinedBehindTheCause(t *testing.T) {
	r, _, tx := open(t)
	late := errors.New("late")
	r.fails("a.Vote", errFault)
	r.fails("b.Abort", late)
	r.fault["a.CallOff"] = func() error { panic(late) }
	err := tx.Commit(r.ctx)
	wantError(t, err, errFault, late)
	wantCalls(t, r, expand("Begin cab, Commit cab, Vote ca, Abort ab, CallOff abc"))
	if text := err.Error(); text[:5] != "fault" {
		t.Errorf("the cause does not come first: %s", text)
	}
}

func TestRepeatableButCannotBeCalledOff(t *testing.T) {
	r, _, tx := open(t)
	r.fault["a.Vote"] = repeatable
	r.fails("b.CallOff", errFault)
	wantError(t, tx.Commit(r.ctx), txn.ErrRepeatable, errFault)
	wantStatus(t, tx, txn.Failed)
}

func TestUseDuringCommit(t *testing.T) {
	r, _, tx := open(t)
	r.fault["a.Vote"] = func() error {
		_, err := tx.Savepoint(r.ctx)
		for name, err := range map[string]error{"join": tx.Join(r.plain("z", "z")), "commit": tx.Commit(r.ctx), "abort": tx.Abort(r.ctx), "savepoint": err} {
			if !errors.Is(err, txn.ErrBusy) {
				t.Errorf("%s: %v", name, err)
			}
		}
		wantStatus(t, tx, txn.Committing)
		return nil
	}
	if err := tx.Commit(r.ctx); err != nil {
		t.Fatal(err)
	}
}

func TestUseAfterTheEnd(t *testing.T) {
	for name, end := range map[string]func(*txn.Tx, context.Context) error{"commit": (*txn.Tx).Commit, "abort": (*txn.Tx).Abort} {
		t.Run(name, func(t *testing.T) {
			r, m, tx := open(t)
			tx.Note(" one ")
			tx.Note("")
			tx.Note("two")
			tx.SetUser("anna", "")
			tx.SetData(r, 1)
			if err := tx.SetExtension("k", "v"); err != nil {
				t.Fatal(err)
			}
			if err := end(tx, r.ctx); err != nil {
				t.Fatal(err)
			}
			r.take()
			_, sperr := tx.Savepoint(r.ctx)
			for what, err := range map[string]error{
				"join": tx.Join(r.plain("z", "z")), "commit": tx.Commit(r.ctx), "doom": tx.Doom(), "savepoint": sperr,
				"extension": tx.SetExtension("x", 1), "hook": tx.AfterAbort(nil),
			} {
				if !errors.Is(err, txn.ErrFinished) {
					t.Errorf("%s: %v", what, err)
				}
			}
			if err := tx.Abort(r.ctx); err != nil {
				t.Errorf("abort: %v", err)
			}
			wantCalls(t, r, "")
			if tx.Description() != "one\ntwo" || tx.User() != "/ anna" {
				t.Errorf("described as %q by %q", tx.Description(), tx.User())
			}
			if _, ok := tx.Data(r); ok {
				t.Error("its data is still there")
			}
			if _, ok := tx.Extension("k"); ok {
				t.Error("its extension is still there")
			}
			if m.Tx() == tx {
				t.Error("the next one is the same")
			}
		})
	}
}

func TestDoomed(t *testing.T) {
	r, _, tx := open(t)
	for range 2 {
		if err := tx.Doom(); err != nil {
			t.Fatal(err)
		}
	}
	wantStatus(t, tx, txn.Doomed)
	sp, err := tx.Savepoint(r.ctx)
	if err != nil {
		t.Fatal(err)
	}
	join(t, tx, r.marking("d", "4"))
	r.take()
	for range 2 {
		wantError(t, tx.Commit(r.ctx), txn.ErrDoomed)
	}
	wantCalls(t, r, "")
	if err := sp.Rollback(r.ctx); err != nil {
		t.Error(err)
	}
	wantStatus(t, tx, txn.Doomed)
	if err := tx.Abort(r.ctx); err != nil {
		t.Error(err)
	}
	wantStatus(t, tx, txn.Aborted)
}

func TestAbort(t *testing.T) {
	r, m, tx := open(t)
	sp, _ := tx.Savepoint(r.ctx)
	r.take()
	r.fails("a.Abort", errFault)
	ctx, cancel := context.WithCancel(r.ctx)
	cancel()
	wantError(t, tx.Abort(ctx), errFault)
	wantCalls(t, r, expand("Abort abc"))
	wantStatus(t, tx, txn.Aborted)
	wantError(t, sp.Err(), txn.ErrSavepointInvalid)
	if m.Current() != nil {
		t.Error("the manager still has it")
	}
}

func TestManyEqualSortKeysKeepTheOrderOfJoining(t *testing.T) {
	r, m := newRecord(), txn.NewManager()
	tx, _ := m.Begin(r.ctx)
	var even, odd string
	for i, name := range "zyxwvutsrqponmlkjihgfedcba" {
		if i%2 == 0 {
			even += string(name)
			join(t, tx, r.plain(string(name), "1"))
		} else {
			odd += string(name)
			join(t, tx, r.plain(string(name), "0"))
		}
	}
	if err := tx.Commit(r.ctx); err != nil {
		t.Fatal(err)
	}
	wantCalls(t, r, expand(strings.ReplaceAll("Begin *, Commit *, Vote *, Finish *", "*", odd+even)))
}

func TestJoinIsIdempotent(t *testing.T) {
	r, m := newRecord(), txn.NewManager()
	tx, _ := m.Begin(r.ctx)
	x := r.plain("x", "1")
	join(t, tx, x, x)
	if !tx.Joined(x) {
		t.Error("it has not joined")
	}
	wantCalls(t, r, "")
	if err := tx.Commit(r.ctx); err != nil {
		t.Fatal(err)
	}
	wantCalls(t, r, expand("Begin x, Commit x, Vote x, Finish x"))
}
