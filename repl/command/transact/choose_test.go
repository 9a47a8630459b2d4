package transact_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"sessh/repl/command/commandtest"
	"sessh/repl/command/edit"
	"sessh/repl/command/transact"
)

// TestCommitConfirmed: where the settings say so, a commit shows what it writes and asks, and
// writes nothing unless the answer is yes.
func TestCommitConfirmed(t *testing.T) {
	t.Parallel()
	sh := commandtest.New(t, slices.Concat(edit.Commands(), transact.Transactions()))
	answer, asked := "", ""
	sh.Answer = func(question string) (string, error) {
		asked = question
		if answer == "^C" {
			return "", errors.New("nothing was done")
		}
		return answer, nil
	}
	sh.Confirm = true
	sh.Do("set /Shop/s1/cart/a 1")
	for _, answer = range []string{"", "n", "^C", "what"} {
		if out, err := sh.Run("commit"); err == nil || out != "" || sh.Env.Work.Pending() != 1 {
			t.Errorf("%q: %q, %v", answer, out, err)
		}
	}
	if asked != "Commit 1 change to test? [y/N] " || strings.Join(sh.Notes, "\n") != "+ /Shop/s1  1 change: + cart/a" {
		t.Errorf("%q, %q", asked, sh.Notes)
	}
	answer = "y"
	sh.Do("commit")
	if n := sh.Env.Work.Pending(); n != 0 {
		t.Errorf("%d changes are pending", n)
	}
	sh.Confirm, asked = false, ""
	sh.Do("set /Shop/s1/cart/a 2", "commit")
	if asked != "" || len(sh.Notes) > 0 {
		t.Errorf("%q, %q", asked, sh.Notes)
	}
}
