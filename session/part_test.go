package session_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"sessh/session"
	"sessh/session/commit"
	"sessh/session/diff"
	"sessh/session/part"
	"sessh/session/storage"
	"sessh/session/tree"
	"sessh/txn"
)

// commitParts commits the parts at some paths, and makes the rest pending in the next
// transaction.
func (d *desk) commitParts(paths ...string) error {
	d.t.Helper()
	w := d.work()
	parts := slices.DeleteFunc(w.Parts(), func(p part.Part) bool { return !slices.Contains(paths, p.Path.String()) })
	if len(parts) != len(paths) {
		d.t.Fatalf("%d of the parts %v are there", len(parts), paths)
	}
	w.Narrow(parts)
	err := d.m.Commit(ctx)
	w.Narrow(nil)
	if err != nil {
		if errors.Is(err, txn.ErrRepeatable) {
			return err
		}
		must(d.t, d.m.Abort(ctx))
	}
	_, cerr := w.Carry(ctx, d.tx())
	must(d.t, cerr)
	return err
}

func TestCommitOfParts(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	d.theySet("a", "k", 1, "gone", 1, "m", map[string]any{"x": 1, "y": 1}, "l", []any{1, 2, 3})
	d.theySet("b", "k", 1)
	a := d.data("a")
	must(t, a.Set("k", 2))
	_, err := a.Delete("gone")
	must(t, err)
	m, _ := a.Get("m")
	must(t, m.(*tree.Map).Set("x", 2))
	must(t, m.(*tree.Map).Set("z", 3))
	l, _ := a.Get("l")
	must(t, l.(*tree.List).Delete(0))
	must(t, l.(*tree.List).Append(4))
	must(t, d.open("a").SetTimeout(2*session.DefaultTimeout))
	must(t, d.data("b").Set("k", 2))
	must(t, d.data("new").Set("k", 1))
	must(t, d.data("new").Set("l", 1))

	must(t, d.commitParts("/C/a/p/m/x", "/C/a/p/gone", "/C/new/p/k"))
	d.wantStored("a", map[string]any{"k": 1, "m": map[string]any{"x": 2, "y": 1}, "l": []any{1, 2, 3}})
	d.wantStored("b", map[string]any{"k": 1})
	d.wantStored("new", map[string]any{"k": 1})
	wantChanges(t, d.work().Changes(), "~/C/atimeout", "~/C/a/p/k", "+/C/a/p/m/z", "~/C/a/p/l/0", "~/C/a/p/l/1", "~/C/a/p/l/2", "~/C/b/p/k", "+/C/new/p/l")

	must(t, d.commitParts("/C/a/p/l", "/C/a"))
	d.wantStored("a", map[string]any{"k": 1, "m": map[string]any{"x": 2, "y": 1}, "l": []any{2, 3, 4}})
	wantChanges(t, d.work().Changes(), "~/C/a/p/k", "+/C/a/p/m/z", "~/C/b/p/k", "+/C/new/p/l")
	d.commit()
	d.wantStored("a", map[string]any{"k": 2, "m": map[string]any{"x": 2, "y": 1, "z": 3}, "l": []any{2, 3, 4}})
	d.wantStored("new", map[string]any{"k": 1, "l": 1})
	if got := d.open("a").Timeout(); got != 2*session.DefaultTimeout {
		t.Error(got)
	}
}

// A conflict in what a narrowed commit writes leaves all pending and the savepoints valid; one
// in the rest keeps nothing from being written, and is met when the rest is committed.
func TestConflictsInParts(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	d.theySet("a", "k", 1, "l", 1)
	d.theySet("b", "k", 1)
	must(t, d.data("a").Set("k", 2))
	must(t, d.data("a").Set("l", 2))
	must(t, d.data("b").Set("k", 2))
	sp, err := d.tx().Savepoint(ctx, false)
	must(t, err)
	d.theySet("b", "k", 3)
	wantErr(t, d.commitParts("/C/b/p/k"), commit.ErrConflict)
	wantChanges(t, d.work().Changes(), "~/C/a/p/k", "~/C/a/p/l", "~/C/b/p/k")
	must(t, sp.Rollback(ctx))

	must(t, d.commitParts("/C/a/p/k"))
	d.wantStored("a", map[string]any{"k": 2, "l": 1})
	wantErr(t, sp.Err(), txn.ErrSavepointInvalid)
	d.theySet("a", "k", 9)
	err = d.m.Commit(ctx)
	wantErr(t, err, commit.ErrConflict)
	wantChanges(t, d.work().Changes(), "~/C/a/p/l", "~/C/b/p/k")
	d.wantStored("a", map[string]any{"k": 9, "l": 1})
	d.wantStored("b", map[string]any{"k": 3})
}

// Another program writes between the commit and the look at what it wrote: the rest is pending
// against what was written, so that it is a conflict.
func TestRestMeetsWhoCameBetween(t *testing.T) {
	t.Parallel()
	for _, known := range []bool{true, false} {
		d := newDesk(t, session.Options{})
		d.theySet("a", "k", 1, "l", 1)
		must(t, d.data("a").Set("k", 2))
		must(t, d.data("a").Set("l", 2))
		d.store.AfterWrite = func(w storage.Write, o storage.Outcome) storage.Outcome {
			d.store.AfterWrite = nil
			d.theySet("a", "k", 5)
			if !known {
				o.Version = 0
			}
			return o
		}
		must(t, d.commitParts("/C/a/p/k"))
		wantChanges(t, d.work().Changes(), "~/C/a/p/l")
		wantErr(t, d.m.Commit(ctx), commit.ErrConflict)
		d.wantStored("a", map[string]any{"k": 5, "l": 1})
		_, err := d.work().Refresh(ctx, diff.Ask)
		must(t, err)
		d.commit()
		d.wantStored("a", map[string]any{"k": 5, "l": 2})
	}
}

