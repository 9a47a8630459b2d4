package why_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"sessh/session"
	"sessh/session/format/framework"
	"sessh/session/health"
	"sessh/session/memcached"
	"sessh/session/memcached/memcachedtest"
	"sessh/session/stored"
	"sessh/session/tree"
	"sessh/session/why"
	"sessh/txn"
)

// now is the time on the clocks of all desks: what was seen an hour before a question still was when the answer
// is given, however busy the machine is.
var now = time.Now()

func clock() time.Time { return now }

// A desk has servers, on which an application keeps PHP's sessions, and asks why.
type desk struct {
	t       testing.TB
	servers []*memcachedtest.Server
	store   *memcached.Store
	root    *session.Root
}

func newDesk(t testing.TB, servers ...*memcachedtest.Server) *desk {
	t.Helper()
	d := &desk{t: t, servers: servers}
	var names []string
	for _, s := range servers {
		names = append(names, s.Addr)
	}
	store, err := memcached.Open(t.Context(), names, memcached.Options{Timeout: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	d.store, d.root = store, session.NewRoot(store, session.Options{Formats: framework.All(), Now: clock})
	return d
}

// tell sends a request to the first server, and wants a reply of one line.
func (d *desk) tell(request, reply string) {
	d.t.Helper()
	if got := d.servers[0].Ask(request+"\r\n", reply); got != reply {
		d.t.Fatalf("%q: %s", request, got)
	}
}

func set(key, value string, seconds int) string {
	return fmt.Sprintf("set %s 0 %d %d\r\n%s", key, seconds, len(value), value)
}

const php = "memc.sess.key."

// user is a session of PHP's of about a size.
func user(name string, size int) string {
	return fmt.Sprintf(`user|s:%d:"%s";`, len(name)+size, name+strings.Repeat("x", size))
}

// put stores sessions of PHP's with a lifetime.
func (d *desk) put(seconds int, ids ...string) {
	d.t.Helper()
	for _, id := range ids {
		d.tell(set(php+id, user(id, 0), seconds), "STORED")
	}
}

// fill stores many sessions of a size, until the server has no room for more, if it ever has not, and
// returns the last reply.
func (d *desk) fill(size int, until func(reply string) bool) {
	d.t.Helper()
	conn := d.servers[0].Dial()
	b := make([]byte, 1024)
	for i := range 20_000 {
		if _, err := conn.Write([]byte(set(fmt.Sprint(php, "filler", i), user("u", size), 3600) + "\r\n")); err != nil {
			d.t.Fatal(err)
		}
		n, err := conn.Read(b)
		if err != nil {
			d.t.Fatal(err)
		}
		if i%100 == 99 && until(string(b[:n])) {
			return
		}
	}
	d.t.Fatal("the server is never full")
}

// evicts reports whether the server has evicted a number of items.
func (d *desk) evicts(least int) func(string) bool {
	return func(string) bool {
		n, _ := (&health.Server{Counters: d.store.Servers(d.t.Context())[0].Stats}).Counter("evictions")
		return n >= int64(least)
	}
}

// make stores a session in a container.
func (d *desk) make(container, id string) {
	d.t.Helper()
	m := txn.NewManager()
	in, err := stored.Locate(d.t.Context(), d.root, container, id)
	if err != nil {
		d.t.Fatal(err)
	}
	s, err := in.Session(d.t.Context(), m.Tx(), id)
	if err != nil {
		d.t.Fatal(err)
	}
	data, err := s.Data()
	if err == nil {
		err = data.Set("cookie", tree.NewMap())
	}
	if err == nil {
		err = m.Commit(d.t.Context())
	}
	if err != nil {
		d.t.Fatal(err)
	}
}

// chosen returns the first of some ids whose sessions are on the server with an index.
func (d *desk) chosen(server int) string {
	for i := range 100 {
		if id := fmt.Sprint("visitor", i); d.store.Chosen(php+id) == d.servers[server].Addr {
			return id
		}
	}
	d.t.Fatal("there is no such id")
	return ""
}

func (d *desk) ask(q why.Question) *why.Answer {
	d.t.Helper()
	all, err := why.Ask(d.t.Context(), d.root, q)
	if err != nil || len(all) != 1 {
		d.t.Fatalf("%d answers, %v", len(all), err)
	}
	return all[0]
}

// seen is a sighting some time ago.
func seen(ago time.Duration) func(string, string) why.Sighting {
	return func(string, string) why.Sighting {
		return why.Sighting{Time: now.Add(-ago), How: "as the test says"}
	}
}

var anna = why.Question{Container: "php", ID: "anna"}

func annaSeen(ago time.Duration) why.Question {
	q := anna
	q.Seen = seen(ago)
	return q
}

// aged returns a desk with a server that has run for hours.
func aged(t testing.TB, args ...string) *desk {
	t.Helper()
	s := memcachedtest.StartAging(t, args...)
	s.Age(5 * time.Hour)
	return newDesk(t, s)
}

func fresh(t testing.TB, args ...string) *desk {
	t.Helper()
	return newDesk(t, memcachedtest.Start(t, args...))
}

const (
	express = "9SxJRg6_h-OMO9g3ke4NkZGwu-ub1yGQ"
	public  = "0123456789abcdef0123456789abcdef"
	private = "2::3eb1bd439947eb762998e566ccc2e099c791118b2f40579cc4f7da2b5061b7f9"
)

// tooLarge is what an application does whose session has grown too large.
func (d *desk) tooLarge() {
	d.t.Helper()
	d.servers[0].Ask(set(php+"anna", user("anna", 2<<20), 3600)+"\r\n", "SERVER_ERROR")
}

func shown(a *why.Answer) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s there %v, key %q on %q\n", a.Path(), a.There, a.Key, a.Server)
	for _, f := range a.Causes {
		fmt.Fprintf(&b, "%3d %s: %s %v\n", f.Weight, f.Cause, f.Says, f.Figures)
	}
	for _, f := range a.Against {
		fmt.Fprintf(&b, "not %s: %s\n", f.Cause, f.Says)
	}
	for _, u := range a.Unknown {
		fmt.Fprintf(&b, "unknown: %s\n", u)
	}
	return b.String()
}
