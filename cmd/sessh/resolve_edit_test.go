//go:build unix

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sessh/repl/line/ptytest"
	"sessh/session/memcached/memcachedtest"
)

// TestResolveInTheEditor: a decision that is refused can be edited again, without those that were
// taken before it; given up, all are kept.
func TestResolveInTheEditor(t *testing.T) {
	t.Parallel()
	srv := memcachedtest.Start(t)
	fill(t, srv.Addr, "set /C/s/a/n 1", "set /C/s/p/n 1", "commit")
	dir := t.TempDir()
	// The editor leaves what is in the file leave.N the Nth time, and what it was given in was.N.
	script := fmt.Sprintf("echo >>%s/times\nn=$(wc -l <%[1]s/times | tr -d ' ')\ncp \"$1\" %[1]s/was.$n\ncp %[1]s/leave.$n \"$1\"\n", dir)
	editor := executable(t, "editor", script)
	for i, text := range []string{"27\n", "[5]\n", `{"n": 9}` + "\n", "28\n", "[6]\n"} {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("leave.%d", i+1)), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := program(t, dir, "--server", srv.Addr)
	cmd.Env = append(cmd.Env, "VISUAL="+editor)
	p := ptytest.Start(t, 120, 40, cmd)
	p.SeeLast(srv.Addr + " />")
	enter(t, p, "set /C/s/a/n 2", srv.Addr+" / *1>")
	enter(t, p, "rm -r /C/s/p", srv.Addr+" / *2>")
	fill(t, srv.Addr, "set /C/s/a/n 3", "set /C/s/p/n 3", "commit")

	refused := func(times int) {
		p.Type("resolve --edit\r")
		p.Until("the question", func() bool { return strings.Count(p.Screen(), "edit again? [Y/n]") == times })
	}
	refused(1)
	p.Type("y\r")
	p.See("resolved 2 conflicts: edit")
	if b, err := os.ReadFile(filepath.Join(dir, "was.3")); err != nil || string(b) != "[5]\n" {
		t.Errorf("it is edited again from %q (%v)", b, err)
	}
	p.SeeLast(srv.Addr + " / *2>")
	enter(t, p, "diff", srv.Addr+" / *2>")
	p.See("n  3 -> 27")
	p.See("n  3 -> 9")

	p.Type("undo\r")
	p.SeeLast(srv.Addr + " / *2 ≠>")
	refused(2)
	p.Type("n\r")
	p.Until("both to be kept", func() bool { return strings.Count(p.Screen(), "what was edited is kept in") == 2 })
	var kept []string
	files, _ := filepath.Glob(filepath.Join(dir, "sessh", "edits", "edit-*.json"))
	for _, f := range files {
		b, _ := os.ReadFile(f)
		kept = append(kept, string(b))
	}
	slices.Sort(kept)
	if !slices.Equal(kept, []string{"28\n", "[6]\n"}) {
		t.Errorf("kept are %q in %q", kept, files)
	}
}
