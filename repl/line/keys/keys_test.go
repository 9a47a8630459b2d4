package keys

import (
	"bytes"
	"io"
	"testing"
	"unicode/utf8"
)

// chunks is a reader that gives its input in pieces of a few bytes.
type chunks struct {
	in   []byte
	size int
}

func (c *chunks) Read(p []byte) (int, error) {
	if len(c.in) == 0 {
		return 0, io.EOF
	}
	n := copy(p, c.in[:min(len(c.in), c.size)])
	c.in = c.in[n:]
	return n, nil
}

// FuzzKeys: whatever a terminal sends, and in whatever pieces, becomes whole keys
// that the editor knows, and what is pasted is text.
func FuzzKeys(f *testing.F) {
	for _, s := range []string{"abc\r", "\x1b[A\x1b[1;5C\x1b[3~", "\x1b[200~a\nb\x1b[201~", "日本\x1b\x1b[H", "\x1b[<0;1;1M\x1b[M !!", "\x1b[[A\x1bOP", "\x00\xef\xa3\x90\xff", "\x1b[200~\x1b\x1b[201~\x1b", "\x1b[Z"} {
		f.Add([]byte(s), 1)
		f.Add([]byte(s), 100)
	}
	f.Fuzz(func(t *testing.T, in []byte, size int) {
		if len(in) > 4096 {
			return
		}
		k := New(&chunks{bytes.Clone(in), max(size, 1)})
		defer k.Close()
		p := make([]byte, utf8.UTFMax)
		for range 2*len(in) + 1 {
			n, err := k.Read(p)
			if err != nil {
				return
			}
			r, size := utf8.DecodeRune(p[:n])
			switch {
			case size != n, r == 0, r == 0x1b, r > WordErase && r < BackTab || r > BackTab && r < Older || r > Editor && r <= lastKey:
				t.Fatalf("%q becomes %q", in, p[:n])
			case r == Paste:
				for _, r := range k.Pasted() {
					if r < ' ' || r == 0x7f || IsKey(r) {
						t.Fatalf("%q is pasted as %q", in, r)
					}
				}
			}
		}
		t.Fatalf("%q becomes more keys than it has bytes", in)
	})
}

// TestInterruptInAPaste: Ctrl-C ends a paste where nothing follows it, and only there:
// what is pasted cannot get out of the paste.
func TestInterruptInAPaste(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, in string
		size     int
		want     string
	}{
		{"within a paste", "\x1b[200~a\x03b\r\x1b[201~c", 100, "[ab\uF8D1]c"},
		{"alone", "\x1b[200~a\x03\x1b[201~b\r", 8, "\x03b\r"},
		{"the paste goes on", "\x1b[200~abcd", 8, "[ab][cd]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			k := New(&chunks{[]byte(tt.in), tt.size})
			defer k.Close()
			got, p := "", make([]byte, utf8.UTFMax)
			for n, err := k.Read(p); err == nil; n, err = k.Read(p) {
				if key := string(p[:n]); key == string(Paste) {
					got += "[" + string(k.Pasted()) + "]"
				} else {
					got += key
				}
			}
			if got != tt.want {
				t.Errorf("%q becomes %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}
