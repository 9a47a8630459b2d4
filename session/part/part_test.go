package part_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"sessh/session/diff"
	"sessh/session/part"
	"sessh/session/tree"
)

func mapOf(t *testing.T, m map[string]any) *tree.Map {
	t.Helper()
	v, err := tree.Of(m)
	if err != nil {
		t.Fatal(err)
	}
	return v.(*tree.Map)
}

// between returns what is pending in a session that holds now, and whose store holds committed.
func between(committed, now *tree.Map) part.Session {
	how := diff.Comparison{Top: tree.SessionPath("C", "s"), Packages: true}
	return part.Session{Changes: how.Append(nil, committed, now), Committed: committed, Now: now, How: how}
}

func example(t *testing.T) part.Session {
	t.Helper()
	return between(
		mapOf(t, map[string]any{"p": map[string]any{"k": 1, "gone": 1, "m": map[string]any{"x": 1, "y": 1}, "l": []any{1, 2, 3}}, "old": map[string]any{"k": 1}}),
		mapOf(t, map[string]any{"p": map[string]any{"k": 2, "m": map[string]any{"x": 2, "y": 1}, "l": []any{2, 3, 4}}, "new": map[string]any{"k": 1}}),
	)
}

func texts(parts []part.Part) string {
	var all []string
	for _, p := range parts {
		all = append(all, fmt.Sprintf("%s:%d", p.Path, len(p.Changes)))
	}
	return strings.Join(all, " ")
}

func TestParts(t *testing.T) {
	t.Parallel()
	s := example(t)
	got := map[string]bool{}
	for _, p := range s.Parts() {
		got[texts([]part.Part{p})] = true
	}
	for _, want := range []string{"/C/s/p/k:1", "/C/s/p/gone:1", "/C/s/p/m/x:1", "/C/s/old/k:1", "/C/s/new/k:1"} {
		if !got[want] {
			t.Errorf("there is no part %s in %v", want, got)
		}
	}
	lists := 0
	for text := range got {
		if strings.HasPrefix(text, "/C/s/p/l:") {
			lists++
		}
	}
	if lists != 1 || len(got) != 6 {
		t.Errorf("the list is in %d parts of %v, want in one", lists, got)
	}
	s.Changes = append([]diff.Change{{Path: s.How.Top, Kind: diff.Changed, Attribute: "timeout"}}, s.Changes...)
	if n := len(s.Parts()); n != 7 {
		t.Errorf("with a timeout there are %d parts", n)
	}
	s.Whole = true
	if parts := s.Parts(); len(parts) != 1 || len(parts[0].Changes) != len(s.Changes) || parts[0].Path.String() != "/C/s" {
		t.Errorf("a session that is not divided has the parts %s", texts(parts))
	}
	if parts := (part.Session{Whole: true}).Parts(); parts != nil {
		t.Errorf("a session without changes has the parts %s", texts(parts))
	}
}

// TestTake takes every choice of the parts: what it makes differs from what is committed in just
// these, and from what is pending in just the others.
func TestTake(t *testing.T) {
	t.Parallel()
	s := example(t)
	parts := s.Parts()
	for bits := range 1 << len(parts) {
		var some []part.Part
		for i, p := range parts {
			if bits>>i&1 == 1 {
				some = append(some, p)
			}
		}
		choice := part.Choose(append([]part.Part{}, some...))
		chosen := choice.Of(s.Changes)
		data, err := s.Take(chosen)
		if err != nil {
			t.Fatalf("%s: %v", texts(some), err)
		}
		if made := between(s.Committed, data); texts(made.Parts()) != texts(some) {
			t.Errorf("%s makes %s", texts(some), texts(made.Parts()))
		}
		if left := between(data, s.Now); len(left.Parts()) != len(parts)-len(some) {
			t.Errorf("%s leaves %s", texts(some), texts(left.Parts()))
		}
	}
	if all := part.Choose(nil).Of(s.Changes); len(all) != len(s.Changes) {
		t.Errorf("no choice is %d changes", len(all))
	}
}

func TestIndivisible(t *testing.T) {
	t.Parallel()
	s := example(t)
	list := part.Choose(s.Parts()).Of(s.Changes)
	for i, c := range list {
		if c.Path.Within(tree.SessionPath("C", "s", "p", "l")) {
			list = list[i : i+1]
			break
		}
	}
	if data, err := s.Take(list); !errors.Is(err, part.ErrIndivisible) {
		t.Errorf("one change of a list makes %v, %v", data, err)
	}
	s.Whole = true
	if data, err := s.Take(s.Changes[:1]); !errors.Is(err, part.ErrIndivisible) {
		t.Errorf("a part of what is whole makes %v, %v", data, err)
	}
}
