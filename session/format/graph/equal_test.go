package graph

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sessh/session/storage"
	"sessh/session/tree"
)

// shop returns a list of n objects that all hold one list of m numbers. last is the last of
// these.
func shop(n, m, last int) *Node {
	shared := &Node{Kind: List}
	for i := range m {
		shared.Items = append(shared.Items, NewInt(int64(i)))
	}
	shared.Items[m-1] = NewInt(int64(last))
	all := &Node{Kind: List}
	for i := range n {
		all.Items = append(all.Items, &Node{Kind: Object, Class: "shop.Item", Pairs: []Pair{{NewText("n"), NewInt(int64(i))}}, State: shared})
	}
	return all
}

// TestSharedPartsAreComparedOnce: the work of comparing many objects that hold the same
// part does not grow with both.
func TestSharedPartsAreComparedOnce(t *testing.T) {
	t.Parallel()
	const n, m = 300, 1000
	looks := 0
	d := testDialect()
	d.Bare = func(form string) string { looks++; return form }
	read := func(last int) any {
		v, err := d.Value(shop(n, m, last))
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for _, test := range []struct {
		name       string
		one, other any
		equal      bool
	}{
		{"equal", read(7), read(7), true}, {"the part differs", read(7), read(8), false},
	} {
		t.Run(test.name, func(t *testing.T) {
			looks = 0
			if tree.Equal(test.one, test.other) != test.equal {
				t.Error("that is not so")
			}
			one, other := test.one.(*tree.List), test.other.(*tree.List)
			for i, x := range one.All() {
				y, _ := other.At(i)
				if tree.Equal(x, y) != test.equal {
					t.Fatalf("of the objects %d it is not so", i)
				}
			}
			if most := 20 * (n + m); looks > most {
				t.Errorf("%d nodes were looked at for %d objects with a part of %d", looks, n, m)
			}
		})
	}
}

// TestEqualIsThatOfTheText compares comparisons with one of texts that tell all about a
// graph, also where several parts of two graphs are compared one after the other.
func TestEqualIsThatOfTheText(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		build := func(label string) []*Node {
			nodes := []*Node{}
			for range rapid.IntRange(1, 6).Draw(t, label+" nodes") {
				n := &Node{Kind: rapid.SampledFrom([]Kind{List, Map, Object}).Draw(t, "kind"), Form: rapid.SampledFrom([]string{"", "tuple"}).Draw(t, "form")}
				if n.Kind == Object {
					n.Class = rapid.SampledFrom([]string{"A", "B"}).Draw(t, "class")
				}
				nodes = append(nodes, n)
			}
			child := func() *Node {
				if rapid.Bool().Draw(t, "leaf") {
					return rapid.SampledFrom([]*Node{NewInt(1), NewText("x"), {Kind: Null}, {Kind: Bytes, Text: "x"}}).Draw(t, "leaf")
				}
				return rapid.SampledFrom(nodes).Draw(t, "node")
			}
			for _, n := range nodes {
				for range rapid.IntRange(0, 2).Draw(t, "children") {
					switch n.Kind {
					case List:
						n.Items = append(n.Items, child())
					case Map:
						n.Pairs = append(n.Pairs, Pair{child(), child()})
					case Object:
						n.Args, n.State = append(n.Args, child()), child()
					}
				}
			}
			return nodes
		}
		one := build("one")
		other := one
		switch rapid.IntRange(0, 2).Draw(t, "other") {
		case 0:
			other = build("other")
		case 1:
			all, _ := flatten(&Node{Kind: List, Items: one}, 0)
			other = unflatten(all).Items
		}
		var c comparison
		for range 8 {
			a, b := rapid.SampledFrom(one).Draw(t, "a"), rapid.SampledFrom(other).Draw(t, "b")
			x, _ := flatten(a, 0)
			y, _ := flatten(b, 0)
			if want := x == y; Equal(a, b) != want || c.equal(a, b) != want {
				t.Fatalf("they are equal: %v; by itself %v, after others %v", want, Equal(a, b), (&c).equal(a, b))
			}
		}
	})
}

// TestFormsAreFoundAgain: the values of a long list that was turned round keep their
// forms, and are not compared each with each.
func TestFormsAreFoundAgain(t *testing.T) {
	t.Parallel()
	const n = 3000
	was := &Node{Kind: List}
	for i := range n {
		was.Items = append(was.Items, &Node{Kind: Text, Form: "unicode", Text: KeyText(i)})
	}
	was.Items[7].Form = "" // the usual one
	d := testDialect()
	v, err := d.Value(was)
	if err != nil {
		t.Fatal(err)
	}
	turned := tree.NewList()
	for i := n - 1; i >= 0; i-- {
		x, _ := v.(*tree.List).At(i)
		if err := turned.Append(x); err != nil {
			t.Fatal(err)
		}
	}
	merged, err := d.Merge(was, turned)
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range merged.Items {
		want := "unicode"
		if c.Text == "7" {
			want = ""
		}
		if c.Text != KeyText(n-1-i) || c.Form != want {
			t.Fatalf("at %d there is %q in the form %q", i, c.Text, c.Form)
		}
	}
}

// TestTextsAreBounded: a value that holds one text very often, as another format can, is
// not written at its length.
func TestTextsAreBounded(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 1<<20)
	v := tree.NewList()
	for range mostMade>>20 + 1 {
		if err := v.Append(long); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := testDialect().Merge(nil, v); !errors.Is(err, storage.ErrTooLarge) {
		t.Errorf("%v", err)
	}
	if err := v.Delete(0); err != nil {
		t.Fatal(err)
	}
	if _, err := testDialect().Merge(nil, v); err != nil {
		t.Error(err)
	}
}
