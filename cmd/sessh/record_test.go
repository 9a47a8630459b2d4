//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sessh/session/memcached/memcachedtest"
)

// TestRecordAtThePrompt: what only a user at the prompt sees or is asked does not keep a recording
// from replaying: that a place is new, the plan of a commit, an answer, the history.
func TestRecordAtThePrompt(t *testing.T) {
	t.Parallel()
	srv := memcachedtest.Start(t)
	fill(t, srv.Addr, "set /Shop/anna/cart/n 1", "set /Shop/ben/cart/n 1", "commit")
	p := shell(t, 200, 50, "--server", srv.Addr)
	at := srv.Addr + " />"
	file := filepath.Join(t.TempDir(), "walk.md")
	pending := srv.Addr + " / *"
	enter(t, p, "record "+file, at)
	enter(t, p, "set Shop/anna/cart/n text", pending+"1>")
	enter(t, p, "set Shop/ben/cart/n 2", pending+"2>")
	enter(t, p, "set Shop/carl/cart/n 3", pending+"3>")
	enter(t, p, "set Shop/dora/cart/n 4", pending+"4>")
	enter(t, p, "commit", at)
	p.See("+ /Shop/dora  1 change: + cart/n") // its plan
	enter(t, p, "ls Shop/nobody/cart", at)
	p.See("(new: created by the first key that is set in it)")
	enter(t, p, "log", at)
	enter(t, p, "history 1", at)
	p.Type("flush\r")
	p.See("Type the server's name to go on:")
	enter(t, p, "no", at)
	enter(t, p, "record --stop", at)
	p.See(", with the data of 2 sessions; replayed once on a store in memory: 6 passed, 0 failed, 3 skipped")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"sessh> flush # doctest: +SKIP\n", "note: /Shop/anna/cart/n was 1, a number, and is text now\n", "sessh> commit\n    committed 4 sessions, 4 changes\n"} {
		if !strings.Contains(string(text), part) {
			t.Errorf("it has no %s:\n%s", part, text)
		}
	}
}
