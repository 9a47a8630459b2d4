//go:build unix

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"sessh/repl/line/ptytest"
	"sessh/session/memcached/memcachedtest"
)

// TestPipesAtThePrompt: a program that reads what a command prints has the terminal, and Ctrl-C
// ends both without a word, if the command was done.
func TestPipesAtThePrompt(t *testing.T) {
	t.Parallel()
	srv := memcachedtest.Start(t)
	fill(t, srv.Addr, "set /Shop/s1/cart/total 12", "set /Shop/s2/cart/total 13", "commit")
	p := shell(t, 100, 30, "--server", srv.Addr)
	prompt := srv.Addr + " />"
	p.Type("ls /Shop | (cat; read x </dev/tty; echo \"<$x>\")\r")
	p.See("\n  s2")
	p.Type("typed\r")
	p.See("<typed>")
	p.SeeLast(prompt)
	enter(t, p, "get /Shop/s1/cart | tr -d ' \\n'; echo", prompt)
	p.See(`{"total":12}`)
	for i, line := range []string{"ls /Shop | (cat >/dev/null; echo ready; cat /dev/tty)", "!echo ready; cat"} {
		p.Type(line + "\r")
		p.SeeLast("ready")
		word := strings.Repeat("word", i+1)
		p.Type(word + "\r")
		p.Until("cat to run", func() bool { return strings.Count(p.Screen(), "\n"+word) > 1 }) // before that a shell may not hear Ctrl-C
		p.Type("\x03")
		p.SeeLast(prompt)
	}
	if s := p.Screen(); strings.Contains(s, "error") {
		t.Errorf("Ctrl-C is an error:\n%s", s)
	}
	for _, line := range []string{"get /Shop/s1/cart/total | tr -d '\\n'", "!printf 12"} {
		enter(t, p, "!clear", prompt)
		p.Type(line + "\r")
		p.See("\n12%\n" + prompt) // on a line of its own, which the prompt does not overwrite
	}
	enter(t, p, "!clear; seq 3", prompt)
	p.See("1\n2\n3\n" + prompt) // nothing is between them
	p.Type("watch /Shop | (echo ready; read x </dev/tty; echo \"<$x>\")\r")
	p.SeeLast("ready")
	p.Type("quick\r") // q is for the program
	p.See("<quick>")
	p.Type("\x03")
	p.SeeLast(prompt)
	enter(t, p, "!exit 3", prompt)
	p.See("error: exit 3: exit status 3")
}

// TestCtrlCStopsAListingWithAProgram: the program sees the end of what it reads.
func TestCtrlCStopsAListingWithAProgram(t *testing.T) {
	t.Parallel()
	srv := memcachedtest.Start(t)
	fill(t, srv.Addr, "set /Shop/s1/cart/total 12", "commit")
	p := shell(t, 100, 30, "--server", srv.Addr, "--timeout", "60s")
	srv.Pause()
	p.Type("grep x /Shop | (trap '' INT; echo reads; cat; echo at the end)\r")
	p.SeeLast("reads")
	p.Type("\x03")
	p.See("at the end\nerror: stopped")
	p.SeeLast(srv.Addr + " />")
	srv.Resume()
}

// TestCtrlZInAProgram: the shell behind has the terminal, and fg goes on with the program.
func TestCtrlZInAProgram(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("skipped: there is no bash on the PATH")
	}
	j := startJob(t, true, program(t, t.TempDir()), "embedded />")
	for _, line := range []string{"!echo ready; cat", "pwd | (cat; echo ready; cat /dev/tty)"} {
		j.Type(line + "\r")
		j.SeeLast("ready")
		j.Type("one\n")
		j.Until("cat to run", func() bool { return strings.Count(j.Screen(), "one") > 1 })
		if err := syscall.Kill(-j.pid, syscall.SIGTSTP); err != nil { // as Ctrl-Z does, which also drops what is typed meanwhile
			t.Fatal(err)
		}
		j.SeeLast("SHELL$")
		// A program that is not stopped yet reads what the shell behind is meant to read.
		j.Until("all to be stopped", func() bool { return allStopped(j.pid) })
		j.Type("fg\n")
		j.See("SHELL$ fg\n")
		j.Type("two\n")
		j.Until("cat to go on", func() bool { return strings.Count(j.Screen(), "two") > 1 })
		j.Type("\x04")
		j.SeeLast("embedded />")
		j.Type("\x0c")
		j.Until("a clear screen", func() bool { return !strings.Contains(j.Screen(), "two") })
	}
}

