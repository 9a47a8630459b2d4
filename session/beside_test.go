package session_test

import (
	"maps"
	"testing"
	"time"

	"sessh/session"
	"sessh/session/diff"
	"sessh/session/family/familytest"
	"sessh/session/format"
	"sessh/session/format/framework"
	"sessh/session/storage"
	"sessh/session/tree"
	"sessh/txn"
)

// besides say, for each field of what is pending in a session beside its data, how it comes to be
// there; the session is returned by open.
var besides = map[string]struct {
	make func(d *desk)
	open func(d *desk) *session.Session // nil: session s
	free bool                           // a commit of it fails before it is sent
}{
	"set": {make: func(d *desk) {
		d.theySet("s", "k", 1)
		must(d.t, d.data("s").Set("k", 2))
		must(d.t, d.open("s").SetTimeout(2*time.Hour))
	}},
	"inherited": {make: func(d *desk) {
		d.theySet("s", "k", 1)
		d.other(func(c *session.Container, tx *txn.Tx) {
			s, err := c.Session(ctx, tx, "s")
			must(d.t, err)
			must(d.t, s.SetTimeout(2*time.Hour))
		})
		must(d.t, d.data("s").Set("k", 2))
		d.theyDelete("s")
		_, err := d.work().Refresh(ctx, diff.Mine)
		must(d.t, err)
	}},
	"written": {make: func(d *desk) {
		d.root = session.NewRoot(d.store, session.Options{Formats: []format.Format{familytest.Lettered{Restarts: true}}, Now: func() time.Time { return d.now }})
		d.hold("sessh/C/s", `b{"version":1,"timeout":7200,"data":{"p":{"k":1}}}`, 2*time.Hour)
		must(d.t, d.data("s").Set("k", 2))
		d.lose("sessh/C/s")
		_, err := d.work().Refresh(ctx, diff.Mine)
		must(d.t, err)
	}},
	"remaining": {make: func(d *desk) {
		must(d.t, d.data("s").Set("k", 1))
		must(d.t, d.open("s").SetRemaining(10*time.Minute))
	}},
	"flags": {
		make: func(d *desk) { must(d.t, d.item("n").SetFlags(16)) },
		open: func(d *desk) *session.Session { return d.item("n") },
	},
	"renewed": {make: func(d *desk) {
		d.theySet("s", "k", 1)
		must(d.t, d.open("s").Renew())
		must(d.t, d.data("s").Set("l", 2))
	}},
	"conflicts": {free: true, make: func(d *desk) {
		d.theySet("s", "k", 1)
		must(d.t, d.data("s").Set("k", 2))
		d.theySet("s", "k", 3)
		_, err := d.work().Refresh(ctx, diff.Ask)
		must(d.t, err)
	}},
}

// TestNothingBesideIsLost moves sessions in each way to another transaction, and takes them back: what is
// pending beside the data goes with it.
func TestNothingBesideIsLost(t *testing.T) {
	t.Parallel()
	moves := map[string]func(d *desk){
		"a part of another session is committed": func(d *desk) { must(d.t, d.commitParts("/C/other/p/k")) },
		"the commit fails": func(d *desk) {
			w := d.work()
			d.store.ApplyWrite = func(storage.Write) *storage.Outcome { return &lostReply }
			wantErr(d.t, d.m.Commit(ctx), storage.ErrUnreachable)
			d.store.ApplyWrite = nil
			must(d.t, d.m.Abort(ctx))
			_, err := w.Carry(ctx, d.tx())
			must(d.t, err)
		},
		"put aside": func(d *desk) {
			drafts := d.work().Drafts()
			for i := range drafts {
				drafts[i].Data = tree.Clone(drafts[i].Data).(*tree.Map)
			}
			must(d.t, d.m.Abort(ctx))
			_, err := d.work().Adopt("pop", drafts)
			must(d.t, err)
		},
		"revived": func(d *desk) {
			w := d.work()
			must(d.t, d.m.Abort(ctx))
			must(d.t, w.Revive(d.tx()))
		},
	}
	for _, field := range session.BesideFields() {
		of, ok := besides[field]
		if !ok {
			t.Errorf("no test makes %s", field)
			continue
		}
		if of.open == nil {
			of.open = func(d *desk) *session.Session { return d.open("s") }
		}
		start := func() *desk {
			d := rawDesk(t)
			of.make(d)
			must(t, d.data("other").Set("k", 1))
			if session.Beside(of.open(d))[field] == "" {
				t.Fatalf("%s is not there", field)
			}
			return d
		}
		for name, move := range moves {
			if name == "the commit fails" && of.free {
				continue
			}
			d := start()
			before, changes := session.Beside(of.open(d)), texts(of.open(d).Changes())
			move(d)
			if after := session.Beside(of.open(d)); !maps.Equal(before, after) {
				t.Errorf("%s, %s: it is %v, and was %v", field, name, after, before)
			}
			wantChanges(t, of.open(d).Changes(), changes...)
		}
		for name, end := range map[string]func(d *desk){
			"dropped":  func(d *desk) { must(d.t, d.work().Drop("abort", d.work().Parts())) },
			"renewed":  func(d *desk) { must(d.t, of.open(d).Renew()) },
			"deleted":  func(d *desk) { must(d.t, of.open(d).Delete()) },
			"theirs":   func(d *desk) { d.lose(key(of.open(d))); refresh(d, diff.Theirs) },
			"undone":   func(d *desk) { undoAll(d) },
			"finished": func(d *desk) { must(d.t, d.m.Abort(ctx)) },
		} {
			d := start()
			if name == "theirs" && !of.open(d).Stored() {
				continue
			}
			end(d)
			left := session.Beside(of.open(d))
			switch {
			case name == "renewed":
				delete(left, "renewed")
			case name == "deleted": // it is still a new one, and a conflict is decided by that
				delete(left, "renewed")
				delete(left, "conflicts")
			}
			if len(left) > 0 {
				t.Errorf("%s, %s: %v is left", field, name, left)
			}
		}
	}
}

