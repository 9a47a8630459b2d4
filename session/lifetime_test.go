package session_test

import (
	"context"
	"testing"
	"time"

	"sessh/session"
	"sessh/session/diff"
	"sessh/session/family/familytest"
	"sessh/session/format"
	"sessh/session/format/framework"
	"sessh/session/format/plain"
	"sessh/session/revert"
	"sessh/session/storage"
)

const day = 24 * time.Hour

// timelessDesk has items whose values do not tell their lifetimes: "day" lives a day, "always" for
// ever. restarts: a commit restarts them.
func timelessDesk(t *testing.T, restarts bool) *desk {
	d := newDesk(t, session.Options{})
	f := format.Format(plain.Raw())
	if restarts {
		f = restarting{f}
	}
	d.root = session.NewRoot(d.store, session.Options{Formats: []format.Format{f}, Now: func() time.Time { return d.now }})
	d.hold("day", `{"a":1,"b":2}`, day)
	d.hold("always", `{"a":1}`, storage.TTLNever)
	return d
}

type restarting struct{ format.Format }

func (r restarting) Traits() *format.Traits {
	traits := *r.Format.Traits()
	traits.Restarts = true
	return &traits
}

// hold stores an item, whatever is there.
func (d *desk) hold(key, value string, ttl time.Duration) {
	d.t.Helper()
	was := d.store.Store.Load(ctx, []string{key}, 0)[0].Item
	must(d.t, d.store.Store.Apply(ctx, []storage.Write{{Key: key, Value: []byte(value), TTL: ttl, Version: storage.VersionOf(was)}})[0].Err)
}

// lose removes an item, as another program or a restart does.
func (d *desk) lose(key string) {
	d.t.Helper()
	was := d.store.Store.Load(ctx, []string{key}, 0)[0].Item
	must(d.t, d.store.Store.Apply(ctx, []storage.Write{{Key: key, Delete: true, Version: was.Version}})[0].Err)
}

func (d *desk) setItem(id, key string, v any) {
	d.t.Helper()
	m, err := d.item(id).Data()
	must(d.t, err)
	must(d.t, m.Set(key, v))
}

func (d *desk) wantLeft(key string, want time.Duration) {
	d.t.Helper()
	item := d.store.Store.Load(ctx, []string{key}, storage.NeedTTL)[0].Item
	if item == nil || item.TTL != want {
		d.t.Errorf("%s is %+v, want %v left", key, item, want)
	}
}

// wantPending fails if more is pending than changes of keys.
func (d *desk) wantNotRetimed() {
	d.t.Helper()
	for _, c := range d.work().Changes() {
		if c.Attribute != "" {
			d.t.Errorf("its %s is pending: %v -> %v", c.Attribute, c.Old, c.New)
		}
	}
}

// TestGoneSessionsKeepTheirLifetime writes sessions anew that are gone: they live as long as when
// they were read.
func TestGoneSessionsKeepTheirLifetime(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		key      string
		restarts bool
		untold   bool // the server does not report lifetimes
		set      time.Duration
		want     time.Duration
	}{
		"a day":                     {key: "day", want: day},
		"no expiry":                 {key: "always", want: storage.TTLNever},
		"not known":                 {key: "day", untold: true, want: session.DefaultTimeout},
		"set":                       {key: "day", set: 2 * time.Hour, want: 2 * time.Hour},
		"restarted by every commit": {key: "day", restarts: true, want: session.DefaultTimeout},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := timelessDesk(t, test.restarts)
			if test.untold {
				d.root = session.NewRoot(untold{d.store}, session.Options{Formats: d.root.Formats()})
			}
			d.setItem(test.key, "a", "mine")
			if test.set > 0 {
				must(t, d.item(test.key).SetTimeout(test.set))
			}
			d.lose(test.key)
			_, err := d.work().Refresh(ctx, diff.Ask)
			must(t, err)
			_, err = d.work().Refresh(ctx, diff.Mine)
			must(t, err)
			if test.set == 0 {
				d.wantNotRetimed()
			}
			if got := d.item(test.key).Timeout(); got != test.want {
				t.Errorf("its timeout is %v, want %v", got, test.want)
			}
			drafts := d.work().Drafts()
			d.commit()
			d.wantLeft(test.key, test.want)

			// The same from a draft of it.
			d.lose(test.key)
			_, err = d.work().Adopt("pop", drafts)
			must(t, err)
			d.commit()
			d.wantLeft(test.key, test.want)
		})
	}
}

// untold is a store whose server reports no lifetimes.
type untold struct{ storage.Store }

func (u untold) Load(ctx context.Context, keys []string, need storage.Need) []storage.Loaded {
	return u.Store.Load(ctx, keys, need&^storage.NeedTTL)
}

