package record_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sessh/repl"
	"sessh/repl/record"
	"sessh/session/memcached"
	"sessh/session/memcached/memcachedtest"
)

// TestRecordedOfMany: of the sessions that a listing and a search go through, a recording has
// what its output needs.
func TestRecordedOfMany(t *testing.T) {
	t.Parallel()
	sh := repl.New(repl.Options{})
	for i := range 100 {
		run(t, sh, fmt.Sprintf("set /Shop/s%d/cart/total %d", i, i), fmt.Sprintf("set /Shop/s%d/user/card \"secret\"", i))
	}
	name := filepath.Join(t.TempDir(), "walk.md")
	run(t, sh, "commit", "record "+name, "ls /", "find '.cart.total > 97'", "get /Shop/s7/cart/total", "record --stop")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	// The listing needs all of them, the search an entry of two, and one was opened.
	for part, want := range map[string]int{`{"container":"Shop"`: 100, "secret": 1, `"item"`: 1} {
		if n := strings.Count(string(text), part); n != want {
			t.Errorf("%s is there %d times, want %d", part, n, want)
		}
	}
	run(t, sh, "replay "+name)
	run(t, sh, "record "+name+"2", "find '.cart.total > 97'", "get /Shop/s7/cart/total", "record --stop")
	if text, err = os.ReadFile(name + "2"); err != nil || strings.Count(string(text), `{"container":"Shop"`) != 3 {
		t.Errorf("%v\n%s", err, text)
	}
}

// TestRecordedSearchOfMore: what a search has found is in a recording, though the search went
// through more sessions than that can have.
func TestRecordedSearchOfMore(t *testing.T) {
	t.Parallel()
	sh := repl.New(repl.Options{})
	for i := range record.MaxTouched + 200 {
		run(t, sh, fmt.Sprintf("set /Shop/s%d/cart/total %d", i, i))
	}
	run(t, sh, "commit")
	name := filepath.Join(t.TempDir(), "walk.md")
	run(t, sh, "record "+name, "find '.cart.total % 300 == 0'", "grep ^1199$ /Shop", "record --stop", "replay "+name)
	text, err := os.ReadFile(name)
	if err != nil || strings.Count(string(text), `{"container":"Shop"`) != 5 {
		t.Errorf("%v\n%s", err, text)
	}
}

// TestSteadyOutput: an output that is in the order of a server, or counts more sessions than
// a recording has, is recorded so that it replays.
func TestSteadyOutput(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it touches more sessions than a recording names")
	}
	srv := memcachedtest.Start(t)
	store, err := memcached.Open(t.Context(), []string{srv.Addr}, memcached.Options{Timeout: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	sh := repl.New(repl.Options{Store: store, Server: srv.Addr, AllowFlush: true})
	var all []string
	for i := range record.MaxTouched + 300 {
		all = append(all, fmt.Sprintf("set /Shop/s%d/cart {\"total\": %d, \"note\": \"x\\n/y\"}", i, i))
	}
	run(t, sh, append(all, "commit")...)
	name := filepath.Join(t.TempDir(), "walk.md")
	run(t, sh, "record "+name, "find '.cart.total % 300 == 0'", "grep ^12.7$ /Shop", "ls /", "containers", "ls -n 3 /Shop", "record --stop")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"    /Shop/s0\n    /Shop/s1200\n    /Shop/s300\n", "Shop  ... session...\n", "sessh> ls -n 3 /Shop # doctest: +SKIP\n"} {
		if !strings.Contains(string(text), part) {
			t.Errorf("it has no %s:\n%s", part, text)
		}
	}
	run(t, repl.New(repl.Options{}), "replay "+name)
	run(t, sh, "replay --sandbox "+name)
}

func run(t *testing.T, sh *repl.Shell, lines ...string) {
	t.Helper()
	for _, l := range lines {
		if err := sh.Run(t.Context(), l); err != nil {
			t.Fatalf("%s: %v", l, err)
		}
	}
}
