package session_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"sessh/session"
	"sessh/txn"
)

func TestOneSessionIsOneWriteWithoutACheck(t *testing.T) {
	d := newDesk(t, session.Options{})
	d.theySet("s", "k", 1)
	must(t, d.data("s").Set("k", 2))
	d.store.Reset()
	d.commit()
	if c := d.store.Calls(); c.Load != 0 || c.Apply != 1 || c.ApplyWrites != 1 {
		t.Errorf("%+v", c)
	}
}

func TestManySessionsAreOneCheckAndOneBatch(t *testing.T) {
	d := newDesk(t, session.Options{})
	for _, id := range []string{"a", "b", "c"} {
		must(t, d.data(id).Set("k", id))
	}
	d.open("only read")
	d.store.Reset()
	d.commit()
	if c := d.store.Calls(); c.Load != 1 || c.LoadKeys != 3 || c.Apply != 1 || c.ApplyWrites != 3 {
		t.Errorf("%+v", c)
	}
	d.wantStored("b", map[string]any{"k": "b"})
}

// Whatever happened to a session since it was read is a conflict: nothing is
// written, everything stays pending, and the savepoints with it.
func TestConflicts(t *testing.T) {
	tests := []struct {
		name   string
		before []any // set before it was read
		mine   func(d *desk)
		theirs func(d *desk)
		words  string
	}{
		{"changed", []any{"k", 1}, func(d *desk) { must(d.t, d.data("s").Set("k", 2)) }, func(d *desk) { d.theySet("s", "k", 3) }, "changed by somebody else"},
		{"changed, another key", []any{"k", 1}, func(d *desk) { must(d.t, d.data("s").Set("k", 2)) }, func(d *desk) { d.theySet("s", "other", 3) }, "changed by somebody else"},
		{"gone", []any{"k", 1}, func(d *desk) { must(d.t, d.data("s").Set("k", 2)) }, func(d *desk) { d.theyDelete("s") }, "gone from the server"},
		{"created", nil, func(d *desk) { must(d.t, d.data("s").Set("k", 2)) }, func(d *desk) { d.theySet("s", "k", 3) }, "created by somebody else"},
		{"changed, and deleted here", []any{"k", 1}, func(d *desk) { must(d.t, d.open("s").Delete()) }, func(d *desk) { d.theySet("s", "k", 3) }, "changed by somebody else"},
	}
	for _, tt := range tests {
		for _, alone := range []bool{true, false} {
			t.Run(tt.name, func(t *testing.T) {
				d := newDesk(t, session.Options{})
				if tt.before != nil {
					d.theySet("s", tt.before...)
				}
				if !alone {
					must(t, d.data("with").Set("k", 1))
				}
				sp, err := d.tx().Savepoint(ctx)
				must(t, err)
				tt.mine(d)
				tt.theirs(d)
				before := d.stored("s")
				pending := len(d.work().Changes())
				err = d.m.Commit(ctx)
				wantErr(t, err, session.ErrConflict, txn.ErrRepeatable, txn.ErrTransient)
				if !strings.Contains(err.Error(), tt.words) || !strings.Contains(err.Error(), "/C/s") {
					t.Error(err)
				}
				d.wantStored("s", before)
				d.wantStored("with", nil)
				if d.tx().Status() != txn.Active || len(d.work().Changes()) != pending || sp.Err() != nil {
					t.Error("something is lost", d.tx().Status(), sp.Err())
				}
				wantErr(t, d.m.Commit(ctx), session.ErrConflict) // it does not go away by itself
			})
		}
	}
}

func TestRetryRunsAgainAfterAConflict(t *testing.T) {
	d := newDesk(t, session.Options{})
	d.theySet("s", "n", 1)
	tries := 0
	must(t, d.m.Retry(ctx, 3, func(tx *txn.Tx) error {
		m := d.data("s")
		n, _ := m.Get("n")
		if tries++; tries < 3 {
			d.theySet("s", "n", n.(int64)+10)
		}
		return m.Set("n", n.(int64)+1)
	}))
	d.wantStored("s", map[string]any{"n": 22})
}

