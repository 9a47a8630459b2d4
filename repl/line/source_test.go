//go:build unix

package line_test

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"

	"sessh/repl/line"
	"sessh/repl/line/ptytest"
)

// What is typed behind the Enter of a line is for the program that the line starts,
// also after keys for which readline wants to read once more.
func TestKeysBehindEnter(t *testing.T) {
	t.Parallel()
	for _, keys := range []string{"", "\x11", "a\x02\x1b[3~"} { // nothing, one that is dropped, Delete
		p := start(t, 80, 24)
		p.Type(keys + "sh read x; echo \"<$x>\"\rfor it\nafter\r")
		p.See("<for it>")
		p.See(`GOT "after"`)
	}
}

// What is typed behind a Ctrl-D that ends the program is for the one that started it.
func TestKeysBehindTheEnd(t *testing.T) {
	t.Parallel()
	cmd := exec.Command("sh", "-c", `"$0"; printf 'shell: '; read x; echo "<$x>"`, os.Args[0])
	cmd.Env = append(cmd.Environ(), "LINE_TEST_PROGRAM=1")
	p := ptytest.Start(t, 80, 24, cmd)
	p.SeeLast(">")
	p.Type("\x04for the shell\n")
	p.See("<for the shell>")
}

// After Ctrl-Z and fg, too, the terminal is the other program's as long as it runs.
func TestOtherProgramAfterASuspend(t *testing.T) {
	t.Parallel()
	p := startUnderShell(t)
	for _, word := range []string{"one", "two", "three"} {
		p.Type("\x1a")
		p.SeeLast("SHELL$")
		p.Type("fg\n")
		p.SeeLast(">")
		p.Type("sh printf 'ask '; read x; echo \"<$x>\"\r")
		p.Until("its prompt to be last", func() bool { return strings.HasSuffix(p.Screen(), "\nask") })
		p.Type(word + "\n")
		p.See("<" + word + ">")
		p.SeeLast(">")
	}
}

// An unfinished line is not run when the terminal is closed or ctx ends.
func TestHalfALineIsNoLine(t *testing.T) {
	t.Parallel()
	for _, keys := range []string{"", "commit", "commit\x1b"} {
		r, w := io.Pipe()
		none := func() error { return nil }
		e, err := line.New(line.Config{In: r, Out: io.Discard, MakeRaw: none, ExitRaw: none, Width: func() int { return 80 }})
		if err != nil {
			t.Fatal(err)
		}
		go func() {
			io.WriteString(w, "whole\r"+keys)
			w.Close()
		}()
		if text, err := e.Read(t.Context(), "> "); text != "whole" || err != nil {
			t.Errorf("%q, %v", text, err)
		}
		for range 2 { // and again
			if text, err := e.Read(t.Context(), "> "); text != "" || !errors.Is(err, line.ErrHangUp) {
				t.Errorf("%q: %q, %v", keys, text, err)
			}
		}
		e.Close()
	}
}
