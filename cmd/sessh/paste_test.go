//go:build unix

package main

import (
	"strings"
	"testing"
)

func TestPasteOfSeveralLines(t *testing.T) {
	t.Parallel()
	p := shell(t, 100, 30)
	p.Type("\x1b[200~cd /C/s/p\nset a 1\nset b 2\n\x1b[201~")
	p.SeeLast("embedded /> cd /C/s/p⏎set a 1⏎set b 2⏎")
	enter(t, p, "", "embedded C/s/p *2>")
	p.Type("\x1b[200~set c 3\nbogus\nset d 4\x1b[201~\r")
	p.See("1 line after it not run")
	p.SeeLast("embedded C/s/p *3>")
}

// TestPasteCountsWhatWasNotRun: after an error, the lines that would have done something
// are counted, and nothing else.
func TestPasteCountsWhatWasNotRun(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, paste, said string }{
		{"the error is last", "set a 1\nbogus\n", ""},
		{"empty lines and comments", "bogus\n\n  \n# a comment\n", ""},
		{"one, and a line's end", "bogus\nset a 1\n", "1 line after it not run"},
		{"with empty lines between", "bogus\n\nset a 1\n# then\n\nset b 2\n\n", "2 lines after it not run"},
		{"a value in lines is one", "bogus\nset a {\n\n\"b\": 1\n}\nset c 3", "2 lines after it not run"},
		{"a statement in lines is one", "bogus\n>>> for i in range(2):\n...     print(i)\n...\nset c 3", "2 lines after it not run"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := shell(t, 100, 30)
			enter(t, p, "cd /C/s/p", "embedded C/s/p>")
			before := len(p.Raw())
			pending := ""
			if strings.HasPrefix(tt.paste, "set") {
				pending = " *1"
			}
			enter(t, p, "\x1b[200~"+tt.paste+"\x1b[201~", "embedded C/s/p"+pending+">")
			said := p.Raw()[before:]
			if !strings.Contains(said, "unknown command bogus") {
				t.Fatalf("it says\n%s", said)
			}
			if strings.Contains(said, "not run") != (tt.said != "") || !strings.Contains(said, tt.said) {
				t.Errorf("it says\n%s\nwant %q", said, tt.said)
			}
		})
	}
}

// TestUnfinishedPaste: a paste that was cut off is shown, and Ctrl-C drops it.
func TestUnfinishedPaste(t *testing.T) {
	t.Parallel()
	p := shell(t, 100, 30)
	p.Type("\x1b[200~set /X/s1/a/k 1\r")
	p.See("embedded /> set /X/s1/a/k 1⏎")
	p.Type("\x03")
	p.SeeLast("embedded />")
	enter(t, p, "set /X/s1/a/k 2", "embedded / *1>")
}
