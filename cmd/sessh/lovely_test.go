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
// Python reads of the session that each leaves.
var lovelyDocuments = []struct {
	name     string
	examples int
	left     string
}{
	{"savepoints.md", 41, "[('myData', [('info', 'before the savepoint')])]"},
	{"timeout.md", 58, "[('myData', [('info', 'before the savepoint')])]"},
	{"lifetime.md", 58, "[('q', [('l', 8)])]"},
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
