//go:build unix

package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sessh/repl/line/ptytest"
	"sessh/session/memcached/memcachedtest"
)

// TestCookieIsHidden asks for a cookie at the prompt: what is typed or pasted is neither on
// the screen nor in any file, and Up and Ctrl-Y do not bring it back.
func TestCookieIsHidden(t *testing.T) {
	t.Parallel()
	const id, pasteBegins, pasteEnds = "8hsfyw1m7tgaxhq2eq2k6qbwbd1a1dcc", "\x1b[200~", "\x1b[201~"
	const signature = "eiU/zXqNIgbizmpoXjsEse3HEDmX2MIBUjFZcHDd6lA"
	srv := memcachedtest.Start(t)
	fill(t, srv.Addr, "set /django/"+id+"/user \"Ann\"", "set /express/9SxJRg6_h-OMO9g3ke4NkZGwu-ub1yGQ/cookie {\"originalMaxAge\": null}", "commit")
	state := t.TempDir()
	p := shellIn(t, state, 120, 40, "--server", srv.Addr)
	top, express := srv.Addr+" /", srv.Addr+" express/9SxJRg6_h-OMO9g3ke4NkZGwu-ub1yGQ"
	enter(t, p, "pwd", top+">")

	enter(t, p, "cookie -", "cookie (not shown):")
	p.Type("connect.sid=s:9SxJRg6_h-OMO9g3ke4NkZGwu-ub1yGQ." + signature + "x\x7f")
	p.Type("\t\x12\x1b[A") // Tab, Ctrl-R, Up
	enter(t, p, "", express+">")
	p.See("connect.sid, of express: /express/9SxJRg6_h-OMO9g3ke4NkZGwu-ub1yGQ (signature not checked)")

	enter(t, p, "cookie -", "cookie (not shown):")
	p.Type("discarded-" + signature + "\x15") // Ctrl-U
	enter(t, p, pasteBegins+"curl 'https://a.example' \\\n  -H 'X: "+signature+"' \\\n  -b 'sid="+id+"' \\\n  --compressed"+pasteEnds, srv.Addr+" django/"+id+">")
	p.See("sid, of django: /django/" + id)
	p.Type("\x19x") // Ctrl-Y
	p.SeeLast(srv.Addr + " django/" + id + "> x")
	enter(t, p, "\x15cd", top+">")

	enter(t, p, "cookie -", "cookie (not shown):")
	enter(t, p, "\x03", top+">")
	p.See("error: nothing was done")
	if strings.Contains(p.Raw(), signature) {
		t.Errorf("the screen has shown it:\n%s", p.Screen())
	}

	enter(t, p, pasteBegins+"cookie curl 'https://a.example' \\\n  -H 'X: "+signature+"' \\\n  -b 'connect.sid=s:9SxJRg6_h-OMO9g3ke4NkZGwu-ub1yGQ."+signature+"'"+pasteEnds, express+">")
	enter(t, p, "cookei s:9SxJRg6_h-OMO9g3ke4NkZGwu-ub1yGQ."+signature, express+">")
	enter(t, p, "cd .; cookie connect.sid=s:9SxJRg6_h-OMO9g3ke4NkZGwu-ub1yGQ."+signature, express+">")
	enter(t, p, "connect.sid=s:9SxJRg6_h-OMO9g3ke4NkZGwu-ub1yGQ."+signature, express+">")
	enter(t, p, "set user \"Ben\"", express+" *1>")
	enter(t, p, "history", express+" *1>")
	p.Type("\x04")
	p.See("1 change pending")
	p.Type("k\r")
	p.Exit()

	files := 0
	err := filepath.WalkDir(state, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files++
		text, err := os.ReadFile(path)
		if strings.Contains(string(text), signature) || strings.Contains(string(text), "9SxJRg6_h-OMO9g3ke4NkZGwu-ub1yGQ.") {
			t.Errorf("%s has the cookie:\n%s", path, text)
		}
		return err
	})
	if err != nil || files < 2 {
		t.Errorf("%d files, %v", files, err)
	}
}

// TestCookieAtTerminal asks for a cookie at a terminal without a prompt.
func TestCookieAtTerminal(t *testing.T) {
	t.Parallel()
	const id = "8hsfyw1m7tgaxhq2eq2k6qbwbd1a1dcc"
	srv := memcachedtest.Start(t)
	fill(t, srv.Addr, "set /django/"+id+"/user \"Ann\"", "commit")
	p := ptytest.Start(t, 100, 20, program(t, t.TempDir(), "--server", srv.Addr, "cookie", "-"))
	p.See("cookie (not shown):")
	p.Type("sid=hidden-text; a=" + id + "\r")
	p.See("a, of django: /django/" + id)
	if status := p.Exit(); status != 0 || strings.Contains(p.Raw(), "hidden-text") {
		t.Errorf("exit status %d\n%s", status, p.Screen())
	}
}
