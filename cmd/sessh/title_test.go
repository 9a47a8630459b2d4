//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sessh/repl/line/ptytest"
	"sessh/session/memcached/memcachedtest"
)

const (
	keepTitle    = "\x1b[22;2t"
	restoreTitle = "\x1b[23;2t"
	setTitle     = "\x1b]2;"
)

// configured returns a state folder with a configuration file in it.
func configured(t *testing.T, text string) string {
	t.Helper()
	state := t.TempDir()
	folder := filepath.Join(state, "sessh")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "config.toml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return state
}

// The window's title shows the server and the place, and is restored at the end.
func TestTitle(t *testing.T) {
	t.Parallel()
	p := shell(t, 100, 30, "--demo")
	enter(t, p, "cd /django", "demo django>")
	if raw := p.Raw(); !strings.Contains(raw, keepTitle) || !strings.Contains(raw, setTitle+"demo / - sessh\a") || !strings.Contains(raw, setTitle+"demo django - sessh\a") {
		t.Errorf("the title is not shown: %q", raw)
	}
	if strings.Contains(p.Raw(), restoreTitle) {
		t.Error("the title is restored too early")
	}
	enter(t, p, `cd "/x\u001b]2;y\u0007z"`, `demo "x\x1b]2;y\x07z">`)
	if strings.Contains(p.Raw(), "]2;y\a") || strings.Contains(p.Raw(), "2;demo \x1b") {
		t.Errorf("a name sets the title: %q", p.Raw())
	}
	p.Type("quit\r")
	if status := p.Exit(); status != 0 || !strings.Contains(p.Raw(), restoreTitle) {
		t.Errorf("status %d; the title is not restored: %q", status, p.Raw())
	}
}

// There is no title where it is switched off, or the terminal has none.
func TestNoTitle(t *testing.T) {
	t.Parallel()
	off := shellIn(t, configured(t, "title = false\n"), 100, 30)
	cmd := program(t, t.TempDir())
	dumb := ptytest.Start(t, 100, 30, cmd, "TERM=dumb")
	dumb.SeeLast("embedded />")
	for _, p := range []*ptytest.Terminal{off, dumb} {
		if raw := p.Raw(); strings.Contains(raw, "\x1b]") || strings.Contains(raw, keepTitle) {
			t.Errorf("there is a title: %q", raw)
		}
	}
}

// The prompt has the name of a server in the file, in its colour, that it is read-only, and
// the framework of a container whose name does not tell.
func TestPromptOfAServer(t *testing.T) {
	t.Parallel()
	srv := memcachedtest.Start(t)
	state := configured(t, "[server.prod]\naddress = '"+srv.Addr+"'\nread-only = true\ncolor = 'red'\nprefix = 'moodle_=php'\n[server.test]\naddress = '"+srv.Addr+"'\nconfirm = 'always'\n")
	p := shellIn(t, state, 100, 30, "prod")
	p.SeeLast("prod / (ro)>")
	if raw := p.Raw(); !strings.Contains(raw, "\x1b[31;1mprod\x1b[") || !strings.Contains(raw, setTitle+"prod / - sessh") {
		t.Errorf("the server is not red, or not in the title: %q", raw)
	}
	enter(t, p, "cd moodle", "prod moodle (moodle_=php) (ro)>")

	p = shellIn(t, state, 100, 30, "--server", "test", "--color", "never")
	enter(t, p, "set Shop/s1/cart/total 1", "test / *1>")
	if strings.Contains(p.Raw(), "\x1b[31") {
		t.Errorf("there are colours: %q", p.Raw())
	}
	p.Type("commit\r")
	p.SeeLast("Commit 1 change to " + srv.Addr + "? [y/N]")
	enter(t, p, "n", "test / *1>")
	p.See("error: nothing was committed")
	p.Type("commit\r")
	p.SeeLast("Commit 1 change to " + srv.Addr + "? [y/N]")
	enter(t, p, "y", "test />")
	p.See("committed 1 session, 1 change")
}
