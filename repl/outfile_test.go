package repl

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sessh/session/memstore"
)

// TestInterruptedDumpLeavesFiles: a dump that Ctrl-C stops leaves no part of itself, and
// what was there.
func TestInterruptedDumpLeavesFiles(t *testing.T) {
	const n = 1500
	var sessions strings.Builder
	for i := range n {
		fmt.Fprintf(&sessions, "set /Shop/s%d/cart/total %d\n", i, i)
	}
	for name, was := range map[string]string{"a new file": "", "one that is there": "what was there\n"} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			file := filepath.Join(dir, "dump.jsonl")
			if was != "" {
				if err := os.WriteFile(file, []byte(was), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			sh := New(Options{Store: memstore.New(memstore.Options{})})
			defer sh.Close(context.Background())
			if err := sh.script(t.Context(), "", linesOf(sessions.String()+"commit")); err != nil {
				t.Fatal(err)
			}
			if err := sh.Run(newPatient(t.Context(), n/4), "dump --force /Shop "+file); err == nil {
				t.Fatal("it was not stopped")
			}
			got, err := os.ReadFile(file)
			if string(got) != was || (err == nil) != (was != "") {
				t.Errorf("the file holds %d bytes, %v", len(got), err)
			}
			left, err := os.ReadDir(dir)
			if err != nil || len(left) > 1 || len(left) == 1 && was == "" {
				t.Errorf("there is %v, %v", left, err)
			}
		})
	}
}