func key(s *session.Session) string {
	key, err := s.Container().Key(s.ID())
	if err != nil {
		panic(err)
	}
	return key
}

func refresh(d *desk, choice diff.Choice) {
	_, err := d.work().Refresh(ctx, choice)
	must(d.t, err)
}

func undoAll(d *desk) {
	for {
		if _, ok, err := d.work().Undo(); !ok || err != nil {
			must(d.t, err)
			return
		}
	}
}

// TestTimeoutOfARemovedSession: what was said of the lifetime of a session is over when all its data are
// removed, except within one step.
func TestTimeoutOfARemovedSession(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	remove := func() {
		_, err := mustData(t, d.open("s")).Delete("p")
		must(t, err)
	}
	must(t, d.data("s").Set("k", 1))
	must(t, d.open("s").SetTimeout(2*time.Hour))
	must(t, d.work().Step("replace", func() error {
		remove()
		return d.data("s").Set("k", 2)
	}))
	if got := d.open("s").Timeout(); got != 2*time.Hour {
		t.Errorf("after its data were replaced, its timeout is %v", got)
	}
	for name, anew := range map[string]func() error{
		"set":    func() error { return d.data("s").Set("k", 3) },
		"filled": func() error { return d.open("s").Fill(mustData(t, d.open("other")), nil) },
	} {
		must(t, d.data("other").Set("k", 4))
		remove()
		must(t, anew())
		if got := d.open("s").Timeout(); got != session.DefaultTimeout {
			t.Errorf("after it was removed and %s anew, its timeout is %v", name, got)
		}
		undo(d)
		undo(d)
		if got := d.open("s").Timeout(); got != 2*time.Hour {
			t.Errorf("with that undone, its timeout is %v", got)
		}
	}
}

// TestPartOfATimeout: the timeout, and what is left of it, are written with the part that they are, or
// with the last one.
func TestPartOfATimeout(t *testing.T) {
	t.Parallel()
	for _, first := range []bool{true, false} {
		d := rawDesk(t)
		ttl := func() time.Duration {
			return d.store.Store.Load(ctx, []string{"sessh/C/s"}, storage.NeedTTL)[0].Item.TTL
		}
		d.theySet("s", "k", 1)
		must(t, d.data("s").Set("k", 2))
		must(t, d.open("s").SetTimeout(2*time.Hour))
		must(t, d.open("s").SetRemaining(10*time.Minute))
		paths, want, last := []string{"/C/s"}, 10*time.Minute, 2*time.Hour
		if !first {
			paths, want, last = []string{"/C/s/p/k"}, time.Hour, 10*time.Minute
		}
		must(t, d.commitParts(paths...))
		if got := ttl(); got != want {
			t.Errorf("the timeout first: %v: it is left %v, want %v", first, got, want)
		}
		if n := len(d.work().Changes()); n != 1 {
			t.Errorf("the timeout first: %v: %d changes are left", first, n)
		}
		d.commit()
		if got := ttl(); got != last || d.open("s").Timeout() != 2*time.Hour {
			t.Errorf("the timeout first: %v: in the end it is left %v of %v, want %v", first, got, d.open("s").Timeout(), last)
		}
	}
}

// TestPartOfAnUntoldTimeout: the timeout of a session whose value does not store it is no longer pending
// once it was written.
func TestPartOfAnUntoldTimeout(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	d.root = session.NewRoot(d.store, session.Options{Formats: []format.Format{framework.Named("django")}, Now: func() time.Time { return d.now }})
	open := func() *session.Session {
		s, err := d.root.Container("django").Session(ctx, d.tx(), "8hsfyw1m7tgaxhq2eq2k6qbwbd1a1dcc")
		must(t, err)
		return s
	}
	must(t, mustData(t, open()).Set("a", 1))
	d.commit()
	must(t, mustData(t, open()).Set("a", 2))
	must(t, open().SetTimeout(2*time.Hour))
	must(t, d.commitParts(open().Path().String()))
	wantChanges(t, d.work().Changes(), "~"+open().Path().String()+"/a")
	d.commit()
	if got := open().Item().TTL; got != 2*time.Hour {
		t.Errorf("it is left %v", got)
	}
}
