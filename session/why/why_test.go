package why_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"sessh/session"
	"sessh/session/format/cookie"
	"sessh/session/format/framework"
	"sessh/session/health"
	"sessh/session/memcached"
	"sessh/session/memcached/memcachedtest"
	"sessh/session/memcached/scheme"
	"sessh/session/tree"
	"sessh/session/why"
	"sessh/txn"
)

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
	store, err := memcached.Open(t.Context(), names, memcached.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	d.store, d.root = store, session.NewRoot(store, session.Options{Formats: framework.All()})
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
	in, err := d.root.Locate(d.t.Context(), container, id)
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
		return why.Sighting{Time: time.Now().Add(-ago), How: "as the test says"}
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

// TestCauses makes each cause happen on real servers: it is named first.
func TestCauses(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, cause string
		certain     bool
		says        string // part of it
		do          func(t *testing.T) (*desk, why.Question)
	}{
		{"expired, by its neighbours", "expired", false, "given 1h (2 of 2)", func(t *testing.T) (*desk, why.Question) {
			d := aged(t)
			d.put(3600, "anna")
			d.servers[0].Age(2 * time.Hour)
			d.put(3600, "ben", "eve")
			return d, anna
		}},
		{"expired, by PHP's default", "expired", false, "session.gc_maxlifetime is 24m", func(t *testing.T) (*desk, why.Question) {
			d := aged(t)
			d.put(1440, "anna")
			d.servers[0].Age(2 * time.Hour)
			return d, anna
		}},
		{"expired, and seen before", "expired", false, "it was there 2h ago (as the test says)", func(t *testing.T) (*desk, why.Question) {
			d := aged(t)
			d.put(3600, "ben")
			return d, annaSeen(2 * time.Hour)
		}},
		{"expired, and still in memory", "expired", false, "", func(t *testing.T) (*desk, why.Question) {
			d := fresh(t, "-o", "no_lru_maintainer,lru_crawler") // nothing but reading it removes an item
			d.put(3600, "ben")
			d.put(31*24*3600, "anna")
			return d, annaSeen(time.Hour)
		}},
		{"a lifetime of 31 days in seconds", "expired-at-once", false, "no session in the container is alive", func(t *testing.T) (*desk, why.Question) {
			d := fresh(t)
			d.put(31*24*3600, "anna", "ben", "eve", "joe", "kim")
			return d, anna
		}},
		{"evicted", "evicted", false, "sessions in php are given 1h", func(t *testing.T) (*desk, why.Question) {
			d := aged(t, "-m", "2")
			d.put(3600, "anna")
			d.tell(set(php+"anna", user("anna", 1000), 3600), "STORED")
			d.fill(1000, d.evicts(500))
			return d, anna
		}},
		{"no memory", "no-memory", false, "had no memory", func(t *testing.T) (*desk, why.Question) {
			d := aged(t, "-m", "2", "-M")
			d.put(3600, "anna")
			d.fill(1000, func(reply string) bool { return strings.HasPrefix(reply, "SERVER_ERROR") })
			d.servers[0].Ask(set(php+"anna", user("anna", 1000), 3600)+"\r\n", "SERVER_ERROR")
			return d, anna
		}},
		{"restarted", "restarted", false, "a restart removes everything", func(t *testing.T) (*desk, why.Question) {
			d := aged(t)
			d.put(3600, "anna")
			d.servers[0].Restart()
			d.put(3600, "ben")
			return d, anna
		}},
		{"restarted, and seen before", "restarted", true, "it was there 10m ago", func(t *testing.T) (*desk, why.Question) {
			d := fresh(t)
			d.put(3600, "anna")
			d.servers[0].Restart()
			return d, annaSeen(10 * time.Minute)
		}},
		{"flushed", "flushed", false, "was flushed less than", func(t *testing.T) (*desk, why.Question) {
			d := fresh(t)
			d.put(3600, "anna")
			d.tell("flush_all", "OK")
			d.put(3600, "ben")
			return d, anna
		}},
		{"flushed some time ago", "flushed", false, "was flushed 30m", func(t *testing.T) (*desk, why.Question) {
			d := aged(t)
			d.put(3600, "anna")
			d.tell("flush_all", "OK")
			d.servers[0].Age(30 * time.Minute)
			d.put(3600, "ben")
			return d, anna
		}},
		{"flushed, and seen before", "flushed", true, "it was there 1h ago", func(t *testing.T) (*desk, why.Question) {
			d := aged(t)
			d.tell("flush_all", "OK")
			d.servers[0].Age(30 * time.Minute)
			d.tell("get "+php+"anna", "END")
			return d, annaSeen(time.Hour)
		}},
		{"deleted", "removed", false, "1 item", func(t *testing.T) (*desk, why.Question) {
			d := aged(t)
			d.put(3600, "anna", "ben")
			d.tell("delete "+php+"anna", "DELETED")
			return d, annaSeen(time.Minute)
		}},
		{"removed by the shell", "removed", true, "commit 3 removed it", func(t *testing.T) (*desk, why.Question) {
			q := anna
			q.Seen = func(string, string) why.Sighting {
				return why.Sighting{Time: time.Now(), Removed: "commit 3 removed it"}
			}
			return fresh(t), q
		}},
		{"too large", "too-large", false, "larger than its limit of 1.0 MiB", func(t *testing.T) (*desk, why.Question) {
			d := fresh(t)
			d.put(3600, "anna")
			d.tooLarge()
			return d, anna
		}},
		{"too large, like its neighbours", "too-large", false, "the largest session in the container has", func(t *testing.T) (*desk, why.Question) {
			d := fresh(t)
			d.tell(set(php+"ben", user("ben", 800<<10), 3600), "STORED")
			d.tooLarge()
			return d, anna
		}},
		{"Rack's public id", "other-key", false, "under an id that is made of this one", func(t *testing.T) (*desk, why.Question) {
			d := fresh(t)
			d.make("rack", private)
			return d, why.Question{Container: "rack", ID: public}
		}},
		{"Rack's private id", "other-key", false, "under an id of which this one is made", func(t *testing.T) (*desk, why.Question) {
			d := fresh(t)
			d.make("rack", public)
			return d, why.Question{Container: "rack", ID: private}
		}},
		{"letters in another case", "other-key", false, "in the case of letters only", func(t *testing.T) (*desk, why.Question) {
			d := fresh(t)
			d.put(3600, "Anna")
			return d, anna
		}},
		{"another prefix", "other-key", false, "/django:shop:1/8hsfyw1m7tgaxhq2eq2k6qbwbd1a1dcc", func(t *testing.T) (*desk, why.Question) {
			d := fresh(t)
			d.tell(set("shop:1:django.contrib.sessions.cache8hsfyw1m7tgaxhq2eq2k6qbwbd1a1dcc", "\x80\x04}.", 3600), "STORED")
			return d, why.Question{Container: "django", ID: "8hsfyw1m7tgaxhq2eq2k6qbwbd1a1dcc"}
		}},
		{"an unknown prefix", "other-key", false, "under a key that ends with the id", func(t *testing.T) (*desk, why.Question) {
			d := fresh(t)
			d.tell(set("shop/v2/8hsfyw1m7tgaxhq2eq2k6qbwbd1a1dcc", "{}", 3600), "STORED")
			return d, why.Question{Container: "django", ID: "8hsfyw1m7tgaxhq2eq2k6qbwbd1a1dcc"}
		}},
		{"another format", "other-format", false, "in the format django", func(t *testing.T) (*desk, why.Question) {
			d := fresh(t)
			d.make("django", "8hsfyw1m7tgaxhq2eq2k6qbwbd1a1dcc")
			d.root.Assign("django", d.root.Formats()[0])
			return d, why.Question{Container: "django", ID: "8hsfyw1m7tgaxhq2eq2k6qbwbd1a1dcc"}
		}},
		{"no such container", "no-neighbours", false, "1 session in php", func(t *testing.T) (*desk, why.Question) {
			d := fresh(t)
			d.put(3600, "ben")
			return d, why.Question{Container: "pph", ID: "anna"}
		}},
		{"another scheme", "other-server", false, "asks", func(t *testing.T) (*desk, why.Question) {
			d := newDesk(t, memcachedtest.Start(t), memcachedtest.Start(t))
			id := d.chosen(1)
			d.put(3600, id) // on the first
			return d, why.Question{Container: "php", ID: id}
		}},
		{"a server that is not chosen is down", "other-server", false, "cannot be asked", func(t *testing.T) (*desk, why.Question) {
			one, other := memcachedtest.StartAging(t), memcachedtest.Start(t)
			one.Age(5 * time.Hour)
			d := newDesk(t, one, other)
			other.Kill()
			return d, why.Question{Container: "php", ID: d.chosen(0)}
		}},
		{"its server is down", "unreachable", true, "cannot be read", func(t *testing.T) (*desk, why.Question) {
			d := fresh(t)
			d.servers[0].Kill()
			return d, anna
		}},
		{"locked, and not stored", "locked", false, "its lock is there", func(t *testing.T) (*desk, why.Question) {
			d := aged(t)
			d.put(3600, "ben")
			d.tell(set("memc.sess.key.lock.anna", "1", 3600), "STORED")
			return d, anna
		}},
		{"locked", "locked", false, "it is locked (last used just now, expires in 2h)", func(t *testing.T) (*desk, why.Question) {
			d := fresh(t)
			d.put(3600, "anna")
			d.tell(set("memc.sess.key.lock.anna", "1", 7200), "STORED")
			return d, anna
		}},
		{"unreadable", "unreadable", false, "its value cannot be read", func(t *testing.T) (*desk, why.Question) {
			d := fresh(t)
			d.tell(set(php+"anna", `user|s:300:"cut off`, 3600), "STORED")
			return d, anna
		}},
		{"written by another serializer", "other-format", false, "it is written as php_serialize", func(t *testing.T) (*desk, why.Question) {
			d := fresh(t)
			d.put(3600, "ben", "eve", "joe")
			d.tell(set(php+"anna", `a:1:{s:4:"user";s:3:"Ann";}`, 3600), "STORED")
			return d, anna
		}},
		{"copies that differ", "copies", false, "with another content", func(t *testing.T) (*desk, why.Question) {
			d := newDesk(t, memcachedtest.Start(t), memcachedtest.Start(t))
			id := d.chosen(0)
			d.put(3600, id)
			d.servers[1].Ask(set(php+id, user("other", 0), 3600)+"\r\n", "STORED")
			return d, why.Question{Container: "php", ID: id}
		}},
		{"no expiry", "never-expires", false, "as 1 of 2 sessions", func(t *testing.T) (*desk, why.Question) {
			d := fresh(t)
			d.put(3600, "ben")
			d.put(0, "anna")
			return d, anna
		}},
		{"expires soon", "expires-soon", false, "sessions in php are given 1h", func(t *testing.T) (*desk, why.Question) {
			d := fresh(t)
			d.put(3600, "ben", "eve")
			d.put(30, "anna")
			return d, anna
		}},
		{"will be evicted", "may-be-evicted", false, "and it has", func(t *testing.T) (*desk, why.Question) {
			d := fresh(t, "-m", "2")
			d.fill(1000, d.evicts(500))
			d.tell(set(php+"anna", user("anna", 1000), 3600), "STORED")
			return d, anna
		}},
		{"near the limit", "near-limit", false, "the server's limit is 1.0 MiB", func(t *testing.T) (*desk, why.Question) {
			d := fresh(t)
			d.tell(set(php+"anna", user("anna", 1000<<10), 3600), "STORED")
			return d, anna
		}},
		{"a cookie that is refused", "signature", false, "of another secret", func(t *testing.T) (*desk, why.Question) {
			d := fresh(t)
			d.tell(set("sess:9SxJRg6_h-OMO9g3ke4NkZGwu-ub1yGQ", `{"cookie":{"originalMaxAge":null,"path":"/"}}`, 3600), "STORED")
			secrets, err := cookie.ParseSecrets([]byte("wrong"))
			if err != nil {
				t.Fatal(err)
			}
			return d, why.Question{Jar: cookie.Jar{Secrets: secrets, Cookies: []cookie.Cookie{
				{Name: "connect.sid", Value: "s:9SxJRg6_h-OMO9g3ke4NkZGwu-ub1yGQ.eiU/zXqNIgbizmpoXjsEse3HEDmX2MIBUjFZcHDd6lA"},
			}}}
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			d, q := test.do(t)
			a := d.ask(q)
			if len(a.Causes) == 0 || a.Causes[0].Cause != test.cause || (a.Causes[0].Weight == health.Certain) != test.certain || !strings.Contains(a.Causes[0].Says, test.says) {
				t.Fatalf("the answer is\n%s", shown(a))
			}
			if a.Sound() || test.certain && len(a.Causes) > 1 {
				t.Errorf("the answer is\n%s", shown(a))
			}
			for _, f := range slices.Concat(a.Causes, a.Against) {
				if f.Says == "" || strings.Contains(f.Says, "%!") || strings.HasSuffix(f.Says, ".") {
					t.Errorf("%s says %q", f.Cause, f.Says)
				}
			}
		})
	}
}

