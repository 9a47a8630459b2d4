//go:build unix

package main

import (
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"sessh/repl/line/ptytest"
	"sessh/session/memcached/memcachedtest"
)

// shell starts sessh on a terminal.
func shell(t *testing.T, cols, rows int, args ...string) *ptytest.Terminal {
	t.Helper()
	return shellIn(t, t.TempDir(), cols, rows, args...)
}

func shellIn(t *testing.T, state string, cols, rows int, args ...string) *ptytest.Terminal {
	t.Helper()
	p := ptytest.Start(t, cols, rows, program(t, state, args...))
	p.Until("the prompt", func() bool { return strings.HasSuffix(p.Screen(), ">") })
	t.Cleanup(func() {
		if raw := p.Raw(); strings.Contains(raw, "panic:") || strings.Contains(raw, "DATA RACE") || strings.Contains(raw, "bug in sessh") {
			t.Errorf("it panicked, or raced:\n%s", raw)
		}
	})
	return p
}

// heedHangUps has programs end by SIGHUP that are started from here on. They would inherit that it is
// ignored from tests that run under nohup.
var heedHangUps = sync.OnceFunc(func() {
	if signal.Ignored(syscall.SIGHUP) {
		signal.Notify(make(chan os.Signal, 1), syscall.SIGHUP)
	}
})

// executable writes a program in sh, and returns its file.
func executable(t *testing.T, name, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte("#!/bin/sh\n"+text), 0o700); err != nil { //nolint:gosec // it is run
		t.Fatal(err)
	}
	return file
}

// program is this test binary, run as sessh: see testscript.Main.
func program(t *testing.T, state string, args ...string) *exec.Cmd {
	t.Helper()
	heedHangUps()
	bin := filepath.Join(t.TempDir(), "sessh")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(self, bin); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(bin, args...)
	cmd.Env = append(os.Environ(), environment(state)...)
	return cmd
}

// enter types a line, and waits for the prompt that comes after it.
func enter(t *testing.T, p *ptytest.Terminal, line, prompt string) {
	t.Helper()
	before := strings.Count(p.Raw(), readsLine)
	p.Type(line + "\r")
	p.Until("the next line to be read", func() bool { return strings.Count(p.Raw(), readsLine) > before })
	p.SeeLast(prompt)
}

// readsLine is what the editor sends when it begins to read a line.
const readsLine = "\x1b[?2004h"

func TestPromptTellsTheState(t *testing.T) {
	t.Parallel()
	p := shell(t, 100, 30)
	p.See("No --server was given: the sessions are in this process's memory")
	enter(t, p, "cd MemCacheSession/mySessionId/myData", "embedded MemCacheSession/mySessionId/myData>")
	enter(t, p, "set info stored in memcache", "embedded MemCacheSession/mySessionId/myData *1>")
	enter(t, p, "savepoint keep", "embedded MemCacheSession/mySessionId/myData *1 [keep]>")
	enter(t, p, "set info other", "embedded MemCacheSession/mySessionId/myData *1 [keep]>")
	enter(t, p, "set new go away", "embedded MemCacheSession/mySessionId/myData *2 [keep]>")
	enter(t, p, "rollback", "embedded MemCacheSession/mySessionId/myData *1 [keep]>")
	enter(t, p, "commit", "embedded MemCacheSession/mySessionId/myData>")
	enter(t, p, "cd", "embedded />")
}

// TestValueInLines: JSON is typed and pasted in lines, up to where it ends or is none.
func TestValueInLines(t *testing.T) {
	t.Parallel()
	const pasteBegins, pasteEnds = "\x1b[200~", "\x1b[201~"
	p := shell(t, 100, 40)
	enter(t, p, "set Shop/s1/cart/typed {", "...")
	enter(t, p, `  "a": [1,`, "...")
	enter(t, p, `2]`, "...")
	enter(t, p, "}", "embedded / *1>")
	enter(t, p, "\x1b[A\r", "embedded / *1>")
	p.See(`> set Shop/s1/cart/typed {⏎  "a": [1,⏎2]⏎}`)
	enter(t, p, "set Shop/s1/cart/dropped [", "...")
	enter(t, p, "\x03", "embedded / *1>")
	enter(t, p, pasteBegins+"set Shop/s1/cart/pasted {\n\t\"b\": [\n3\n]\n}\nset Shop/s1/cart/next 4\nset Shop/s1/cart/last ["+pasteEnds, "...")
	enter(t, p, pasteBegins+"5\n]\nset Shop/s1/cart/after 6"+pasteEnds, "embedded / *5>")
	enter(t, p, "set Shop/s1/cart/wrong {", "...")
	enter(t, p, "status", "embedded / *5>")
	p.See(`error: not JSON: at byte 2: invalid character 's'`)
	p.See("hint: --string takes it as text")
	enter(t, p, "get --json Shop/s1/cart", "embedded / *5>")
	p.See(`{"typed":{"a":[1,2]},"pasted":{"b":[3]},"next":4,"last":[5],"after":6}`)
}

