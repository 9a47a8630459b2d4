package tree_test

import (
	"testing"

	"sessh/session/tree"
)

// TestVirtuals gets a mapping that is not there, makes it part of the tree, and takes that back.
func TestVirtuals(t *testing.T) {
	t.Parallel()
	root, c := tree.NewMap(), &clerk{}
	tree.SetOwner(root, c, tree.Rooted)
	var v tree.Virtuals
	m := v.Get("p", c)
	if v.Get("p", c) != m || v.Get("q", c) == m || root.Len() != 0 {
		t.Error("one mapping for each name, none of them in the tree")
	}
	if op, name := v.Attach(tree.NewMap(), root, c); op != nil || name != "" {
		t.Errorf("a mapping from elsewhere is attached as %q", name)
	}
	op, name := v.Attach(m, root, c)
	if op == nil || name != "" {
		t.Fatalf("%v, %q", op, name)
	}
	op.Apply()
	if got, _ := root.Get("p"); got != any(m) {
		t.Errorf("the tree has %v", got)
	}
	other := v.Get("p", c) // as after a reader that came late
	if other == m {
		t.Error("it is still virtual")
	}
	if op, name := v.Attach(other, root, c); op != nil || name != tree.KeyText("p") {
		t.Errorf("a name that the tree has is attached: %v, %q", op, name)
	}
	op.Revert()
	if root.Has("p") || v.Get("p", c) != m {
		t.Error("after it is taken back, it is virtual again, and the latest of its name")
	}
	must(t, m.Set("k", 1))
	if got := c.roles[len(c.roles)-1]; got != tree.Virtual {
		t.Errorf("the owner is asked as %v", got)
	}
}
