package repl

import (
	"strings"
	"testing"
)

// TestSetSaysWhatMaySurprise: a text that looks like JSON, or like a number or constant
// of another language, is said to be text, once; other texts are not.
func TestSetSaysWhatMaySurprise(t *testing.T) {
	for _, tt := range []struct{ lines, note string }{
		{"set k {a:1}", "note: text, not JSON: {a:1} (--json requires JSON)"},
		{"set k [a, b]", "note: text, not JSON: [a, b] (--json requires JSON)"},
		{`set k "a" or "b"`, `note: text, not JSON: "a" or "b" (--json requires JSON)`},
		{"set k 'a' or 'b'", "note: text, not JSON: 'a' or 'b' (--json requires JSON)"},
		{"set k True", "note: text, not JSON: True (in JSON it is true)"},
		{"set k False", "note: text, not JSON: False (in JSON it is false)"},
		{"set k None", "note: text, not JSON: None (in JSON it is null)"},
		{"set k NULL", "note: text, not JSON: NULL (in JSON it is null)"},
		{"set k undefined", "note: text, not JSON: undefined (in JSON it is null)"},
		{"set k nan", `note: text, not JSON: nan (in JSON it is {"$float": "nan"})`},
		{"set k 0x10", "note: text, not JSON: 0x10 (--json requires JSON)"},
		{"set k 01", "note: text, not JSON: 01 (--json requires JSON)"},
		{"set k 1_000", "note: text, not JSON: 1_000 (--json requires JSON)"},
		{"set k +5", "note: text, not JSON: +5 (--json requires JSON)"},
		{"set k .5", "note: text, not JSON: .5 (--json requires JSON)"},
		{"set k 5.", "note: text, not JSON: 5. (--json requires JSON)"},
		{"set k b'x'", "note: text, not JSON: b'x' (--json requires JSON)"},
		{`set k '{"a": 1}'`, `note: text, not JSON: '{"a": 1}' (without the quotes it is JSON)`},
		{`set k "\d+"`, `note: text, not JSON: "\d+" (a backslash that is not an escape stays)`},
		{"set k {" + strings.Repeat("x", 100) + "}", "note: text, not JSON: {" + strings.Repeat("x", 38) + "… (--json requires JSON)"},
		{"set k 5\nset k five", "note: /C/s/p/k was 5, a number, and is text now"},
		{"set k 5\nset k 1_0", "note: text, not JSON: 1_0 (--json requires JSON)"},
		{"set k false\nset k yes", "note: /C/s/p/k was false, and is text now"},
		{"set a 1\nset /C/t/p/a 2\ncommit\nfind --exec 'set p/a True' .p /C", "note: text, not JSON: True (in JSON it is true)"},
	} {
		t.Run(tt.lines, func(t *testing.T) {
			if got := notesOfLines(t, tt.lines); got != tt.note+"\n" {
				t.Errorf("the notes are %q, want %q", got, tt.note)
			}
		})
	}
	for _, lines := range []string{
		"set k stored in memcache", "set k 42", "set k -1.5e3", "set k null", "set k true", `set k "True"`, "set k 'True'", "set k 'a b'", `set k "a\x1b\\\/"`, `set k "\bx"`, `set k '\d'`, `set k {"a": 1}`, "set k [1]",
		"set k 2026-01-02", "set k 127.0.0.1", "set k 1.2.3", "set k it's", "set k http://h/?a=[1]", "set k Nonesuch", "set k e5", "set k b", "set --string k True", "set --string k {a:1}",
		"set --bytes k 01", "set k text\nset k other", "set k null\nset k text", "set k 5\nset --string k five", "set k [1]\nset k text", `set k b"\x00"`, "set /items/k/value {a:1}",
	} {
		t.Run(lines, func(t *testing.T) {
			if got := notesOfLines(t, lines); got != "" {
				t.Errorf("the notes are %q, want none", got)
			}
		})
	}
}

// notesOfLines returns what the lines say on standard error, in a package.
func notesOfLines(t *testing.T, lines string) string {
	t.Helper()
	var notes strings.Builder
	out, err := runLine(t, Options{Err: &notes}, append([]string{"cd /C/s/p"}, strings.Split(lines, "\n")...)...)
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return notes.String()
}
