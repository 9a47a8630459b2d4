package repl

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"sessh/repl/output"
	"sessh/session/storage"
)

// TestStatusTellsOfOthers: what the last commit found is in status, too.
func TestStatusTellsOfOthers(t *testing.T) {
	for _, x := range []struct{ name, theirs, text, json string }{
		{"a conflict", "set /C/a/p/n 3", "another program has changed the same sessions: 1 conflict, which conflicts shows\n", `"overtaken":true`},
		{"another key", "set /C/a/p/m 3", "another program has changed the same sessions: refresh brings theirs in\n", `"overtaken":true`},
	} {
		t.Run(x.name, func(t *testing.T) {
			var out bytes.Buffer
			sh := New(Options{Out: &out})
			for _, line := range []string{"set /C/a/p/n 1", "commit", "set /C/a/p/n 2", "aside " + x.theirs} {
				if err := sh.Run(t.Context(), line); err != nil {
					t.Fatalf("%s: %v", line, err)
				}
			}
			tells := func(line, want string, yes bool) {
				t.Helper()
				out.Reset()
				if err := sh.Run(t.Context(), line); err != nil || strings.Contains(out.String(), want) != yes {
					t.Errorf("%s: %v, %s\nhas %s: not %v", line, err, out.String(), want, yes)
				}
			}
			tells("status", x.text, false)
			if err := sh.Run(t.Context(), "commit"); err == nil {
				t.Fatal("committed")
			}
			tells("status", x.text, true)
			sh.printer.SetFormat(output.AsJSON)
			tells("status", x.json, true)
			tells("status", `"conflicts":[{`, x.name == "a conflict")
			sh.printer.SetFormat(output.AsText)
			tells("refresh --mine", "", true)
			tells("status", "another program has changed", false)
		})
	}
}

// TestExpressionsThatFail: sessions differ, so an expression that fails for one is
// not an error; where nothing is found, it is reported.
func TestExpressionsThatFail(t *testing.T) {
	for _, x := range []struct{ line, note string }{
		{`find '.p.n + "a"' /C`, "note: the expression failed for 2 of 2 sessions: cannot add: number (1) and string (\"a\")\n"},
		{`find '.p.n | test("1")' /C`, "note: the expression failed for 2 of 2 sessions: test(\"1\"; null) cannot be applied to: number (1)\n"},
		{`find 'error("boom")'`, "note: the expression failed for 2 of 2 sessions: error: boom\n"},
		{`find 'error("boom")' /C/a`, "note: the expression failed: error: boom\n"},
		{`find 'if .p.n == 2 then error("no") else false end'`, "note: the expression failed for 1 of 2 sessions: error: no\n"},
		{`find 'if .p.n == 2 then error("no") else true end'`, ""},
		{`find '.p.n > 5'`, ""},
		{`find 'halt'`, ""},
		{`find --exec 'set p/n 1' 'error("boom")'`, "note: the expression failed for 2 of 2 sessions: error: boom\n"},
	} {
		t.Run(x.line, func(t *testing.T) {
			var notes bytes.Buffer
			sh := New(Options{Err: &notes})
			for _, line := range []string{"set /C/a/p/n 1", "set /C/b/p/n 2", "commit", x.line} {
				if err := sh.Run(t.Context(), line); err != nil {
					t.Fatalf("%s: %v", line, err)
				}
			}
			if notes.String() != x.note {
				t.Errorf("told %q, want %q", notes.String(), x.note)
			}
		})
	}
}

// stopping is a store whose user presses Ctrl-C when a write begins.
type stopping struct {
	storage.Store
	press context.CancelFunc
}

func (s *stopping) Load(ctx context.Context, keys []string, need storage.Need) []storage.Loaded {
	loaded := s.Store.Load(ctx, keys, need)
	if s.press == nil {
		return loaded
	}
	s.press()
	for i, key := range keys {
		loaded[i] = storage.Loaded{Err: &storage.Error{Op: "read", Key: key, Err: ctx.Err()}}
	}
	return loaded
}

// TestStoppedInPlainWords: Go's words about a context reach no one.
func TestStoppedInPlainWords(t *testing.T) {
	for _, format := range []output.Format{output.AsText, output.AsJSON} {
		var out, notes bytes.Buffer
		store := &stopping{Store: NewMemory()}
		sh := New(Options{Store: store, Out: &out, Err: &notes})
		sh.printer.SetFormat(format)
		for _, line := range []string{"set /C/a/p/n 1", "set /C/b/p/n 2"} {
			if err := sh.Run(t.Context(), line); err != nil {
				t.Fatalf("%s: %v", line, err)
			}
		}
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		store.press = cancel
		err := sh.Run(ctx, "commit")
		if err == nil {
			t.Fatal("committed")
		}
		sh.Report(err)
		if all := out.String() + notes.String(); strings.Contains(all, "context") || !strings.Contains(all, "stopped") {
			t.Errorf("told: %s", all)
		}
	}
}