// One session is overtaken between the check and the write: those that were
// written before it are put back.
func TestLateConflict(t *testing.T) {
	d := newDesk(t, session.Options{})
	d.theySet("b", "k", "old")
	d.theySet("d", "k", "old")
	must(t, d.data("a").Set("k", "new"))
	must(t, d.data("b").Set("k", "new"))
	must(t, d.open("d").Delete())
	must(t, d.data("s").Set("k", "mine"))
	d.store.BeforeApply = func(context.Context, []session.Write) error {
		d.store.BeforeApply = nil
		d.theySet("s", "k", "theirs")
		return nil
	}
	err := d.m.Commit(ctx)
	wantErr(t, err, session.ErrConflict, txn.ErrRepeatable)
	d.wantStored("a", nil)
	d.wantStored("b", map[string]any{"k": "old"})
	d.wantStored("d", map[string]any{"k": "old"})
	d.wantStored("s", map[string]any{"k": "theirs"})
	wantFates(t, err, "/C/a restored, /C/b restored, /C/d restored, /C/s conflict")
	if l := d.store.Store.Load(ctx, []string{"sessh/C/b"}, session.NeedTTL)[0]; l.Item.TTL != session.DefaultTimeout {
		t.Errorf("put back with %v left", l.Item.TTL)
	}
	_, err = d.work().Refresh(ctx, session.Mine) // those put back are no conflict
	must(t, err)
	d.commit()
	d.wantStored("a", map[string]any{"k": "new"})
	d.wantStored("b", map[string]any{"k": "new"})
	d.wantStored("d", nil)
	d.wantStored("s", map[string]any{"k": "mine"})
}

func wantFates(t *testing.T, err error, want string) {
	t.Helper()
	var ce *session.CommitError
	if !errors.As(err, &ce) {
		t.Fatalf("error %v", err)
	}
	var all []string
	for _, r := range ce.Results {
		all = append(all, r.Path.String()+" "+r.Fate.String())
	}
	if got := strings.Join(all, ", "); got != want {
		t.Errorf("fates %s, not %s", got, want)
	}
}

// What cannot be put back is told as written, and only the rest is carried on.
func TestLateConflictThatCannotBePutBack(t *testing.T) {
	tests := []struct {
		name  string
		hook  func(d *desk)
		fates string
	}{
		{"changed meanwhile", func(d *desk) {
			d.store.AfterApply = func(context.Context, []session.Write, []session.Outcome) {
				d.store.AfterApply = nil
				d.theySet("a", "k", "overtaken")
			}
		}, "/C/a written, /C/s conflict"},
		{"changed at the last moment", func(d *desk) {
			d.store.AfterLoad = func(context.Context, []string) { d.store.AfterLoad = nil; d.theySet("a", "k", "overtaken") }
		}, "/C/a written, /C/s conflict"},
		{"not readable", func(d *desk) {
			d.store.LoadKey = func(key string) error {
				if key == "sessh/C/a" {
					return session.ErrUnreachable
				}
				return nil
			}
		}, "/C/a written, /C/s conflict"},
		{"not writable", func(d *desk) {
			d.store.BeforeApply = func(context.Context, []session.Write) error { return session.ErrUnreachable }
		}, "/C/a written, /C/s conflict"},
		{"reply lost", func(d *desk) {
			d.store.ApplyWrite = func(session.Write) *session.Outcome {
				return &session.Outcome{State: session.Unknown, Err: session.ErrUnreachable}
			}
		}, "/C/a unknown, /C/s conflict"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t, session.Options{})
			must(t, d.data("a").Set("k", "new"))
			must(t, d.data("s").Set("k", "mine"))
			d.store.BeforeApply = func(context.Context, []session.Write) error {
				d.store.BeforeApply = nil
				d.theySet("s", "k", "theirs")
				d.store.AfterApply = func(context.Context, []session.Write, []session.Outcome) {
					d.store.AfterApply = nil
					tt.hook(d)
					if f := d.store.AfterApply; f != nil {
						f(ctx, nil, nil)
					}
				}
				return nil
			}
			w := d.work()
			err := d.m.Commit(ctx)
			wantErr(t, err, session.ErrConflict)
			if errors.Is(err, txn.ErrRepeatable) || d.tx().Status() != txn.Failed {
				t.Errorf("it is called repeatable: %v, %v", err, d.tx().Status())
			}
			wantFates(t, err, tt.fates)
			d.store.LoadKey, d.store.BeforeApply, d.store.ApplyWrite = nil, nil, nil
			must(t, d.m.Abort(ctx))
			results, err := w.Carry(ctx, d.tx())
			must(t, err)
			if len(results) != 2 {
				t.Errorf("results %v", results)
			}
			wantChanges(t, d.work().Changes(), "+/C/s/p/k")
			wantErr(t, d.m.Commit(ctx), session.ErrConflict)
			_, err = d.work().Refresh(ctx, session.Mine)
			must(t, err)
			d.commit()
			d.wantStored("s", map[string]any{"k": "mine"})
		})
	}
}

