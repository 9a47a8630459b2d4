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
	t.Parallel()
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
		p.See("A shell that was killed left 3 changes in /C/s, /C/gone, /php/u8j3 at ")
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
		p.See("3 changes in /C/s, /C/gone, /php/u8j3 at ")
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
		enter(t, p, "recover", prompt)
		p.See("there is nothing to recover")
		enter(t, p, "stash list", prompt) // it stays for a while
		p.See("0  3 changes in /C/s, /C/gone, /php/u8j3, dropped from the stash at ")
		enter(t, p, "stash clear", prompt)
		if len(files(t, state)) != 0 {
			t.Errorf("kept: %q", files(t, state))
		}
	})
	t.Run("by a script", func(t *testing.T) {
		state := t.TempDir()
		leave(t, state, syscall.SIGKILL)
		run := func(args ...string) string {
			out, _ := output(t, state, append([]string{"--server", srv.Addr}, args...)...)
			return out
		}
		if out := run("--recover", "-c", "status"); !strings.Contains(out, "recovered 3 changes") || !strings.Contains(out, "\n3 changes from the stash not committed, and still in the stash:\n") || strings.Contains(out, "dropped") {
			t.Errorf("%s", out)
		}
		if out := run("--recover", "-c", "abort", "-c", "recover"); !strings.Contains(out, "nothing to recover") {
			t.Errorf("it is taken back twice: %s", out)
		}
		if out := run("stash", "list"); !strings.Contains(out, "0  3 changes in /C/s, /C/gone, /php/u8j3, dropped by abort") || strings.Contains(out, "\n1  ") {
			t.Errorf("after the abort of a person's changes: %s", out)
		}
		if out := run("-c", "stash pop 0", "-c", "commit", "-c", "stash list"); !strings.Contains(out, "committed 3 sessions") || !strings.Contains(out, "the stash is empty") {
			t.Errorf("%s", out)
		}
		if len(files(t, state)) != 0 {
			t.Errorf("kept after the commit: %q", files(t, state))
		}
		fill(t, srv.Addr, "set /C/s/p/n 1", "set /C/gone/p/n 1", "rm -r /php/u8j3", "commit")
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
		enter(t, p, "abort", prompt)
		if len(files(t, state)) != 1 {
			t.Errorf("kept: %q", files(t, state))
		}
		enter(t, p, "undo", pending("1"))
		p.See("undone: abort")
		enter(t, p, "redo", prompt)
		p.See("done again: abort")
		enter(t, p, "set /C/s/p/n 3", pending("1"))
		p.Type("quit --discard\r")
		p.See("1 change dropped; stash list shows it, and stash pop N takes it back")
		p.Exit()
		p = shellIn(t, state, 100, 30, "--server", srv.Addr) // nothing is offered
		enter(t, p, "stash list", prompt)
		p.See("0  1 change in /C/s, dropped when you left the shell at ")
		p.See("1  1 change in /C/s, dropped by abort at ")
		enter(t, p, "stash pop 1", pending("1"))
		enter(t, p, "diff", pending("1"))
		p.See("~ n  1 -> 2")
		if n := len(files(t, state)); n != 2 { // what is pending, and what is dropped
			t.Errorf("kept: %q", files(t, state))
		}
		enter(t, p, "undo", prompt) // it is in the stash again
		enter(t, p, "stash show 1", prompt)
		enter(t, p, "redo", pending("1"))
		p.Process().Signal(syscall.SIGKILL) // it is not lost, and not there twice
		p.Exit()
		p = ptytest.Start(t, 120, 30, program(t, state, "--server", srv.Addr))
		p.See("A shell that was killed left 1 change in /C/s at ")
		p.Type("\r")
		p.SeeLast(prompt)
		enter(t, p, "stash list", prompt)
		p.See("0  1 change in /C/s, left by a shell that was killed at ")
		p.See("1  1 change in /C/s, dropped when you left the shell at ")
		if n := len(files(t, state)); n != 2 {
			t.Errorf("kept: %q", files(t, state))
		}
	})
	t.Run("put aside", func(t *testing.T) {
		state := t.TempDir()
		p := shellIn(t, state, 100, 30, "--server", srv.Addr)
		enter(t, p, "set /C/s/p/n 2", pending("1"))
		enter(t, p, "stash lunch", prompt)
		enter(t, p, "set /C/s/p/n 3", pending("1"))
		p.Process().Signal(syscall.SIGKILL)
		p.Exit()
		p = ptytest.Start(t, 120, 30, program(t, state, "--server", srv.Addr))
		p.See("A shell that was killed left 1 change in /C/s at ") // what was put aside is not part of it
		p.Type("What\r")
		p.See("answer with y, n or d")
		p.Type("y\r")
		p.See("1 entry is in the stash: stash list shows what you have kept")
		p.SeeLast(pending("1"))
		enter(t, p, "diff", pending("1"))
		p.See("~ n  1 -> 3")
		enter(t, p, "stash pop", pending("1"))
		p.See("/C/s: it is already open in the transaction")
		p.See("hint: commit, stash or abort what is pending first")
		enter(t, p, "stash", prompt)
		p.Type("stash pop lu\t\r") // its name is completed
		p.SeeLast(pending("1"))
		p.See("pending again: 1 change in /C/s")
	})
	t.Run("not now, beside what was put aside", func(t *testing.T) {
		state := t.TempDir()
		p := shellIn(t, state, 120, 30, "--server", srv.Addr)
		enter(t, p, "set /C/s/p/n 2", pending("1"))
		enter(t, p, "stash lunch", prompt)
		enter(t, p, "set /C/s/p/n 3", pending("1"))
		p.Process().Signal(syscall.SIGKILL)
		p.Exit()
		p = ptytest.Start(t, 120, 30, program(t, state, "--server", srv.Addr))
		p.SeeLast("Take it back? yes, not now, drop it [y/N/d]")
		p.Type("\r")
		p.See("recover --left takes it back later")
		p.SeeLast(prompt)
		enter(t, p, "recover --list", prompt)
		p.See(", left by a shell that was killed")
		p.See("lunch: 1 change in /C/s at ")
		p.See(", kept by you")
		enter(t, p, "recover", pending("1"))
		p.See("recovered 1 change in /C/s")
		p.See("lunch: 1 change in /C/s stays in the stash: /C/s: it is already open in the transaction")
		enter(t, p, "diff", pending("1"))
		p.See("~ n  1 -> 3")
		enter(t, p, "stash list", pending("1"))
		p.See("0  lunch: 1 change in /C/s, kept by you")
	})
	t.Run("kept when leaving", func(t *testing.T) {
		state := t.TempDir()
		p := shellIn(t, state, 120, 30, "--server", srv.Addr)
		enter(t, p, "set /C/s/p/n 2", pending("1"))
		p.Type("quit\r")
		p.SeeLast("1 change pending: commit, keep for later, drop, or stay? [c/k/d/S]")
		p.Type("k\r")
		p.Exit()
		p = ptytest.Start(t, 120, 30, program(t, state, "--server", srv.Addr))
		p.See("When you left a shell, you kept 1 change in /C/s at ")
		p.Type("y\r")
		p.SeeLast(pending("1"))
		srv.Ask("set memc.sess.key.x 0 0 28\r\no|O:3:\"Foo\":1:{s:1:\"a\";i:1;}\r\n", "STORED")
		enter(t, p, "set /php/x/a|b 1", pending("2")) // which cannot be kept
		p.Type("quit\r")
		p.SeeLast("2 changes pending: commit, keep for later, drop, or stay? [c/k/d/S]")
		p.Type("k\r")
		p.See("error: what is pending could not be kept: /php/x cannot be kept whole")
		p.SeeLast("2 changes pending: commit, keep for later, drop, or stay? [c/k/d/S]")
		p.Type("d\r")
		p.See("/php/x cannot be kept whole: ")
		p.See("it cannot be taken back")
		p.Exit()
		fill(t, srv.Addr, "rm -r /php/x", "commit")
	})
	t.Run("two shells at once", func(t *testing.T) {
		state := t.TempDir()
		leave(t, state, syscall.SIGKILL)
		a, b := again(t, state), again(t, state) // both are offered it
		a.Type("y\r")
		a.SeeLast(pending("3"))
		b.Type("y\r")
		b.See("error: 3 changes in /C/s, /C/gone, /php/u8j3: another shell took it")
		b.SeeLast(prompt)
		enter(t, b, "stash list", prompt)
		b.See("the stash is empty")
	})
	t.Run("what cannot be kept whole", func(t *testing.T) {
		state := t.TempDir()
		srv.Ask("set memc.sess.key.x 0 0 28\r\no|O:3:\"Foo\":1:{s:1:\"a\";i:1;}\r\n", "STORED")
		p := shellIn(t, state, 120, 30, "--server", srv.Addr)
		enter(t, p, "set /C/s/p/n 2", pending("1"))
		enter(t, p, "set /php/x/a|b 1", pending("2"))
		p.See("/php/x cannot be kept whole: ")
		p.See("it is lost if this shell is kil")
		enter(t, p, "stash", pending("2"))
		p.See("hint: nothing was put aside")
		p.Process().Signal(syscall.SIGKILL)
		p.Exit()
		p = ptytest.Start(t, 120, 30, program(t, state, "--server", srv.Addr))
		p.See("A shell that was killed left 1 change in /C/s at ")
		p.Type("y\r")
		p.SeeLast(pending("1"))
		enter(t, p, "commit", prompt)
		enter(t, p, "get /php/x", prompt)
		p.See("o")
		fill(t, srv.Addr, "set /C/s/p/n 1", "rm -r /php/x", "commit")
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
