package transact_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sessh/repl/command"
	"sessh/repl/command/browse"
	"sessh/repl/command/commandtest"
	"sessh/repl/command/edit"
	"sessh/repl/command/servers"
	"sessh/repl/command/transact"
	"sessh/repl/hint"
)

func newShell(t *testing.T) *commandtest.Shell { return shellAt(t, time.Now) }

func shellAt(t *testing.T, now func() time.Time) *commandtest.Shell {
	t.Parallel()
	return commandtest.NewAt(t, slices.Concat(browse.Commands(), edit.Commands(), transact.Status(), transact.Transactions(), servers.Dumps(), servers.Watch()), now)
}

// check runs a line and compares what it shows, and whether it reports a difference.
func check(t *testing.T, sh *commandtest.Shell, line, shows string) {
	t.Helper()
	got, err := sh.Run(line)
	if err != nil || got != shows {
		t.Errorf("%s shows\n%s(%v), want\n%s", line, got, err, shows)
	}
	if differs := errors.Is(sh.Lacking, command.ErrDiffer); differs != (strings.Contains(shows, "--- ") || strings.Contains(shows, `"change":`)) {
		t.Errorf("%s reports %v", line, sh.Lacking)
	}
}

// visitors has three sessions of two people, and something pending.
func visitors(t *testing.T) *commandtest.Shell {
	sh := newShell(t)
	sh.Do(`set /Shop/anna/cart {"total": 12, "items": ["tea", "milk"], "tags": {}}`, `set /Shop/anna/login {"password": "one", "user": "anna"}`,
		`set /php/ben/cart {"total": 12.0, "items": ["tea", "bread"], "tags": []}`, `set /php/ben/login {"password": "two"}`,
		`set /items/loose/total 12`)
	if _, err := sh.Env.Work.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	sh.Do("set /Shop/anna/cart/total 13")
	return sh
}

// TestDiffPlaces: two places are compared as they are, or as they are stored, and by what
// they hold, whatever their frameworks.
func TestDiffPlaces(t *testing.T) {
	sh := visitors(t)
	const head = "--- /Shop/anna\n+++ /php/ben\n"
	check(t, sh, "diff /Shop/anna /php/ben", head+"~ cart/total      13 -> 12.0\n~ cart/items/1    \"milk\" -> \"bread\"\n~ login/password  \"one\" -> \"two\"\n- login/user      \"anna\"\n")
	check(t, sh, "diff --committed /Shop/anna/cart /php/ben/cart", "--- /Shop/anna/cart\n+++ /php/ben/cart\n~ items/1  \"milk\" -> \"bread\"\n")
	check(t, sh, "diff --committed --exact /Shop/anna/cart /php/ben/cart", "--- /Shop/anna/cart\n+++ /php/ben/cart\n~ total    12 -> 12.0\n~ items/1  \"milk\" -> \"bread\"\n")
	check(t, sh, "diff /Shop/anna/cart/total /php/ben/cart/items/1", "--- /Shop/anna/cart/total\n+++ /php/ben/cart/items/1\n~ .  13 -> \"bread\"\n")
	check(t, sh, "diff --committed /Shop/anna/cart/total /items/loose/total", "nothing differs\n")
	check(t, sh, "diff /Shop/anna /Shop/anna", "nothing differs\n")
	check(t, sh, "diff", "/Shop/anna/cart\n~ total  12 -> 13\n")
	check(t, sh, "diff /php/ben", "nothing is pending in /php/ben\n")
}

// TestDiffLong: the format and time left are shown where they are asked for.
func TestDiffLong(t *testing.T) {
	sh := visitors(t)
	sh.Do("set /Shop/new/x/y 1")
	got, err := sh.Run("diff --long /Shop/new /php/ben/cart/total")
	if err != nil || !strings.HasPrefix(got, "--- /Shop/new  sessh, not stored\n+++ /php/ben/cart/total  php, ") || !strings.Contains(got, " left\n~ .  {") {
		t.Errorf("it shows\n%s(%v)", got, err)
	}
}

