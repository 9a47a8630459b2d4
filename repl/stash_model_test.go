package repl

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sessh/repl/stash"
)

// stashModel is what the stash is to hold, by the changes of its entries.
type stashModel struct {
	sh            *Shell
	out           *bytes.Buffer
	kept, dropped []string // the latest first
	popped        bool     // an entry was made pending in the open transaction
}

func (m *stashModel) run(t *rapid.T, line string) string {
	t.Helper()
	m.out.Reset()
	if err := m.sh.Run(t.Context(), line); err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	m.sh.work.SavePending()
	return m.out.String()
}

func (m *stashModel) diff(t *rapid.T) string { return m.run(t, "diff") }

// ended is what an end of the transaction makes of it: undo takes it back, and redo
// ends it again.
func (m *stashModel) ended(t *rapid.T, line, was string) {
	t.Helper()
	if got := m.diff(t); got != nothingPending {
		t.Fatalf("after %s: %s", line, got)
	}
	if !rapid.Bool().Draw(t, "undo the end") {
		return
	}
	if got := m.run(t, "undo"); got != "undone: "+line+"\n" {
		t.Fatalf("after %s, undo: %s", line, got)
	}
	if got := m.diff(t); got != was {
		t.Fatalf("%s was undone, and pending is\n%s\nnot\n%s", line, got, was)
	}
	m.run(t, "redo")
	if got := m.diff(t); got != nothingPending {
		t.Fatalf("%s again: %s", line, got)
	}
}

const nothingPending = "nothing is pending\n"

// check compares the list with the model.
func (m *stashModel) check(t *rapid.T) {
	t.Helper()
	want := slices.Concat(m.kept, m.dropped)
	if len(want) == 0 {
		if got := m.run(t, "stash list"); got != "the stash is empty\n" {
			t.Fatalf("stash list: %s", got)
		}
		return
	}
	list := strings.Split(strings.TrimSuffix(m.run(t, "stash list"), "\n"), "\n")
	if len(list) != len(want) {
		t.Fatalf("stash list: %q, want %d kept and %d dropped", list, len(m.kept), len(m.dropped))
	}
	for i, changes := range want {
		if got := m.run(t, fmt.Sprint("stash show ", i)); got != changes {
			t.Fatalf("entry %d is\n%s\nnot\n%s", i, got, changes)
		}
	}
}

// TestStashModel: whatever the order in which changes are put aside, dropped, taken
// back, undone and committed, each is pending, committed, or in the stash, and in one
// of them only.
func TestStashModel(t *testing.T) {
	folder := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		m := &stashModel{out: &bytes.Buffer{}}
		o := Options{Out: m.out}
		inFiles := rapid.IntRange(0, 4).Draw(t, "in files") == 0
		if inFiles {
			o.Pending, o.Server, o.Store = folder, "here", NewMemory()
		}
		m.sh = New(o)
		if inFiles {
			m.sh.work.StartSaving()
		}
		defer func() {
			m.run(t, "abort")
			m.run(t, "stash clear")
			m.sh.Close(t.Context())
		}()
		t.Repeat(map[string]func(*rapid.T){
			"": m.check,
			"set": func(t *rapid.T) {
				m.run(t, fmt.Sprintf("set /C/%s/p/n %d", rapid.SampledFrom([]string{"a", "b"}).Draw(t, "session"), rapid.Int().Draw(t, "value")))
			},
			"undo and redo": func(t *rapid.T) {
				was := m.diff(t)
				if was == nothingPending {
					t.Skip()
				}
				m.run(t, "undo")
				m.run(t, "redo")
				if got := m.diff(t); got != was {
					t.Fatalf("pending is %s, not %s", got, was)
				}
			},
			"stash": func(t *rapid.T) {
				was := m.diff(t)
				if was == nothingPending {
					t.Skip()
				}
				m.run(t, "stash")
				m.popped = false
				m.kept = append([]string{was}, m.kept...)
				m.ended(t, "stash", was)
			},
			"abort": func(t *rapid.T) {
				was := m.diff(t)
				if was == nothingPending || len(m.dropped) == stash.MaxDiscarded {
					t.Skip()
				}
				m.run(t, "abort")
				m.popped = false
				m.dropped = append([]string{was}, m.dropped...)
				m.ended(t, "abort", was)
			},
			"pop": func(t *rapid.T) {
				all := slices.Concat(m.kept, m.dropped)
				if len(all) == 0 || m.sh.Pending() > 0 {
					t.Skip()
				}
				n := rapid.IntRange(0, len(all)-1).Draw(t, "entry")
				if w := m.sh.work.Open(); w != nil && len(w.Steps()) > 0 { // which a pop would not take with it
					if m.popped { // an abort would put it back
						t.Skip()
					}
					m.run(t, "abort")
				}
				m.run(t, fmt.Sprint("stash pop ", n))
				if got := m.diff(t); got != all[n] {
					t.Fatalf("popped %s, and pending is %s", all[n], got)
				}
				if rapid.Bool().Draw(t, "undo the pop") {
					m.run(t, "undo")
					m.check(t)
					m.run(t, "redo")
				}
				m.popped = true
				if n < len(m.kept) {
					m.kept = slices.Delete(slices.Clone(m.kept), n, n+1)
				} else {
					m.dropped = slices.Delete(slices.Clone(m.dropped), n-len(m.kept), n-len(m.kept)+1)
				}
			},
			"drop": func(t *rapid.T) {
				if len(m.kept) == 0 || len(m.dropped) == stash.MaxDiscarded {
					t.Skip()
				}
				m.run(t, "stash drop")
				m.kept, m.dropped = m.kept[1:], append([]string{m.kept[0]}, m.dropped...)
			},
			"commit": func(t *rapid.T) {
				if err := m.sh.Run(t.Context(), "commit"); err != nil { // it was pending on an older state
					m.run(t, "refresh --mine")
					m.run(t, "commit")
				}
				m.popped = false
				if got := m.diff(t); got != nothingPending {
					t.Fatalf("after the commit: %s", got)
				}
			},
		})
	})
}
