//go:build unix

package main

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"sessh/session/format/crosstest"
	"sessh/session/memcached/memcachedtest"
)

// lovelyDocuments are walkthroughs of lovely.session, with their numbers of examples and what
// Python reads of the session that each leaves, if it leaves the one that read.py reads.
var lovelyDocuments = []struct {
	name     string
	examples int
	left     string
}{
	{"savepoints.md", 41, "[('myData', [('info', 'before the savepoint')])]"},
	{"timeout.md", 58, "[('myData', [('info', 'before the savepoint')])]"},
	{"lifetime.md", 61, "[('q', [('l', 8)])]"},
	{"timeout-at-commit.txt", 12, ""},
	{"hooks.txt", 22, ""},
	{"transactions.md", 91, ""},
	{"samples.md", 56, ""},
}

// TestLovelyDocuments replays walkthroughs of lovely.session, twice each, on both stores.
func TestLovelyDocuments(t *testing.T) {
	t.Parallel()
	for _, doc := range lovelyDocuments {
		t.Run(doc.name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join("testdata", "lovely", doc.name)
			srv := memcachedtest.Start(t)
			for _, args := range [][]string{{"replay"}, {"--server", srv.Addr, "replay", "--allow-flush"}} {
				for range 2 {
					out, err := output(t, t.TempDir(), append(args, file)...)
					if want := fmt.Sprintf("%s: %d passed, 0 failed", file, doc.examples); err != nil || !strings.Contains(out, want) {
						t.Fatalf("%v: %v\n%s", args, err, out)
					}
				}
			}
			if doc.left == "" {
				return
			}
			for _, version := range []string{"3", "2"} {
				t.Run("read by Python "+version, func(t *testing.T) {
					cmd := exec.Command(crosstest.Python(t, version), "testdata/lovely/read.py", srv.Addr)
					out, err := cmd.CombinedOutput()
					if got := strings.TrimSpace(string(out)); err != nil || got != doc.left {
						t.Errorf("%v: reads %s, want %s", err, got, doc.left)
					}
				})
			}
		})
	}
}

// TestLovelyServers: a client has the servers that sessh was started with.
func TestLovelyServers(t *testing.T) {
	t.Parallel()
	srv := memcachedtest.Start(t)
	out, _ := output(t, t.TempDir(), "--server", srv.Addr,
		"-c", ">>> from lovely.memcached.utility import MemcachedClient", "-c", "util = MemcachedClient()", "-c", "util.servers",
		"-c", "k = util.set('v', 'k')", "-c", "[(name, stats['total_items']) for name, stats in util.getStatistics()]",
		"-c", "util.servers = ['127.0.0.1:1']")
	for _, want := range []string{
		fmt.Sprintf("['%s']\n", srv.Addr), fmt.Sprintf("[('%s (1)', '1')]\n", srv.Addr),
		fmt.Sprintf("NotImplementedError: the servers are those that sessh was started with, ['%s'], and cannot be set to ['127.0.0.1:1']", srv.Addr),
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in\n%s", want, out)
		}
	}
}

// TestExceptionOfAHook is told at the prompt, and in scripts.
func TestExceptionOfAHook(t *testing.T) {
	t.Parallel()
	out, errs, err := outputs(t, t.TempDir(), "-c", ">>> def fail(ok): raise TypeError('no')",
		"-c", "transaction.get().addAfterCommitHook(fail)", "-c", "set /C/s/p/k 1", "-c", "commit", "-c", "get /C/s/p/k")
	const note = "note: the hook fail after a commit raised TypeError: no, which changes nothing"
	if err != nil || !strings.Contains(errs, note) || !strings.Contains(out, "committed 1 session, 1 change") {
		t.Errorf("%v\n%s%s", err, out, errs)
	}
}

// TestDataManagersOfAWalkthrough replays a walkthrough that joins data managers of its own to
// transactions.
func TestDataManagersOfAWalkthrough(t *testing.T) {
	t.Parallel()
	if out, err := output(t, t.TempDir(), "-c", ">>> class A: pass"); err != nil {
		t.Skip("statements define no classes: " + out)
	}
	if out, err := output(t, t.TempDir(), "replay", "testdata/lovely/datamanagers.md"); err != nil || !strings.Contains(out, "23 passed, 0 failed") {
		t.Errorf("%v\n%s", err, out)
	}
}
