package undo_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"sessh/session/undo"
)

// cell is a part of the data: a number.
type cell struct {
	n        int
	revision uint64
}

// set is the op that gives a cell another number.
type set struct {
	c        *cell
	old, new int
}

func (s *set) Apply()  { s.c.swap(s.old, s.new) }
func (s *set) Revert() { s.c.swap(s.new, s.old) }

// swap panics where an op meets another state than the one that it was made in.
func (c *cell) swap(from, to int) {
	if c.n != from {
		panic(fmt.Sprintf("the cell holds %d, and the op expects %d", c.n, from))
	}
	c.n = to
}

// sheet is a few cells with their log.
type sheet struct {
	cells []*cell
	log   *undo.Log[*cell]
	last  int // number that was set
}

func newSheet(n int) *sheet {
	s := &sheet{log: undo.New(func(c *cell, revision uint64) { c.revision = revision })}
	for range n {
		s.cells = append(s.cells, &cell{})
	}
	return s
}

func (s *sheet) set(i int) {
	s.last++
	c := s.cells[i]
	s.log.Record("set", c, []undo.Op{&set{c, c.n, s.last}})
}

func (s *sheet) holds() string {
	text := ""
	for _, c := range s.cells {
		text += fmt.Sprint(c.n, " ")
	}
	return text
}

func never() bool  { return false }
func always() bool { return true }

var errFault = errors.New("fault")

// TestModel does things at random with a log, and with whole copies of the data.
func TestModel(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		type step struct{ label, from, to string }
		s := newSheet(3)
		states := map[*undo.State[*cell]]string{s.log.Here(): s.holds()}
		var done, undone []step
		did := func(label, from string) {
			done, undone = append(done, step{label, from, s.holds()}), nil
		}
		state := func() *undo.State[*cell] {
			all := slices.SortedFunc(maps.Keys(states), func(a, b *undo.State[*cell]) int {
				return slices.Compare([]byte(states[a]), []byte(states[b]))
			})
			return rapid.SampledFrom(all).Draw(t, "state")
		}
		t.Repeat(map[string]func(*rapid.T){
			"set": func(t *rapid.T) {
				from := s.holds()
				s.set(rapid.IntRange(0, 2).Draw(t, "cell"))
				did("set", from)
			},
			"savepoint": func(*rapid.T) { states[s.log.Here()] = s.holds() },
			"rollback": func(*rapid.T) {
				from, to := s.holds(), state()
				s.log.Rollback(to)
				if s.holds() != states[to] {
					t.Fatalf("rolled back to %s, and it holds %s", states[to], s.holds())
				}
				if s.log.Here() != to {
					t.Fatal("it is in another state")
				}
				if from != s.holds() {
					did("rollback", from)
				}
			},
			"step": func(t *rapid.T) {
				from, fails := s.holds(), rapid.Bool().Draw(t, "fails")
				err := s.log.Step("step", func() error {
					for range rapid.IntRange(1, 3).Draw(t, "changes") {
						s.set(rapid.IntRange(0, 2).Draw(t, "cell"))
					}
					inner := s.holds()
					if err := s.log.Step("inner", func() error { s.set(0); return errFault }, never); err == nil || s.holds() != inner {
						t.Fatalf("the inner step leaves %s (%v), want %s", s.holds(), err, inner)
					}
					if rapid.Bool().Draw(t, "returns") {
						s.log.Rollback(state())
					}
					s.set(1)
					if fails {
						return errFault
					}
					return nil
				}, never)
				if errors.Is(err, errFault) != fails || fails && s.holds() != from {
					t.Fatalf("the step leaves %s (%v)", s.holds(), err)
				}
				if !fails {
					did("step", from)
				}
			},
			"undo": func(t *rapid.T) {
				label, ok := s.log.Undo()
				if ok != (len(done) > 0) {
					t.Fatalf("undone: %t, of %v", ok, done)
				}
				if ok {
					last := done[len(done)-1]
					if label != last.label || s.holds() != last.from {
						t.Fatalf("%q is undone to %s, want %+v", label, s.holds(), last)
					}
					done, undone = done[:len(done)-1], append(undone, last)
				}
			},
			"redo": func(t *rapid.T) {
				if s.log.CanRedo() != (len(undone) > 0) {
					t.Fatalf("it can be made again: %t, of %v", s.log.CanRedo(), undone)
				}
				if label, ok := s.log.Redo(); ok {
					next := undone[len(undone)-1]
					if label != next.label || s.holds() != next.to {
						t.Fatalf("%q is made again to %s, want %+v", label, s.holds(), next)
					}
					done, undone = append(done, next), undone[:len(undone)-1]
				}
			},
			"abort and resume": func(t *rapid.T) {
				before, idle := s.holds(), s.log.Idle()
				s.log.Abort()
				if s.holds() != "0 0 0 " || !s.log.Idle() || s.log.Changed() {
					t.Fatalf("an abort leaves %s", s.holds())
				}
				if idle {
					return
				}
				s.log.Resume()
				if s.holds() != before || !s.log.Resumed() && len(undone) == 0 {
					t.Fatalf("it goes on at %s, want %s", s.holds(), before)
				}
				if s.log.Changed() {
					undone = nil
				}
			},
			"visit": func(t *rapid.T) {
				before, revision, at := s.holds(), s.log.Revision(), state()
				s.log.Visit(at, func(differing map[*cell]bool) {
					if s.holds() != states[at] {
						t.Fatalf("visited is %s, want %s", s.holds(), states[at])
					}
				})
				if s.holds() != before || s.log.Revision() != revision {
					t.Fatalf("a visit leaves %s, want %s", s.holds(), before)
				}
			},
			"": func(t *rapid.T) {
				var labels []string
				for _, d := range slices.Backward(done) {
					labels = append(labels, d.label)
				}
				if got := s.log.Steps(); !slices.Equal(got, labels) {
					t.Fatalf("the steps are %q, want %q", got, labels)
				}
				if s.log.Idle() != (len(done)+len(undone) == 0) {
					t.Fatalf("idle: %t", s.log.Idle())
				}
			},
		})
	})
}

