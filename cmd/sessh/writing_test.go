//go:build unix

package main

import (
	"os"
	"path/filepath"
	"testing"

	"sessh/session/memcached/memcachedtest"
)

// TestReplayAsksBeforeItWrites: at the prompt a replay on a real server asks once, before the
// first thing is written, however many files write.
func TestReplayAsksBeforeItWrites(t *testing.T) {
	t.Parallel()
	srv := memcachedtest.Start(t)
	dir := t.TempDir()
	files := ""
	for _, name := range []string{"one", "two"} {
		file := filepath.Join(dir, name+".md")
		text := "    sessh> set /" + name + "/s/p/k 1\n    sessh> commit\n    committed ...\n"
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		files += " " + file
	}
	p := shell(t, 200, 30, "--server", srv.Addr)
	p.Type("replay" + files + "\r")
	p.See("one.md writes to " + srv.Addr + ". Go on? [y/N]")
	p.Type("n\r")
	p.See("stopped before it wrote anything")
	p.SeeLast(srv.Addr + " />")
	enter(t, p, "ls", srv.Addr+" />")
	p.Type("replay" + files + "\r")
	p.See("Go on? [y/N]")
	p.Type("y\r")
	p.See("two.md: 2 passed, 0 failed")
	p.SeeLast(srv.Addr + " />")
	p.Type("ls\r")
	p.See("one  1 session")
	p.See("two  1 session")
}

// TestReplayWatches: a file that is saved is replayed again, until Ctrl-C, which is no error.
func TestReplayWatches(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "walk.md")
	save := func(text string) {
		t.Helper()
		if err := os.WriteFile(file+".new", []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(file+".new", file); err != nil {
			t.Fatal(err)
		}
	}
	save("    sessh> pwd\n    /\n")
	p := shell(t, 200, 30)
	p.Type("replay --watch " + file + "\r")
	p.See("walk.md: 1 passed, 0 failed")
	p.See("walk.md is saved; Ctrl-C ends it)")
	save("    sessh> pwd\n    /elsewhere\n")
	p.See("walk.md was saved")
	p.See("walk.md:1: the output differs")
	p.See("error: 1 of 1 example failed")
	p.See("is saved; Ctrl-C ends it)")
	save("    sessh> pwd\n    /\n    sessh> pwd\n    /\n")
	p.See("walk.md: 2 passed, 0 failed")
	p.See("is saved; Ctrl-C ends it)")
	p.Type("\x03")
	p.SeeLast("embedded />")
	enter(t, p, "pwd", "embedded />")
}
