package tree_test

import (
	"errors"
	"slices"
	"testing"

	"sessh/session/tree"
	"sessh/session/undo"
)

// clerk is an owner that notes what it is asked for, and refuses changes if it has a reason.
type clerk struct {
	roles  []tree.Role
	done   []undo.Op
	reason error
	shared bool
}

func (c *clerk) Change(_ tree.Node, role tree.Role, ops []undo.Op) error {
	c.roles = append(c.roles, role)
	if c.reason != nil {
		return c.reason
	}
	for _, o := range ops {
		o.Apply()
	}
	c.done = append(c.done, ops...)
	return nil
}

func (c *clerk) Check(key, value any) error {
	if key == "no" {
		return errors.New("not this one")
	}
	return nil
}

func (c *clerk) Shared() bool { return c.shared }

func (c *clerk) undo() {
	for _, o := range slices.Backward(c.done) {
		o.Revert()
	}
	c.done = nil
}

// TestOwner: a tree with an owner changes only as the owner lets it, at any depth, and what was
// removed says so.
func TestOwner(t *testing.T) {
	t.Parallel()
	root, inner, list := tree.NewMap(), tree.NewMap(), tree.NewList(1, 2)
	must(t, inner.Set("list", list))
	must(t, root.Set("inner", inner))
	before := tree.Clone(root)
	c := &clerk{}
	tree.SetOwner(root, c, tree.Rooted)
	if tree.OwnerOf(list) != tree.Owner(c) {
		t.Error("the list has another owner")
	}
	must(t, list.Append(3))
	must(t, inner.Set("k", "v"))
	if list.Len() != 3 || len(c.done) != 2 {
		t.Errorf("%d values after %d changes", list.Len(), len(c.done))
	}
	if err := root.Set("no", 1); err == nil || root.Has("no") {
		t.Errorf("the root has what its owner refuses: %v", err)
	}
	must(t, inner.Set("no", 1)) // only the root is checked
	_, err := root.Delete("inner")
	must(t, err)
	must(t, list.Append(4))
	if want := tree.Removed; c.roles[len(c.roles)-1] != want {
		t.Errorf("the roles are %v, want %v at last", c.roles, want)
	}
	c.undo()
	if !tree.Equal(root, before) || tree.OwnerOf(list) != tree.Owner(c) {
		t.Error("after undoing everything it is another tree")
	}
	c.reason = errors.New("closed")
	if err := list.Append(5); !errors.Is(err, c.reason) || list.Len() != 2 {
		t.Errorf("a change that was refused: %v, %d values", err, list.Len())
	}
}

// TestRefsInOwnedTrees: a reference becomes a copy where an owner sees the change, and what
// has another place moves there if it is removed.
func TestRefsInOwnedTrees(t *testing.T) {
	t.Parallel()
	for _, shared := range []bool{true, false} {
		root, list := tree.NewMap(), tree.NewList(1)
		must(t, root.Set("a", list))
		must(t, root.Set("b", tree.NewRef(list)))
		c := &clerk{shared: shared}
		tree.SetOwner(root, c, tree.Rooted)
		_, err := root.Delete("a")
		must(t, err)
		if b, _ := root.Get("b"); (b == any(list)) != shared {
			t.Errorf("shared %v: the other place holds %T", shared, b)
		}
		c.undo()
		if a, _ := root.Get("a"); a != any(list) {
			t.Errorf("after undoing it is %T", a)
		}
		must(t, root.Set("c", tree.NewRef(list)))
		if v, _ := root.Get("c"); v == any(list) || !tree.Equal(v, list) {
			t.Errorf("a reference that was set is %v", v)
		}
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