// The reply to the write is lost, and the look-up as well: nothing is called
// committed, and the next commit finds out.
func TestUnknownOutcome(t *testing.T) {
	tests := []struct {
		name    string
		arrived bool
		between func(d *desk)
		found   bool // already at the time of carrying
		second  error
		want    map[string]any
	}{
		{"it had arrived", true, func(*desk) {}, false, nil, map[string]any{"k": "new"}},
		{"it had not", false, func(*desk) {}, false, nil, map[string]any{"k": "new"}},
		{"it had arrived, found at once", true, func(*desk) {}, true, nil, map[string]any{"k": "new"}},
		{"it had not, found at once", false, func(*desk) {}, true, nil, map[string]any{"k": "new"}},
		{"somebody else came after it", true, func(d *desk) { d.theySet("s", "k", "theirs") }, false, session.ErrConflict, map[string]any{"k": "theirs"}},
		{"somebody else came, found at once", true, func(d *desk) { d.theySet("s", "k", "theirs") }, true, session.ErrConflict, map[string]any{"k": "theirs"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t, session.Options{})
			d.theySet("s", "k", "old")
			must(t, d.data("s").Set("k", "new"))
			down := func(string) error { return session.ErrUnreachable }
			lost := session.Outcome{State: session.Unknown, Err: session.ErrUnreachable}
			if tt.arrived {
				d.store.AfterWrite = func(session.Write, session.Outcome) session.Outcome { d.store.LoadKey = down; return lost }
			} else {
				d.store.ApplyWrite = func(session.Write) *session.Outcome { d.store.LoadKey = down; return &lost }
			}
			w := d.work()
			err := d.m.Commit(ctx)
			wantErr(t, err, session.ErrUnreachable)
			wantFates(t, err, "/C/s unknown")
			if d.tx().Status() != txn.Failed {
				t.Error(d.tx().Status())
			}
			d.store.AfterWrite, d.store.ApplyWrite = nil, nil
			must(t, d.m.Abort(ctx))
			tt.between(d)
			if tt.found {
				d.store.LoadKey = nil
			}
			_, err = w.Carry(ctx, d.tx())
			must(t, err)
			if !tt.found {
				wantChanges(t, d.work().Changes(), "~/C/s/p/k") // still pending
				err = d.m.Commit(ctx)                           // the server is still down
				wantErr(t, err, session.ErrUnreachable)
				must2(t, d, err)
				d.store.LoadKey = nil
			}
			err = d.m.Commit(ctx)
			if !errors.Is(err, tt.second) || (err == nil) != (tt.second == nil) {
				t.Errorf("the second commit: %v", err)
			}
			d.wantStored("s", tt.want)
		})
	}
}

// must2 brings the transaction on where a commit has failed for good.
func must2(t *testing.T, d *desk, err error) {
	t.Helper()
	if errors.Is(err, txn.ErrRepeatable) {
		return
	}
	w := d.work()
	must(t, d.m.Abort(ctx))
	_, err = w.Carry(ctx, d.tx())
	must(t, err)
}

func TestCarryKeepsDeletionsAndTimeouts(t *testing.T) {
	d := newDesk(t, session.Options{})
	d.theySet("gone", "k", 1)
	d.theySet("kept", "k", 1, "m", map[string]any{"x": 1})
	must(t, d.open("gone").Delete())
	must(t, d.open("kept").SetTimeout(2*session.DefaultTimeout))
	v, _ := d.data("kept").Get("m")
	must(t, v.(*session.Map).Set("x", 2))
	_, err := d.data("kept").Delete("k")
	must(t, err)
	w := d.work()
	before := texts(w.Changes())
	d.store.ApplyWrite = func(session.Write) *session.Outcome {
		return &session.Outcome{State: session.Unknown, Err: session.ErrUnreachable}
	}
	d.store.BeforeApply = func(context.Context, []session.Write) error {
		d.store.BeforeLoad = func(context.Context, []string) error { return session.ErrUnreachable }
		return nil
	}
	wantErr(t, d.m.Commit(ctx), session.ErrUnreachable)
	must(t, d.m.Abort(ctx))
	_, err = w.Carry(ctx, d.tx())
	must(t, err)
	wantChanges(t, d.work().Changes(), before...)
	d.store.ApplyWrite, d.store.BeforeApply, d.store.BeforeLoad = nil, nil, nil
	d.commit()
	d.wantStored("gone", nil)
	d.wantStored("kept", map[string]any{"m": map[string]any{"x": 2}})
	if d.open("kept").Timeout() != 2*session.DefaultTimeout {
		t.Error(d.open("kept").Timeout())
	}
}

