package repl

import (
	"bytes"
	"strings"
	"testing"

	"sessh/repl/output"
	"sessh/repl/report"
	"sessh/repl/syntax"
)

// TestSemicolon: one at the end of a command is left out, wherever the line stands; in an
// argument that is taken as it stands, or in quotes, it is part of that.
func TestSemicolon(t *testing.T) {
	t.Parallel()
	for _, x := range []struct{ line, shows string }{
		{"ls /C/a/p;", "  n  1\n"}, {"ls /C/a/p ;", "  n  1\n"}, {"ls;", "  C  2 sessions\n"}, {"ls /C/a/p; ", "  n  1\n"}, {"get /C/a/p/n;", "1\n"},
		{"aside get /C/a/p/n;", "1\n"}, {"ls -l /;", "  C  2 sessions\n"}, {"ls --long;", "  C  2 sessions\n"}, {`get /C/b/p/"m;"`, "2\n"}, {`get /C/b/p/m\;`, "2\n"}, {`get /C/b/p/"m;";`, "2\n"},
		{"find --exec 'get p/n;' .p.n;", "1\n1 session: get p/n;\n"}, {"set /C/a/p/t a;", ""}, {"get /C/a/p/t;", "\"a;\"\n"},
	} {
		var out bytes.Buffer
		sh := New(Options{Out: &out})
		runAll(t, sh, "set /C/a/p/n 1", "commit;", `set /C/b/p/"m;" 2`, "commit")
		if x.line == "get /C/a/p/t;" {
			runAll(t, sh, "set /C/a/p/t a;")
		} else {
			runAll(t, sh, "rm -r /C/b;", "abort;")
		}
		out.Reset()
		if err := sh.Run(t.Context(), x.line); err != nil || out.String() != x.shows {
			t.Errorf("%s: %v, shows %q, want %q", x.line, err, &out, x.shows)
		}
	}
}

// TestSemicolonBetween: two commands in a line are an error, and change nothing.
func TestSemicolonBetween(t *testing.T) {
	t.Parallel()
	for _, line := range []string{"ls /C; ls", "ls ; ls", "rm /C/a/p/n; commit", "commit; ls", "rm -r /C/a ; commit;", "aside rm /C/a/p/n; ls", "ls /C;;"} {
		sh := New(Options{})
		runAll(t, sh, "set /C/a/p/n 1", "commit", "set /C/a/p/m 1")
		err := sh.Run(t.Context(), line)
		if err == nil || err.Error() != "nothing can follow ; in a line" || !strings.Contains(report.Advice(err, sh.means()), "a line of its own") || sh.Pending() != 1 {
			t.Errorf("%s: %v, %d pending", line, err, sh.Pending())
		}
	}
}

// TestSemicolonInScripts: lines of a file, of -c and a single command end so, too.
func TestSemicolonInScripts(t *testing.T) {
	t.Parallel()
	const lines = "set /C/a/p/n 1\ncommit;\nls /C/a/p;\nquit;\nls"
	var out, notes bytes.Buffer
	sh := New(Options{Out: &out, Err: &notes, Store: NewMemory(), Server: "here"})
	if status := sh.Script(t.Context(), "", strings.NewReader(lines)); status != report.Done || out.String() != "committed 1 session, 1 change\n  n  1\n" {
		t.Errorf("%d, %q, %q", status, &out, &notes)
	}
	out.Reset()
	sh = New(Options{Out: &out, Err: &notes, Store: sh.options.Store, Server: "here", Format: output.AsText})
	if status := sh.One(t.Context(), []string{"ls;", "/C/a/p"}); status != report.Done || out.String() != "  n  1\n" {
		t.Errorf("%d, %q, %q", status, &out, &notes)
	}
}

// TestNamesWithSemicolon: a name is printed so that it can be typed.
func TestNamesWithSemicolon(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"a;": `"a;"`, ";": `";"`, "a;b": "a;b"} {
		if got := syntax.Quote(name); got != want {
			t.Errorf("%s is printed as %s, not %s", name, got, want)
		}
	}
}
