//go:build unix

package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"sessh/repl/line/ptytest"
	"sessh/session/memcached/memcachedtest"
)

// TestLeaving: what Ctrl-D and quit make of what is pending, by the answer.
func TestLeaving(t *testing.T) {
	t.Parallel()
	srv := memcachedtest.Start(t)
	const question = "1 change pending: commit, keep for later, drop, or stay? [c/k/d/S]"
	start := func(t *testing.T, state string, args ...string) (p *ptytest.Terminal, prompt string) {
		t.Helper()
		fill(t, srv.Addr, "set /C/s/p/n 1", "commit")
		p = shellIn(t, state, 100, 30, append([]string{"--server", srv.Addr}, args...)...)
		prompt = srv.Addr + " / *1>"
		enter(t, p, "set /C/s/p/n 2", prompt)
		return p, prompt
	}
	ends := func(t *testing.T, p *ptytest.Terminal) {
		t.Helper()
		if status := p.Exit(); status != 0 {
			t.Errorf("exit status %d", status)
		}
	}
	// left is what can be recovered.
	left := func(t *testing.T, state string) bool {
		t.Helper()
		out, err := output(t, state, "--server", srv.Addr, "recover", "--list")
		if err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		return strings.Contains(out, "1 change in /C/s")
	}
	for _, tt := range []struct {
		name, answer, says string
		kept               bool
	}{
		{"Ctrl-D again keeps", "\x04", "1 change kept: ", true},
		{"keep", "k\r", "1 change kept: ", true},
		{"drop", "d\r", "", false},
		{"discard", "discard\r", "", false},
		{"commit", "c\r", "committed 1 session, 1 change", false},
	} {
		for _, how := range []string{"\x04", "quit\r"} {
			t.Run(tt.name+", asked by "+strings.TrimSpace(how), func(t *testing.T) {
				state := t.TempDir()
				p, _ := start(t, state)
				p.Type(how)
				p.SeeLast(question)
				p.Type(tt.answer)
				ends(t, p)
				if !strings.Contains(p.Screen(), tt.says) {
					t.Errorf("it does not say %q:\n%s", tt.says, p.Screen())
				}
				if got := left(t, state); got != tt.kept {
					t.Errorf("kept: %v", got)
				}
			})
		}
	}
	t.Run("stay, and an answer that means nothing", func(t *testing.T) {
		p, prompt := start(t, t.TempDir())
		for _, answer := range []string{"\r", "s\r", "\x03"} {
			p.Type("\x04")
			p.SeeLast(question)
			p.Type(answer)
			p.SeeLast(prompt)
		}
		p.Type("\x04")
		p.SeeLast(question)
		p.Type("\x1b[Ast\t\x1b[A\r") // recalls and completes nothing
		p.SeeLast(prompt)
		if strings.Contains(p.Screen(), question+" s") && !strings.Contains(p.Screen(), question+" st") || strings.Contains(p.Screen(), question+" set") {
			t.Errorf("a command is recalled or completed at a question:\n%s", p.Screen())
		}
		p.Type("\x04")
		p.SeeLast(question)
		p.Type("yes\r")
		p.See("answer with c, k, d or s")
		p.SeeLast(question)
		p.Type("d\r")
		ends(t, p)
	})
	t.Run("a commit that fails stays", func(t *testing.T) {
		p, _ := start(t, t.TempDir())
		fill(t, srv.Addr, "set /C/s/p/n 3", "commit")
		p.Type("\x04")
		p.SeeLast(question)
		p.Type("c\r")
		p.SeeLast(srv.Addr + " / *1 ≠>")
	})
	t.Run("without a file it asks, and Ctrl-D again drops", func(t *testing.T) {
		p, prompt := start(t, t.TempDir(), "--no-recovery")
		p.Type("\x04")
		p.SeeLast("1 change pending: commit, drop, or stay? [c/d/S]")
		p.Type("\x04")
		p.See("nothing can be kept here\nCtrl-D now drops 1 change, and leaves; c commits")
		p.SeeLast("1 change pending: commit, drop, or stay? [c/d/S]")
		p.Type("k\r")
		p.See("\nanswer with c, d or s")
		p.Type("s\r")
		p.SeeLast(prompt)
		p.Type("\x04") // staying, it begins anew
		p.SeeLast("1 change pending: commit, drop, or stay? [c/d/S]")
		p.Type("\x04")
		p.Until("the second warning", func() bool { return strings.Count(p.Raw(), "Ctrl-D now drops") == 2 })
		p.SeeLast("1 change pending: commit, drop, or stay? [c/d/S]")
		p.Type("\x04")
		ends(t, p)
	})
	t.Run("what cannot write does not offer to commit", func(t *testing.T) {
		p := shellIn(t, t.TempDir(), 100, 30, "--server", srv.Addr, "--read-only")
		enter(t, p, "set /C/s/p/n 2", srv.Addr+" / (ro) *1>")
		p.Type("\x04")
		p.SeeLast("1 change pending: keep for later, drop, or stay? [k/d/S]")
		p.Type("c\r")
		p.See("\nanswer with k, d or s")
		p.SeeLast("1 change pending: keep for later, drop, or stay? [k/d/S]")
		p.Type("d\r")
		ends(t, p)
	})
	t.Run("in memory all goes with the process", func(t *testing.T) {
		p := shell(t, 100, 30)
		enter(t, p, "set /C/s/p/n 2", "embedded / *1>")
		p.Type("\x04")
		p.SeeLast("1 change pending: commit, drop, or stay? [c/d/S]")
		p.Type("\x04")
		ends(t, p)
		if want := "1 change dropped: the sessions were in this process's memory"; !strings.Contains(p.Screen(), want) {
			t.Errorf("it does not say %q:\n%s", want, p.Screen())
		}
	})
}

