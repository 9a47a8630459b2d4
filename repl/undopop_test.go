package repl

import (
	"bytes"
	"strings"
	"testing"
)

// TestUndoOfAStashThatWasPopped: undo goes on from the pop of an entry to the stash that made it,
// and redo back, wherever the stash is kept.
func TestUndoOfAStashThatWasPopped(t *testing.T) {
	for name, o := range map[string]Options{
		"in memory":                  {},
		"in files":                   {Server: "here", Pending: t.TempDir()},
		"saved after each line":      {Server: "here", Pending: t.TempDir()},
		"several steps, then saving": {Server: "here", Pending: t.TempDir()},
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			o.Out, o.Store = &out, NewMemory()
			sh := New(o)
			defer sh.Close(t.Context())
			saves := strings.Contains(name, "sav")
			if saves {
				sh.work.StartSaving()
			}
			lines := []string{"undo", "undo", "redo", "redo", "undo", "undo", "redo", "redo", "commit"}
			if strings.HasPrefix(name, "several") {
				lines = []string{"undo 2", "redo 2", "undo 2", "redo 2", "commit"}
			}
			for _, line := range append([]string{"set /C/a/p/n 1", "stash lunch", "stash pop"}, lines...) {
				out.Reset()
				err := sh.Run(t.Context(), line)
				if saves {
					sh.saveAfter(err, true)
				}
				if err != nil {
					t.Fatalf("%s: %v", line, err)
				}
				out.Reset()
				if err := sh.Run(t.Context(), "stash list"); err != nil {
					t.Fatal(err)
				}
				pending, listed := sh.Pending() > 0, strings.Contains(out.String(), "lunch: 1 change")
				if line != "commit" && pending == listed {
					t.Fatalf("after %s: pending is %v, and in the stash %v", line, pending, listed)
				}
			}
			if got := out.String(); got != "the stash is empty\n" {
				t.Errorf("after the commit, the stash holds %s", got)
			}
		})
	}
}
