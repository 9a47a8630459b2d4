//go:build unix

package main

import (
	"testing"

	"sessh/repl/line/ptytest"
	"sessh/session/memcached/memcachedtest"
)

// TestQuotedEditor: $EDITOR may be quoted, as a path with a blank must be.
func TestQuotedEditor(t *testing.T) {
	t.Parallel()
	editor := executable(t, "my editor", "echo \"$1\" >\"$2\"\n")
	srv := memcachedtest.Start(t)
	fill(t, srv.Addr, "set /Shop/a/cart/n 1", "commit")
	cmd := program(t, t.TempDir(), "--server", srv.Addr, "edit", "/Shop/a/cart/n")
	p := ptytest.Start(t, 100, 20, cmd, "VISUAL=", "EDITOR='"+editor+"' 43")
	p.See("committed 1 session, 1 change")
	if status := p.Exit(); status != 0 {
		t.Errorf("exit status %d\n%s", status, p.Screen())
	}
	if out, _ := sessh(t, t.TempDir(), "--server", srv.Addr, "get", "/Shop/a/cart/n"); out != "43\n" {
		t.Errorf("it is %q", out)
	}
}