// TestCtrlZWhileRepeating: the keys are those of the command again after fg.
func TestCtrlZWhileRepeating(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("skipped: there is no bash on the PATH")
	}
	j := startJob(t, true, program(t, t.TempDir()), "embedded />")
	for range 2 {
		j.Type("every 0.2 pwd\r")
		j.See("ends it)")
		j.Type("\x1a")
		j.SeeLast("SHELL$")
		j.Until("all to be stopped", func() bool { return allStopped(j.pid) })
		j.Type("clear; fg\n")
		j.See("ends it)")
		j.Type("q")
		j.SeeLast("embedded />")
		j.Type("\x0c")
		j.Until("a clear screen", func() bool { return !strings.Contains(j.Screen(), "ends it)") })
	}
}

// TestFrameAfterCtrlZ: after fg a frame is drawn at once, below what the shell has written, and then in
// its place again.
func TestFrameAfterCtrlZ(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("skipped: there is no bash on the PATH")
	}
	j := startJob(t, true, program(t, t.TempDir()), "embedded />")
	j.Type("every 1h pwd\r")
	j.See("ends it)\n  /")
	j.Type("\x1a")
	j.SeeLast("SHELL$")
	j.Until("all to be stopped", func() bool { return allStopped(j.pid) })
	j.Type("fg\n")
	j.Until("a frame below what the shell wrote", func() bool {
		_, below, ok := strings.Cut(j.Screen(), "SHELL$ fg\n")
		return ok && strings.Contains(below, "ends it)\n  /") && strings.Count(j.Screen(), "ends it)") == 2
	})
	j.Type("q")
	j.SeeLast("embedded />")
}

// allStopped reports whether all processes of a group are stopped. Without /proc that is not known, and
// it is true.
func allStopped(group int) bool {
	all, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, name := range all {
		text, err := os.ReadFile(name)
		if err != nil {
			continue // it has ended
		}
		_, rest, _ := strings.Cut(string(text), ") ")
		fields := strings.Fields(rest) // state, parent, group
		if len(fields) > 2 && fields[2] == strconv.Itoa(group) && fields[0] != "T" {
			return false
		}
	}
	return true
}

// TestEvery: what is repeated stands in its place on the screen, with what changed marked, until
// q; a server that is gone is shown, and one that is back.
func TestEvery(t *testing.T) {
	t.Parallel()
	srv := memcachedtest.Start(t)
	fill(t, srv.Addr, "set /Shop/s1/cart/total 12", "set /Shop/s1/cart/user Ann", "commit")
	p := shell(t, 140, 20, "--server", srv.Addr, "--color", "never")
	prompt := srv.Addr + " />"
	p.Type("every 0.2 ls /Shop/s1/cart\r")
	p.See("(q or Ctrl-C ends it)\n    total  12\n    user   \"Ann\"")
	fill(t, srv.Addr, "set /Shop/s1/cart/total 13", "set /Shop/s1/cart/new 1", "commit")
	p.See("ends it)\n    total  13\n    user   \"Ann\"\n    new    1") // unmarked at the next time
	fill(t, srv.Addr, "rm /Shop/s1/cart/user", "commit")
	p.See("ends it)\n    total  13\n    new    1")
	if s := p.Screen(); strings.Count(s, "ends it") != 1 || strings.Contains(s, "Ann") {
		t.Errorf("it is not drawn in place:\n%s", s)
	}
	for _, mark := range []string{"~", "+ ", "- "} {
		if !strings.Contains(p.Raw(), mark) {
			t.Errorf("there is no %s", mark)
		}
	}
	srv.Kill()
	p.See("error: ")
	p.See("connection refused")
	if s := p.Screen(); strings.Count(s, "ends it") != 1 {
		t.Errorf("it has ended:\n%s", s)
	}
	srv.Restart()
	fill(t, srv.Addr, "set /Shop/s1/cart/total 14", "commit")
	p.See("ends it)\n    total  14")
	p.Type("q")
	p.SeeLast(prompt)
	if s := p.Screen(); strings.Contains(s, "error") {
		t.Errorf("an error is left:\n%s", s)
	}
	enter(t, p, "pwd", prompt)

	p.Type("every 0.2 help ls\r") // longer than the screen
	p.Until("it a second time", func() bool { return strings.Count(p.Raw(), "help ls  ") > 1 })
	p.See("\n  ... ")
	p.See(" more lines")
	if s := p.Screen(); !strings.HasPrefix(s, "help ls  ") || strings.Count(s, "help ls  ") != 1 {
		t.Errorf("its beginning is not shown:\n%s", s)
	}
	p.Type("\x03")
	p.SeeLast(prompt)
	if s := p.Screen(); strings.Contains(s, "stopped") {
		t.Errorf("Ctrl-C is an error:\n%s", s)
	}
}

