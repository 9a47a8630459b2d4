package edit

import (
	"slices"
	"testing"
)

// TestEditorWords: an editor whose path has blanks can be quoted, as for git.
func TestEditorWords(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		editor, system string
		want           []string
	}{
		{"vi", "linux", []string{"vi", "/tmp/f"}},
		{"code  --wait", "linux", []string{"code", "--wait", "/tmp/f"}},
		{"'/a b/ed' -w", "linux", []string{"sh", "-c", `'/a b/ed' -w "$@"`, "'/a b/ed' -w", "/tmp/f"}},
		{"$HOME/ed", "darwin", []string{"sh", "-c", `$HOME/ed "$@"`, "$HOME/ed", "/tmp/f"}},
		{`C:\ed.exe -w`, "windows", []string{`C:\ed.exe`, "-w", "/tmp/f"}},
	} {
		if got := editorWords(tt.editor, "/tmp/f", tt.system); !slices.Equal(got, tt.want) {
			t.Errorf("%s on %s: %q, want %q", tt.editor, tt.system, got, tt.want)
		}
	}
}
