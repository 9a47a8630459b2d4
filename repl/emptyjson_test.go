package repl

import (
	"bytes"
	"strings"
	"testing"

	"sessh/repl/output"
)

// TestEmptyLists: where there is nothing, a document for programs has empty lists, which
// are neither null nor missing; and there is no document where there is one for each row.
func TestEmptyLists(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ line, want string }{
		{"status", `{"changes":0,"conflicts":[],"savepoints":[],"sessions":[],"transaction":"open"}`},
		{"diff", `{"changes":[]}`},
		{"diff --theirs", `{"changes":[]}` + "\n" + `{"theirs":[]}`},
		{"refresh", `{"conflicts":[],"decided":0,"held":[],"sessions":[],"taken":[]}`},
		{"conflicts", `{"conflicts":[]}`},
		{"savepoints", ""}, // these have a document for each row
		{"log", ""},
		{"stash list", ""},
		{"recover --list", ""},
		{"ls /Shop/s1", `{"entries":[]}`},
		{"top", ""},
	} {
		var out bytes.Buffer
		sh := New(Options{Out: &out, Format: output.AsJSON})
		if err := sh.Run(t.Context(), test.line); err != nil || strings.TrimSuffix(out.String(), "\n") != test.want {
			t.Errorf("%s prints %swant %s: %v", test.line, out.String(), test.want, err)
		}
		sh.Close(t.Context())
	}
}

// TestEveryCommandWithoutSessions: no document of a command that runs on an empty store has
// a null in place of a list.
func TestEveryCommandWithoutSessions(t *testing.T) {
	t.Parallel()
	for _, c := range table() {
		if c.Min > 0 || c.Name == "quit" || c.Name == "watch" { // watch does not end
			continue
		}
		var out bytes.Buffer
		sh := New(Options{Out: &out, Format: output.AsJSON})
		_ = sh.Run(t.Context(), c.Name)                                // some need more than nothing
		if strings.Contains(out.String(), "null") && c.Name != "man" { // which explains what null is
			t.Errorf("%s prints %s", c.Name, out.String())
		}
		sh.Close(t.Context())
	}
}

// TestTreeForPrograms: what is around a change is changed, as ls and info have it.
func TestTreeForPrograms(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	sh := New(Options{Out: &out, Format: output.AsJSON})
	defer sh.Close(t.Context())
	for _, line := range []string{`set /C/s/p/l [1,{"a":2}]`, "set /C/s/q/n 1", "commit", "set /C/s/p/l/1/a 3", `set /C/s/new/k {"x":1}`} {
		if err := sh.Run(t.Context(), line); err != nil {
			t.Fatal(err)
		}
	}
	out.Reset()
	const want = `{"path":"/C/s","state":"changed"}
{"path":"/C/s/p","state":"changed"}
{"path":"/C/s/p/l","state":"changed"}
{"path":"/C/s/p/l/0","state":"committed","value":1}
{"path":"/C/s/p/l/1","state":"changed"}
{"path":"/C/s/p/l/1/a","state":"changed","value":3}
{"path":"/C/s/q","state":"committed"}
{"path":"/C/s/q/n","state":"committed","value":1}
{"path":"/C/s/new","state":"added"}
{"path":"/C/s/new/k","state":"added"}
{"path":"/C/s/new/k/x","state":"added","value":1}
`
	if err := sh.Run(t.Context(), "tree /C/s"); err != nil || out.String() != want {
		t.Errorf("it prints\n%swant\n%s%v", out.String(), want, err)
	}
}