// TestEveryThatFailsFirst: what can be mended does not end it, nor what is not there yet; a wrong use
// does.
func TestEveryThatFailsFirst(t *testing.T) {
	t.Parallel()
	srv := memcachedtest.Start(t)
	p := shell(t, 140, 20, "--server", srv.Addr, "--color", "never")
	prompt := srv.Addr + " />"
	p.Type("every 0.2 get /Shop/s1/cart/total\r")
	p.See("ends it)\n  error: /Shop/s1/cart/total is not there")
	fill(t, srv.Addr, "set /Shop/s1/cart/total 13", "commit")
	p.See("ends it)\n  13")
	p.Type("q")
	p.SeeLast(prompt)
	srv.Kill()
	p.Type("every 0.2 ls /Shop\r")
	p.See("connection refused")
	srv.Restart()
	fill(t, srv.Addr, "set /Shop/s2/cart/total 14", "commit")
	p.See("ends it)\n    s2")
	p.Type("q")
	p.SeeLast(prompt)
	for _, line := range []string{"nonsense", "ls --nonsense", "top -n 0"} {
		enter(t, p, "every 0.2 "+line, prompt)
		p.See("error: ")
		p.Type("\x0c")
		p.SeeLast(prompt)
	}

	one := ptytest.Start(t, 140, 20, program(t, t.TempDir(), "--server", srv.Addr, "every", "-n", "2", "0.1", "get", "/Shop/s9/cart/total"))
	if status := one.Exit(); status != 1 || strings.Count(one.Screen(), "/Shop/s9/cart/total is not there") != 2 {
		t.Errorf("exit status %d\n%s", status, one.Screen())
	}
}

// TestTopLive: the rankings are listed again and again, as many as fit on the screen.
func TestTopLive(t *testing.T) {
	t.Parallel()
	srv := memcachedtest.Start(t)
	var lines []string
	for i := range 20 {
		lines = append(lines, fmt.Sprintf("set /Shop/visitor-%02d/cart/total %s", i, strings.Repeat("1", i+1)))
	}
	fill(t, srv.Addr, append(lines, "commit")...)
	p := shell(t, 70, 20, "--server", srv.Addr)
	p.Type("top --live\r")
	p.See("soonest to expire")
	if s := p.Screen(); strings.Count(s, "visitor-") != 15 || !strings.Contains(s, "all sessions  ") {
		t.Errorf("it does not show five of each:\n%s", s)
	}
	fill(t, srv.Addr, `set /Shop/visitor-00/cart/note "longer than all others are, by far"`, "commit")
	p.See("\n+ /Shop/visitor-00")
	for line := range strings.SplitSeq(p.Screen(), "\n") {
		if strings.HasPrefix(line, "~") && !strings.Contains(line, "visitor-00") {
			t.Errorf("what only the time has changed is marked: %s", line)
		}
	}
	p.Type("q")
	p.SeeLast(srv.Addr + " />")

	cmd := program(t, t.TempDir(), "--server", srv.Addr, "top", "--live", "-n", "1")
	one := ptytest.Start(t, 70, 20, cmd)
	one.See("soonest to expire")
	one.Type("q")
	if status := one.Exit(); status != 0 {
		t.Errorf("exit status %d", status)
	}
}
