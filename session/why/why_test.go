package why_test

import (
	"context"
	"fmt"
	"regexp"
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
	"sessh/session/storage"
	"sessh/session/why"
)

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
	d.store, err = memcached.Open(t.Context(), names, memcached.Options{Timeout: time.Minute, Pick: func(key string, _ int) int { return pickOurs(key) }})
	if err != nil {
		t.Fatal(err)
	}
	defer d.store.Close()
	d.root = session.NewRoot(d.store, session.Options{Formats: framework.All(), Now: clock})
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
	if want := []string{"flushed", "restarted", "evicted"}; !slices.Equal(against, want) || slices.ContainsFunc(a.Causes, func(f health.Finding) bool { return f.Weight >= 20 }) || a.There || a.Sound() {
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
	d.put(3600, "ben", "eve")
	d.make("django", "8hsfyw1m7tgaxhq2eq2k6qbwbd1a1dcc")
	for name, want := range map[string]string{
		"sessionid": "/django/9hsfyw1m7tgaxhq2eq2k6qbwbd1a1dcc", "PHPSESSID": "/php/9hsfyw1m7tgaxhq2eq2k6qbwbd1a1dcc",
		"theme": "/php/9hsfyw1m7tgaxhq2eq2k6qbwbd1a1dcc", "enwiki_session": "/mediawiki/9hsfyw1m7tgaxhq2eq2k6qbwbd1a1dcc",
	} {
		a := d.ask(why.Question{Jar: cookie.Jar{Cookies: []cookie.Cookie{{Name: name, Value: "9hsfyw1m7tgaxhq2eq2k6qbwbd1a1dcc"}}}})
		if got := a.Path().String(); got != want && name != "theme" || a.There || a.Key == "" || a.Cookie != name {
			t.Errorf("%s: the answer is\n%s", name, shown(a))
		}
	}
	// A value without a name is of a framework that has sessions.
	if a := d.ask(why.Question{Jar: cookie.Jar{Cookies: []cookie.Cookie{{Value: "9hsfyw1m7tgaxhq2eq2k6qbwbd1a1dc"}}}}); a.Path().String() != "/php/9hsfyw1m7tgaxhq2eq2k6qbwbd1a1dc" {
		t.Errorf("the answer is\n%s", shown(a))
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

// TestInUse: a request that uses the session locks it, which is as it should be.
func TestInUse(t *testing.T) {
	t.Parallel()
	d := fresh(t)
	d.put(3600, "anna")
	d.tell(set("memc.sess.key.lock.anna", "1", 30), "STORED")
	says := regexp.MustCompile(`a request uses it: it is locked \(last used (just now|\d+s ago)`) // the server's second may have passed
	if a := d.ask(anna); !a.Sound() || len(a.Notes) != 1 || !says.MatchString(a.Notes[0]) {
		t.Errorf("the answer is, with the notes %q\n%s", a.Notes, shown(a))
	}
}

// TestUncountedRemovals: memcached counts only one of the ways to remove an item, and only until its
// counters are reset.
func TestUncountedRemovals(t *testing.T) {
	t.Parallel()
	for name, remove := range map[string]func(*desk){
		"touch": func(d *desk) { d.tell("touch "+php+"anna -1", "TOUCHED") },
		"store": func(d *desk) { d.tell(set(php+"anna", "", -1), "STORED") },
		"reset": func(d *desk) { d.tell("delete "+php+"anna", "DELETED"); d.tell("stats reset", "RESET") },
	} {
		d := fresh(t)
		d.put(3600, "anna", "ben", "eve")
		remove(d)
		a := d.ask(annaSeen(3 * time.Second))
		named := func(f health.Finding) bool { return f.Cause == "removed" }
		if !slices.ContainsFunc(a.Causes, named) || slices.ContainsFunc(a.Against, named) {
			t.Errorf("%s: the answer is\n%s", name, shown(a))
		}
		if noted := slices.ContainsFunc(a.Unknown, func(s string) bool { return strings.Contains(s, "were reset") }); noted != (name == "reset") {
			t.Errorf("%s: the answer is\n%s", name, shown(a))
		}
	}
}

// TestUnread: of a server that is down nobody knows what it has.
func TestUnread(t *testing.T) {
	t.Parallel()
	d := fresh(t)
	d.servers[0].Kill()
	if a := d.ask(anna); !a.Unread || a.There || a.Sound() {
		t.Errorf("the answer is\n%s", shown(a))
	}
}

// TestOwnLifetime: what this very session had left says more than what others are given.
func TestOwnLifetime(t *testing.T) {
	t.Parallel()
	d := fresh(t)
	d.put(3600, "ben")
	for _, test := range []struct {
		left, ago    time.Duration
		first, other string
	}{{5 * time.Second, 5 * time.Minute, "expired", "restarted"}, {time.Hour, 5 * time.Minute, "restarted", "expired"}} {
		q := anna
		q.Seen = func(string, string) why.Sighting {
			return why.Sighting{Time: now.Add(-test.ago), How: "commit 2 of this shell wrote it", Item: &storage.Item{TTL: test.left}}
		}
		if a := d.ask(q); a.Causes[0].Cause != test.first || a.Causes[0].Weight < 65 || slices.ContainsFunc(a.Causes, func(f health.Finding) bool { return f.Cause == test.other && f.Weight >= 20 }) {
			t.Errorf("with %v left: the answer is\n%s", test.left, shown(a))
		}
	}
}

// TestHabit: where the application deletes sessions, that is what became of one, as far as anybody can tell;
// that the server is young is no evidence of a restart that took it.
func TestHabit(t *testing.T) {
	t.Parallel()
	d := fresh(t)
	d.put(3600, "anna", "ben", "eve", "joe", "kim")
	d.tell("delete "+php+"anna", "DELETED")
	d.tell("delete "+php+"ben", "DELETED")
	a := d.ask(anna)
	if a.Causes[0].Cause != "removed" || slices.ContainsFunc(a.Causes, func(f health.Finding) bool { return f.Weight >= 65 }) {
		t.Errorf("the answer is\n%s", shown(a))
	}
}
