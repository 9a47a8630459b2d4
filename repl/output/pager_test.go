package output

import (
	"errors"
	"io"
	"strings"
	"testing"
)

type noted struct {
	strings.Builder
	closed bool
}

func (n *noted) Close() error { n.closed = true; return nil }

// Of what is longer than the screen nothing stays on it: the pager gets all.
func TestPagesTakeBackWhatIsOnTheScreen(t *testing.T) {
	const erased = "\r\x1b[C\x1b[J\r\x1b[2K"
	tests := []struct {
		name          string
		writes        []string
		screen, paged string
	}{
		{"it fits", []string{"a\n", "b\n", "c\n", "d\n"}, "a\nb\nc\nd\n", ""},
		{"a line too long", []string{"a\n", "b\n", "c\n", "d\n", "e\n"}, "a\nb\nc\nd\n\x1b[4A" + erased, "a\nb\nc\nd\ne\n"},
		{"all at once", []string{"a\nb\nc\nd\ne\n"}, "", "a\nb\nc\nd\ne\n"},
		{"wrapped lines", []string{"0123456789x\n", "y\n", "0123456789z\n"}, "0123456789x\ny\n\x1b[3A" + erased, "0123456789x\ny\n0123456789z\n"},
		{"just as wide as the screen", []string{"0123456789\n", "0123456789\n", "\x1b[1m0123456789\x1b[0m\n", "日日日日日\n"}, "0123456789\n0123456789\n\x1b[1m0123456789\x1b[0m\n日日日日日\n", ""},
		{"half a line", []string{"a\n", "0123456789", "z", "\n", "b\nc\n"}, "a\n0123456789z\n\x1b[3A" + erased, "a\n0123456789z\nb\nc\n"},
		{"half a line is on the screen", []string{"a\n", "b", "\nc\nd\ne\n"}, "a\nb\x1b[1A" + erased, "a\nb\nc\nd\ne\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var out, pager noted
			p := &pages{screen: &out, rows: 5, columns: 10, start: func() (io.WriteCloser, error) { return &pager, nil }}
			for _, w := range tt.writes {
				if n, err := io.WriteString(p, w); n != len(w) || err != nil {
					t.Fatal(n, err)
				}
			}
			if out.String() != tt.screen || pager.String() != tt.paged {
				t.Errorf("the screen has %q, the pager %q", out.String(), pager.String())
			}
			p.Close()
			if pager.closed != (tt.paged != "") {
				t.Errorf("closed: %v", pager.closed)
			}
		})
	}
	t.Run("no pager after all", func(t *testing.T) {
		var out noted
		p := &pages{screen: &out, rows: 3, columns: 10, start: func() (io.WriteCloser, error) { return nil, errors.New("none") }}
		io.WriteString(p, "a\n")
		io.WriteString(p, "b\nc\n")
		io.WriteString(p, "d\n")
		if want := "a\n\x1b[1A" + erased + "a\nb\nc\nd\n"; out.String() != want {
			t.Errorf("%q", out.String())
		}
	})
}