// TestGoneSessionsKeepTheirWay: a session that is written anew because it is gone is written as it was, and
// not as its neighbours are.
func TestGoneSessionsKeepTheirWay(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	d.root = session.NewRoot(d.store, session.Options{Formats: []format.Format{familytest.Lettered{}}})
	const doc = `{"version":1,"timeout":3600,"data":{"p":{"k":1}}}`
	d.hold("sessh/C/neighbour", "a"+doc, day)
	d.hold("sessh/C/s", "b"+doc, day)
	must(t, d.data("s").Set("k", 2))
	d.lose("sessh/C/s")
	refresh(d, diff.Mine)
	d.commit()
	if got := d.store.Store.Load(ctx, []string{"sessh/C/s"}, storage.NeedValue)[0].Item; got == nil || got.Value[0] != 'b' {
		t.Errorf("it is written as %s", got.Value)
	}
}

// TestGoneSessionIsThereAgain: what is pending in a session that was gone, and is there again, keeps
// the time of the one that is there.
func TestGoneSessionIsThereAgain(t *testing.T) {
	t.Parallel()
	d := timelessDesk(t, false)
	d.setItem("day", "a", "mine")
	d.lose("day")
	_, err := d.work().Refresh(ctx, diff.Mine)
	must(t, err)
	d.hold("day", `{"b":2,"c":3}`, time.Minute)
	r, err := d.work().Refresh(ctx, diff.Mine)
	must(t, err)
	if len(r.Conflicts) > 0 {
		t.Errorf("conflicts %v", r.Conflicts)
	}
	d.wantNotRetimed()
	d.commit()
	d.wantLeft("day", time.Minute)
}

// TestUndoneRefreshOfAGoneSession: after undo, the session is based on what was there.
func TestUndoneRefreshOfAGoneSession(t *testing.T) {
	t.Parallel()
	d := timelessDesk(t, false)
	d.setItem("day", "a", "mine")
	d.lose("day")
	_, err := d.work().Refresh(ctx, diff.Mine)
	must(t, err)
	_, _, err = d.work().Undo()
	must(t, err)
	if got := d.item("day").Timeout(); got != storage.TTLUnknown {
		t.Errorf("its timeout is %v", got)
	}
	wantFates(t, d.m.Commit(ctx), "/"+plain.Items+"/day conflict")
}

// TestPartOfANewSession: what is left of a new session after a part of it was committed is pending
// without another lifetime.
func TestPartOfANewSession(t *testing.T) {
	t.Parallel()
	d := timelessDesk(t, false)
	d.root = session.NewRoot(d.store, session.Options{Formats: []format.Format{framework.Named("django")}, Now: func() time.Time { return d.now }})
	c := d.root.Container("django")
	s, err := c.Session(ctx, d.tx(), "8hsfyw1m7tgaxhq2eq2k6qbwbd1a1dcc")
	must(t, err)
	m, err := s.Data()
	must(t, err)
	must(t, m.Set("a", 1))
	must(t, m.Set("b", 2))
	w := d.work()
	w.Narrow(w.Parts()[:1])
	d.commit()
	_, err = w.Carry(ctx, d.tx())
	must(t, err)
	if len(d.work().Changes()) == 0 {
		t.Fatal("nothing is left")
	}
	d.wantNotRetimed()
}

// TestCopiesKeepTheLifetime: a copy of a session lives as long as that has left.
func TestCopiesKeepTheLifetime(t *testing.T) {
	t.Parallel()
	d := timelessDesk(t, false)
	for from, want := range map[string]time.Duration{"day": day, "always": storage.TTLNever} {
		m, err := d.item(from).Data()
		must(t, err)
		for _, copied := range []*session.Session{d.item("copy-" + from), d.item("second-" + from)} {
			must(t, copied.Fill(m, d.item(from).Container()))
			must(t, copied.LiveAs(d.item(from)))
			d.wantNotRetimed()
			if got := copied.Timeout(); got != want {
				t.Errorf("the copy lives %v, want %v", got, want)
			}
		}
		// A copy of a copy does, too.
		last := d.item("last-" + from)
		must(t, last.Fill(m, d.item(from).Container()))
		must(t, last.LiveAs(d.item("copy-"+from)))
	}
	d.wantNotRetimed()
	d.commit()
	d.wantLeft("copy-day", day)
	d.wantLeft("last-day", day)
	d.wantLeft("copy-always", storage.TTLNever)

	// In place of another session, it is a change.
	d.hold("hour", `{"z":1}`, time.Hour)
	must(t, d.item("hour").Delete())
	m, err := d.item("day").Data()
	must(t, err)
	must(t, d.item("hour").Fill(m, nil))
	must(t, d.item("hour").LiveAs(d.item("day")))
	d.commit()
	d.wantLeft("hour", day)
}

// TestRemaining: a session is written with the time to live that was set for it, in any format.
func TestRemaining(t *testing.T) {
	t.Parallel()
	for _, restarts := range []bool{false, true} {
		d := timelessDesk(t, restarts)
		for _, id := range []string{"day", "new"} {
			d.setItem(id, "a", 2)
			must(t, d.item(id).SetRemaining(time.Minute))
		}
		d.commit()
		d.wantLeft("day", time.Minute)
		d.wantLeft("new", time.Minute)
	}
}