// TestCommittedStepsStand: what is permanent is not taken back, whatever fails after it.
func TestCommittedStepsStand(t *testing.T) {
	t.Parallel()
	s := newSheet(1)
	err := s.log.Step("step", func() error { s.set(0); return errFault }, always)
	if !errors.Is(err, errFault) || s.holds() != "1 " {
		t.Errorf("it holds %s, %v", s.holds(), err)
	}
}

// TestStepThatPanics: its changes are taken back, and it is not open any longer.
func TestStepThatPanics(t *testing.T) {
	t.Parallel()
	s := newSheet(1)
	func() {
		defer func() { _ = recover() }()
		_ = s.log.Step("step", func() error { s.set(0); panic("oops") }, never)
	}()
	if s.holds() != "0 " || !s.log.Idle() {
		t.Errorf("it holds %s; the steps are %q", s.holds(), s.log.Steps())
	}
	s.set(0)
	if got := s.log.Steps(); !slices.Equal(got, []string{"set"}) {
		t.Errorf("the steps are %q", got)
	}
}

// TestAbortInsideOfAStep: what was aborted is not brought back by the end of the step.
func TestAbortInsideOfAStep(t *testing.T) {
	t.Parallel()
	s := newSheet(2)
	err := s.log.Step("outer", func() error {
		s.set(0)
		err := s.log.Step("inner", func() error { s.set(0); s.log.Abort(); s.set(1); return errFault }, never)
		if !errors.Is(err, errFault) {
			t.Errorf("the inner step: %v", err)
		}
		return nil
	}, never)
	if err != nil || s.holds() != "0 3 " {
		t.Errorf("it holds %s, %v", s.holds(), err)
	}
}

// TestChangesAreReported: each part with a number that grows.
func TestChangesAreReported(t *testing.T) {
	t.Parallel()
	s := newSheet(2)
	s.set(0)
	s.set(1)
	first, second := s.cells[0].revision, s.cells[1].revision
	if first == 0 || second <= first || s.log.Revision() != second {
		t.Errorf("revisions %d and %d of %d", first, second, s.log.Revision())
	}
	s.log.Undo()
	if s.cells[1].revision <= second || s.cells[0].revision != first {
		t.Errorf("after the undo, revisions %d and %d", s.cells[0].revision, s.cells[1].revision)
	}
}

// TestOldStepsAreForgotten: at least the last 10,000 can be taken back, and never twice as
// many.
func TestOldStepsAreForgotten(t *testing.T) {
	t.Parallel()
	s := newSheet(1)
	for range 50_000 {
		s.set(0)
	}
	if n := len(s.log.Steps()); n < 10_000 || n >= 20_000 {
		t.Errorf("%d steps can be taken back", n)
	}
}

func BenchmarkSavepoint(b *testing.B) {
	s := newSheet(1)
	for range 1000 {
		s.set(0)
	}
	for b.Loop() {
		s.log.Here()
	}
}

func TestSet(t *testing.T) {
	t.Parallel()
	v := 1
	op := undo.Set(&v, 2)
	for _, step := range []struct {
		do   func()
		want int
	}{{op.Apply, 2}, {op.Revert, 1}, {op.Apply, 2}, {undo.Reversed(op).Apply, 1}} {
		if step.do(); v != step.want {
			t.Errorf("it is %d, want %d", v, step.want)
		}
	}
}