// TestNothingIsTold: where nothing is listed, a word says why.
func TestNothingIsTold(t *testing.T) {
	t.Parallel()
	const isNew = "(new: created by the first key that is set in it)"
	p := shell(t, 100, 40)
	enter(t, p, "set Shop/s1/cart/total 12", "embedded / *1>")
	enter(t, p, "commit", "embedded />")
	for _, tt := range []struct{ line, said string }{
		{"ls Nope", "(no sessions in /Nope)"}, {"tree Nope", "(no sessions in /Nope)"}, {"ls Shop/x*", "(nothing matches)"}, {"ls Shop/s2", isNew}, {"get Shop/s2", isNew},
		{"tree Shop/s2", isNew}, {"ls Shop/s1/other", isNew}, {"ls Shop", ""}, {"get Shop/s1", ""}, {"ls Shop/s1/c*", ""},
	} {
		before := len(p.Raw())
		enter(t, p, tt.line, "embedded />")
		said := p.Raw()[before:]
		if tt.said == "" && strings.Contains(said, "(n") || !strings.Contains(said, tt.said) {
			t.Errorf("%s says\n%s, want %q", tt.line, said, tt.said)
		}
	}
}

func TestReadOnlyPrompt(t *testing.T) {
	t.Parallel()
	p := shell(t, 100, 30, "--read-only")
	p.SeeLast("embedded / (ro)>")
}

func TestColours(t *testing.T) {
	t.Parallel()
	p := shell(t, 100, 30)
	enter(t, p, "set /C/s/p/k 1", "embedded / *1>")
	enter(t, p, "diff", "embedded / *1>")
	if !strings.Contains(p.Raw(), "\x1b[32m+ k  1") {
		t.Errorf("what is added is not green: %q", p.Raw())
	}
	p = shell(t, 100, 30, "--color", "never")
	enter(t, p, "set /C/s/p/k 1", "embedded / *1>")
	enter(t, p, "diff", "embedded / *1>")
	if strings.Contains(p.Raw(), "\x1b[32m") {
		t.Errorf("there are colours: %q", p.Raw())
	}
}

// complete types keys that end in Tab, and Tab again as long as the server is still
// being asked, until the line is what is wanted. A menu may be below it.
func complete(p *ptytest.Terminal, keys, want string) {
	typeUntil(p, keys, "\t", "the completed line "+want, func() bool {
		return strings.Contains("\n"+p.Screen()+"\n", "\n"+strings.TrimRight(want, " ")+"\n")
	})
}

// typeUntil types keys with a Tab in them, and others as long as the server is still being asked,
// which the editor reports once, until something is so.
func typeUntil(p *ptytest.Terminal, keys, others, what string, ok func() bool) {
	const asking = "still asking the server"
	const again = time.Second // much longer than the editor waits
	seen := strings.Count(p.Raw(), asking)
	p.Type(keys)
	typed := time.Now()
	p.Until(what, func() bool {
		if ok() {
			return true
		}
		if strings.Count(p.Raw(), asking) > seen && time.Since(typed) > again {
			p.Type(others)
			typed = time.Now()
		}
		return false
	})
}

// fill runs lines on a server.
func fill(t *testing.T, addr string, lines ...string) {
	t.Helper()
	if out, err := outputOf(t, t.TempDir(), strings.Join(lines, "\n")+"\n", "--server", addr); err != nil {
		t.Fatalf("%v: %v\n%s", lines, err, out)
	}
}