const (
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

// TestSound: nothing is wrong with sessions that are there, on one server and several, whatever has
// happened before.
func TestSound(t *testing.T) {
	t.Parallel()
	d := aged(t)
	d.put(1440, "joe")
	d.tell("flush_all", "OK")
	d.servers[0].Age(time.Hour)
	d.put(3600, "anna", "ben", "eve")
	d.tell("delete "+php+"eve", "DELETED")
	d.make("rack", private)
	for _, q := range []why.Question{
		anna, annaSeen(time.Minute), {Container: "rack", ID: private},
		{Jar: cookie.Jar{Cookies: []cookie.Cookie{{Name: "rack.session", Value: public}}}},
		{Container: "php", ID: "ben", Jar: cookie.Jar{Cookies: []cookie.Cookie{{Value: public}}}},
	} {
		if a := d.ask(q); !a.Sound() || len(a.Unknown) > 0 || a.Key == "" || a.Server != d.servers[0].Addr || a.TTL < 50*time.Minute {
			t.Errorf("%+v: the answer is\n%s", q, shown(a))
		}
	}
	several := newDesk(t, memcachedtest.Start(t), memcachedtest.Start(t))
	several.make("rack", private)
	if a := several.ask(why.Question{Container: "rack", ID: private, Scheme: "crc32"}); !a.Sound() || a.Scheme != "crc32" {
		t.Errorf("the answer is\n%s", shown(a))
	}
}

// TestRenamed: a ring chooses another server where the application calls the servers otherwise.
func TestRenamed(t *testing.T) {
	t.Parallel()
	one, other := memcachedtest.Start(t), memcachedtest.Start(t)
	names := []string{one.Addr, other.Addr}
	theirs := []string{strings.Replace(one.Addr, "127.0.0.1", "localhost", 1), strings.Replace(other.Addr, "127.0.0.1", "localhost", 1)}
	pickOurs, err := scheme.New("ketama", names)
	if err != nil {
		t.Fatal(err)
	}
	pickTheirs, err := scheme.New("ketama", theirs)
	if err != nil {
		t.Fatal(err)
	}
	d := newDesk(t, one, other)
	d.store, err = memcached.Open(t.Context(), names, memcached.Options{Pick: func(key string, _ int) int { return pickOurs(key) }})
	if err != nil {
		t.Fatal(err)
	}
	defer d.store.Close()
	d.root = session.NewRoot(d.store, session.Options{Formats: framework.All()})
	id := ""
	for i := 0; id == "" || pickTheirs(php+id) != 0 || pickOurs(php+id) == 0; i++ {
		id = fmt.Sprint("visitor", i)
	}
	d.put(3600, id)
	a := d.ask(why.Question{Container: "php", ID: id, Scheme: "ketama"})
	if len(a.Causes) == 0 || a.Causes[0].Cause != "other-server" || a.Causes[0].Figures["renamed"] != strings.Join(theirs, ",") || !strings.Contains(a.Causes[0].Advice, theirs[0]) {
		t.Errorf("the answer is\n%s", shown(a))
	}
}

// TestUnlisted: a server that cannot list its items still has its counters.
func TestUnlisted(t *testing.T) {
	t.Parallel()
	d := fresh(t, "-o", "no_lru_crawler")
	d.put(3600, "anna", "ben")
	if a := d.ask(anna); !a.Sound() || len(a.Unknown) != 1 || !strings.Contains(a.Unknown[0], "not all items could be listed") {
		t.Errorf("the answer is\n%s", shown(a))
	}
	d.tell("flush_all", "OK")
	if a := d.ask(anna); a.There || len(a.Causes) == 0 || a.Causes[0].Cause != "flushed" {
		t.Errorf("the answer is\n%s", shown(a))
	}
}

// TestAgainst: what the evidence speaks against is no cause.
func TestAgainst(t *testing.T) {
	t.Parallel()
	d := aged(t)
	d.put(3600, "ben")
	a := d.ask(annaSeen(time.Minute))
	var against []string
	for _, f := range a.Against {
		against = append(against, f.Cause)
	}
	if want := []string{"flushed", "restarted", "evicted", "expired", "removed"}; !slices.Equal(against, want) || len(a.Causes) > 0 || a.There || a.Sound() {
		t.Errorf("the answer is\n%s", shown(a))
	}
	if len(a.Unknown) != 1 || !strings.Contains(a.Unknown[0], "no record") {
		t.Errorf("unknown is %q", a.Unknown)
	}
}

// TestLostCookie: of a cookie whose session is gone, the likeliest framework is asked about.
func TestLostCookie(t *testing.T) {
	t.Parallel()
	d := aged(t)
	d.put(3600, "ben")
	d.make("django", "8hsfyw1m7tgaxhq2eq2k6qbwbd1a1dcc")
	for name, want := range map[string]string{
		"sessionid": "/django/9hsfyw1m7tgaxhq2eq2k6qbwbd1a1dcc", "PHPSESSID": "/php/9hsfyw1m7tgaxhq2eq2k6qbwbd1a1dcc",
		"theme": "/php/9hsfyw1m7tgaxhq2eq2k6qbwbd1a1dcc",
	} {
		a := d.ask(why.Question{Jar: cookie.Jar{Cookies: []cookie.Cookie{{Name: name, Value: "9hsfyw1m7tgaxhq2eq2k6qbwbd1a1dcc"}}}})
		if got := a.Path().String(); got != want && name != "theme" || a.There || a.Key == "" || a.Cookie != name {
			t.Errorf("%s: the answer is\n%s", name, shown(a))
		}
	}
	// What else is in a jar is not shown.
	a := d.ask(why.Question{Jar: cookie.Jar{Cookies: []cookie.Cookie{{Name: "token", Value: "secretsecretsecret"}, {Name: "sessionid", Value: "9hsfyw1m7tgaxhq2eq2k6qbwbd1a1dcc"}}}})
	if a.Path().String() != "/django/9hsfyw1m7tgaxhq2eq2k6qbwbd1a1dcc" || strings.Contains(shown(a), "secretsecret") {
		t.Errorf("the answer is\n%s", shown(a))
	}
	a = d.ask(why.Question{Jar: cookie.Jar{Cookies: []cookie.Cookie{{Name: "token", Value: "secretsecretsecret"}, {Name: "other", Value: "secretsecretsecret"}}}})
	if a.Container != "" || a.Cookie != "other and token" || strings.Contains(shown(a), "secretsecret") {
		t.Errorf("the answer is\n%s", shown(a))
	}
	a = d.ask(why.Question{Jar: cookie.Jar{Cookies: []cookie.Cookie{{Name: "x", Value: "y"}}}})
	if a.Container != "" || a.There || len(a.Causes) == 0 || a.Causes[0].Cause != "no-neighbours" {
		t.Errorf("no id: the answer is\n%s", shown(a))
	}
}

// TestManyCookies: each cookie with a session has an answer.
func TestManyCookies(t *testing.T) {
	t.Parallel()
	d := fresh(t)
	d.make("django", "8hsfyw1m7tgaxhq2eq2k6qbwbd1a1dcc")
	d.make("rack", private)
	all, err := why.Ask(context.Background(), d.root, why.Question{Jar: cookie.Jar{Cookies: []cookie.Cookie{
		{Name: "a", Value: "8hsfyw1m7tgaxhq2eq2k6qbwbd1a1dcc"}, {Name: "b", Value: public}, {Name: "theme", Value: "dark"},
	}}})
	if err != nil || len(all) != 2 || !all[0].Sound() || !all[1].Sound() || all[0].Cookie != "a" || all[1].Cookie != "b" {
		t.Errorf("%d answers, %v", len(all), err)
	}
}
