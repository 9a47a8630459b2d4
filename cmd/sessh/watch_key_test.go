//go:build unix

package main

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"sessh/repl/line/ptytest"
	"sessh/session/memcached/memcachedtest"
)

// TestWatchEndsWithQ: q ends a watch, other keys do not, and neither is typed at
// the prompt that follows.
func TestWatchEndsWithQ(t *testing.T) {
	t.Parallel()
	srv := memcachedtest.Start(t)
	p := shell(t, 100, 30, "--server", srv.Addr)
	prompt := srv.Addr + " />"
	for _, tt := range []struct{ line, keys string }{
		{"watch Shop", "q"}, {"watch", "Q"}, {"watch Shop/s1", "abc\rq"}, {"watch --count 5 Shop", "q"}, {"watch --for 1h Shop", "\x04"},
	} {
		before := len(p.Raw())
		told := strings.Count(p.Raw(), "q or Ctrl-C ends it")
		p.Type(tt.line + "\r")
		if strings.Contains(tt.line, "--") {
			p.Until("the watch to begin", func() bool { return len(mode(t, p, "-icanon", "isig")) > 0 })
		} else {
			p.Until("the note", func() bool { return strings.Count(p.Raw(), "q or Ctrl-C ends it") > told })
		}
		p.Type(tt.keys)
		p.Until("the prompt", func() bool { return strings.Count(p.Raw()[before:], "\x1b[?2004h") == 1 })
		p.SeeLast(prompt)
		if said := p.Raw()[before:]; strings.Contains(said, "error") || strings.Contains(said, "abc") {
			t.Errorf("%s: it says\n%s", tt.line, said)
		}
	}
	enter(t, p, "pwd", prompt)
}

// mode returns what stty says of the terminal that a program runs on, where it has
// all of the settings.
func mode(t *testing.T, p *ptytest.Terminal, settings ...string) string {
	t.Helper()
	tty, err := os.Readlink(fmt.Sprintf("/proc/%d/fd/0", p.Process().Pid))
	if err != nil {
		t.Skip("skipped: ", err)
	}
	return modeOf(t, tty, settings...)
}

func modeOf(t *testing.T, tty string, settings ...string) string {
	t.Helper()
	f, err := os.OpenFile(tty, os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	cmd := exec.Command("stty", "-a")
	cmd.Stdin = f
	out, err := cmd.Output()
	if err != nil {
		t.Skip("skipped: there is no stty: ", err)
	}
	words := " " + strings.Join(strings.Fields(strings.ReplaceAll(string(out), ";", " ")), " ") + " "
	for _, s := range settings {
		if !strings.Contains(words, " "+s+" ") {
			return ""
		}
	}
	return words
}

// TestWatchGivesTheTerminalBack: whatever ends a watch, the terminal is as it was.
func TestWatchGivesTheTerminalBack(t *testing.T) {
	t.Parallel()
	srv := memcachedtest.Start(t)
	for _, tt := range []struct {
		name string
		end  func(p *ptytest.Terminal)
	}{
		{"q", func(p *ptytest.Terminal) { p.Type("q") }},
		{"Ctrl-C", func(p *ptytest.Terminal) { p.Type("\x03") }},
		{"TERM", func(p *ptytest.Terminal) { p.Process().Signal(syscall.SIGTERM) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := ptytest.Start(t, 100, 30, program(t, t.TempDir(), "--server", srv.Addr, "watch", "/Shop"))
			p.See("q or Ctrl-C ends it")
			tty, err := os.Readlink(fmt.Sprintf("/proc/%d/fd/0", p.Process().Pid))
			if err != nil {
				t.Skip("skipped: ", err)
			}
			if modeOf(t, tty, "-icanon", "-echo", "isig") == "" {
				t.Errorf("keys are not read one by one: %s", modeOf(t, tty))
			}
			tt.end(p)
			p.Exit()
			if modeOf(t, tty, "icanon", "echo", "isig") == "" {
				t.Errorf("it left the terminal as %s", modeOf(t, tty))
			}
		})
	}
}

// TestWatchElsewhere: where no one is at the keyboard, no keys are read.
func TestWatchElsewhere(t *testing.T) {
	t.Parallel()
	srv := memcachedtest.Start(t)
	p := shell(t, 100, 30, "--server", srv.Addr)
	file := t.TempDir() + "/lines"
	write(t, file, "watch --for 300ms /Shop\npwd\n")
	p.Type("source " + file + "\rquit\r") // what is typed ahead stays for the prompt
	if status := p.Exit(); status != 0 {
		t.Errorf("exit status %d", status)
	}
	if raw := p.Raw(); strings.Count(raw, "\x1b[?2004h") != 2 {
		t.Errorf("%q", raw)
	}
}
