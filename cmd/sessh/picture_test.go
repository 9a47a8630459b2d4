//go:build unix

package main

import (
	"bytes"
	"flag"
	"os"
	"strings"
	"testing"

	"sessh/repl/screen/picture"
	"sessh/repl/walkthrough"
)

var updatePicture = flag.Bool("update", false, "draw .github/demo.svg anew")

// The walkthrough of the README's picture, and the picture.
const (
	demoText    = top + "/.github/demo.md"
	demoPicture = top + "/.github/demo.svg"
)

// TestPictureReplays: the walkthrough of the picture replays on the demo.
func TestPictureReplays(t *testing.T) {
	t.Parallel()
	if out, err := output(t, t.TempDir(), "--demo", "replay", demoText); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestPicture: the picture of the README is what is on the terminal when its walkthrough is
// typed.
func TestPicture(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(demoText)
	if err != nil {
		t.Fatal(err)
	}
	const cols = 98
	p := shell(t, cols, 60, "--demo")
	for _, e := range walkthrough.Parse(demoText, text).Examples {
		read := strings.Count(p.Raw(), readsLine)
		p.Type(e.Command() + "\r")
		p.Until("the next prompt", func() bool {
			return strings.Count(p.Raw(), readsLine) > read && strings.HasSuffix(p.Screen(), ">")
		})
	}
	const shown = "sessh --demo"
	s, err := picture.Read("$ "+shown+"\r\n"+p.Raw(), cols)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{" *1> commit\ncommitted 1 session, 1 change\n", "~ total  145.0 -> 14.5\n"} {
		if !strings.Contains(s.Text(), part) {
			t.Errorf("it does not show %q:\n%s", part, s.Text())
		}
	}
	svg := s.SVG(shown)
	if *updatePicture {
		if err := os.WriteFile(demoPicture, svg, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if drawn, err := os.ReadFile(demoPicture); err != nil || !bytes.Equal(drawn, svg) {
		t.Errorf("%s is out of date (%v): go test ./cmd/sessh -run TestPicture -update draws it anew. It shows\n%s", demoPicture, err, s.Text())
	}
}