func TestTooLargeNamesBothSizesAndWritesNothing(t *testing.T) {
	d := newDesk(t, session.Options{})
	must(t, d.data("small").Set("k", 1))
	must(t, d.data("large").Set("k", strings.Repeat("x", 1<<20)))
	err := d.m.Commit(ctx)
	wantErr(t, err, session.ErrTooLarge, txn.ErrRepeatable)
	if errors.Is(err, txn.ErrTransient) {
		t.Error("running it again does not help")
	}
	if !strings.Contains(err.Error(), "takes 10486") || !strings.Contains(err.Error(), "at most 10484") {
		t.Error(err)
	}
	d.wantStored("small", nil)
	must(t, d.data("large").Set("k", "shorter"))
	d.commit()
	d.wantStored("large", map[string]any{"k": "shorter"})
}

func TestStoreThatDoesNotAnswer(t *testing.T) {
	for name, hook := range map[string]func(d *desk, down error){
		"at the check": func(d *desk, down error) { d.store.BeforeLoad = func(context.Context, []string) error { return down } },
		"at the write": func(d *desk, down error) {
			d.store.BeforeApply = func(context.Context, []session.Write) error { return down }
		},
		"about the maximum": func(d *desk, down error) { d.store.BeforeMaxValue = func() error { return down } },
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, session.Options{})
			must(t, d.data("a").Set("k", 1))
			must(t, d.data("b").Set("k", 1))
			hook(d, session.ErrUnreachable)
			wantErr(t, d.m.Commit(ctx), session.ErrUnreachable, txn.ErrRepeatable)
			d.store.BeforeLoad, d.store.BeforeApply, d.store.BeforeMaxValue = nil, nil, nil
			d.wantStored("a", nil)
			d.commit()
			d.wantStored("a", map[string]any{"k": 1})
			d.wantStored("b", map[string]any{"k": 1})
		})
	}
}

func TestStrictChecksWhatWasOnlyRead(t *testing.T) {
	for _, strict := range []bool{false, true} {
		d := newDesk(t, session.Options{Strict: strict})
		d.theySet("read", "k", 1)
		d.data("read").Keys()
		must(t, d.data("s").Set("k", 1))
		d.theySet("read", "k", 2)
		err := d.m.Commit(ctx)
		if strict {
			wantErr(t, err, session.ErrConflict)
			d.wantStored("s", nil)
			continue
		}
		must(t, err)
	}
}

// The later commit of two does not erase the keys of the earlier one.
func TestNoLostUpdate(t *testing.T) {
	d := newDesk(t, session.Options{})
	d.theySet("s", "k", 1)
	must(t, d.data("s").Set("mine", 1))
	d.theySet("s", "theirs", 1)
	wantErr(t, d.m.Commit(ctx), session.ErrConflict)
	_, err := d.work().Refresh(ctx, session.Ask)
	must(t, err)
	d.commit()
	d.wantStored("s", map[string]any{"k": 1, "mine": 1, "theirs": 1})
}

func TestResultsTellWhatWasWritten(t *testing.T) {
	d := newDesk(t, session.Options{})
	must(t, d.data("a").Set("k", 1))
	must(t, d.data("b").Set("k", 1))
	must(t, d.data("b").Set("l", 1))
	w := d.work()
	if w.SortKey() != "session" || w.Tx() != d.tx() {
		t.Error(w.SortKey())
	}
	d.commit()
	if r := w.Results(); len(r) != 2 || r[1].Fate != session.Written || len(r[1].Changes) != 2 || r[0].Path.String() != "/C/a" {
		t.Errorf("%+v", r)
	}
}
