package repl

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sessh/repl/stash"
	"sessh/session"
)

// deaf is a store whose answers about some writes are lost, and in which nothing can be
// put back then.
type deaf struct {
	session.Store
	key string // of those; "": none
}

func (s *deaf) Apply(ctx context.Context, writes []session.Write) []session.Outcome {
	if s.key != "" && writes[0].Delete {
		return []session.Outcome{{State: session.Overtaken}}
	}
	outcomes := s.Store.Apply(ctx, writes)
	for i, w := range writes {
		if s.key != "" && strings.Contains(w.Key, s.key) {
			outcomes[i] = session.Outcome{State: session.Unknown, Err: errors.New("the answer was lost")}
		}
	}
	return outcomes
}

// TestHalfCommitted: what was taken back stays in the stash until all of it is
// committed.
func TestHalfCommitted(t *testing.T) {
	for _, end := range []string{"commit", "abort", "close"} {
		t.Run(end, func(t *testing.T) {
			var out bytes.Buffer
			store := &deaf{Store: NewMemory()}
			o := Options{Store: store, Server: "here", Out: &out, Pending: t.TempDir()}
			sh := New(o)
			run := func(line string) error {
				t.Helper()
				out.Reset()
				return sh.Run(t.Context(), line)
			}
			must := func(line, want string) {
				t.Helper()
				if err := run(line); err != nil || !strings.Contains(out.String(), want) {
					t.Fatalf("%s: %v, %s", line, err, out.String())
				}
			}
			must("set /C/a/p/n 1", "")
			must("set /C/b/p/n 1", "")
			must("stash", "kept 2 changes")
			must("stash pop", "pending again")
			store.key = "/b"
			if err := run("commit"); err == nil {
				t.Fatalf("committed: %s", out.String())
			}
			store.key = ""
			must("status", "1 change in 1 session\n+ /C/b")
			switch end {
			case "commit":
				must("commit", "nothing to commit: the server holds exactly what was pending")
				must("stash list", "the stash is empty")
			case "abort":
				must("abort", "1 change dropped")
				must("stash list", "0  1 change in /C/b, dropped by abort")
			}
			if err := sh.Close(t.Context()); err != nil {
				t.Fatal(err)
			}
			if end == "close" {
				sh = New(o)
				must("stash list", "0  2 changes in /C/a, /C/b, kept by you")
			}
		})
	}
}

// TestDroppedWhereNothingCanBeKept: abort does what it is for, and says that it cannot be
// undone; stash does nothing.
func TestDroppedWhereNothingCanBeKept(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	var out, notes bytes.Buffer
	sh := New(Options{Out: &out, Err: &notes, Pending: filepath.Join(file, "folder")})
	sh.keeper = sh.shelf.lasting.(*stash.Folder).Keeper()
	sh.ask = func(context.Context, string) (string, error) { return "", errors.New("nobody") }
	for _, line := range []string{"set /C/a/p/n 1", "abort"} {
		if err := sh.Run(t.Context(), line); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
	}
	if sh.Pending() != 0 || !strings.Contains(notes.String(), "what was dropped is not kept: ") {
		t.Errorf("%d changes pending, and told: %s", sh.Pending(), notes.String())
	}
	if err := sh.Run(t.Context(), "undo"); err == nil || err.Error() != "there is nothing to undo" {
		t.Errorf("undo: %v", err)
	}
	if err := sh.Run(t.Context(), "set /C/a/p/n 1"); err != nil {
		t.Fatal(err)
	}
	if err := sh.Run(t.Context(), "stash"); err == nil || sh.Pending() != 1 {
		t.Errorf("stash: %v, %d changes pending", err, sh.Pending())
	}
}

// TestUndecided: conflicts that are to be decided are not forgotten in the stash.
func TestUndecided(t *testing.T) {
	var out bytes.Buffer
	sh := New(Options{Out: &out})
	run := func(line string) error {
		t.Helper()
		out.Reset()
		return sh.Run(t.Context(), line)
	}
	for _, line := range []string{"set /C/a/p/n 1", "commit", "set /C/a/p/n 2", "aside set /C/a/p/n 3", "refresh"} {
		if err := run(line); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
	}
	if err := run("stash"); err == nil || !strings.Contains(err.Error(), "1 conflict to be decided") {
		t.Errorf("stash: %v", err)
	}
	for _, line := range []string{"abort", "undo"} {
		if err := run(line); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
	}
	if err := run("commit"); !errors.Is(err, session.ErrConflict) {
		t.Errorf("committed what was not decided: %v", err)
	}
}