// TestPartOfWhatRemains: a new session with less to live than its timeout is written as a whole.
func TestPartOfWhatRemains(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	must(t, d.data("s").Set("a", 1))
	must(t, d.data("s").Set("b", 2))
	if n := len(d.work().Parts()); n != 2 {
		t.Errorf("it has %d parts", n)
	}
	must(t, d.open("s").SetRemaining(time.Minute))
	if n := len(d.work().Parts()); n != 1 {
		t.Errorf("with a minute left, it has %d parts", n)
	}
}

// TestRemainingIsOfOneWrite: what is left to live does not outlast the write that it is for, nor a timeout
// that is set after it, and what was planted is written with it as it is.
func TestRemainingIsOfOneWrite(t *testing.T) {
	t.Parallel()
	const item = `{"version":1,"lastAccess":"2025-01-02T03:04:05Z","timeout":3600,"data":{"p":{"k":1}}}`
	d := newDesk(t, session.Options{})
	plant := func(id string) {
		r, err := d.root.Container("C").DecodeAs("", &storage.Item{Value: []byte(item)})
		must(t, err)
		must(t, d.open(id).Plant(r.Data))
		must(t, d.open(id).SetRemaining(time.Minute))
	}
	plant("planted")
	plant("timed")
	must(t, d.open("timed").SetTimeout(2*time.Hour))
	d.commit()
	d.store.AfterWrite = func(storage.Write, storage.Outcome) storage.Outcome { return lostReply }
	plant("lost")
	w := d.work()
	wantErr(t, d.m.Commit(ctx), storage.ErrUnreachable)
	d.store.AfterWrite = nil
	must(t, d.m.Abort(ctx))
	_, err := w.Carry(ctx, d.tx())
	must(t, err)
	_, err = d.work().Refresh(ctx, diff.Mine)
	must(t, err)
	d.wantLeft("sessh/C/planted", time.Minute)
	d.wantLeft("sessh/C/timed", 2*time.Hour)
	d.wantLeft("sessh/C/lost", time.Minute)
	if got := d.store.Store.Load(ctx, []string{"sessh/C/planted"}, storage.NeedValue)[0].Item; string(got.Value) != item {
		t.Errorf("planted is %s", got.Value)
	}
	must(t, d.data("lost").Set("k", 2))
	d.commit()
	d.wantLeft("sessh/C/lost", time.Hour)
}

// TestDeadlineOfACopy: the deadline that a framework keeps beside a session is the one that was set for a
// copy, and not that of the item that the copy was read from.
func TestDeadlineOfACopy(t *testing.T) {
	t.Parallel()
	d := newDesk(t, session.Options{})
	f := framework.Named("keyv")
	d.root = session.NewRoot(d.store, session.Options{Formats: []format.Format{f}, Now: func() time.Time { return d.now }})
	c := d.root.ContainerIn("keyv", f)
	s, err := c.Session(ctx, d.tx(), "copy")
	must(t, err)
	r, err := c.DecodeAs("", &storage.Item{Value: []byte(`{"value":{"n":1},"expires":1767323045000}`)})
	must(t, err)
	must(t, s.Fill(r.Data, c))
	must(t, s.SetTimeout(3*time.Hour))
	w := d.work()
	d.commit()
	got := w.Written()[0].After
	if end := f.Traits().Deadline("", got.Value, got.Flags); !end.Equal(d.now.Add(3 * time.Hour)) {
		t.Errorf("it ends %v: %s", end, got.Value)
	}
}

// TestRevertedRemovalKeepsTheLifetime: a session that was removed comes back with the time that it
// had left.
func TestRevertedRemovalKeepsTheLifetime(t *testing.T) {
	t.Parallel()
	d := timelessDesk(t, false)
	must(t, d.item("day").Delete())
	must(t, d.item("always").Delete())
	d.now = d.now.Add(time.Hour)
	removed := d.written()
	must(t, revert.Do(ctx, d.work(), "revert", removed))
	d.wantNotRetimed()
	d.commit()
	d.wantLeft("day", 23*time.Hour) // as of the commit
	d.wantLeft("always", storage.TTLNever)
}

// TestPutBackWithItsLifetime: a removal that is put back, on a server that does not report lifetimes,
// does not make the session live for ever.
func TestPutBackWithItsLifetime(t *testing.T) {
	t.Parallel()
	d := timelessDesk(t, false)
	d.root = session.NewRoot(untold{d.store}, session.Options{Formats: d.root.Formats()})
	must(t, d.item("day").Delete())
	d.setItem("new", "a", 1)
	first := true
	d.store.BeforeApply = func(context.Context, []storage.Write) error {
		if first {
			first = false
			d.hold("new", "theirs", time.Hour)
		}
		return nil
	}
	wantFates(t, d.m.Commit(ctx), "/"+plain.Items+"/day restored, /"+plain.Items+"/new conflict")
	d.wantLeft("day", session.DefaultTimeout)
}
