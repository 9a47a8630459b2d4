package repl

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// timeline is what undo and redo go along: steps with what is pending after each.
type timeline struct {
	labels, after []string
	at            int // how many are done
	first         int // those before it cannot be undone
	end           int // of the last end of a transaction: the number after it; 0: none
}

func (l *timeline) add(label, after string) {
	l.labels, l.after = append(l.labels[:l.at:l.at], label), append(l.after[:l.at:l.at], after)
	if l.at++; l.end >= l.at {
		l.end = 0
	}
}

// pending returns what is pending after so many steps.
func (l *timeline) pending(n int) string {
	if n == l.first || n == l.end {
		return nothingPending
	}
	return l.after[n-1]
}

// TestUndoIsLinear: undo and redo go along one line of steps, of which the end of a
// transaction is one, and what was typed is not lost on it.
func TestUndoIsLinear(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := &stashModel{out: &bytes.Buffer{}}
		m.sh = New(Options{Out: m.out})
		defer m.sh.Close(t.Context())
		l, value := &timeline{}, 0
		move := func(t *rapid.T, command, word string, n, can, by int) {
			line := fmt.Sprint(command, " ", n)
			if can == 0 {
				if err := m.sh.Run(t.Context(), line); err == nil {
					t.Fatalf("%s: %s", line, m.out)
				}
				return
			}
			var want strings.Builder
			for range min(n, can) {
				label := l.labels[max(l.at, l.at+by)-1]
				l.at += by
				want.WriteString(word + ": " + label + "\n")
			}
			if got := m.run(t, line); got != want.String() {
				t.Fatalf("%s:\n%s\nnot\n%s", line, got, want.String())
			}
		}
		t.Repeat(map[string]func(*rapid.T){
			"": func(t *rapid.T) {
				if got := m.diff(t); got != l.pending(l.at) {
					t.Fatalf("after %q, at %d, pending is\n%s\nnot\n%s", l.labels, l.at, got, l.pending(l.at))
				}
				if pending := m.diff(t); l.end > l.at && pending == nothingPending {
					if list := m.run(t, "stash list"); list == "the stash is empty\n" {
						t.Fatalf("what was dropped is not in the stash")
					}
				}
			},
			"set": func(t *rapid.T) {
				value++
				line := fmt.Sprintf("set /C/%s/p/n %d", rapid.SampledFrom([]string{"a", "b"}).Draw(t, "session"), value)
				m.run(t, line)
				l.add(line, m.diff(t))
			},
			"end": func(t *rapid.T) {
				was := m.diff(t)
				if was == nothingPending {
					t.Skip()
				}
				line := rapid.SampledFrom([]string{"abort", "stash"}).Draw(t, "end")
				m.run(t, line)
				if l.end > 0 && l.end <= l.at {
					l.first = l.end
				}
				l.add(line, nothingPending)
				l.end = l.at
			},
			"nothing to commit": func(t *rapid.T) {
				if m.diff(t) != nothingPending {
					t.Skip()
				}
				m.run(t, "commit")
			},
			"commit": func(t *rapid.T) {
				if m.diff(t) == nothingPending {
					t.Skip()
				}
				if err := m.sh.Run(t.Context(), "commit"); err != nil {
					t.Fatal(err)
				}
				*l = timeline{}
			},
			"undo": func(t *rapid.T) {
				move(t, "undo", "undone", rapid.SampledFrom([]int{1, 1, 2, 10}).Draw(t, "steps"), l.at-l.first, -1)
			},
			"redo": func(t *rapid.T) {
				move(t, "redo", "done again", rapid.SampledFrom([]int{1, 1, 2, 10}).Draw(t, "steps"), len(l.labels)-l.at, 1)
			},
		})
	})
}

// TestUndoAcrossEnds: what was typed after an end of a transaction is there again after
// undo and redo across it, as is what was popped.
func TestUndoAcrossEnds(t *testing.T) {
	for name, lines := range map[string][]string{
		"redo keeps what came after": {"set /C/a/p/n 1", "abort", "set /C/a/p/n 2", "undo 2", "redo 2",
			"?diff: + n  2"},
		"undo goes on before the end": {"set /C/a/p/n 1", "set /C/a/p/m 1", "abort", "set /C/a/p/n 2", "undo 3",
			"?diff: + n  1"},
		"undo does not toggle": {"set /C/a/p/n 9", "abort", "set /C/b/p/n 9", "undo 10",
			"?diff: nothing is pending", "?stash list: 0  1 change in /C/a, dropped by abort", "redo 10", "?diff: + n  9"},
		"what was popped is in the stash under its name": {"set /C/a/p/n 1", "stash lunch", "stash pop", "set /C/b/p/n 1", "abort", "undo 3",
			"?diff: nothing is pending", "?stash list: lunch: 1 change in /C/a, kept by you"},
		"a commit of nothing leaves steps and savepoints": {"set /C/a/p/n 1", "savepoint x", "undo", "commit", "?savepoints: x", "redo",
			"?diff: + n  1"},
		"a stash is ended again under its name": {"set /C/a/p/n 1", "stash lunch", "set /C/b/p/n 1", "undo 2", "redo 2",
			"?diff: /C/b", "?stash list: lunch: 1 change in /C/a, kept by you"},
		"something else ends redo": {"set /C/a/p/n 1", "abort", "set /C/a/p/n 2", "undo 2", "set /C/a/p/n 3", "undo", "redo",
			"?diff: + n  3"},
		"a rollback is kept": {"savepoint x", "set /C/a/p/n 1", "rollback", "set /C/b/p/n 1", "abort", "undo 3", "?diff: + n  1", "redo 3", "?diff: nothing is pending"},
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			sh := New(Options{Out: &out})
			for _, line := range slices.Clone(lines) {
				want := ""
				if q, ok := strings.CutPrefix(line, "?"); ok {
					line, want, _ = strings.Cut(q, ": ")
				}
				out.Reset()
				if err := sh.Run(t.Context(), line); err != nil {
					t.Fatalf("%s: %v", line, err)
				}
				if !strings.Contains(out.String(), want) {
					t.Fatalf("%s: %s\nnot %s", line, out.String(), want)
				}
			}
		})
	}
}
