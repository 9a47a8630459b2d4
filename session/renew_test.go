package session_test

import (
	"context"
	"testing"
	"time"

	"sessh/session"
	"sessh/session/commit"
	"sessh/session/diff"
	"sessh/session/storage"
	"sessh/txn"
)

func TestRenew(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		stored []any
		do     func(d *desk, s *session.Session)
		want   []string
		store  map[string]any
	}{
		{"nothing is set", []any{"k", 1}, func(d *desk, s *session.Session) {}, nil, map[string]any{"k": 1}},
		{"what was pending is dropped", []any{"k", 1}, func(d *desk, s *session.Session) {
			must(d.t, d.data("s").Set("k", 2))
			must(d.t, s.SetTimeout(time.Minute))
			must(d.t, s.Renew())
		}, nil, map[string]any{"k": 1}},
		{"also of a new session", nil, func(d *desk, s *session.Session) {
			must(d.t, d.data("s").Set("k", 2))
			must(d.t, s.Renew())
		}, nil, nil},
		{"a pending deletion too", []any{"k", 1}, func(d *desk, s *session.Session) {
			if _, ok, err := d.work().Undo(); !ok || err != nil {
				d.t.Fatal(ok, err)
			}
			must(d.t, s.Delete())
			must(d.t, s.Renew())
		}, nil, map[string]any{"k": 1}},
		{"what is set then replaces all", []any{"k", 1, "l", 2}, func(d *desk, s *session.Session) {
			must(d.t, d.data("s").Set("l", 3))
		}, []string{"-/C/s/p/k", "~/C/s/p/l"}, map[string]any{"l": 3}},
		{"set and removed again", []any{"k", 1}, func(d *desk, s *session.Session) {
			must(d.t, d.data("s").Set("l", 3))
			data, err := s.Data()
			must(d.t, err)
			_, err = data.Delete("p")
			must(d.t, err)
		}, nil, map[string]any{"k": 1}},
		{"undone", []any{"k", 1}, func(d *desk, s *session.Session) {
			if _, ok, err := d.work().Undo(); !ok || err != nil {
				d.t.Fatal(ok, err)
			}
			must(d.t, d.data("s").Set("l", 3))
		}, []string{"+/C/s/p/l"}, map[string]any{"k": 1, "l": 3}},
		{"twice, one of them undone", []any{"k", 1}, func(d *desk, s *session.Session) {
			must(d.t, s.Renew())
			if _, ok, err := d.work().Undo(); !ok || err != nil {
				d.t.Fatal(ok, err)
			}
		}, nil, map[string]any{"k": 1}},
		{"refreshed", []any{"k", 1}, func(d *desk, s *session.Session) {
			d.theySet("s", "k", 7)
			r, err := d.work().Refresh(ctx, diff.Ask)
			must(d.t, err)
			if s.Exists() || len(r.Conflicts) > 0 {
				d.t.Errorf("after a refresh, it exists: %v, with the conflicts %v", s.Exists(), r.Conflicts)
			}
			must(d.t, d.data("s").Set("l", 3))
		}, []string{"-/C/s/p/k", "+/C/s/p/l"}, map[string]any{"l": 3}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, session.Options{})
			if test.stored != nil {
				d.theySet("s", test.stored...)
			}
			s := d.open("s")
			before, err := s.Data()
			must(t, err)
			must(t, s.Renew())
			if s.Exists() || before.Len() > 0 || len(s.Changes()) > 0 {
				t.Errorf("exists: %v, %d packages, changes %v", s.Exists(), before.Len(), texts(s.Changes()))
			}
			test.do(d, s)
			wantChanges(t, s.Changes(), test.want...)
			d.commit()
			d.wantStored("s", test.store)
		})
	}
}