// TestCtrlDAhead: one that is typed while something runs is for the prompt behind it.
func TestCtrlDAhead(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("skipped: other systems keep it in their own way")
	}
	fifo := filepath.Join(t.TempDir(), "fifo")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	p := shell(t, 100, 30)
	enter(t, p, "set /C/s/p/n 2", "embedded / *1>")
	p.Type("!echo running; cat " + fifo + "\r")
	p.See("\nrunning")
	p.Type("\x04")
	if err := os.WriteFile(fifo, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	p.SeeLast("1 change pending: commit, drop, or stay? [c/d/S]")
	p.Type("d\r")
	if status := p.Exit(); status != 0 {
		t.Errorf("exit status %d", status)
	}
}

// TestStatusOfASignal: it is the one that a shell gives a program that the signal has
// ended; and where the terminal is still there, it says what is kept.
func TestStatusOfASignal(t *testing.T) {
	t.Parallel()
	srv := memcachedtest.Start(t)
	for _, sig := range []syscall.Signal{syscall.SIGTERM, syscall.SIGHUP} {
		p := shell(t, 120, 30, "--server", srv.Addr)
		enter(t, p, "set /C/s/p/n 2", srv.Addr+" / *1>")
		p.Process().Signal(sig)
		if status := p.Exit(); status != 128+int(sig) {
			t.Errorf("%v: exit status %d", sig, status)
		}
		if want := "1 change kept: "; !strings.Contains(p.Screen(), want) {
			t.Errorf("%v: it does not say %q:\n%s", sig, want, p.Screen())
		}
	}
	for _, sig := range []syscall.Signal{syscall.SIGTERM, syscall.SIGHUP, syscall.SIGINT} {
		t.Run(fmt.Sprintf("%v while a command runs", sig), func(t *testing.T) {
			proxy := memcachedtest.NewProxy(t, srv.Addr)
			arrived := make(chan struct{})
			cmd := program(t, t.TempDir(), "--server", proxy.Addr, "--timeout", "60s", "ls", "/")
			proxy.Next(memcachedtest.Lists, memcachedtest.Drop().After(func() { close(arrived) }))
			signalled(t, cmd, sig, func() { <-arrived })
		})
		t.Run(fmt.Sprintf("%v while a script is read", sig), func(t *testing.T) {
			cmd := program(t, t.TempDir(), "--server", srv.Addr)
			in, err := cmd.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			defer in.Close()
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			signalled(t, cmd, sig, func() {
				io.WriteString(in, "pwd\n")
				io.ReadFull(out, make([]byte, 2)) // it has run the first line, and waits for more
			})
		})
	}
}

