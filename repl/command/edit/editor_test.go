package edit_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"sessh/repl/command/commandtest"
	"sessh/repl/command/edit"
	"sessh/repl/hint"
	"sessh/session/diff"
	"sessh/session/tree"
)

// TestEdit: what the editor leaves is set; what is not JSON can be mended, or given up.
func TestEdit(t *testing.T) {
	for _, test := range []struct {
		name    string
		leaves  []string // each time it is opened; "" for what it was
		answers []string
		want    any
		note    string
		fails   string
	}{
		{name: "a change", leaves: []string{"13"}, want: int64(13)},
		{name: "no change", leaves: []string{""}, want: int64(12), note: "nothing was changed"},
		{name: "mended", leaves: []string{"{", "14"}, answers: []string{""}, want: int64(14)},
		{name: "given up", leaves: []string{"{"}, answers: []string{"n"}, want: int64(12), fails: "the text ends"},
		{name: "no user", leaves: []string{"{"}, want: int64(12), fails: "the text ends"},
		{name: "another type", leaves: []string{"[1]"}, want: tree.NewList(int64(1))},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			sh := commandtest.New(t, edit.Commands())
			sh.Do("set /Shop/s1/cart/total 12")
			opened := 0
			sh.Edit = func(file string) error {
				opened++
				if test.leaves[opened-1] == "" {
					return nil
				}
				return os.WriteFile(file, []byte(test.leaves[opened-1]+"\n"), 0o600)
			}
			if test.answers != nil {
				sh.Answer = func(string) (string, error) { return test.answers[opened-1], nil }
			}
			_, err := sh.Run("edit /Shop/s1/cart/total")
			if test.fails == "" && err != nil || test.fails != "" && (err == nil || !strings.Contains(err.Error(), test.fails)) {
				t.Errorf("the error is %v, want %q", err, test.fails)
			}
			if got := sh.At("Shop", "s1", "cart", "total"); !tree.Equal(got, test.want) {
				t.Errorf("the value is %v, want %v", got, test.want)
			}
			if test.note != "" && !slices.Contains(sh.Notes, test.note) {
				t.Errorf("the notes are %q, want %q", sh.Notes, test.note)
			}
			if opened != len(test.leaves) {
				t.Errorf("the editor was opened %d times, want %d", opened, len(test.leaves))
			}
		})
	}
}

// TestEditInPlace: a list that is edited stays the same one, and other changes are
// reported.
func TestEditInPlace(t *testing.T) {
	t.Parallel()
	sh := commandtest.New(t, edit.Commands())
	sh.Do(`set /Shop/s1/cart/items ["a", "b"]`)
	list := sh.At("Shop", "s1", "cart", "items")
	sh.Edit = func(file string) error { return os.WriteFile(file, []byte(`["a", "b", "c"]`), 0o600) }
	sh.Do("edit /Shop/s1/cart/items")
	if now := sh.At("Shop", "s1", "cart", "items"); now != list || !tree.Equal(now, tree.NewList("a", "b", "c")) {
		t.Errorf("the list is %v, the same: %v", now, now == list)
	}
}

// TestEditNeedsATerminal: without one, and where the editor fails, nothing changes.
func TestEditNeedsATerminal(t *testing.T) {
	t.Parallel()
	sh := commandtest.New(t, edit.Commands())
	sh.Do("set /Shop/s1/cart/total 12")
	if _, err := sh.Run("edit /Shop/s1/cart/total"); err == nil || err.Error() != "edit needs a terminal" {
		t.Errorf("the error is %v", err)
	}
	sh.Edit = func(string) error { return errors.New("no such program") }
	if _, err := sh.Run("edit /Shop/s1/cart/total"); err == nil || err.Error() != "vi: no such program" {
		t.Errorf("the error is %v", err)
	}
}

// TestEditConflict: both sides are between markers, and those must be gone in the end.
func TestEditConflict(t *testing.T) {
	t.Parallel()
	sh := commandtest.New(t, edit.Commands())
	x := diff.Conflict{
		Path: tree.Path{Container: "Shop", Session: "s1", Keys: []any{"cart", "total"}},
		Base: diff.Side{Present: true, Value: int64(12)}, Mine: diff.Side{Present: true, Value: int64(15)},
	}
	left := ""
	sh.Edit = func(file string) error {
		b, err := os.ReadFile(file)
		const want = "<<<<<<< mine\n15\n||||||| base\n12\n=======\n>>>>>>> theirs\n"
		if err != nil || string(b) != want {
			t.Errorf("it opens %q (%v), want %q", b, err, want)
		}
		return os.WriteFile(file, []byte(left), 0o600)
	}
	var side diff.Side
	var decided bool
	resolve := func(decide diff.Resolver) (err error) {
		side, decided, err = decide(x)
		return err
	}
	left = "<<<<<<< mine\n15\n"
	if err := edit.EditConflicts(t.Context(), sh.Env, resolve); err == nil || !strings.Contains(err.Error(), "markers") {
		t.Errorf("with a marker left, the error is %v", err)
	}
	left = "27\n"
	err := edit.EditConflicts(t.Context(), sh.Env, resolve)
	if err != nil || !decided || !side.Present || side.Value != any(int64(27)) {
		t.Errorf("it is decided: %v, %v (%v)", decided, side, err)
	}
}

