package repl

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sessh/session/commit"
	"sessh/session/storage"
)

// deaf is a store whose answers about some writes are lost, and in which nothing can be
// put back then.
type deaf struct {
	storage.Store
	key string // of those; "": none
}

func (s *deaf) Apply(ctx context.Context, writes []storage.Write) []storage.Outcome {
	if s.key != "" && writes[0].Delete {
		return []storage.Outcome{{State: storage.Overtaken}}
	}
	outcomes := s.Store.Apply(ctx, writes)
	for i, w := range writes {
		if s.key != "" && strings.Contains(w.Key, s.key) {
			outcomes[i] = storage.Outcome{State: storage.Unknown, Err: errors.New("the answer was lost")}
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
				must("log", "2  ")
				must("log", "1 change in /C/b\n1  ")
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

// TestStashThatCannotBeWritten: abort and stash go to the memory of the shell, undo takes
// them back, and once it can be written the stash is in its files.
func TestStashThatCannotBeWritten(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "folder")
	block := func() {
		t.Helper()
		if err := os.WriteFile(folder, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	block()
	var out, notes bytes.Buffer
	o := Options{Out: &out, Err: &notes, Server: "here", Store: NewMemory(), Pending: folder}
	sh := New(o)
	sh.work.StartSaving()
	sh.ask = func(context.Context, string) (string, error) { return "", errors.New("nobody") }
	run := func(line, want, told string) {
		t.Helper()
		out.Reset()
		notes.Reset()
		err := sh.Run(t.Context(), line)
		sh.saveAfter(err, true)
		if err != nil || !strings.Contains(out.String(), want) || !strings.Contains(notes.String(), told) || told == "" && notes.Len() > 0 {
			t.Fatalf("%s: %v\n%s\n%s", line, err, out.String(), notes.String())
		}
	}
	const here = "is in the stash of this shell only"
	const unsaved = "what is pending is not saved for recovery: "
	run("set /C/a/p/n 1", "", unsaved)
	run("abort", "1 change dropped", "1 change in /C/a "+here)
	run("undo", "undone: abort", "")
	run("stash lunch", "kept as lunch", "lunch: 1 change in /C/a "+here)
	run("stash list", "0  lunch: 1 change in /C/a, kept by you", "not a directory")
	if n := strings.Count(out.String()+notes.String(), "\n"); n != 2 { // one entry, and why it is not in files
		t.Errorf("stash list: %s%s", out.String(), notes.String())
	}
	run("undo", "undone: stash lunch", "")
	run("redo", "done again: stash lunch", here)
	notes.Reset()
	if !sh.work.WarnUnwritten() || !strings.Contains(notes.String(), "lunch: 1 change in /C/a "+here) || sh.work.WarnUnwritten() {
		t.Errorf("it leaves with what is nowhere else, or never: %s", notes.String())
	}
	if err := os.Remove(folder); err != nil {
		t.Fatal(err)
	}
	run("stash list", "0  lunch: 1 change in /C/a, kept by you", "")
	{
		var got bytes.Buffer
		o := o
		o.Out = &got
		if err := New(o).Run(t.Context(), "stash list"); err != nil || !strings.Contains(got.String(), "0  lunch: 1 change in /C/a") {
			t.Errorf("in files there is: %s, %v", got.String(), err)
		}
	}
	run("undo", "undone: stash lunch", "") // it was moved meanwhile
	run("diff", "+ n  1", "")
	run("stash clear", "", "")

	// What cannot be kept is reported again once it could be.
	if err := os.RemoveAll(folder); err != nil {
		t.Fatal(err)
	}
	block()
	run("set /C/a/p/n 2", "", unsaved)
	run("set /C/a/p/n 3", "", "")
}

// TestStashTakenByAnother: an end that cannot be undone, for another shell has what was put
// aside, names it, and is not promised any longer.
func TestStashTakenByAnother(t *testing.T) {
	var out bytes.Buffer
	o := Options{Out: &out, Server: "here", Store: NewMemory(), Pending: t.TempDir()}
	sh, other := New(o), New(o)
	run := func(sh *Shell, line string) error {
		out.Reset()
		return sh.Run(t.Context(), line)
	}
	for _, x := range []struct {
		sh   *Shell
		line string
	}{{sh, "set /C/a/p/n 1"}, {sh, "stash lunch"}, {other, "stash pop"}, {other, "commit"}} {
		if err := run(x.sh, x.line); err != nil {
			t.Fatalf("%s: %v", x.line, err)
		}
	}
	const want = "stash lunch cannot be undone: lunch: 1 change in /C/a: another shell took it"
	if err := run(sh, "undo"); err == nil || err.Error() != want {
		t.Errorf("undo: %v", err)
	}
	if err := run(sh, "status"); err != nil || strings.Contains(out.String(), "undo:") {
		t.Errorf("status: %v, %s", err, out.String())
	}
	if err := run(sh, "undo"); err == nil || err.Error() != "there is nothing to undo" {
		t.Errorf("undo again: %v", err)
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
	if err := run("stash"); err == nil || !strings.Contains(err.Error(), "1 unresolved conflict") {
		t.Errorf("stash: %v", err)
	}
	for _, line := range []string{"abort", "undo"} {
		if err := run(line); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
	}
	if err := run("commit"); !errors.Is(err, commit.ErrConflict) {
		t.Errorf("committed what was not decided: %v", err)
	}
}

// TestSavedAgain: what was removed of the file for recovery is there again after the
// next line, whatever that does.
func TestSavedAgain(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "pending")
	sh := New(Options{Server: "here", Store: NewMemory(), Pending: folder})
	sh.work.StartSaving()
	run := func(line string) {
		t.Helper()
		err := sh.Run(t.Context(), line)
		sh.saveAfter(err, true)
		all, _ := filepath.Glob(filepath.Join(folder, "*"))
		if err != nil || len(all) != 2 {
			t.Fatalf("%s: %v, and there is %q", line, err, all)
		}
	}
	run("set /C/a/p/n 1")
	for _, what := range []string{"*.lock", "*.json", "*"} {
		all, _ := filepath.Glob(filepath.Join(folder, what))
		for _, file := range all {
			if err := os.Remove(file); err != nil {
				t.Fatal(err)
			}
		}
		run("pwd")
	}
}

// TestRecoverWhatIsDamaged: where something cannot be read it does not say that there is
// nothing.
func TestRecoverWhatIsDamaged(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "pending-1.json"), []byte(`{"sessh":2,`), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	sh := New(Options{Out: &out, Server: "here", Store: NewMemory(), Pending: folder})
	if err := sh.Run(t.Context(), "recover"); err == nil || !strings.Contains(err.Error(), "damaged") || out.Len() > 0 {
		t.Errorf("recover: %v, %s", err, out.String())
	}
}