// TestDiffJSON: programs get the paths as they are below both places.
func TestDiffJSON(t *testing.T) {
	sh := visitors(t)
	sh.JSON = true
	check(t, sh, "diff /Shop/anna/cart /php/ben/cart", `{"changes":[{"change":"changed","new":12.0,"old":13,"path":"total"},{"change":"changed","new":"bread","old":"milk","path":"items/1"}],"new":{"path":"/php/ben/cart"},"old":{"path":"/Shop/anna/cart"},"unknown":0}`+"\n")
	check(t, sh, "diff /php/ben /php/ben", `{"changes":[],"new":{"path":"/php/ben"},"old":{"path":"/php/ben"},"unknown":0}`+"\n")
}

// TestDiffFile: a place is compared with what it was when it was dumped, or with the only
// session in the file.
func TestDiffFile(t *testing.T) {
	sh := visitors(t)
	folder := t.TempDir()
	all, one, hidden := filepath.Join(folder, "all"), filepath.Join(folder, "one"), filepath.Join(folder, "hidden")
	sh.Do("dump / "+all, "dump /Shop/anna "+one, "dump --redact pass*,user /Shop/anna "+hidden)
	state := func(path, file string) string { return fmt.Sprintf("--- %s in %s\n", path, file) }
	check(t, sh, "diff /Shop/anna --file "+all, state("/Shop/anna", all)+"+++ /Shop/anna\n~ cart/total  12 -> 13\n")
	check(t, sh, "diff /Shop/anna/cart/items --file "+all, "nothing differs\n")
	check(t, sh, "diff --committed /Shop/anna --file "+all, "nothing differs\n")
	check(t, sh, "diff /php/ben/cart --file "+one, state("/Shop/anna/cart", one)+"+++ /php/ben/cart\n~ items/1  \"milk\" -> \"bread\"\n")
	check(t, sh, "diff /Shop/anna --file "+hidden, state("/Shop/anna", hidden)+"+++ /Shop/anna\n~ cart/total  12 -> 13\nnot compared: 2 redacted values\n")
	check(t, sh, "diff --committed --exact /Shop/anna --file "+hidden, "nothing differs\nnot compared: 2 redacted values\n")
	check(t, sh, "diff /php/ben/login --file "+hidden, state("/Shop/anna/login", hidden)+"+++ /php/ben/login\n- user  \"[redacted]\"\nnot compared: 1 redacted value\n")

	// What is inside an object is compared, where a redacted dump shows it.
	sh.Do(`set /items/memc.sess.key.carla/value user|O:4:"User":2:{s:4:"name";s:5:"Carla";s:3:"pin";i:7;}`)
	if _, err := sh.Env.Work.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	secret := filepath.Join(folder, "secret")
	sh.Do("dump --redact pin /php/carla "+secret, `set /items/memc.sess.key.dora/value user|O:4:"User":2:{s:4:"name";s:4:"Dora";s:3:"pin";i:8;}`)
	if _, err := sh.Env.Work.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	check(t, sh, "diff /php/carla --file "+secret, "nothing differs\nnot compared: 1 redacted value\n")
	check(t, sh, "diff /php/dora --file "+secret, state("/php/carla", secret)+"+++ /php/dora\n~ user/name  \"Carla\" -> \"Dora\"\nnot compared: 1 redacted value\n")
	sh.Do("set /Shop/anna/cart/total 13")

	// What was edited in the file counts.
	text, err := os.ReadFile(one)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(one, []byte(strings.Replace(string(text), `"total":12`, `"total":14`, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	check(t, sh, "diff /Shop/anna --file "+one, state("/Shop/anna", one)+"+++ /Shop/anna\n~ cart/total  14 -> 13\n")
}

// watchOnce watches a session until it was seen.
func watchOnce(t *testing.T, sh *commandtest.Shell, container, id string) {
	t.Helper()
	before, _ := sh.Env.Watched.Of(container, id)
	for now := before; now.Time.Equal(before.Time); now, _ = sh.Env.Watched.Of(container, id) {
		sh.Do("watch --for 5ms /" + container + "/" + id)
	}
}

// TestDiffWatched: a session is compared with what the last watch saw first.
func TestDiffWatched(t *testing.T) {
	sh := visitors(t)
	if _, err := sh.Run("diff --watched /Shop/anna"); err == nil || err.Error() != "no watch of this shell has seen /Shop/anna" {
		t.Errorf("the error is %v", err)
	}
	watchOnce(t, sh, "Shop", "anna")
	check(t, sh, "diff --watched --committed /Shop/anna", "nothing differs\n")
	check(t, sh, "diff --watched /Shop/anna/cart", "--- /Shop/anna/cart as watch saw it first\n+++ /Shop/anna/cart\n~ total  12 -> 13\n")
	if _, err := sh.Env.Work.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	watchOnce(t, sh, "php", "ben")
	check(t, sh, "diff --watched /Shop/anna/cart", "--- /Shop/anna/cart as watch saw it first\n+++ /Shop/anna/cart\n~ total  12 -> 13\n")
	watchOnce(t, sh, "Shop", "anna")
	check(t, sh, "diff --watched /Shop/anna/cart", "nothing differs\n")
}

// TestDiffErrors: an error names what is missing, or the flags that make no sense together.
func TestDiffErrors(t *testing.T) {
	sh := visitors(t)
	file := filepath.Join(t.TempDir(), "all")
	sh.Do("dump / "+file, "savepoint here")
	watchOnce(t, sh, "Shop", "anna")
	for _, test := range []struct {
		line, fails string
		usage       bool
	}{
		{"diff /Shop/anna /Shop/nobody", "/Shop/nobody is not there", false},
		{"diff /Shop/nobody /Shop/anna", "/Shop/nobody is not there", false},
		{"diff /Shop/anna/cart/x /Shop/anna", "/Shop/anna/cart/x is not there", false},
		{"diff /Shop /Shop/anna", "/Shop is not a session, nor a place in one", false},
		{"diff /Shop/anna /", "/ is not a session, nor a place in one", false},
		{"diff --watched", "/ is not a session, nor a place in one", false},
		{"diff --watched /Shop/anna/basket", "/Shop/anna/basket is not there as watch saw it first", false},
		{"diff --committed /Shop/anna /Shop/anna/basket", "/Shop/anna/basket is not committed", false},
		{"diff /Shop/nobody --file " + file, fmt.Sprintf("/Shop/nobody is not in %s, which has 3 sessions", file), false},
		{"diff /Shop/anna/x --file " + file, fmt.Sprintf("/Shop/anna/x is not there in %s", file), false},
		{"diff /Shop/anna --file " + os.DevNull, fmt.Sprintf("/Shop/anna is not in %s, which has 0 sessions", os.DevNull), false},
		{"diff /Shop/anna --file compare_test.go", "compare_test.go:1: neither dump nor watch wrote this: ...", false},
		{"diff /Shop/anna --file nowhere/x", "open nowhere/x: no such file or directory", false},
		{"diff --since here /Shop/anna /php/ben", "--since and --theirs are about what is pending, not about two places", true},
		{"diff --theirs --watched /Shop/anna", "--since and --theirs are about what is pending, not about two places", true},
		{"diff --watched /Shop/anna /php/ben", "--file and --watched compare one place, and two were given", true},
		{"diff --file x --watched /Shop/anna", "--file and --watched are two comparisons: give one of them", true},
		{"diff --exact /Shop/anna", "--exact, --committed and --long are about two places, not about what is pending", true},
		{"diff /Shop/anna /php/ben /x/y", "diff takes [PATH] | A B, and 3 words were given", true},
	} {
		out, err := sh.Run(test.line)
		var usage *hint.Usage
		head, cut := strings.CutSuffix(test.fails, "...")
		if got := fmt.Sprint(err); !strings.HasPrefix(got, head) || !cut && got != head || errors.As(err, &usage) != test.usage || out != "" {
			t.Errorf("%s shows %q, and the error is %v", test.line, out, err)
		}
	}
}