func TestCtrlCClearsTheLineAndStopsWork(t *testing.T) {
	t.Parallel()
	srv := memcachedtest.Start(t)
	p := shell(t, 100, 30, "--server", srv.Addr, "--timeout", "60s")
	p.Type("half a line\x03")
	p.See("half a line^C")
	p.SeeLast(srv.Addr + " />")
	srv.Pause()
	p.Type("tree /\r")
	p.SeeLast("/") // the first line of the tree; the rest hangs
	p.Type("\x03")
	p.See("error: stopped")
	srv.Resume()
	enter(t, p, "pwd", srv.Addr+" />")
	before := len(p.Raw())
	p.Type("watch Shop\r")
	p.See("(watching /Shop; q or Ctrl-C ends it)")
	p.Type("\x03")
	p.SeeLast(srv.Addr + " />")
	p.Type("watch Shop/none\r")
	p.See("(watching /Shop/none, which is not there yet; q or Ctrl-C ends it)")
	p.Type("\x03")
	p.SeeLast(srv.Addr + " />")
	if said := p.Raw()[before:]; strings.Contains(said, "error") {
		t.Errorf("ending a watch is an error:\n%s", said)
	}
}

func TestCtrlDAsksAboutPendingChanges(t *testing.T) {
	t.Parallel()
	srv := memcachedtest.Start(t)
	p := shell(t, 100, 30, "--server", srv.Addr)
	enter(t, p, "set /C/s/p/k 1", srv.Addr+" / *1>")
	p.Type("\x04")
	p.See("1 change pending: commit, keep for later, drop, or stay? [c/k/d/S]")
	p.Type("\r")
	p.SeeLast(srv.Addr + " / *1>")
	p.Type("quit\r")
	p.Until("the question again", func() bool { return strings.Count(p.Screen(), "[c/k/d/S]") == 2 })
	p.Type("c\r")
	if status := p.Exit(); status != 0 {
		t.Errorf("exit status %d", status)
	}
	p = shell(t, 100, 30, "--server", srv.Addr)
	enter(t, p, "get /C/s/p/k", srv.Addr+" />")
	p.See("\n1\n")
	p.Type("\x04")
	if status := p.Exit(); status != 0 {
		t.Errorf("exit status %d", status)
	}
}

