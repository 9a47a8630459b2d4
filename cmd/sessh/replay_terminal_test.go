//go:build unix

package main

import (
	"os"
	"path/filepath"
	"testing"

	"sessh/repl/line/ptytest"
	"sessh/session/memcached/memcachedtest"
)

// TestReplayAsksAtTerminal: before a walkthrough writes to a real server, replay asks, at a terminal without
// a prompt as well. Nothing is written unless the answer is yes.
func TestReplayAsksAtTerminal(t *testing.T) {
	t.Parallel()
	srv := memcachedtest.Start(t)
	name := filepath.Join(t.TempDir(), "writes.md")
	if err := os.WriteFile(name, []byte("    sessh> set /Shop/new/cart/total 1\n    sessh> commit\n    committed 1 session, 1 change\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		typed, says string
		status      int
	}{
		{"\r", "stopped before it wrote anything", 1},
		{"n\r", "stopped before it wrote anything", 1},
		{"\x03", "error: nothing was done", 1},
		{"y\r", "2 passed, 0 failed", 0},
	} {
		p := ptytest.Start(t, 120, 20, program(t, t.TempDir(), "--server", srv.Addr, "replay", name))
		p.See("Go on? [y/N]")
		p.Type(tt.typed)
		p.See(tt.says)
		if status := p.Exit(); status != tt.status {
			t.Errorf("%q: exit status %d\n%s", tt.typed, status, p.Screen())
		}
		_, status := sessh(t, t.TempDir(), "--server", srv.Addr, "get", "/Shop/new/cart/total")
		if written := status == "0"; written != (tt.status == 0) {
			t.Errorf("%q: it is written: %t", tt.typed, written)
		}
	}
}
