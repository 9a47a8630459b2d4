package repl

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sessh/repl/line"
	"sessh/session/demo"
)

// atPrompt types lines at the prompt of a shell whose editor writes the texts, one after the
// other, and returns what was printed.
func atPrompt(t *testing.T, o Options, edited []string, typed ...string) string {
	t.Helper()
	x := &typist{t: t}
	for _, l := range typed {
		x.steps = append(x.steps, enters(l))
	}
	var out bytes.Buffer
	o.Out, o.Err = &out, &out
	o.Environ = func(string) string { return "editor" }
	o.Run = func(_ context.Context, _ string, args ...string) error {
		text := edited[0]
		edited = edited[1:]
		return os.WriteFile(args[len(args)-1], []byte(text), 0o600)
	}
	sh := New(o)
	defer sh.Close(context.Background())
	sh.Interact(t.Context(), x, &line.History{})
	return out.String()
}

// recordedAt returns a recording of lines that are typed at the prompt, and fails unless all of it
// replays.
func recordedAt(t *testing.T, edited []string, before []string, typed ...string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "walk.md")
	all := append(append(before, "record "+name), append(typed, "record --stop", "abort", "replay "+name)...)
	out := atPrompt(t, Options{}, edited, all...)
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Count(out, " 0 failed") != 2 {
		t.Errorf("it does not replay:\n%s\n%s", out, text)
	}
	return string(text)
}

// shop is a session that recordings begin with.
func shop() []string {
	return []string{"set /Shop/anna/cart {\"total\": 145, \"n\": 1}", "commit", "cd /Shop/anna"}
}

// TestRecordedEdit: a recording has what edit changed, so that what follows replays.
func TestRecordedEdit(t *testing.T) {
	t.Parallel()
	text := recordedAt(t, []string{"14.5", "14.75"}, shop(), "edit cart/total", "diff", "commit", "log", "revert", "diff", "commit", "edit cart/total", "get cart", "undo", "redo")
	for _, part := range []string{
		"sessh> edit cart/total # doctest: +SKIP\n    sessh> set --json /Shop/anna/cart/total 14.5\n    sessh> diff\n",
		"sessh> revert\n    sessh> diff\n",
	} {
		if !strings.Contains(text, part) {
			t.Errorf("it has no %s:\n%s", part, text)
		}
	}
	text = recordedAt(t, []string{`{"total": "free", "new": [1]}`}, shop(), "time edit cart", "diff", "undo", "diff", "redo", "diff", "commit")
	if !strings.Contains(text, "sessh> time edit cart # doctest: +SKIP\n") {
		t.Error(text)
	}
}

// TestRecordedCommitPatch: a recording has what was chosen to be committed.
func TestRecordedCommitPatch(t *testing.T) {
	t.Parallel()
	three := []string{"set cart/n 2", "set cart/total 3", "set /Shop/ben/cart/n 4"}
	text := recordedAt(t, nil, shop(), append(three, "commit -p", "y", "n", "y", "diff", "aside get /Shop/anna/cart", "commit")...)
	if !strings.Contains(text, "sessh> commit -p # doctest: +SKIP\n    sessh> commit /Shop/anna/cart/total /Shop/ben/cart/n\n    committed ...\n") {
		t.Error(text)
	}
	text = recordedAt(t, nil, shop(), append(three, "commit -p", "n", "q", "diff", "commit --patch", "y", "a", "y", "diff")...)
	if !strings.Contains(text, "sessh> commit --patch # doctest: +SKIP\n    sessh> commit\n    committed ...\n") {
		t.Error(text)
	}
}

// TestRecordedInASession: a recording that begins in a session has it.
func TestRecordedInASession(t *testing.T) {
	t.Parallel()
	store, err := demo.New(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Store: store, Embedded: true, Server: "here"}
	atPrompt(t, o, nil, shop()...)
	for _, at := range []string{"/django/" + demo.Wrong, "/django/" + demo.Wrong + "/cart", "/Shop/anna/cart"} {
		for _, lines := range [][]string{{"pwd"}, {"ls"}, nil} {
			name := filepath.Join(t.TempDir(), "walk.md")
			out := atPrompt(t, o, nil, append(append([]string{"cd " + at, "record " + name}, lines...), "record --stop")...)
			if !strings.Contains(out, fmt.Sprintf(": %d passed, 0 failed\n", len(lines)+1)) {
				t.Errorf("%s:\n%s", at, out)
			}
		}
	}
}

