package keys

import (
	"io"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"github.com/chzyer/readline"
)

// read returns the keys that come until there are no more.
func read(k *Reader) string {
	got, p := "", make([]byte, utf8.UTFMax)
	for n, err := k.Read(p); err == nil; n, err = k.Read(p) {
		got += string(p[:n])
	}
	return got
}

// TestKeysOfTerminals: what terminals send for a key is one rune, whether it comes at once or
// byte by byte.
func TestKeysOfTerminals(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, in string
		want     []rune
	}{
		{"text", "a日\r", []rune("a日\r")},
		{"Home", "\x1b[H\x1b[1~\x1b[7~\x1bOH", []rune{readline.CharLineStart, readline.CharLineStart, readline.CharLineStart, readline.CharLineStart}},
		{"End", "\x1b[F\x1b[4~\x1b[8~\x1bOF", []rune{readline.CharLineEnd, readline.CharLineEnd, readline.CharLineEnd, readline.CharLineEnd}},
		{"Up and Down", "\x1b[A\x1bOA\x1b[B\x1bOB", []rune{Older, Older, Newer, Newer}},
		{"Left and Right", "\x1b[D\x1bOC", []rune{readline.CharBackward, readline.CharForward}},
		{"with Ctrl", "\x1b[1;5D\x1b[1;5C\x1b[3;5~", []rune{WordLeft, WordRight, WordKill}},
		{"with Alt", "\x1bb\x1bf\x1bd\x1b\x7f\x1b.\x1b\r", []rune{WordLeft, WordRight, WordKill, WordErase, Argument, TextNewline}},
		{"Delete", "\x1b[3~", []rune{Delete}},
		{"Shift-Tab", "\x1b[Z", []rune{BackTab}},
		{"after Ctrl-X", "\x18\x15\x18\x05\x18a", []rune{Undo, Editor, 'a'}},
		{"what is no key", "\x1b[15~\x1b[[A\x1bOP\x1bx\x1b[<0;1;1M\x1b[M !!\x00\uF8D0", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, in := range []io.Reader{&chunks{[]byte(tt.in), 100}, iotest.OneByteReader(&chunks{[]byte(tt.in), 100})} {
				k := New(in)
				got := read(k)
				k.Close()
				// A sequence that comes in parts begins with Esc.
				if got = without(got, Escape); got != string(tt.want) {
					t.Errorf("%q becomes %q, want %q", tt.in, got, string(tt.want))
				}
			}
		})
	}
}

func without(s string, drop rune) (rest string) {
	for _, r := range s {
		if r != drop {
			rest += string(r)
		}
	}
	return rest
}

// TestForEditor: Ctrl-X Ctrl-E is Enter in a line that can be opened in an editor, and that of
// the line before is forgotten.
func TestForEditor(t *testing.T) {
	t.Parallel()
	for _, editable := range []bool{false, true} {
		k := New(&chunks{[]byte("\x18\x05"), 100})
		defer k.Close()
		k.Begin(false, editable)
		want := string(rune(Editor))
		if editable {
			want = string(rune(readline.CharEnter))
		}
		k.First(Fill)
		if got := read(k); got != string(rune(Fill))+want || k.ForEditor() != editable || !k.Over() {
			t.Errorf("editable %v: %q, for the editor %v, over %v", editable, got, k.ForEditor(), k.Over())
		}
		if k.Begin(false, editable); k.ForEditor() {
			t.Error("the next line is for the editor as well")
		}
	}
}

// TestKeysOfVi: Esc is a key there, whatever follows it.
func TestKeysOfVi(t *testing.T) {
	t.Parallel()
	k := New(&chunks{[]byte("\x1bb\x1b[A"), 100})
	defer k.Close()
	k.Begin(true, false)
	if got, want := read(k), string([]rune{Escape, 'b', Older}); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
