//go:build unix

package main

import (
	"os/exec"
	"strconv"
	"syscall"
	"testing"

	"sessh/repl/line/ptytest"
	"sessh/session/memcached/memcachedtest"
)

// TestFullDisk: where no file can be written, nothing that was put aside is lost in
// silence, and one can leave.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("prlimit"); err != nil {
		t.Skip("skipped: there is no prlimit on the PATH")
	}
	srv := memcachedtest.Start(t)
	prompt, pending := srv.Addr+" />", srv.Addr+" / *1>"
	const long = `"a value that is longer than what a file can hold, and so is all that is kept of it"`
	start := func(t *testing.T) (p *ptytest.Terminal, state string, limit func(bytes string)) {
		state = t.TempDir()
		p = shellIn(t, state, 160, 40, "--server", srv.Addr)
		return p, state, func(bytes string) {
			t.Helper()
			if out, err := exec.Command("prlimit", "--pid", strconv.Itoa(p.Process().Pid), "--fsize="+bytes+":unlimited").CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
		}
	}
	t.Run("the undo of a pop", func(t *testing.T) {
		for _, end := range []string{"killed", "left", "written later"} {
			t.Run(end, func(t *testing.T) {
				p, state, limit := start(t)
				enter(t, p, "set /C/s/p/n "+long, pending)
				enter(t, p, "stash lunch", prompt)
				enter(t, p, "stash pop", pending)
				limit("50")
				enter(t, p, "undo", prompt)
				p.See("the stash cannot be written: ")
				p.See("lunch: 1 change in /C/s is in the stash of this shell only")
				enter(t, p, "stash list", prompt)
				p.See("0  lunch: 1 change in /C/s, kept by you at ")
				switch end {
				case "killed":
					p.Process().Signal(syscall.SIGKILL)
				case "left":
					enter(t, p, "quit", prompt)
					p.See("leaving again drops it")
					p.Type("quit\r")
				case "written later":
					limit("unlimited")
					p.Type("quit\r")
				}
				p.Exit()
				p = ptytest.Start(t, 160, 40, program(t, state, "--server", srv.Addr))
				if end == "written later" {
					p.See("1 entry is in the stash: ")
					return
				}
				p.See("A shell that was killed left 1 change in /C/s at ")
				p.Type("y\r")
				p.SeeLast(pending)
			})
		}
	})
	t.Run("what was popped is put aside again", func(t *testing.T) {
		p, state, limit := start(t)
		enter(t, p, "set /C/s/p/n "+long, pending)
		enter(t, p, "stash lunch", prompt)
		limit("50")
		enter(t, p, "stash pop", pending)
		enter(t, p, "stash", prompt)
		p.See("1 change in /C/s is in the stash of this shell only")
		p.Process().Signal(syscall.SIGKILL)
		p.Exit()
		p = shellIn(t, state, 160, 40, "--server", srv.Addr)
		enter(t, p, "stash list", prompt)
		p.See("0  lunch: 1 change in /C/s, kept by you at ")
	})
	t.Run("leaving", func(t *testing.T) {
		p, _, limit := start(t)
		limit("50")
		enter(t, p, "set /C/s/p/n "+long, pending)
		p.See("what is pending is not saved for recovery: ")
		p.Type("\x04")
		p.SeeLast("1 change pending: commit, keep for later, drop, or stay? [c/k/d/S]")
		p.Type("\x04")
		p.See("error: what is pending could not be kept: ")
		p.See("Ctrl-D now drops 1 change, and leaves; c commits")
		p.SeeLast("1 change pending: commit, keep for later, drop, or stay? [c/k/d/S]")
		p.Type("\x04")
		if status := p.Exit(); status != 0 {
			t.Errorf("exit status %d", status)
		}
		p.See("1 change dropped")
	})
}
