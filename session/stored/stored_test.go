package stored_test

import (
	"fmt"
	"testing"
	"time"

	"sessh/session"
	"sessh/session/format"
	"sessh/session/format/framework"
	"sessh/session/format/sesshjson"
	"sessh/session/memstore"
	"sessh/session/storage"
	"sessh/session/stored"
	"sessh/session/tree"
	"sessh/txn"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// put stores a session of sessh's own format, as another program does.
func put(t *testing.T, c *session.Container, id, value string) {
	t.Helper()
	m := txn.NewManager()
	s, err := c.Root().Container(c.Name()).Session(t.Context(), m.Tx(), id)
	must(t, err)
	p, err := s.Package("p")
	must(t, err)
	must(t, p.Set("k", value))
	must(t, m.Commit(t.Context()))
}

// TestOvertaken: only what another program has done to sessions with changes counts.
func TestOvertaken(t *testing.T) {
	t.Parallel()
	store := memstore.New(memstore.Options{})
	root := session.NewRoot(store, session.Options{Formats: []format.Format{sesshjson.Format{}}})
	c := root.Container("Shop")
	put(t, c, "a", "old")
	put(t, c, "b", "old")
	m := txn.NewManager()
	work := root.Work(m.Tx())
	sessions, err := c.Sessions(t.Context(), m.Tx(), "a", "b")
	must(t, err)
	want := func(when string, overtaken, known bool) {
		t.Helper()
		if o, k := stored.Overtaken(t.Context(), work); o != overtaken || k != known {
			t.Errorf("%s: %v, %v; want %v, %v", when, o, k, overtaken, known)
		}
	}
	want("nothing is pending", false, true)
	p, err := sessions[0].Package("p")
	must(t, err)
	must(t, p.Set("k", "mine"))
	want("nobody has written", false, true)
	put(t, c, "b", "theirs")
	want("one without changes was written", false, true)
	put(t, c, "a", "theirs")
	want("the one with changes was written", true, true)
	must(t, m.Abort(t.Context()))

	work = root.Work(m.Tx())
	for i := range 1001 {
		if i == 1000 {
			want("all that can be asked for", false, true)
		}
		s, err := c.Session(t.Context(), m.Tx(), fmt.Sprint(i))
		must(t, err)
		p, err := s.Package("p")
		must(t, err)
		must(t, p.Set("k", "mine"))
	}
	put(t, c, "1000", "theirs")
	want("more than are asked for", false, false)
}

// TestReading: what is not there is read as a new session; a name that cannot be one is refused.
func TestReading(t *testing.T) {
	t.Parallel()
	store := memstore.New(memstore.Options{})
	root := session.NewRoot(store, session.Options{Formats: []format.Format{sesshjson.Format{}}})
	c := root.Container("Shop")
	put(t, c, "a", "there")
	at, err := stored.Locate(t.Context(), root, "Shop", "a")
	if err != nil || !at.Same(c) {
		t.Fatalf("it is located in %v, %v", at, err)
	}
	all, err := stored.Read(t.Context(), c, "a", "b")
	if err != nil || !all[0].Stored() || all[1].Stored() {
		t.Fatalf("read: %v, %v", all, err)
	}
	if got := stored.Server(all[0]); got != "" {
		t.Errorf("the store does not know of servers, and it is on %q", got)
	}
	if copies, err := stored.Copies(t.Context(), all[1]); copies != nil || err != nil {
		t.Errorf("copies of what is not there: %v, %v", copies, err)
	}
	if stored.Astray(all[1]) != nil || stored.As(all[1]) != "" || stored.Written(all[1]) != "" || stored.ReadAs(all[1]) != "" {
		t.Error("something is known of what is not there")
	}
	if _, err := stored.Read(t.Context(), c, "a", ""); err == nil {
		t.Error("a session without a name is read")
	}
}

// TestLeft: of the time that an item has left and the deadline in its value, the earlier counts.
func TestLeft(t *testing.T) {
	t.Parallel()
	now := time.Date(2031, 5, 6, 7, 8, 9, 0, time.UTC)
	clock := func() time.Time { return now }
	store := memstore.New(memstore.Options{Now: clock})
	f := framework.Named("koa-session")
	root := session.NewRoot(store, session.Options{Formats: []format.Format{f}, Now: clock})
	c := root.ContainerIn(f.Traits().Containers[0], f)
	open := func(id string, left time.Duration) *session.Session {
		m := txn.NewManager()
		s, err := c.Session(t.Context(), m.Tx(), id)
		must(t, err)
		data := tree.NewMap()
		must(t, data.Set("n", 1))
		must(t, data.Set("_expire", now.Add(left).UnixMilli()))
		must(t, data.Set("_maxAge", 3600000))
		must(t, s.Fill(data, nil))
		must(t, m.Commit(t.Context()))
		all, err := stored.Read(t.Context(), c, id)
		must(t, err)
		return all[0]
	}
	for i, test := range []struct {
		name          string
		ttl, deadline time.Duration
		want          time.Duration
		earlier       bool
	}{
		{"the deadline is earlier", time.Hour, time.Minute, time.Minute, true},
		{"the item ends earlier", time.Minute, time.Hour, time.Minute, false},
		{"they agree", time.Hour, time.Hour - time.Second, time.Hour, false},
		{"the deadline is past", time.Hour, -time.Minute, -time.Minute, true},
		{"the item never ends", storage.TTLNever, time.Minute, time.Minute, true},
	} {
		s := open(fmt.Sprintf("7a3b1c2d-0000-4000-8000-%012d", i), test.deadline)
		if left, earlier := stored.Left(s, test.ttl, now); left != test.want || earlier != test.earlier {
			t.Errorf("%s: %v, %v; want %v, %v", test.name, left, earlier, test.want, test.earlier)
		}
	}
}
