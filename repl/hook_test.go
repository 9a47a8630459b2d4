package repl

import (
	"bytes"
	"context"
	"errors"
	"testing"
)

// TestCommitWithAFailingHook: a commit stands whatever a hook after it says, and what was
// popped leaves the stash.
func TestCommitWithAFailingHook(t *testing.T) {
	var out bytes.Buffer
	o := Options{Out: &out, Server: "here", Store: NewMemory(), Pending: t.TempDir()}
	sh := New(o)
	run := func(sh *Shell, line string) error {
		out.Reset()
		return sh.Run(t.Context(), line)
	}
	for _, line := range []string{"set /C/b/p/n 1", "stash", "stash pop"} {
		if err := run(sh, line); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
	}
	failed := errors.New("the hook failed")
	if err := sh.work.Tx().AfterCommit(func(context.Context, bool) error { return failed }); err != nil {
		t.Fatal(err)
	}
	if err := run(sh, "commit"); !errors.Is(err, failed) {
		t.Errorf("commit: %v", err)
	}
	sh.Close(context.Background())
	next := New(o)
	defer next.Close(context.Background())
	for line, want := range map[string]string{"get /C/b/p/n": "1\n", "stash list": "the stash is empty\n"} {
		if err := run(next, line); err != nil || out.String() != want {
			t.Errorf("%s: %v, %s", line, err, out.String())
		}
	}
}
