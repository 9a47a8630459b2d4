//go:build unix

package line_test

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"sessh/repl/line"
)

func openHistory(t *testing.T, path string) *line.History {
	t.Helper()
	h, err := line.OpenHistory(path)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestHistoryFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "state", "sessh", "history")
	h := openHistory(t, path)
	for _, l := range []string{"one", "one", " hidden", "", "two\nlines", "日本 \"q\"", "one"} {
		if err := h.Add(l); err != nil {
			t.Fatal(err)
		}
	}
	want := "one|two\nlines|日本 \"q\"|one"
	if got := strings.Join(openHistory(t, path).Lines(), "|"); got != want {
		t.Errorf("%q", got)
	}
	for name, mode := range map[string]os.FileMode{path: 0o600, filepath.Dir(path): 0o700} {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != mode {
			t.Errorf("%s: %v %v", name, info.Mode(), err)
		}
	}
}

func TestHistoryIsNeverTruncated(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path, link := filepath.Join(dir, "real"), filepath.Join(dir, "history")
	long := strings.Repeat("\"old\"\n", 6000) + "typed by hand\nno end"
	if err := os.WriteFile(path, []byte(long), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	h := openHistory(t, link)
	if n := len(h.Lines()); n != 5000 {
		t.Errorf("%d lines are recalled", n)
	}
	if err := h.Add("new"); err != nil {
		t.Fatal(err)
	}
	b, _ := os.ReadFile(path)
	if string(b) != long+"\n\"new\"\n" {
		t.Errorf("the file became %q", b[max(0, len(b)-60):])
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o600 {
		t.Errorf("others can read it: %v", info.Mode())
	}
	if info, _ := os.Lstat(link); info.Mode()&os.ModeSymlink == 0 {
		t.Error("the link was replaced")
	}
}

func TestHistoryOfSeveralShells(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "history")
	var wait sync.WaitGroup
	for _, name := range []string{"a", "b", "c", "d"} {
		h := openHistory(t, path)
		wait.Add(1)
		go func() {
			defer wait.Done()
			for i := range 50 {
				if err := h.Add(name + strings.Repeat("x", i)); err != nil {
					t.Error(err)
				}
			}
		}()
	}
	wait.Wait()
	if n := len(openHistory(t, path).Lines()); n != 200 {
		t.Errorf("%d lines of 200", n)
	}
}

func TestHistoryThatCannotBeKept(t *testing.T) {
	t.Parallel()
	h, err := line.OpenHistory(filepath.Join(os.DevNull, "history"))
	if err == nil {
		t.Error("a file that cannot be there was opened")
	}
	if err := h.Add("x"); err == nil {
		t.Error("a file below one that is not a folder")
	}
	if len(h.Lines()) != 1 {
		t.Error("it is not even in memory")
	}
	if _, err := line.OpenHistory(t.TempDir()); err == nil {
		t.Error("a folder")
	}
}

// Lines are suggested of the same server first, also by a later shell; a file of strings, as
// older shells have written it, goes on.
func TestHistoryOfAServer(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "history")
	if err := os.WriteFile(path, []byte("\"set old 1\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	h := openHistory(t, path)
	for _, x := range []struct{ server, line string }{{"a:1", "set a 1"}, {"b:1", "set b 1"}, {"b:1", "get b"}, {"a:1", "set a 2"}, {"", "set none"}} {
		h.At(x.server)
		if err := h.Add(x.line); err != nil {
			t.Fatal(err)
		}
	}
	for name, h := range map[string]*line.History{"the same": h, "a later one": openHistory(t, path)} {
		for _, tt := range []struct{ server, start, want string }{
			{"a:1", "set ", "a 2"}, {"b:1", "set ", "b 1"}, {"c:1", "set ", "none"}, {"a:1", "get", " b"},
			{"a:1", "set a 2", ""}, {"a:1", "set o", "ld 1"}, {"a:1", "x", ""}, {"a:1", "", "set a 2"},
		} {
			h.At(tt.server)
			if got := h.Rest(tt.start); got != tt.want {
				t.Errorf("%s on %s: %q goes on with %q, want %q", name, tt.server, tt.start, got, tt.want)
			}
		}
		if before := h.At("x"); before != "a:1" {
			t.Errorf("it was at %s", before)
		}
	}
	if b, _ := os.ReadFile(path); !strings.Contains(string(b), "{\"line\":\"set a 2\",\"server\":\"a:1\"}\n\"set none\"\n") {
		t.Errorf("the file is\n%s", b)
	}
}