// Somebody else's change is no less a conflict.
func TestRenewedSessionInConflict(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	d.theySet("s", "k", 1)
	must(t, d.open("s").Renew())
	must(t, d.data("s").Set("l", 2))
	d.theySet("s", "k", 3)
	wantErr(t, d.m.Commit(ctx), commit.ErrConflict, txn.ErrRepeatable)
	_, err := d.work().Refresh(ctx, diff.Ask)
	must(t, err)
	if open := d.work().Conflicts(); len(open) != 1 || open[0].Path.String() != "/C/s/p/k" {
		t.Fatalf("conflicts %v", open)
	}
	_, err = d.work().Refresh(ctx, diff.Mine)
	must(t, err)
	d.commit()
	d.wantStored("s", map[string]any{"l": 2})
}

// TestWithLifetime: the lifetime is that of the moment of the commit, also in a format whose
// sessions keep the time they have left.
func TestWithLifetime(t *testing.T) {
	t.Parallel()
	a := tagged{tag: "a"}
	set := func(t *testing.T, s *session.Session, v any) {
		t.Helper()
		p, err := s.Package("p")
		must(t, err)
		must(t, p.Set("k", v))
	}
	for _, test := range []struct {
		name string
		do   func(w *world, c, plain *session.Container)
		want time.Duration
	}{
		{"a new session", func(w *world, c, _ *session.Container) { set(w.t, w.session(c, "new"), 1) }, time.Minute},
		{"one that is stored", func(w *world, c, _ *session.Container) { set(w.t, w.session(c, "s"), 1) }, time.Minute},
		{"opened without it before", func(w *world, c, plain *session.Container) {
			s := w.session(plain, "s")
			w.session(c, "s")
			set(w.t, s, 1)
		}, time.Minute},
		{"opened without it since", func(w *world, c, plain *session.Container) {
			w.session(c, "s")
			set(w.t, w.session(plain, "s"), 1)
		}, time.Minute},
		{"not opened with it", func(w *world, _, plain *session.Container) { set(w.t, w.session(plain, "s"), 1) }, time.Hour},
		{"a timeout of its own", func(w *world, c, _ *session.Container) {
			must(w.t, w.session(c, "s").SetTimeout(5*time.Minute))
		}, 5 * time.Minute},
		{"a part of it", func(w *world, c, _ *session.Container) {
			set(w.t, w.session(c, "s"), 1)
			p, err := w.session(c, "s").Package("p")
			must(w.t, err)
			must(w.t, p.Set("other", 1))
			work := w.root.Work(w.tx)
			work.Narrow(work.Parts()[:1])
		}, time.Minute},
		{"only read", func(w *world, c, _ *session.Container) { w.session(c, "s") }, time.Hour},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, a)
			w.put("a.C.s", doc("s", "x"))
			lifetime := 2 * time.Hour
			plain := w.root.ContainerIn("C", a)
			c := plain.WithLifetime(func() time.Duration { return lifetime })
			test.do(w, c, plain)
			lifetime = time.Minute
			must(t, w.m.Commit(context.Background()))
			key := "a.C.s"
			if test.name == "a new session" {
				key = "a.C.new"
			}
			item := w.store.Load(context.Background(), []string{key}, storage.NeedTTL)[0].Item
			if got := item.TTL.Round(10 * time.Second); got != test.want {
				t.Errorf("it has %v left, want %v", got, test.want)
			}
		})
	}
}

// TestDraftOfALifetime: what is kept of a new session has the lifetime that a commit would
// have given to it.
func TestDraftOfALifetime(t *testing.T) {
	t.Parallel()
	w := newWorld(t, tagged{tag: "a"})
	lifetime := time.Hour
	c := w.root.ContainerIn("C", tagged{tag: "a"}).WithLifetime(func() time.Duration { return lifetime })
	p, err := w.session(c, "new").Package("p")
	must(t, err)
	must(t, p.Set("k", 1))
	lifetime = time.Minute
	if d := w.root.Work(w.tx).Drafts(); len(d) != 1 || d[0].Timeout != time.Minute {
		t.Errorf("drafts %+v", d)
	}
}
