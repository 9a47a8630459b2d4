//go:build unix

package keys

import (
	"io"
	"testing"

	"github.com/creack/pty"
	"golang.org/x/term"
)

// TestPausedTerminal: what is typed behind Enter stays in the terminal, for another program,
// until the reader is opened again.
func TestPausedTerminal(t *testing.T) {
	t.Parallel()
	typed, tty, err := pty.Open()
	if err != nil {
		t.Skip("skipped: there is no pty: ", err)
	}
	defer typed.Close()
	defer tty.Close()
	if _, err := term.MakeRaw(int(tty.Fd())); err != nil {
		t.Fatal(err)
	}
	k := New(tty)
	defer k.Close()
	read := func() string {
		p := make([]byte, 4)
		n, err := k.Read(p)
		if err != nil {
			t.Error(err)
		}
		return string(p[:n])
	}
	write := func(keys string) {
		if _, err := io.WriteString(typed, keys); err != nil {
			t.Fatal(err)
		}
	}
	for range 50 {
		k.Open()
		write("a\r")
		if got := read() + read(); got != "a\r" {
			t.Fatalf("%q is read", got)
		}
		ahead := make(chan string)
		go func() { ahead <- read() }() // as readline does
		write("bc")
		other := make([]byte, 1)
		if _, err := io.ReadFull(tty, other); err != nil || other[0] != 'b' {
			t.Fatalf("another program reads %q, %v", other, err)
		}
		k.Open()
		if got := <-ahead; got != "c" {
			t.Fatalf("%q is read behind it", got)
		}
	}
	k.Close()
	if _, err := k.Read(make([]byte, 4)); err != io.EOF || !k.Over() {
		t.Errorf("a closed reader reads with %v", err)
	}
}
