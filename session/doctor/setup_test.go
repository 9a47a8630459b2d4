package doctor_test

import (
	"bufio"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"sessh/session"
	"sessh/session/doctor"
	"sessh/session/format/framework"
	"sessh/session/health"
	"sessh/session/memcached"
	mct "sessh/session/memcached/memcachedtest"
)

// rootOn returns the sessions on servers.
func rootOn(t testing.TB, now func() time.Time, servers ...string) *session.Root {
	t.Helper()
	store, err := memcached.Open(t.Context(), servers, memcached.Options{Timeout: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	return session.NewRoot(store, session.Options{Formats: framework.All(), Now: now})
}

// examine gathers the facts and checks them.
func examine(t testing.TB, root *session.Root, o doctor.Options) doctor.Report {
	t.Helper()
	facts, err := doctor.Gather(t.Context(), root, o)
	if err != nil {
		t.Fatal(err)
	}
	return doctor.Check(facts)
}

// causes returns the words of the causes, sorted.
func causes(r doctor.Report) []string {
	var all []string
	for i := range r.Findings {
		all = append(all, r.Findings[i].Cause)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// finding returns the first finding with a cause.
func finding(t testing.TB, r doctor.Report, cause string) *health.Finding {
	t.Helper()
	for i := range r.Findings {
		if r.Findings[i].Cause == cause {
			return &r.Findings[i]
		}
	}
	t.Fatalf("%s is not found, but %+v", cause, r)
	return nil
}

// set stores an item, and returns the reply.
func set(srv *mct.Server, key string, ttl int, value string) string {
	reply := srv.Ask(fmt.Sprintf("set %s 0 %d %d\r\n%s\r\n", key, ttl, len(value), value), "S")
	return reply
}

// setMany stores items s0, s1, and so on, without a reply for each.
func setMany(t testing.TB, srv *mct.Server, prefix string, n, ttl int, value string) {
	t.Helper()
	w, before := bufio.NewWriter(srv.Dial()), counter(t, srv, "cmd_set")
	for i := range n {
		fmt.Fprintf(w, "set %ss%d 0 %d %d noreply\r\n%s\r\n", prefix, i, ttl, len(value), value)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	// The server has read everything once it does not get more bytes, or all items are there.
	for deadline := time.Now().Add(5 * time.Minute); ; {
		if counter(t, srv, "cmd_set") >= before+n {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("the items were not stored")
		}
	}
}

func counter(t testing.TB, srv *mct.Server, name string) (n int) {
	t.Helper()
	for line := range strings.Lines(srv.Ask("stats\r\n", "END")) {
		if value, ok := strings.CutPrefix(line, "STAT "+name+" "); ok {
			fmt.Sscan(value, &n)
		}
	}
	return n
}

// ours is a session in the program's own format, of a given size.
func ours(size int) string {
	return `{"version":1,"data":{"cart":{"total":"` + strings.Repeat("x", size) + `"}}}`
}
