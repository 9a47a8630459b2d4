package why_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"sessh/session/health"
	"sessh/session/memcached/memcachedtest"
	"sessh/session/why"
)

// A happening is a cause that is made to happen on real servers.
type happening struct {
	name, cause string
	certain     bool
	says        string // part of it
	do          func(t *testing.T) (*desk, why.Question)
}

// TestCauses makes each cause happen: it is named first.
func TestCauses(t *testing.T) {
	t.Parallel()
	for _, test := range slices.Concat(ofGone, ofThere) {
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

// ofGone are what makes a session be gone.
var ofGone = []happening{
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
	{"evicted, as all of its size were", "evicted", false, "the sessions that are left are of other sizes, and all of this size may be gone: ", func(t *testing.T) (*desk, why.Question) {
		d := aged(t, "-m", "2")
		d.put(3600, "ben", "eve")
		d.tell(set(php+"anna", user("anna", 6000), 3600), "STORED")
		for i := 0; !d.evicts(50)(""); i++ {
			d.tell(set(fmt.Sprint("page", i), strings.Repeat("x", 6000), 0), "STORED")
		}
		return d, annaSeen(time.Minute)
	}},
	{"a lifetime of 31 days in seconds, beside a cache", "expired-at-once", false, "no session in the container is alive", func(t *testing.T) (*desk, why.Question) {
		d := fresh(t, "-o", "no_lru_maintainer,lru_crawler")
		for i := range 10 {
			d.tell(set(fmt.Sprint("page", i), "<html>", 300), "STORED")
		}
		d.put(31*24*3600, "anna", "ben", "eve", "joe", "kim")
		return d, anna
	}},
	{"a lifetime of 31 days in seconds, beside other sessions", "expired", false, "so that it was given less than usual", func(t *testing.T) (*desk, why.Question) {
		d := fresh(t, "-o", "no_lru_maintainer,lru_crawler")
		d.put(3600, "ben", "eve", "joe")
		d.put(31*24*3600, "anna")
		return d, anna
	}},
	{"flushed, and the counters reset", "flushed", false, "was flushed", func(t *testing.T) (*desk, why.Question) {
		d := fresh(t)
		d.put(3600, "anna")
		d.tell("flush_all", "OK")
		d.tell("stats reset", "RESET")
		return d, anna
	}},
	{"flushed later", "expired", false, "", func(t *testing.T) (*desk, why.Question) {
		d := fresh(t, "-o", "no_lru_maintainer,lru_crawler")
		d.put(31*24*3600, "anna")
		d.tell("flush_all 3600", "OK")
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
	{"restarted, and seen before", "restarted", false, "it was there 10m ago", func(t *testing.T) (*desk, why.Question) {
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
	{"flushed, and seen before", "flushed", false, "it was there 1h ago", func(t *testing.T) (*desk, why.Question) {
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
			return why.Sighting{Time: now, Removed: "commit 3 removed it"}
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
		d.root.Catalog().Assign("django", d.root.Formats()[0])
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
}