func TestHistoryIsKept(t *testing.T) {
	t.Parallel()
	state := t.TempDir()
	p := shellIn(t, state, 100, 30)
	enter(t, p, "set /C/s/p/k 1", "embedded / *1>")
	enter(t, p, "abort", "embedded />")
	p.Type("\x04")
	p.Exit()
	p = shellIn(t, state, 100, 30)
	p.Type("\x10\x10")
	p.SeeLast("embedded /> set /C/s/p/k 1")
	p.Type("\r")
	enter(t, p, "history", "embedded / *1>")
	p.See("    1  set /C/s/p/k 1")
	info, err := os.Stat(filepath.Join(state, "sessh", "history"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("history: %v, %v", info, err)
	}
}

func TestNarrowWindow(t *testing.T) {
	t.Parallel()
	p := shell(t, 40, 24)
	enter(t, p, "cd /MemCacheSession/mySessionId/myData", "embedded …ssionId/myData>")
	p.Type("set info " + strings.Repeat("long ", 20) + "\r")
	p.See("*1>")
	p.Type("ls\r")
	p.See("(99 bytes)")
	for _, l := range strings.Split(p.Screen(), "\n") {
		if len([]rune(l)) > 40 {
			t.Errorf("a line is wider than the window: %q", l)
		}
	}
	p.Type("get info\r")
	p.Until("the whole value", func() bool {
		return strings.Contains(strings.ReplaceAll(p.Screen(), "\n", ""), `"`+strings.Repeat("long ", 19)+`long"`)
	})
	p.Resize(100, 30)
	enter(t, p, "pwd", "embedded MemCacheSession/mySessionId/myData *1>")
}

// Two shells edit the same key: the second to commit is warned, and loses nothing.
func TestConflictBetweenTwoShells(t *testing.T) {
	t.Parallel()
	srv := memcachedtest.Start(t)
	fill(t, srv.Addr, "set /C/s/p/k base", "commit")
	one, two := shell(t, 100, 30, "--server", srv.Addr), shell(t, 100, 30, "--server", srv.Addr)
	enter(t, one, "set /C/s/p/k one", srv.Addr+" / *1>")
	enter(t, two, "set /C/s/p/k two", srv.Addr+" / *1>")
	enter(t, two, "set /C/s/p/other kept", srv.Addr+" / *2>")
	enter(t, one, "commit", srv.Addr+" />")
	enter(t, two, "commit", srv.Addr+" / *2 ≠>")
	for _, text := range []string{"! /C/s/p/k", `base    "base"`, `mine    "two"`, `theirs  "one"`, "error: /C/s: conflict"} {
		two.See(text)
	}
	enter(t, two, "refresh --mine", srv.Addr+" / *2>")
	enter(t, two, "commit", srv.Addr+" />")
	enter(t, one, "get /C/s/p/k", srv.Addr+" />")
	one.See(`"two"`)
}

// The server dies between set and commit: the changes are still there, and
// after a restart commit works.
func TestServerDiesBeforeCommit(t *testing.T) {
	t.Parallel()
	srv := memcachedtest.Start(t)
	p := shell(t, 100, 40, "--server", srv.Addr)
	enter(t, p, "set /C/new/p/k 1", srv.Addr+" / *1>")
	srv.Kill()
	enter(t, p, "commit", srv.Addr+" / *1>")
	p.See("connection refused")
	p.See("hint: what is pending is kept")
	// What cannot be read is never shown as empty.
	for _, l := range []string{"ls /C/other", "get /C/other/p/k", "ls /C", "cd /C/other/p", "tree /", "info /C/other"} {
		p.Type("\x0c")
		enter(t, p, l, srv.Addr+" / *1>")
		p.See("error: ")
	}
	srv.Restart()
	enter(t, p, "commit", srv.Addr+" />")
	p.See("committed 1 session, 1 change")
	enter(t, p, "get /C/new/p/k", srv.Addr+" />")

	// A session that the restart has taken is a conflict, not a loss.
	enter(t, p, "set /C/new/p/k 2", srv.Addr+" / *1>")
	srv.Restart()
	enter(t, p, "commit", srv.Addr+" / *1 ≠>")
	p.See("it is gone from the server")
	enter(t, p, "refresh --mine", srv.Addr+" / *1>")
	enter(t, p, "commit", srv.Addr+" />")
}

func TestFlushAsksForTheServersName(t *testing.T) {
	t.Parallel()
	srv := memcachedtest.Start(t)
	fill(t, srv.Addr, "set /C/s/p/k 1", "commit")
	p := shell(t, 100, 30, "--server", srv.Addr)
	p.Type("flush\r")
	p.See("Type the server's name to go on:")
	p.Type("yes\r")
	p.See("not the name of the server: nothing was removed")
	p.Type("flush\r")
	p.Until("the question again", func() bool {
		return strings.Count(p.Raw(), "Type the server's name") >= 2 && strings.HasSuffix(p.Screen(), "on:")
	})
	p.Type(srv.Addr + "\r")
	p.See("removed everything from " + srv.Addr)
}

func TestEditor(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	editor := executable(t, "editor", "sed -i 's/tea/coffee/' \"$1\"\n")
	cmd := program(t, dir)
	cmd.Env = append(cmd.Env, "VISUAL="+editor)
	p := ptytest.Start(t, 100, 30, cmd)
	p.SeeLast("embedded />")
	enter(t, p, `set /C/s/p/items ["tea", "bread"]`, "embedded / *1>")
	enter(t, p, "edit /C/s/p/items", "embedded / *1>")
	enter(t, p, "ls /C/s/p", "embedded / *1>")
	p.See(`["coffee", "bread"]`)
	enter(t, p, "edit /C/s/p/items", "embedded / *1>")
	p.See("nothing was changed")
}

// TestConflictInTheEditor: both sides are there between markers, which must not
// stay.
func TestConflictInTheEditor(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	// The first time the markers are left in it, the second time they are not.
	script := "cp \"$1\" " + dir + "/seen\nif test -e " + dir + "/again; then echo 42 >\"$1\"; else touch " + dir + "/again; echo '>>>>>>> theirs' >>\"$1\"; fi\n"
	editor := executable(t, "editor", script)
	cmd := program(t, dir)
	cmd.Env = append(cmd.Env, "VISUAL="+editor)
	p := ptytest.Start(t, 100, 30, cmd)
	p.SeeLast("embedded />")
	enter(t, p, "set /C/s/p/n 1", "embedded / *1>")
	enter(t, p, "commit", "embedded />")
	enter(t, p, "set /C/s/p/n 2", "embedded / *1>")
	enter(t, p, "aside set /C/s/p/n 3", "embedded / *1 ≠>")
	p.Type("resolve --edit /C/s/p/n\r")
	p.See("the markers of the conflict are still in it; edit again? [Y/n]")
	p.Type("\r")
	p.See("resolved 1 conflict: edit")
	p.SeeLast("embedded / *1>")
	enter(t, p, "get /C/s/p/n", "embedded / *1>")
	p.See("42")
	enter(t, p, "commit", "embedded />")
	seen, err := os.ReadFile(dir + "/seen")
	if want := "<<<<<<< mine\n2\n||||||| base\n1\n=======\n3\n>>>>>>> theirs\n"; err != nil || !strings.HasPrefix(string(seen), want) {
		t.Errorf("the editor was given %q, %v", seen, err)
	}
}

func TestShellOnFailure(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "walk.md")
	if err := os.WriteFile(file, []byte("    sessh> set /C/s/p/k 1\n    sessh> get /C/s/p/k\n    2\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	p := shell(t, 100, 30)
	p.Type("replay --shell-on-failure " + file + "\r")
	p.See("walk.md:2: the output differs from what is expected")
	p.See("+ 1")
	p.See("failed: this is the shell as it left it")
	p.SeeLast("embedded / *1>")
	enter(t, p, "get /C/s/p/k", "embedded / *1>")
	p.Type("quit --discard\r")
	p.See("1 passed, 1 failed")
	p.SeeLast("embedded />")
}

func TestTerminationEndsTheShell(t *testing.T) {
	t.Parallel()
	p := shell(t, 100, 30)
	p.Process().Signal(syscall.SIGTERM)
	p.Exit()
}

// A session that another program has changed under the open transaction is marked in
// the prompt before one runs into the conflict.
func TestPromptTellsOfOthers(t *testing.T) {
	t.Parallel()
	srv := memcachedtest.Start(t)
	fill(t, srv.Addr, "set /C/s/p/k 1", "commit")
	p := shell(t, 100, 30, "--server", srv.Addr)
	enter(t, p, "set /C/s/p/mine 1", srv.Addr+" / *1>")
	fill(t, srv.Addr, "set /C/s/p/theirs 1", "commit")
	enter(t, p, "pwd", srv.Addr+" / *1 ≠>")
	enter(t, p, "refresh", srv.Addr+" / *1>")
	enter(t, p, "undo", srv.Addr+" / *1 ≠>")
	enter(t, p, "undo", srv.Addr+" />")
	enter(t, p, "redo 2", srv.Addr+" / *1>")
	enter(t, p, "savepoint here", srv.Addr+" / *1 [here]>")
	fill(t, srv.Addr, "set /C/s/p/theirs 2", "commit")
	enter(t, p, "pwd", srv.Addr+" / *1 ≠ [here]>")
	enter(t, p, "refresh", srv.Addr+" / *1 [here]>")
	enter(t, p, "rollback", srv.Addr+" / *1 ≠ [here]>")
	enter(t, p, "undo", srv.Addr+" / *1 [here]>")
	enter(t, p, "commit", srv.Addr+" />")
}

func TestUnlockAsks(t *testing.T) {
	t.Parallel()
	srv := memcachedtest.Start(t)
	const lock = "memc.sess.key.lock.s1"
	fill(t, srv.Addr, "set /php/s1/name Bob", "commit")
	srv.Ask("set "+lock+" 0 0 1\r\n1\r\n", "STORED")
	held := func() bool { return strings.Contains(srv.Ask("get "+lock+"\r\n", "END"), "VALUE") }
	p := shell(t, 100, 30, "--server", srv.Addr)
	p.Type("unlock /php/s1\r")
	p.See("/php/s1 is locked by the application, last used")
	p.See("Remove the lock? [y/N]")
	p.Type("\r")
	p.See("the lock was not removed")
	if !held() {
		t.Error("it is gone")
	}
	p.Type("unlock /php/s1\r")
	p.Until("the question again", func() bool {
		return strings.Count(p.Raw(), "Remove the lock?") >= 2 && strings.HasSuffix(p.Screen(), "[y/N]")
	})
	p.Type("y\r")
	p.See("/php/s1 is unlocked")
	if held() {
		t.Error("it is still there")
	}
	enter(t, p, "set /php/s1/name Anna", srv.Addr+" / *1>")
	p.Type("commit\r")
	p.See("committed 1 session, 1 change")
}
