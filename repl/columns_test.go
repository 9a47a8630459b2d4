package repl

import (
	"encoding/csv"
	"slices"
	"strings"
	"testing"

	"sessh/repl/output"
	"sessh/repl/setting"
)

// listings are lines that list something, with the first column of what they list.
var listings = []struct{ line, first string }{
	{"ls /", "container"}, {"containers", "container"}, {"ls /Q", "session"}, {"ls --sort size /Q", "session"}, {"ls /Q/a", "name"}, {"ls /Q/a/p", "name"},
	{"ls /No*", "container"}, {"find --name x* /", "path"}, {"find .p /Q", "path"}, {"grep . /Q", "path"}, {"grep never /", "path"},
	{"du", "container"}, {"du /Q", "container"}, {"top", "order"}, {"top -n 1 /Q", "order"}, {"ttl /", "path"}, {"ttl /Q", "path"},
	{"servers", "server"}, {"stats", "server"}, {"formats", "format"}, {"formats php", "format"}, {"config", "setting"}, {"history", "number"},
	{"log", "commit"}, {"stash list", "number"}, {"diff", "path"}, {"diff --theirs", "path"}, {"every -n 2 0.1 ls /", "container"},
}

// storedLines are lines that store something to list.
var storedLines = []string{`set /Q/a/p/newline "x\ny"`, `set /Q/a/p/backslash "x\\ny"`, "set /Q/a/p/more {\"a\": [1, \"b,c\"]}", "set /Q/b/p/n 1", "commit", "set /Q/a/p/n 2", "stash push", "set /Q/b/p/n 3"}

// columnsOf runs lines and returns what the last one printed.
func columnsOf(t *testing.T, f output.Format, lines ...string) (out, notes string) {
	t.Helper()
	var o, n strings.Builder
	sh := New(Options{Out: &o, Err: &n, Format: f, Settings: []setting.Held{{Setting: setting.Setting{Name: "output"}, Value: "csv", Origin: "--output"}}})
	defer sh.Close(t.Context())
	for _, line := range lines {
		o.Reset()
		n.Reset()
		_ = sh.Run(t.Context(), line) // some find nothing
	}
	return o.String(), n.String()
}

// Each listing, also of nothing, is one CSV with a heading and rows of its width.
func TestListingsAsCSV(t *testing.T) {
	t.Parallel()
	for _, before := range [][]string{nil, storedLines} {
		for _, l := range listings {
			out, _ := columnsOf(t, output.AsCSV, append(slices.Clone(before), l.line)...)
			all, err := csv.NewReader(strings.NewReader(out)).ReadAll()
			if err != nil || len(all) == 0 || len(all[0]) < 2 || all[0][0] != l.first {
				t.Errorf("%s after %d lines prints %q: %v", l.line, len(before), out, err)
			}
		}
	}
}

// A command that prints something else as CSV than as text prints one CSV: there is no other
// listing than those above.
func TestCommandsAsCSV(t *testing.T) {
	t.Parallel()
	for i, c := range table() {
		if testing.Short() && i%3 != 0 {
			continue
		}
		if c.Name == "quit" || c.Name == "watch" || c.Name == "shell" || c.Name == "time" || c.Name == "output" {
			continue
		}
		for _, args := range []string{"", " /", " /Q", " /Q/a", " . /Q", " list"} {
			lines := append(slices.Clone(storedLines), c.Name+args)
			out, _ := columnsOf(t, output.AsCSV, lines...)
			text, _ := columnsOf(t, output.AsText, lines...)
			if out == text || !strings.Contains(out, ",") || strings.Count(out, " ") > len(out)/10 {
				continue
			}
			if _, err := csv.NewReader(strings.NewReader(out)).ReadAll(); err != nil {
				t.Errorf("%s%s prints %q: %v", c.Name, args, out, err)
			}
		}
	}
}

// What is said beside a listing is a note.
func TestNotesBesideListings(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ line, note string }{{"config", "file          none\n"}, {"log", "nothing was committed in this run\n"}, {"diff", "nothing is pending\n"}, {"stash list", "the stash is empty\n"}} {
		for _, f := range []output.Format{output.AsCSV, output.AsTable} {
			if out, notes := columnsOf(t, f, tt.line); notes != tt.note || strings.Contains(out, strings.TrimSpace(tt.note)) {
				t.Errorf("%s as %s: %q, and notes %q", tt.line, f, out, notes)
			}
		}
	}
}

// Texts that differ are different texts in CSV, as they are.
func TestTextsAsCSV(t *testing.T) {
	t.Parallel()
	for _, line := range []string{"grep . /Q", "ls /Q/a/p"} {
		out, _ := columnsOf(t, output.AsCSV, append(slices.Clone(storedLines), line)...)
		if !strings.Contains(out, ",\"x\ny\"") || !strings.Contains(out, `,x\ny`) || !strings.Contains(out, `,"{""a"":[1,""b,c""]}"`) {
			t.Errorf("%s prints %q", line, out)
		}
	}
}

// Notes and errors of a command that is repeated on a terminal are in its frame; elsewhere they
// are notes.
func TestNotesInFrames(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ line, note string }{
		{"ls /", "(no sessions)"}, {"ls /A", "(no sessions in /A)"}, {"ls /A/s", "(new: created by the first key that is set in it)"}, {"grep x /A", "(no sessions in /A)"},
	} {
		var out, notes strings.Builder
		options := Options{Out: &out, Err: &notes, OutTerminal: true, ErrTerminal: true, Width: func() int { return 80 }, Height: func() int { return 24 }}
		sh := New(options)
		_ = sh.Run(t.Context(), "every -n 3 0.1 "+tt.line)
		sh.Close(t.Context())
		if strings.Count(out.String(), "  "+tt.note+"\n") != 3 || strings.Count(out.String(), "\x1b[2A\r\x1b[J") != 2 || notes.String() != "" {
			t.Errorf("%s: %q, and notes %q", tt.line, out.String(), notes.String())
		}
		out.Reset()
		options.ErrTerminal = false
		sh = New(options)
		_ = sh.Run(t.Context(), "every -n 2 0.1 "+tt.line)
		sh.Close(t.Context())
		if strings.Contains(out.String(), tt.note) || strings.Count(notes.String(), tt.note+"\n") != 2 {
			t.Errorf("%s without a terminal for notes: %q, and notes %q", tt.line, out.String(), notes.String())
		}
	}
}