// TestEditAgain: what is refused can be edited again, and is kept in a file if the user gives
// up, or the editor fails; without a folder nothing is kept.
func TestEditAgain(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		path   string
		leaves []string // each time the editor is opened
		ends   error    // of the editor, the last time
		answer []string
		want   any    // in /Shop/s1/cart/total
		fails  string // ""
		kept   string
	}{
		{name: "refused and mended", path: "cart", leaves: []string{"[1]", `{"total": 13}`}, answer: []string{"y"}, want: int64(13)},
		{name: "refused and given up", path: "cart", leaves: []string{"[1]"}, answer: []string{"n"}, want: int64(12), fails: "must be a mapping", kept: "[1]"},
		{name: "broken and given up", path: "cart/total", leaves: []string{"{", "[1"}, answer: []string{"", "no"}, want: int64(12), fails: "not JSON", kept: "[1"},
		{name: "left with Ctrl-C", path: "cart/total", leaves: []string{"{"}, answer: []string{"^C"}, want: int64(12), fails: "nothing was done", kept: "{"},
		{name: "no user", path: "cart", leaves: []string{"[1]"}, want: int64(12), fails: "must be a mapping", kept: "[1]"},
		{name: "a failing editor", path: "cart/total", leaves: []string{"14"}, ends: errors.New("exit status 1"), want: int64(12), fails: "exit status 1", kept: "14"},
		{name: "left as it was", path: "cart/total", leaves: []string{"[", "12\n"}, answer: []string{"y"}, want: int64(12)},
	} {
		for _, keeps := range []bool{true, false} {
			sh := commandtest.New(t, edit.Commands())
			if keeps {
				sh.Kept = filepath.Join(t.TempDir(), "state", "edits")
			}
			sh.Do("set /Shop/s1/cart/total 12")
			opened := 0
			sh.Edit = func(file string) error {
				opened++
				if err := os.WriteFile(file, []byte(test.leaves[opened-1]), 0o600); err != nil || opened < len(test.leaves) {
					return err
				}
				return test.ends
			}
			if test.answer != nil {
				sh.Answer = func(string) (string, error) {
					if a := test.answer[opened-1]; a != "^C" {
						return a, nil
					}
					return "", errors.New("nothing was done")
				}
			}
			_, err := sh.Run("edit /Shop/s1/" + test.path)
			if test.fails == "" && err != nil || test.fails != "" && (err == nil || !strings.Contains(err.Error(), test.fails)) {
				t.Errorf("%s: the error is %v, want %q", test.name, err, test.fails)
			}
			if got := sh.At("Shop", "s1", "cart", "total"); !tree.Equal(got, test.want) || opened != len(test.leaves) {
				t.Errorf("%s: the value is %v, and the editor was opened %d times", test.name, got, opened)
			}
			files, _ := filepath.Glob(filepath.Join(sh.Kept, "edit-*.json"))
			if !keeps || test.kept == "" {
				if len(files) > 0 || strings.Contains(strings.Join(sh.Notes, "\n"), "kept") {
					t.Errorf("%s: kept %q, notes %q", test.name, files, sh.Notes)
				}
				continue
			}
			if len(files) != 1 || !slices.Contains(sh.Notes, "what was edited is kept in "+files[0]) {
				t.Errorf("%s: kept %q, notes %q", test.name, files, sh.Notes)
				continue
			}
			text, err := os.ReadFile(files[0])
			info, statErr := os.Stat(files[0])
			if err != nil || statErr != nil || string(text) != test.kept || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
				t.Errorf("%s: %s has %q, %v (%v)", test.name, files[0], text, info.Mode(), errors.Join(err, statErr))
			}
		}
	}
}

// TestKeptEdits: the newest ones stay.
func TestKeptEdits(t *testing.T) {
	t.Parallel()
	sh := commandtest.New(t, edit.Commands())
	sh.Kept = t.TempDir()
	sh.Do("set /Shop/s1/cart/total 12")
	for i := range 25 {
		text := fmt.Sprintf("{%d", i)
		sh.Edit = func(file string) error { return os.WriteFile(file, []byte(text), 0o600) }
		if _, err := sh.Run("edit /Shop/s1/cart/total"); err == nil {
			t.Fatal("it is taken")
		}
		all, _ := filepath.Glob(filepath.Join(sh.Kept, "edit-*.json"))
		for _, f := range all {
			if b, err := os.ReadFile(f); err == nil && string(b) == text {
				at := time.Now().Add(time.Duration(i-100) * time.Minute)
				if err := os.Chtimes(f, at, at); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	all, _ := filepath.Glob(filepath.Join(sh.Kept, "edit-*.json"))
	texts := make(map[string]bool)
	for _, f := range all {
		b, _ := os.ReadFile(f)
		texts[string(b)] = true
	}
	if len(all) != 20 || !texts["{24"] || !texts["{5"] || texts["{4"] {
		t.Errorf("kept are %v", texts)
	}
}

// TestEditHere: without a PATH edit opens the value at the current place, and says what can be
// edited where that is none.
func TestEditHere(t *testing.T) {
	t.Parallel()
	sh := commandtest.New(t, edit.Commands())
	sh.Do("set /Shop/s1/cart/total 12", "set /Shop/s1/user/name Ann")
	sh.Edit = func(file string) error { return os.WriteFile(file, []byte(`{"total": 13}`), 0o600) }
	for at, want := range map[string]string{"/Shop/s1": "edit takes a value in it: cart, user", "/Shop": "/CONTAINER/SESSION/KEY", "/Shop/s1/cart": ""} {
		sh.Env.Place.Go(strings.Split(at[1:], "/"))
		_, err := sh.Run("edit")
		var advice *hint.Error
		if (err == nil) != (want == "") || err != nil && (!errors.As(err, &advice) || !strings.Contains(advice.Text, want)) {
			t.Errorf("at %s: %v, %+v", at, err, advice)
		}
	}
	if got := sh.At("Shop", "s1", "cart", "total"); !tree.Equal(got, int64(13)) {
		t.Errorf("the value is %v", got)
	}
}
