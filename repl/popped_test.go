package repl

import (
	"bytes"
	"context"
	"testing"
)

// TestPoppedThatTheServerHolds: what was taken back from the stash, and turns out to be what
// the server holds, leaves the stash with the commit that has nothing to write.
func TestPoppedThatTheServerHolds(t *testing.T) {
	var out bytes.Buffer
	sh := New(Options{Out: &out})
	defer sh.Close(context.Background())
	for _, line := range []string{
		"set /C/b/p/n 1", "stash", "aside set /C/b/p/n 1", "stash pop", "refresh --mine", "commit", "abort", "stash list",
	} {
		out.Reset()
		if err := sh.Run(t.Context(), line); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
	}
	if got := out.String(); got != "the stash is empty\n" {
		t.Errorf("the stash holds %s", got)
	}
}