// TestIgnoredSignals: signals that were ignored when sessh started do not end it.
func TestIgnoredSignals(t *testing.T) {
	t.Parallel()
	srv := memcachedtest.Start(t)
	fill(t, srv.Addr, "set /C/s/p/n 1", "commit")
	for _, sig := range []syscall.Signal{syscall.SIGHUP, syscall.SIGINT} {
		proxy := memcachedtest.NewProxy(t, srv.Addr)
		arrived, goOn := make(chan struct{}), make(chan struct{})
		proxy.Next(memcachedtest.Lists, memcachedtest.Hold(goOn).After(func() { close(arrived) }))
		cmd := program(t, t.TempDir(), "--server", proxy.Addr, "--timeout", "60s", "ls", "/")
		outer := exec.Command("sh", append([]string{"-c", `trap "" HUP INT; exec "$0" "$@"`}, cmd.Args...)...)
		outer.Env = cmd.Env
		var out strings.Builder
		outer.Stdout, outer.Stderr = &out, &out
		if err := outer.Start(); err != nil {
			t.Fatal(err)
		}
		<-arrived
		outer.Process.Signal(sig)
		close(goOn)
		if err := outer.Wait(); err != nil || !strings.Contains(out.String(), "C") {
			t.Errorf("%v: %v\n%s", sig, err, out.String())
		}
	}
}

// signalled runs sessh, and sends it a signal when ready returns.
func signalled(t *testing.T, cmd *exec.Cmd, sig syscall.Signal, ready func()) {
	t.Helper()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill() })
	ready()
	cmd.Process.Signal(sig)
	cmd.Wait()
	if status := cmd.ProcessState.ExitCode(); status != 128+int(sig) {
		t.Errorf("exit status %d", status)
	}
}

// TestPasswordQuestionEnds: no one has to answer it.
func TestPasswordQuestionEnds(t *testing.T) {
	t.Parallel()
	srv := memcachedtest.Start(t)
	cmd := program(t, t.TempDir(), "--server", srv.Addr, "--user", "anna")
	p := ptytest.Start(t, 100, 30, cmd)
	p.See("password of anna:")
	p.Process().Signal(syscall.SIGTERM)
	if status := p.Exit(); status != 128+int(syscall.SIGTERM) {
		t.Errorf("exit status %d", status)
	}
}

// TestOtherProgramsAfterASuspend: after Ctrl-Z and fg, the keys that are meant for a
// pager or an editor come to it.
func TestOtherProgramsAfterASuspend(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("skipped: there is no bash on the PATH")
	}
	srv := memcachedtest.Start(t)
	fill(t, srv.Addr, "set /C/s/p/n 1", "commit")
	dir := t.TempDir()
	reader := executable(t, "reader", "printf 'say: '\nread line </dev/tty\necho \"heard: <$line>\"\n")
	var long []string
	for i := range 30 {
		long = append(long, "set /Many/"+strings.Repeat("x", i+1)+"/p/n 1")
	}
	fill(t, srv.Addr, append(long, "commit")...)
	cmd := program(t, dir, "--server", srv.Addr)
	cmd.Env = append(cmd.Env, "VISUAL="+reader, "SESSH_PAGER=cat >/dev/null; "+reader)
	prompt := srv.Addr + " />"
	j := startJob(t, true, cmd, prompt)
	for i, line := range []string{"edit /C/s/p/n", "ls /Many", "edit /C/s/p/n", "ls /Many", "!" + reader, "ls /Many | " + reader} {
		j.Type("\x1a")
		j.SeeLast("SHELL$")
		before := strings.Count(j.Raw(), "\x1b[?2004h")
		j.Type("fg\n")
		j.SeeLast(prompt)
		j.Type(line + "\r")
		j.SeeLast("say:")
		word := strings.Repeat("word", i+1)
		j.Type(word + "\n")
		j.Until("what was heard, and the prompt", func() bool {
			return strings.Contains(j.Screen(), "heard: <"+word+">") && strings.Count(j.Raw(), "\x1b[?2004h") > before
		})
		j.SeeLast(prompt)
	}
}

