package session_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"sessh/session"
	"sessh/session/commit"
	"sessh/session/diff"
	"sessh/session/storage"
	"sessh/txn"
)

func TestOneSessionIsOneWriteWithoutACheck(t *testing.T) {
	t.Parallel()
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
	t.Parallel()
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
	t.Parallel()
	tests := []struct {
		name   string
		before []any // set before it was read
		mine   func(d *desk)
		theirs func(d *desk)
		words  string
	}{
		{"changed", []any{"k", 1}, func(d *desk) { must(d.t, d.data("s").Set("k", 2)) }, func(d *desk) { d.theySet("s", "k", 3) }, "changed by another program"},
		{"changed, another key", []any{"k", 1}, func(d *desk) { must(d.t, d.data("s").Set("k", 2)) }, func(d *desk) { d.theySet("s", "other", 3) }, "changed by another program"},
		{"gone", []any{"k", 1}, func(d *desk) { must(d.t, d.data("s").Set("k", 2)) }, func(d *desk) { d.theyDelete("s") }, "gone from the server"},
		{"created", nil, func(d *desk) { must(d.t, d.data("s").Set("k", 2)) }, func(d *desk) { d.theySet("s", "k", 3) }, "created by another program"},
		{"changed, and deleted here", []any{"k", 1}, func(d *desk) { must(d.t, d.open("s").Delete()) }, func(d *desk) { d.theySet("s", "k", 3) }, "changed by another program"},
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
				wantErr(t, err, commit.ErrConflict, txn.ErrRepeatable, txn.ErrTransient)
				if !strings.Contains(err.Error(), tt.words) || !strings.Contains(err.Error(), "/C/s") {
					t.Error(err)
				}
				d.wantStored("s", before)
				d.wantStored("with", nil)
				if d.tx().Status() != txn.Active || len(d.work().Changes()) != pending || sp.Err() != nil {
					t.Error("something is lost", d.tx().Status(), sp.Err())
				}
				wantErr(t, d.m.Commit(ctx), commit.ErrConflict) // it does not go away by itself
			})
		}
	}
}

func TestRetryRunsAgainAfterAConflict(t *testing.T) {
	t.Parallel()
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
	t.Parallel()
	d := newDesk(t, session.Options{})
	d.theySet("b", "k", "old")
	d.theySet("d", "k", "old")
	must(t, d.data("a").Set("k", "new"))
	must(t, d.data("b").Set("k", "new"))
	must(t, d.open("d").Delete())
	must(t, d.data("s").Set("k", "mine"))
	d.store.BeforeApply = func(context.Context, []storage.Write) error {
		d.store.BeforeApply = nil
		d.theySet("s", "k", "theirs")
		return nil
	}
	err := d.m.Commit(ctx)
	wantErr(t, err, commit.ErrConflict, txn.ErrRepeatable)
	d.wantStored("a", nil)
	d.wantStored("b", map[string]any{"k": "old"})
	d.wantStored("d", map[string]any{"k": "old"})
	d.wantStored("s", map[string]any{"k": "theirs"})
	wantFates(t, err, "/C/a restored, /C/b restored, /C/d restored, /C/s conflict")
	if l := d.store.Store.Load(ctx, []string{"sessh/C/b"}, storage.NeedTTL)[0]; l.Item.TTL != session.DefaultTimeout {
		t.Errorf("put back with %v left", l.Item.TTL)
	}
	_, err = d.work().Refresh(ctx, diff.Mine) // those put back are no conflict
	must(t, err)
	d.commit()
	d.wantStored("a", map[string]any{"k": "new"})
	d.wantStored("b", map[string]any{"k": "new"})
	d.wantStored("d", nil)
	d.wantStored("s", map[string]any{"k": "mine"})
}

