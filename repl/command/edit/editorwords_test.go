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

// TestEditorLine: the shell takes the name of the file as it is.
func TestEditorLine(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ editor, file, system, want string }{
		{"sed -i s/1/2/", "/tmp/f.json", "linux", "sed -i s/1/2/ /tmp/f.json"},
		{"ed", `/tmp/a b/$HOME"`, "linux", `ed '/tmp/a b/$HOME"'`},
		{"ed", `C:\a b\f`, "windows", `ed "C:\a b\f"`},
	} {
		if got := editorLine(tt.editor, tt.file, tt.system); got != tt.want {
			t.Errorf("%s of %s on %s: %s, want %s", tt.editor, tt.file, tt.system, got, tt.want)
		}
	}
}
