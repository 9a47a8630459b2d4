package repl

import (
	"bytes"
	"strings"
	"testing"

	"sessh/repl/report"
)

// TestBackslashWords: a word with a backslash that psql does not have is not a command, wherever a
// line stands, and changes nothing; the hint says what there is.
func TestBackslashWords(t *testing.T) {
	t.Parallel()
	for _, x := range []struct{ line, hint string }{
		{`\set AUTOCOMMIT off`, "a transaction begins by itself"}, {` \set n 2`, "set PATH VALUE sets"}, {`\unset n`, "rm PATH removes"}, {`\echo hi`, "print(...)"},
		{`\commit`, "commands have no backslash here: help commit explains commit"}, {`\cd /`, "help cd explains"}, {`\rm n`, "help rm explains"}, {`\du`, "help du explains"},
		{`\nope`, "commands have no backslash here: help lists them"}, {`\p['x'] = 1`, "have no backslash"}, {`\x`, "output table"}, {`\`, "have no backslash"},
		{`find --exec "\\set p/n 2" .p /C`, "set PATH VALUE sets"}, {`aside \set n 2`, "set PATH VALUE sets"},
	} {
		sh := New(Options{})
		runAll(t, sh, "set /C/a/p/n 1", "commit", "set /C/a/p/m 1", "cd /C/a/p")
		err := sh.Run(t.Context(), x.line)
		if err == nil || !strings.Contains(err.Error(), "unknown command") || !strings.Contains(report.Advice(err, sh.means()), x.hint) {
			t.Errorf("%s: %v, hint %q, want %q", x.line, err, report.Advice(err, sh.means()), x.hint)
		}
		if sh.Pending() != 1 || len(sh.where.Here) != 3 || len(sh.work.Commits()) != 1 {
			t.Errorf("%s: %d changes pending in %v, %d commits", x.line, sh.Pending(), sh.where.Here, len(sh.work.Commits()))
		}
	}
}

// TestSharedBackslashWords: those that psql shares with this shell still run.
func TestSharedBackslashWords(t *testing.T) {
	t.Parallel()
	var out, notes bytes.Buffer
	sh := New(Options{Out: &out, Err: &notes})
	runAll(t, sh, "set /C/a/p/n 1", `\d /C/a/p`)
	if !strings.Contains(out.String(), "n  1") || !strings.Contains(notes.String(), `\d is ls here`) {
		t.Errorf("%q, notes %q", &out, &notes)
	}
}

// TestHintsAboutForeignWords: where another shell has a word, the hint says what there is here.
func TestHintsAboutForeignWords(t *testing.T) {
	t.Parallel()
	for _, x := range []struct{ at, line, hint string }{
		{"/", "release a", "savepoints need no release"}, {"/", "RELEASE SAVEPOINT a", "savepoints need no release"},
		{"/", "rollback to a", "rollback NAME goes back"}, {"/", "rollback TO SAVEPOINT a", "rollback NAME goes back"}, {"/", "rollback a b", "usage: rollback [NAME]"},
		{"/C/a", `data["p"]["n"]`, "here it is session[...]"}, {"/C/a", "data", "here it is session"}, {"/C/a", "data.keys()", "here it is session"},
		{"/", `data["p"]`, "mean something in a session"}, {"/C", `session["p"]`, "mean something in a session"}, {"/C/a", "datas", "help lists the commands"},
	} {
		sh := New(Options{})
		runAll(t, sh, "set /C/a/p/n 1", "savepoint a", "cd "+x.at)
		err := sh.Run(t.Context(), x.line)
		if err == nil || !strings.Contains(report.Advice(err, sh.means()), x.hint) {
			t.Errorf("%s at %s: %v, hint %q, want %q", x.line, x.at, err, report.Advice(err, sh.means()), x.hint)
		}
	}
	sh := New(Options{})
	runAll(t, sh, "set /C/a/p/n 1", "cd /C/a", `session["p"]["n"]`, "cd p", `data["n"]`)
}

// TestNoArgumentsBehindAnOperator: where a program or a file is to be named, no argument of the
// command is suggested.
func TestNoArgumentsBehindAnOperator(t *testing.T) {
	t.Parallel()
	sh := typed(t, "")
	for text, want := range map[string]string{"ls ": "[PATH]", "ls | ": "", "ls > ": "", "ls >> ": "", "ls | sort ": "", "ls; ": "", "time ls | ": "", "time ls ": "[PATH]"} {
		if got := sh.Suggest(text); got.Text != want {
			t.Errorf("after %q %q is suggested, not %q", text, got.Text, want)
		}
	}
}
