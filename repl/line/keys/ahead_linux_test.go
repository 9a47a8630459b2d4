package keys

import (
	"io"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/term"
)

// TestTypedAhead: a Ctrl-D that was typed while another program had the terminal is one.
func TestTypedAhead(t *testing.T) {
	t.Parallel()
	typed, tty, err := pty.Open()
	if err != nil {
		t.Skip("skipped: there is no pty: ", err)
	}
	defer typed.Close()
	defer tty.Close()
	found, err := term.GetState(int(tty.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	k := New(tty)
	defer k.Close()
	const ctrlSpace = "\x00"
	if _, err := term.MakeRaw(int(tty.Fd())); err != nil {
		t.Fatal(err)
	}
	for _, ahead := range []string{"\x04", "ab\x04c"} {
		k.Open()
		if _, err := io.WriteString(typed, ctrlSpace); err != nil {
			t.Fatal(err)
		}
		if !readable(tty, 20*time.Second) {
			t.Fatal("nothing has come")
		}
		k.Pause() // with that not read
		if err := term.Restore(int(tty.Fd()), found); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(typed, ahead+"\n"); err != nil {
			t.Fatal(err)
		}
		if _, err := term.MakeRaw(int(tty.Fd())); err != nil {
			t.Fatal(err)
		}
		k.Open()
		want := ahead + "\n" // Ctrl-Space is no key here
		for got := ""; got != want; {
			p := make([]byte, 4)
			n, err := k.Read(p)
			if err != nil {
				t.Fatal(err)
			}
			if got += string(p[:n]); len(got) > len(want) {
				t.Fatalf("%q is read, want %q", got, want)
			}
		}
		k.Pause()
	}
}
