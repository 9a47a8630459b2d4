package repl

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"sessh/session/storage"
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

// TestLoadedKeepsItsTime: what load says is left of the lifetime of a session is what the commit writes,
// whatever the session has gone through since.
func TestLoadedKeepsItsTime(t *testing.T) {
	t.Parallel()
	dumped := filepath.Join(t.TempDir(), "d1")
	line := `{"container":"C","session":"s","format":"sessh","data":{"p":{"k":1}},"ttl":600}` + "\n"
	if err := os.WriteFile(dumped, []byte(line), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, lines := range map[string][]string{
		"at once":             {"commit"},
		"stashed":             {"stash", "stash pop", "commit"},
		"a part of another":   {"set /C/other/p/k 1", "commit /C/other/p/k", "commit"},
		"aborted, and undone": {"abort", "undo", "commit"},
	} {
		store := NewMemory()
		sh := New(Options{Store: store, Server: "here", Out: io.Discard, Err: io.Discard, Pending: t.TempDir()})
		for _, line := range append([]string{"load " + dumped}, lines...) {
			if err := sh.Run(t.Context(), line); err != nil {
				t.Fatalf("%s: %s: %v", name, line, err)
			}
		}
		item := store.Load(t.Context(), []string{"sessh/C/s"}, storage.NeedTTL)[0].Item
		if item == nil || item.TTL > 10*time.Minute {
			t.Errorf("%s: it is stored as %+v, want with 10m", name, item)
		}
		if err := sh.Close(context.Background()); err != nil {
			t.Error(err)
		}
	}
}
