package foreign_test

import (
	"strings"
	"testing"

	"sessh/repl/foreign"
)

func TestTranslate(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ line, ours, note string }{
		{`\q`, "quit", `\q is quit here`},
		{` \d+ Shop `, "ls Shop", `\d+ is ls here`},
		{`\l`, "ls /", `\l is ls / here`},
		{`\i a file`, "source a file", `\i is source here`},
		{`\! date -u`, "! date -u", `\! is ! here`},
		{`\!date`, "! date", `\! is ! here`},
		{`\timing on`, "timing on", `\timing is timing here`},
		{`\watch 2`, "", ""},
		{"quit", "", ""},
		{"", "", ""},
	} {
		ours, note, ok := foreign.Translate(tt.line)
		if ours != tt.ours || note != tt.note || ok != (tt.ours != "") {
			t.Errorf("%q is %q, %q, %v", tt.line, ours, note, ok)
		}
	}
}

// TestFlagHint: a flag of another program has a hint by its command, or by itself.
func TestFlagHint(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ command, flag, want string }{
		{"commit", "-m", "no message"}, {"grep", "-c", "| wc -l"}, {"conflicts", "-o", "output json"}, {"ls", "--output", "output json"}, {"set", "-m", ""}, {"commit", "-x", ""},
	} {
		if got := foreign.FlagHint(tt.command, tt.flag); !strings.Contains(got, tt.want) || (got == "") != (tt.want == "") {
			t.Errorf("%s %s: %q, want %q", tt.command, tt.flag, got, tt.want)
		}
	}
}

func TestHint(t *testing.T) {
	t.Parallel()
	for _, line := range []string{"SELECT * FROM sessions", "begin;", "vi x", `\o out.txt`, `\x`, `\watch 2`, "clear"} {
		if foreign.Hint(line) == "" {
			t.Errorf("%s has no hint", line)
		}
	}
	for _, line := range []string{"", "get x", "gte"} {
		if h := foreign.Hint(line); h != "" {
			t.Errorf("%q: %s", line, h)
		}
	}
}
