package repl

import (
	"context"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"sessh/repl/walkthrough"
	"sessh/session/memcached"
	"sessh/session/memcached/memcachedtest"
)

// looks are the requests that change nothing: reads that extend no lifetime, do
// not create what is missing, and are no access by themselves.
var looks = regexp.MustCompile(`^(mg \S+( ([bcfhklqstuv]|O\d+))*|gets? .*|mn|me .*|version|stats( settings| conns| items| slabs)?|lru_crawler (metadump|mgdump) (hash|all)|watch [a-z ]+|quit)$`)

// changing are lines that change something in one way or another, beside the
// examples of the commands.
var changing = []string{
	"set /Shop/s1/cart/total 13", "rm /Shop/s1/cart/total", "rm -r /Shop/s1", "mv /Shop/s1 /Shop/s2", "cp /Shop/s1 /Shop/s2",
	"expire /Shop/s1 2h", "commit", "undo", "redo", "refresh", "aside set /Shop/s1/cart/total 14", "flush --force",
	"find '.cart.total' --exec 'set cart/vip true'", "load {FILE}", "set /items/raw/value text", "set /php/u8j3/name Bob", "set /Archive/s/p/k 1",
	">>> data = 1", ">>> import transaction", ">>> session['p']['k'] = 1", ">>> transaction.commit()",
	">>> from lovely.memcached.utility import MemcachedClient", ">>> c = MemcachedClient()", ">>> c.set('value', 'key')", ">>> c.invalidateAll()",
	"recover", "keep", "revert", "resolve /Shop/s1 --mine", "format Shop lovely", "watch /Shop --for 10ms",
}

// TestReadOnlyAtTheWire: whatever is typed into a read-only shell, the server is
// asked for nothing that changes anything. The lines are those of the command
// table's examples, so that a new command is covered by being there.
func TestReadOnlyAtTheWire(t *testing.T) {
	lines := slices.Clone(changing)
	for _, c := range table() {
		for _, e := range walkthrough.Parse(c.Name, []byte(c.Example)).Examples {
			lines = append(lines, strings.TrimSuffix(e.Source, "\n"))
		}
	}
	requests := func(t *testing.T, readOnly bool) []string {
		srv := memcachedtest.Start(t)
		proxy := memcachedtest.NewProxy(t, srv.Addr)
		store, err := memcached.Open(context.Background(), []string{proxy.Addr}, memcached.Options{Timeout: time.Minute})
		if err != nil {
			t.Fatal(err)
		}
		defer store.Close()
		t.Chdir(t.TempDir())
		o := Options{Store: store, Server: proxy.Addr, AllowFlush: true, Out: io.Discard, Pending: t.TempDir()}
		fill := New(o)
		for _, l := range []string{"set /Shop/s1/cart/total 12", "set /Shop/s1/cart/items [1, 2]", "commit", "dump /Shop file.jsonl"} {
			if err := fill.Run(t.Context(), l); err != nil {
				t.Fatalf("%s: %v", l, err)
			}
		}
		fill.Close(t.Context())
		before := len(proxy.Requests())
		o.ReadOnly = readOnly
		sh := New(o)
		defer sh.Close(context.Background())
		for _, l := range lines {
			_ = sh.Run(t.Context(), strings.ReplaceAll(l, "{FILE}", "file.jsonl")) // most are refused
		}
		return proxy.Requests()[before:]
	}
	t.Run("read-only", func(t *testing.T) {
		for _, r := range requests(t, true) {
			if !looks.MatchString(r) {
				t.Errorf("the server was asked for %q", r)
			}
		}
	})
	t.Run("and what the same lines do otherwise", func(t *testing.T) {
		seen := make(map[string]bool)
		for _, r := range requests(t, false) {
			if !looks.MatchString(r) {
				verb, _, _ := strings.Cut(r, " ")
				seen[verb] = true
			}
		}
		for _, verb := range []string{"add", "cas", "flush_all"} {
			if !seen[verb] {
				t.Errorf("there is no %s among what they ask for: %v", verb, seen)
			}
		}
	})
}
