//go:build unix

package main

import (
	"os"
	"path/filepath"
	"testing"

	"sessh/session/memcached/memcachedtest"
)

// TestLogReachesBack: log shows, and revert takes back, what an earlier shell has committed to the
// same server, and what one beside it does; the files can be read by their owner only.
func TestLogReachesBack(t *testing.T) {
	t.Parallel()
	srv, other := memcachedtest.Start(t).Addr, memcachedtest.Start(t).Addr
	state := t.TempDir()
	first := shellIn(t, state, 100, 30, "--server", srv)
	enter(t, first, `set Shop/s1/cart {"total": 12, "note": "x"}`, srv+" / *2>")
	enter(t, first, "commit", srv+" />")
	enter(t, first, "set Shop/s1/cart/total 13", srv+" / *1>")
	enter(t, first, "rm Shop/s1/cart/note", srv+" / *2>")
	enter(t, first, "commit", srv+" />")
	enter(t, first, "set Shop/s1/cart/late 1", srv+" / *1>")
	enter(t, first, "commit", srv+" />")
	first.Type("\x04")
	first.Exit()

	folder := filepath.Join(state, "sessh", "commits")
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) != 3 {
		t.Fatal(entries, err)
	}
	for _, e := range entries {
		if info, err := e.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Error(info, err)
		}
	}
	if info, err := os.Stat(folder); err != nil || info.Mode().Perm() != 0o700 {
		t.Error(info, err)
	}

	second := shellIn(t, state, 100, 30, "--server", srv)
	enter(t, second, "log", srv+" />")
	second.See("2 changes in /Shop/s1")
	enter(t, second, "log 2", srv+" />")
	second.See("~ total  12 -> 13")
	second.See(`- note   "x"`)
	enter(t, second, "revert", srv+" / *1>")
	second.See("note: reverted 3  20")
	second.See("1 change in /Shop/s1, by another shell")
	enter(t, second, "undo", srv+" />")
	enter(t, second, "revert 2", srv+" / *2>")
	enter(t, second, "commit", srv+" />")
	enter(t, second, "get --json Shop/s1", srv+" />")
	second.See(`"total":12`)
	second.See(`"late":1`)
	enter(t, second, "log 4", srv+" />")
	second.See("4  20")

	beside := shellIn(t, state, 100, 30, "--server", srv)
	enter(t, beside, "set Shop/s2/cart/total 5", srv+" / *1>")
	enter(t, beside, "commit", srv+" />")
	enter(t, second, "log 5", srv+" />")
	second.See("1 change in /Shop/s2, by another shell")
	enter(t, second, "revert", srv+" / *2>")
	enter(t, second, "diff", srv+" / *2>")
	second.See("~ total  12 -> 13")
	enter(t, second, "abort", srv+" />")

	elsewhere := shellIn(t, state, 100, 30, "--server", other)
	enter(t, elsewhere, "log", other+" />")
	elsewhere.See("nothing was committed")

	forgets := shellIn(t, state, 100, 30, "--server", srv, "--no-recovery")
	enter(t, forgets, "log", srv+" />")
	forgets.See("nothing was committed in this run")
	enter(t, forgets, "set Shop/s1/cart/total 99", srv+" / *1>")
	enter(t, forgets, "commit", srv+" />")
	if entries, err := os.ReadDir(folder); err != nil || len(entries) != 5 {
		t.Error(entries, err)
	}
	enter(t, second, "revert 1", srv+" />")
	second.See("error: /Shop/s1 has been changed since")
}
