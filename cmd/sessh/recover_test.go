//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"sessh/repl/line/ptytest"
	"sessh/session/memcached/memcachedtest"
)

// TestRecovery: what was pending in a shell that was killed is offered by the next
// one on the same server.
func TestRecovery(t *testing.T) {
	srv := memcachedtest.Start(t)
	fill(t, srv.Addr, "set /C/s/p/n 1", "set /C/gone/p/n 1", "commit")
	prompt := srv.Addr + " />"
	pending := func(n string) string { return srv.Addr + " / *" + n + ">" }
	leave := func(t *testing.T, state string, sig syscall.Signal) {
		t.Helper()
		p := shellIn(t, state, 100, 30, "--server", srv.Addr)
		enter(t, p, "set /C/s/p/n 2", pending("1"))
		enter(t, p, "rm -r /C/gone", pending("2"))
		enter(t, p, "set /php/u8j3/name Bob", pending("3"))
		p.Process().Signal(sig)
		p.Exit()
	}
	files := func(t *testing.T, state string) []string {
		t.Helper()
		var all []string
		dir := filepath.Join(state, "sessh", "pending")
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			info, err := e.Info()
			if err != nil {
				t.Fatal(err)
			}
			if info.Mode().Perm()&0o077 != 0 {
				t.Errorf("%s is readable by others", e.Name())
			}
			if strings.HasSuffix(e.Name(), ".json") {
				all = append(all, e.Name())
			}
		}
		return all
	}
	again := func(t *testing.T, state string, args ...string) *ptytest.Terminal {
		t.Helper()
		p := ptytest.Start(t, 120, 30, program(t, state, append([]string{"--server", srv.Addr}, args...)...))
		p.See("A shell that was killed left 3 changes in 3 sessions, of ")
		p.SeeLast("Take them back? yes, not now, drop them [y/N/d]")
		return p
	}

	t.Run("killed, and taken back", func(t *testing.T) {
		state := t.TempDir()
		leave(t, state, syscall.SIGKILL)
		if len(files(t, state)) != 1 {
			t.Fatalf("kept: %q", files(t, state))
		}
		p := again(t, state)
		p.Type("\r") // not now
		p.SeeLast(prompt)
		enter(t, p, "recover --list", prompt)
		p.See("3 changes in 3 sessions, of ")
		p.Type("quit\r")
		p.Exit()

		p = again(t, state)
		p.Type("y\r")
		p.SeeLast(pending("3"))
		enter(t, p, "diff", pending("3"))
		p.See("~ n     1 -> 2")
		if len(files(t, state)) != 1 { // that of this shell, in place of the other
			t.Errorf("kept: %q", files(t, state))
		}
		enter(t, p, "undo", prompt)
		enter(t, p, "redo", pending("3"))
		enter(t, p, "commit", prompt)
		if len(files(t, state)) != 0 {
			t.Errorf("kept after the commit: %q", files(t, state))
		}
		enter(t, p, "get /C/s/p/n", prompt)
		p.Type("quit\r")
		p.Exit()
		p = shellIn(t, state, 100, 30, "--server", srv.Addr) // and is not offered again
		enter(t, p, "get /php/u8j3/name", prompt)
		p.See(`"Bob"`)
		enter(t, p, "set /C/s/p/n 1", pending("1"))
		enter(t, p, "set /C/gone/p/n 1", pending("2"))
		enter(t, p, "rm -r /php/u8j3", pending("3"))
		enter(t, p, "commit", prompt)
	})
	t.Run("told to end, and dropped", func(t *testing.T) {
		state := t.TempDir()
		leave(t, state, syscall.SIGTERM)
		p := again(t, state)
		p.Type("d\r")
		p.SeeLast(prompt)
		if len(files(t, state)) != 0 {
			t.Errorf("kept: %q", files(t, state))
		}
	})
	t.Run("by a script", func(t *testing.T) {
		state := t.TempDir()
		leave(t, state, syscall.SIGKILL)
		run := func(args ...string) string {
			out, _ := program(t, state, append([]string{"--server", srv.Addr}, args...)...).CombinedOutput()
			return string(out)
		}
		if out := run("--recover", "-c", "status"); !strings.Contains(out, "recovered 3 changes") || !strings.Contains(out, "dropped 3 changes") {
			t.Errorf("%s", out)
		}
		if out := run("--recover", "-c", "abort", "-c", "recover"); !strings.Contains(out, "nothing to recover") {
			t.Errorf("it is taken back twice: %s", out)
		}
		if len(files(t, state)) != 0 {
			t.Errorf("kept after the abort: %q", files(t, state))
		}
		if out := run("--recover", "ls"); !strings.Contains(out, "--recover is for the prompt") {
			t.Errorf("%s", out)
		}
	})
	t.Run("dropped by its user", func(t *testing.T) {
		state := t.TempDir()
		p := shellIn(t, state, 100, 30, "--server", srv.Addr)
		enter(t, p, "set /C/s/p/n 2", pending("1"))
		if len(files(t, state)) != 1 {
			t.Errorf("kept: %q", files(t, state))
		}
		p.Type("quit --discard\r")
		p.Exit()
		if len(files(t, state)) != 0 {
			t.Errorf("kept: %q", files(t, state))
		}
	})
	t.Run("of another server", func(t *testing.T) {
		state := t.TempDir()
		leave(t, state, syscall.SIGKILL)
		other := memcachedtest.Start(t)
		p := shellIn(t, state, 100, 30, "--server", other.Addr)
		enter(t, p, "recover", other.Addr+" />")
		p.See("there is nothing to recover")
	})
	t.Run("a conflict", func(t *testing.T) {
		state := t.TempDir()
		leave(t, state, syscall.SIGKILL)
		fill(t, srv.Addr, "set /C/s/p/n 5", "commit")
		p := again(t, state)
		p.Type("y\r")
		p.SeeLast(srv.Addr + " / *3 ≠>")
		enter(t, p, "commit", srv.Addr+" / *3 ≠>")
		p.See("theirs  5")
	})
}
