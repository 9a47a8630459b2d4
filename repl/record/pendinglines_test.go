package record

import (
	"slices"
	"testing"

	"sessh/repl/command/browse"
	"sessh/repl/command/commandtest"
	"sessh/repl/command/edit"
	"sessh/repl/command/transact"
)

// TestLinesBetween: the lines that stand for another one leave the same changes pending.
func TestLinesBetween(t *testing.T) {
	t.Parallel()
	commands := slices.Concat(browse.Commands(), edit.Commands(), transact.Transactions())
	pending := func(sh *commandtest.Shell) []pendingLine { return pendingLines(sh.Env.Work.Open()) }
	for _, line := range []string{
		"pwd", "set /a/b/c/new [1, {\"x\": 2}]", "set /a/b/c/pending 3", "set /a/b/c/stored 4", "set /a/b/c/changed 1", "set /a/b/c/changed 5",
		"rm /a/b/c/pending", "rm /a/b/c/stored", "rm /a/b/c/changed", "set /a/b/c/removed 1", "set /a/b/c/removed 2", "rm -r /a/b/c", "undo", "abort",
	} {
		sh, other := commandtest.New(t, commands), commandtest.New(t, commands)
		for _, s := range []*commandtest.Shell{sh, other} {
			s.Do("set /a/b/c/stored 1", "set /a/b/c/changed 1", "set /a/b/c/removed 1", "commit", "set /a/b/c/changed 2", "set /a/b/c/pending 2", "rm /a/b/c/removed")
		}
		was := pending(sh)
		sh.Do(line)
		other.Do(linesBetween(was, pending(sh))...)
		if got, want := pending(other), pending(sh); !slices.Equal(got, want) {
			t.Errorf("%s: %v is pending, want %v", line, got, want)
		}
	}
}
