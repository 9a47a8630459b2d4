package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"sessh/session/memcached/memcachedtest"
)

// A commit of more than fits into the memory of a server says that sessions may be gone.
func TestNoteOfEvictions(t *testing.T) {
	t.Parallel()
	var lines strings.Builder
	for i := range 1200 {
		fmt.Fprintf(&lines, `{"container":"Shop","session":"s%d","format":"sessh","data":{"cart":{"note":"%s"}}}`+"\n", i, strings.Repeat("x", 8000))
	}
	dump := filepath.Join(t.TempDir(), "dump.jsonl")
	if err := os.WriteFile(dump, []byte(lines.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	for memory, want := range map[string]string{
		"2":  `(?m)^note: \S+:\d+ evicted [\d,]+ items during the commit: some of the sessions may be gone; see doctor$`,
		"64": `^$`,
	} {
		t.Run(memory, func(t *testing.T) {
			t.Parallel()
			srv := memcachedtest.Start(t, "-m", memory)
			out, errs, err := outputs(t, t.TempDir(), "--server", srv.Addr, "load", dump)
			if err != nil || !strings.Contains(out, "committed 1200 sessions") || !regexp.MustCompile(want).MatchString(errs) {
				t.Errorf("%v, %q, %q", err, out, errs)
			}
		})
	}
}
