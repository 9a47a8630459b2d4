package journal_test

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"sessh/repl/journal"
	"sessh/repl/stash"
)

func commit(id string, size int) *journal.Commit {
	return &journal.Commit{At: time.Unix(1, 0).UTC(), Written: []journal.Written{{Container: "C", ID: id, Format: "f", After: &stash.Item{Value: make([]byte, size)}}}}
}

func TestKeepsTheLatest(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "new")
	f := journal.NewFolder(dir, "host:1")
	if all, err := f.List(); err != nil || all != nil {
		t.Error(all, err)
	}
	var many sync.WaitGroup
	for range 4 {
		many.Go(func() {
			for range 30 {
				if err := journal.NewFolder(dir, "host:1").Add(commit("a", 1)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	many.Wait()
	if err := journal.NewFolder(dir, "host:2").Add(commit("other", 1)); err != nil {
		t.Error(err)
	}
	all, err := f.List()
	if err != nil || len(all) != journal.MaxCommits || all[len(all)-1].Number != 120 || all[0].Number != 21 {
		t.Fatal(len(all), all[len(all)-1].Number, err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if info, err := e.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Error(info.Mode(), err)
		}
	}
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Error(info.Mode(), err)
	}
}

// TestKeepsNoMoreBytes: large commits push the older ones out, and one that is too large is not
// kept.
func TestKeepsNoMoreBytes(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it writes as much as the journal keeps")
	}
	f := journal.NewFolder(t.TempDir(), "host:1")
	for range 4 {
		if err := f.Add(commit("a", journal.MaxBytes/4)); err != nil { // a third more in the file
			t.Fatal(err)
		}
	}
	if all, err := f.List(); err != nil || len(all) != 3-1 && len(all) != 3 || all[len(all)-1].Number != 4 {
		t.Error(len(all), err)
	}
	if err := f.Add(commit("a", journal.MaxBytes)); err != journal.ErrTooLarge {
		t.Error(err)
	}
}

func TestDamaged(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	f := journal.NewFolder(dir, "host:1")
	for range 4 {
		if err := f.Add(commit("a", 1)); err != nil {
			t.Fatal(err)
		}
	}
	files, err := filepath.Glob(filepath.Join(dir, "commit-*"))
	if err != nil || len(files) != 4 {
		t.Fatal(files, err)
	}
	for i, text := range []string{`{"sessh":1,`, "{\n", `{"sessh":9}` + "\n"} { // unfinished, damaged, of the future
		if err := os.WriteFile(files[i], []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	all, err := f.List()
	if len(all) != 1 || err == nil || !strings.Contains(err.Error(), "it is damaged") || !strings.Contains(err.Error(), "layout 9") || strings.Contains(err.Error(), "not finished") {
		t.Error(len(all), err)
	}
}
