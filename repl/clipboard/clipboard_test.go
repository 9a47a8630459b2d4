//go:build unix

package clipboard

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestRead reads the clipboard by programs of the test's own.
func TestRead(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	for name, script := range map[string]string{
		"wl-paste": "echo from wayland", "xclip": "exit 1", "xsel": "echo from X", "pbpaste": "printf '  '", "tmux": "yes credential",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil { // #nosec G306
			t.Fatal(err)
		}
	}
	for _, test := range []struct{ name, set, text, failed string }{
		{"Wayland", "WAYLAND_DISPLAY DISPLAY TMUX", "from wayland\n", ""},
		{"X, by the second program", "DISPLAY", "from X\n", ""},
		{"an empty one", "", "", "the clipboard is empty, says pbpaste"},
		{"a long one", "TMUX", "", "the clipboard cannot be read: tmux: there are more than 100 bytes on the clipboard"},
	} {
		text, err := Read(t.Context(), func(name string) string {
			if strings.Contains(" "+test.set+" ", " "+name+" ") {
				return "1"
			}
			return ""
		}, 100)
		failed := ""
		if err != nil {
			failed = err.Error()
		}
		if text != test.text || failed != test.failed {
			t.Errorf("%s: %q, %q; want %q, %q", test.name, text, failed, test.text, test.failed)
		}
	}
	t.Setenv("PATH", t.TempDir())
	if _, err := Read(t.Context(), func(string) string { return "1" }, 100); !errors.Is(err, ErrNone) {
		t.Errorf("without programs: %v", err)
	}
}
