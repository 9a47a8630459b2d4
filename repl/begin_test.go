package repl

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sessh/session/storage"
)

func TestSmallestEntry(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ data, want string }{
		{`{"cart":{"total":12},"a":1,"note":"long"}`, `{"a":1}`},
		{`{"b":1,"a":1}`, `{"a":1}`},
		{`{"cart":{}}`, `{"cart":{}}`},
		{`{}`, ""}, {`null`, ""}, {`"text"`, ""}, {`[1]`, ""},
	} {
		got, ok := smallestEntry([]byte(test.data))
		if ok != (test.want != "") || ok && string(got) != test.want {
			t.Errorf("%s: %s, %t", test.data, got, ok)
		}
	}
}

// TestLinesBetween: the lines that stand for another one leave the same changes pending.
func TestLinesBetween(t *testing.T) {
	t.Parallel()
	pending := func(sh *Shell) []pendingLine { return pendingLines(sh.work.Open()) }
	for _, line := range []string{
		"pwd", "set /a/b/c/new [1, {\"x\": 2}]", "set /a/b/c/pending 3", "set /a/b/c/stored 4", "set /a/b/c/changed 1", "set /a/b/c/changed 5",
		"rm /a/b/c/pending", "rm /a/b/c/stored", "rm /a/b/c/changed", "set /a/b/c/removed 1", "set /a/b/c/removed 2", "rm -r /a/b/c", "undo", "abort",
	} {
		sh, other := New(Options{}), New(Options{})
		for _, s := range []*Shell{sh, other} {
			run(t, s, "set /a/b/c/stored 1", "set /a/b/c/changed 1", "set /a/b/c/removed 1", "commit", "set /a/b/c/changed 2", "set /a/b/c/pending 2", "rm /a/b/c/removed")
		}
		was := pending(sh)
		run(t, sh, line)
		run(t, other, linesBetween(was, pending(sh))...)
		if got, want := pending(other), pending(sh); !slices.Equal(got, want) {
			t.Errorf("%s: %v is pending, want %v", line, got, want)
		}
	}
}

func run(t *testing.T, sh *Shell, lines ...string) {
	t.Helper()
	for _, l := range lines {
		if err := sh.Run(t.Context(), l); err != nil {
			t.Fatalf("%s: %v", l, err)
		}
	}
}

// TestOpenedBesideManyListed: a recording has what a line opened, even if more sessions were
// listed before than it can have.
func TestOpenedBesideManyListed(t *testing.T) {
	t.Parallel()
	r := newTouched()
	for i := range maxTouched + 10 {
		r.see(fmt.Sprint(i), &storage.Item{Value: []byte("x")})
	}
	r.note("opened", &storage.Item{Value: []byte("y")}, &r.opened)
	if len(r.items) != maxTouched+1 || r.items["opened"] == nil || !r.more {
		t.Errorf("%d items, %v, %t", len(r.items), r.items["opened"], r.more)
	}
}

// TestRecordedOfMany: of the sessions that a listing and a search go through, a recording has
// what its output needs.
func TestRecordedOfMany(t *testing.T) {
	t.Parallel()
	sh := New(Options{})
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
	sh := New(Options{})
	for i := range maxTouched + 200 {
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
	o := onMemcached(t)
	sh := New(o)
	var all []string
	for i := range maxTouched + 300 {
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
	run(t, New(Options{}), "replay "+name)
	run(t, sh, "replay --sandbox "+name)
}
