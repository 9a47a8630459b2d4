package repl

import (
	"io"
	"strings"
	"testing"

	"sessh/repl/screen"
	"sessh/session/memstore"
)

// TestPromptInANarrowWindow: whatever the names are, there is room to type.
func TestPromptInANarrowWindow(t *testing.T) {
	id := strings.Repeat("0123456789abcdef", 3)
	savepoint := "cd Shop/a\nset cart/total 1\nsavepoint before-" + strings.Repeat("everything-", 9)
	tests := []struct {
		name  string
		cells int
		lines string
		want  string
	}{
		{"wide", 200, "cd Shop/" + id, "127.0.0.1:11211 Shop/" + id + "> "},
		{"unknown", 0, "cd Shop/" + id, "127.0.0.1:11211 Shop/" + id + "> "},
		{"the path first", 60, "cd Shop/" + id, "127.0.0.1:11211 Shop/…0123456789abcdef> "},
		{"the server next", 30, "cd Shop/" + id, "127.0.0.… …9abcdef> "},
		{"no server", 20, "cd Shop/" + id, "…9abcdef> "},
		{"the end of the path", 6, "cd Shop/" + id, "…f> "},
		{"hardly anything", 1, "cd Shop/" + id, "…f> "},
		{"a long container", 60, "cd " + id + "/a", "127.0.0.1:11211 …def0123456789abcdef/a> "},
		{"a savepoint", 60, savepoint, "127.0.0.1:11211 Shop/a *1 [before-eve…> "},
		{"the marks stay", 12, savepoint, "…/a *1> "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			sh := New(Options{Store: memstore.New(memstore.Options{}), Server: "127.0.0.1:11211", Out: io.Discard})
			defer sh.Close(t.Context())
			for l := range strings.Lines(tt.lines) {
				if err := sh.Run(t.Context(), strings.TrimSuffix(l, "\n")); err != nil {
					t.Fatal(err)
				}
			}
			if got := sh.prompt(tt.cells); got != tt.want {
				t.Errorf("%d cells: %q, want %q", tt.cells, got, tt.want)
			}
			for cells := 12; cells < 200; cells++ {
				if got := sh.prompt(cells); screen.Width(got) > cells*2/3 {
					t.Errorf("%d cells: %q takes %d", cells, got, screen.Width(got))
				}
			}
		})
	}
}

// TestPromptOfConflicts: the prompt shows how many conflicts are to be decided.
func TestPromptOfConflicts(t *testing.T) {
	sh := New(Options{Store: memstore.New(memstore.Options{}), Server: "S", Out: io.Discard})
	defer sh.Close(t.Context())
	for _, step := range []struct{ lines, want string }{
		{"set /C/s/p/k 1\nset /C/s/p/l 1\ncommit\nset /C/s/p/k 2\nset /C/s/p/l 2\naside set /C/s/p/k 3\naside set /C/s/p/l 3\nrefresh", "S / *2 ≠2> "},
		{"resolve --mine /C/s/p/k", "S / *2 ≠1> "},
		{"set /C/s/p/l 4", "S / *2> "},
		{"undo", "S / *2 ≠1> "},
		{"resolve --theirs", "S / *1> "},
	} {
		for l := range strings.SplitSeq(step.lines, "\n") {
			if err := sh.Run(t.Context(), l); err != nil {
				t.Fatal(err)
			}
		}
		if got := sh.prompt(0); got != step.want {
			t.Errorf("after %q: %q, want %q", step.lines, got, step.want)
		}
	}
}
