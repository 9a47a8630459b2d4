package repl

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sessh/repl/line"
)

// TestKeptEditIsNamed: the next shell names what was edited when the terminal was closed, once,
// and how to get at what vim had not written.
func TestKeptEditIsNamed(t *testing.T) {
	for name, test := range map[string]struct {
		swap bool
		want string
	}{
		"saved":     {false, "what was edited in an earlier shell is kept in "},
		"unwritten": {true, "vim -r "},
	} {
		t.Run(name, func(t *testing.T) {
			o := Options{KeptEdits: filepath.Join(t.TempDir(), "edits")}
			shell := func(lines ...string) string {
				var out bytes.Buffer
				o.Out, o.Err = &out, &out
				sh := New(o)
				defer sh.Close(context.Background())
				x := &typist{t: t}
				for _, l := range lines {
					x.steps = append(x.steps, enters(l))
				}
				sh.Interact(t.Context(), x, &line.History{})
				return out.String()
			}
			o.Run = func(_ context.Context, _ string, args ...string) error {
				dir, base := filepath.Split(args[0])
				text := "13"
				if test.swap {
					text = "12\n"
					if err := os.WriteFile(filepath.Join(dir, "."+base+".swp"), nil, 0o600); err != nil {
						return err
					}
				}
				return errors.Join(os.WriteFile(args[0], []byte(text), 0o600), errors.New("signal: hangup"))
			}
			shell("set /Shop/s1/cart/total 12", "edit /Shop/s1/cart/total")
			files, _ := filepath.Glob(filepath.Join(o.KeptEdits, "edit-*.json"))
			if len(files) != 1 {
				t.Fatalf("kept are %q", files)
			}
			if out := shell(); !strings.Contains(out, test.want+files[0]) {
				t.Errorf("the next shell says %q", out)
			}
			if out := shell(); strings.Contains(out, files[0]) {
				t.Errorf("the one after it says %q", out)
			}
		})
	}
}