// TestRecordedElsewhere: what a line sends out of a walkthrough's folder is left out, and what the
// line does is not.
func TestRecordedElsewhere(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "out")
	text := recordedAt(t, nil, shop(), "ls > "+file, "set cart/n 2 ", "commit >> "+file, "cd cart > "+file+"2", "diff", "get n", "dump / "+file+"3", "record", "record "+file)
	for _, part := range []string{
		"sessh> ls > " + file + " # doctest: +SKIP\n", "# doctest: +SKIP\n    sessh> commit\n    committed ...\n", "# doctest: +SKIP\n    sessh> cd /Shop/anna/cart\n",
		"sessh> dump / " + file + "3 # doctest: +SKIP\n",
	} {
		if !strings.Contains(text, part) {
			t.Errorf("it has no %s:\n%s", part, text)
		}
	}
}

// TestRecordedAfterOthers: a line that depends on what was done before the recording began is left
// out, and what it did is there.
func TestRecordedAfterOthers(t *testing.T) {
	t.Parallel()
	before := append(shop(), "set cart/user Ann", "commit", "set cart/n 3", "savepoint q", "set cart/total 4")
	text := recordedAt(t, nil, before, "savepoints", "rollback q", "diff", "undo", "commit", "log", "revert 2", "diff", "commit", "revert", "diff")
	for _, part := range []string{
		"sessh> savepoints # doctest: +SKIP\n", "sessh> rollback q # doctest: +SKIP\n    sessh> set --json /Shop/anna/cart/total 145\n", "sessh> log # doctest: +SKIP\n",
		"sessh> revert 2 # doctest: +SKIP\n    sessh> rm -r /Shop/anna/cart/user\n", "sessh> revert\n",
	} {
		if !strings.Contains(text, part) {
			t.Errorf("it has no %s:\n%s", part, text)
		}
	}
	if text = recordedAt(t, nil, shop(), "revert", "diff"); !strings.Contains(text, "sessh> revert # doctest: +SKIP\n") {
		t.Error(text)
	}
	if text = recordedAt(t, nil, nil, "set /Shop/ben/cart/n 1", "savepoint q", "rollback q", "commit", "log", "revert", "diff"); strings.Contains(text, "SKIP") {
		t.Error(text)
	}
}

// TestRecordedWithoutCommits: that there are no commits replays, though the prompt keeps them for later
// shells and a replay does not.
func TestRecordedWithoutCommits(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	name := filepath.Join(dir, "walk.md")
	o := Options{Server: "here", Store: NewMemory(), Pending: filepath.Join(dir, "pending"), Commits: filepath.Join(dir, "commits")}
	out := atPrompt(t, o, nil, "record "+name, "revert", "log", "record --stop", "replay "+name)
	if strings.Count(out, " 0 failed") != 2 || !strings.Contains(out, "error: nothing was committed in this run") {
		t.Errorf("it does not replay:\n%s", out)
	}
}

// TestRecordedInDemo: a recording of what a new store has replays on it, if it cannot have all of
// that itself.
func TestRecordedInDemo(t *testing.T) {
	t.Parallel()
	store, err := demo.New(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Store: store, NewStore: demo.New, Embedded: true, Server: "demo"}
	for _, tt := range []struct {
		lines  []string
		onDemo bool
	}{
		{[]string{"ls /", "cookie sessionid=" + demo.Wrong, "get cart/total"}, true},
		{[]string{"get django/" + demo.Wrong + "/cart/total"}, false},
	} {
		name := filepath.Join(t.TempDir(), "walk.md")
		out := atPrompt(t, o, nil, append(append([]string{"cd /", "record " + name}, tt.lines...), "record --stop", "replay "+name)...)
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(out, "once on the data of the demo: 3 passed, 0 failed") != tt.onDemo || strings.Contains(out, "\nhint: sessh --demo replay ") != tt.onDemo ||
			strings.Contains(string(text), "sessh --demo") != tt.onDemo ||
			strings.Contains(out, "walk.md: 3 passed, 0 failed") != tt.onDemo || strings.Contains(out, "1 failed") && tt.onDemo {
			t.Errorf("%s\n%s", out, text)
		}
	}
}

// TestRecordOnServer: a recording of sessions of a server says how it replays there, and an open
// one which file it is.
func TestRecordOnServer(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "walk.md")
	out := atPrompt(t, onMemcached(t), nil, append(shop(), "record "+name, "get cart/n", "record", "record --stop", "replay --sandbox "+name)...)
	for _, part := range []string{"\n1\nrecording to " + name + "; record --stop ends it\n", "0 failed, 1 skipped\nhint: replay --sandbox " + name + " replays it beside", "walk.md: 2 passed, 0 failed"} {
		if !strings.Contains(out, part) {
			t.Errorf("it has no %s:\n%s", part, out)
		}
	}
}