func wantFates(t *testing.T, err error, want string) {
	t.Helper()
	var ce *commit.Error
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

// What cannot be put back is reported as written, and only the rest is carried on.
func TestLateConflictThatCannotBePutBack(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		hook  func(d *desk)
		fates string // a session that is unknown stays pending
	}{
		{"changed meanwhile", func(d *desk) {
			d.store.AfterApply = func(context.Context, []storage.Write, []storage.Outcome) {
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
					return storage.ErrUnreachable
				}
				return nil
			}
		}, "/C/a written, /C/s conflict"},
		{"not writable", func(d *desk) {
			d.store.BeforeApply = func(context.Context, []storage.Write) error { return storage.ErrUnreachable }
		}, "/C/a written, /C/s conflict"},
		{"reply lost", func(d *desk) {
			d.store.ApplyWrite = func(storage.Write) *storage.Outcome {
				return &storage.Outcome{State: storage.Unknown, Err: storage.ErrUnreachable}
			}
		}, "/C/a unknown, /C/s conflict"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t, session.Options{})
			must(t, d.data("a").Set("k", "new"))
			must(t, d.data("s").Set("k", "mine"))
			d.store.BeforeApply = func(context.Context, []storage.Write) error {
				d.store.BeforeApply = nil
				d.theySet("s", "k", "theirs")
				d.store.AfterApply = func(context.Context, []storage.Write, []storage.Outcome) {
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
			wantErr(t, err, commit.ErrConflict)
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
			if strings.Contains(tt.fates, "unknown") {
				wantChanges(t, d.work().Changes(), "+/C/a/p/k", "+/C/s/p/k")
			} else {
				wantChanges(t, d.work().Changes(), "+/C/s/p/k")
			}
			wantErr(t, d.m.Commit(ctx), commit.ErrConflict)
			_, err = d.work().Refresh(ctx, diff.Mine)
			must(t, err)
			d.commit()
			d.wantStored("s", map[string]any{"k": "mine"})
		})
	}
}

func TestLargestValueFits(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	limit, err := d.store.MaxValue(ctx, "sessh/C/s")
	must(t, err)
	s := d.data("s")
	must(t, s.Set("k", ""))
	d.commit()
	overhead := len(d.store.Store.Load(ctx, []string{"sessh/C/s"}, storage.NeedValue)[0].Item.Value)
	must(t, d.data("s").Set("k", strings.Repeat("x", limit-overhead+1)))
	err = d.m.Commit(ctx)
	wantErr(t, err, storage.ErrTooLarge)
	if want := fmt.Sprintf("takes %d bytes, and the server holds at most %d", limit+1, limit); !strings.Contains(err.Error(), want) {
		t.Error(err)
	}
	must(t, d.data("s").Set("k", strings.Repeat("x", limit-overhead)))
	d.commit()
}

// Putting back is not given up when the commit's context ends; a session gets the
// time that it had left; and it is not a conflict for the next commit.
func TestPuttingBack(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	d.theySet("a", "k", "old")
	d.now = d.now.Add(10 * time.Minute)
	must(t, d.data("a").Set("k", "new"))
	must(t, d.data("s").Set("k", "mine"))
	ending, end := context.WithCancel(ctx)
	first := true
	d.store.BeforeLoad = func(ctx context.Context, _ []string) error { return ctx.Err() }
	d.store.BeforeApply = func(ctx context.Context, _ []storage.Write) error {
		if first {
			first = false
			d.theySet("s", "k", "theirs")
			return nil
		}
		return ctx.Err()
	}
	d.store.AfterApply = func(context.Context, []storage.Write, []storage.Outcome) { end() }
	wantFates(t, d.m.Commit(ending), "/C/a restored, /C/s conflict")
	d.wantStored("a", map[string]any{"k": "old"})
	if l := d.store.Store.Load(ctx, []string{"sessh/C/a"}, storage.NeedTTL)[0]; l.Item.TTL != 50*time.Minute {
		t.Errorf("it has %v left", l.Item.TTL)
	}
	r, err := d.work().Compare(ctx)
	must(t, err)
	if len(r.Sessions) != 1 || r.Sessions[0].String() != "/C/s" {
		t.Errorf("changed by another program: %v", r.Sessions)
	}
}