// TestCtrlCInTheEditor: it is the editor's, and does not undo what is done there.
func TestCtrlCInTheEditor(t *testing.T) {
	t.Parallel()
	cmd := program(t, t.TempDir())
	cmd.Env = append(cmd.Env, "VISUAL=hearing-editor")
	p := ptytest.Start(t, 100, 30, cmd)
	p.SeeLast("embedded />")
	enter(t, p, "set /C/s/p/n 1", "embedded / *1>")
	p.Type("edit /C/s/p/n\r")
	p.SeeLast("say:")
	p.Type("\x03")
	p.See("interrupted")
	p.Type("go on\n")
	p.SeeLast("embedded / *1>")
	enter(t, p, "get /C/s/p/n", "embedded / *1>")
	p.See("\n42\n")
}

// TestProgramsEndWithTheShell: a signal for sessh alone ends the pager or editor that
// it has started, too, and the shell behind gets its terminal as it was.
func TestProgramsEndWithTheShell(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("skipped: there is no bash on the PATH")
	}
	srv := memcachedtest.Start(t)
	dir := t.TempDir()
	file := executable(t, "reader", "stty raw -echo </dev/tty\necho $$ >"+dir+"/pid\necho reading\nread line </dev/tty\n")
	lines := []string{"set /C/s/p/n 1"}
	for i := range 30 {
		lines = append(lines, "set /Many/"+strings.Repeat("x", i+1)+"/p/n 1")
	}
	fill(t, srv.Addr, append(lines, "commit")...)
	for _, line := range []string{"edit /C/s/p/n", "ls /Many"} {
		for _, sig := range []syscall.Signal{syscall.SIGTERM, syscall.SIGHUP} {
			cmd := program(t, dir, "--server", srv.Addr, "--no-recovery")
			cmd.Env = append(cmd.Env, "VISUAL="+file, "SESSH_PAGER=exec "+file)
			j := startJob(t, true, cmd, srv.Addr+" />")
			j.Type(line + "\r")
			j.See("reading")
			syscall.Kill(j.pid, sig)
			j.SeeLast("SHELL$")
			b, err := os.ReadFile(filepath.Join(dir, "pid"))
			if err != nil {
				t.Fatal(err)
			}
			pid, err := strconv.Atoi(strings.TrimSpace(string(b)))
			if err != nil {
				t.Fatal(err)
			}
			if err := syscall.Kill(pid, 0); err == nil {
				t.Errorf("%s, %v: what it has started goes on", line, sig)
				syscall.Kill(pid, syscall.SIGKILL)
			}
			j.Type("stty -a | grep -o -e '-*echo ' -e '-*icanon '; echo status done\n")
			j.See("\nstatus done")
			for _, want := range []string{"\necho\n", "\nicanon\n"} {
				if !strings.Contains(j.Screen()+"\n", want) {
					t.Errorf("%s, %v: the terminal is not as it was:\n%s", line, sig, j.Screen())
				}
			}
		}
	}
}

// TestCtrlCInAnInnerPrompt: it stops what runs there, not the replay around it.
func TestCtrlCInAnInnerPrompt(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "walk.md")
	if err := os.WriteFile(file, []byte("    sessh> set /C/s/p/k 1\n    sessh> get /C/s/p/k\n    2\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	p := shell(t, 100, 30)
	p.Type("replay --shell-on-failure " + file + "\r")
	p.SeeLast("embedded / *1>")
	for range 2 {
		before := strings.Count(p.Screen()+"\n", "\n/\n")
		p.Type("\x1b[200~pwd\nwatch\x1b[201~\r")
		p.Until("the first line to run", func() bool { return strings.Count(p.Screen()+"\n", "\n/\n") > before })
		p.Type("\x03")
		p.SeeLast("embedded / *1>")
	}
	p.Type("quit\r") // its folder goes with the replay
	p.SeeLast("1 change pending: commit, drop, or stay? [c/d/S]")
	p.Type("\x04")
	p.See("1 change dropped: the sessions were in this process's memory")
	p.See("1 passed, 1 failed")
	p.SeeLast("embedded />")
}