// A narrowed commit whose outcome is not known keeps all that is pending, in the sessions that
// it wrote and in the others.
func TestPartsOfUnknownOutcome(t *testing.T) {
	t.Parallel()
	for _, arrived := range []bool{true, false} {
		d := newDesk(t, session.Options{})
		d.theySet("a", "k", 1, "l", 1)
		d.theySet("b", "k", 1)
		must(t, d.data("a").Set("k", 2))
		must(t, d.data("a").Set("l", 2))
		must(t, d.data("b").Set("k", 2))
		lost := storage.Outcome{State: storage.Unknown, Err: storage.ErrUnreachable}
		if arrived {
			d.store.AfterWrite = func(storage.Write, storage.Outcome) storage.Outcome { return lost }
		} else {
			d.store.ApplyWrite = func(storage.Write) *storage.Outcome { return &lost }
		}
		wantErr(t, d.commitParts("/C/a/p/k"), storage.ErrUnreachable)
		d.store.AfterWrite, d.store.ApplyWrite = nil, nil
		wantChanges(t, d.work().Changes(), "~/C/a/p/k", "~/C/a/p/l", "~/C/b/p/k")
		d.commit()
		d.wantStored("a", map[string]any{"k": 2, "l": 2})
		d.wantStored("b", map[string]any{"k": 2})
	}
}

// Whatever is changed, and in whatever parts it is committed, each commit writes what it was
// told to and no more, and in the end all is written.
func TestPartsAddUp(t *testing.T) {
	t.Parallel()
	value := func(t *rapid.T) any {
		return rapid.SampledFrom([]any{1, 2, "text", []any{1, 2}, []any{2, 1, 3}, map[string]any{"a": 1}, map[string]any{"a": 2, "b": []any{1}}, map[string]any{}}).Draw(t, "value")
	}
	keys := []string{"j", "k", "l"}
	rapid.Check(t, func(rt *rapid.T) {
		d := newDesk(t, session.Options{})
		for _, k := range keys {
			if rapid.Bool().Draw(rt, "there") {
				d.theySet("s", k, value(rt))
			}
		}
		for _, k := range keys {
			switch rapid.IntRange(0, 3).Draw(rt, "edit") {
			case 0:
				must(t, d.data("s").Set(k, mustOf(t, value(rt))))
			case 1:
				_, err := d.data("s").Delete(k)
				must(t, err)
			case 2:
				p, err := d.open("s").Package("q")
				must(t, err)
				must(t, p.Set(k, mustOf(t, value(rt))))
			}
		}
		whole := fmt.Sprint(texts(d.work().Changes()))
		want := tree.Clone(mustData(t, d.open("s"))).(*tree.Map)
		for len(d.work().Parts()) > 0 {
			w := d.work()
			parts, changes := w.Parts(), w.Changes()
			some := slices.DeleteFunc(parts, func(part.Part) bool { return rapid.Bool().Draw(rt, "drop") })
			if len(some) == 0 {
				some = w.Parts()[:1]
			}
			w.Narrow(some)
			if err := d.m.Commit(ctx); err != nil {
				rt.Fatalf("%s: %v of %v: %v", whole, some, w.Parts(), err)
			}
			n := 0
			for _, p := range some {
				n += len(p.Changes)
			}
			if got := w.Results()[0].Changes; got.Len() != n {
				rt.Fatalf("%s: wrote %v, want %d", whole, texts(got.All()), n)
			}
			_, err := w.Carry(ctx, d.tx())
			must(t, err)
			if got := d.work().Changes(); len(got) != len(changes)-n {
				rt.Fatalf("%s: left are %v of %v", whole, texts(got), texts(changes))
			}
		}
		must(t, d.m.Abort(ctx))
		if got := mustData(t, d.open("s")); !tree.Equal(got, want) {
			rt.Fatalf("%s: stored is %v, want %v", whole, got, want)
		}
	})
}

func mustOf(t *testing.T, v any) any {
	t.Helper()
	x, err := tree.Of(v)
	must(t, err)
	return x
}

func mustData(t *testing.T, s *session.Session) *tree.Map {
	t.Helper()
	m, err := s.Data()
	must(t, err)
	return m
}

func TestRehearse(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	d.theySet("a", "k", 1)
	d.theySet("b", "k", 1)
	must(t, d.data("a").Set("k", 2))
	must(t, d.open("b").Delete())
	must(t, d.data("new").Set("k", 1))
	d.theySet("a", "k", 3)
	plans, err := d.work().Rehearse(ctx)
	must(t, err)
	if len(plans) != 3 || !errors.Is(plans[0].Err, commit.ErrConflict) || plans[1].Err != nil || !plans[1].Removes || plans[2].Err != nil || plans[2].Bytes == 0 {
		t.Errorf("%+v", plans)
	}
	wantChanges(t, d.work().Changes(), "~/C/a/p/k", "-/C/b", "+/C/new/p/k")
	d.wantStored("b", map[string]any{"k": 1})
	d.wantStored("new", nil)
}
