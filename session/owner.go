package session

import (
	"errors"
	"fmt"
	"slices"

	"sessh/session/tree"
	"sessh/session/undo"
)

// ErrPackageData is wrapped by errors about a value in the place of package data that is not a
// mapping.
var ErrPackageData = errors.New("package data must be a mapping")

// owner is the session as the [Owner] of its data.
type owner struct{ s *Session }

func (s *Session) owner() tree.Owner { return owner{s} }

// Change makes changes of the session's data as part of the transaction.
func (o owner) Change(top tree.Node, role tree.Role, ops []undo.Op) error {
	if err := o.s.unsealed(); err != nil {
		return err
	}
	switch role {
	case tree.Removed:
		return o.s.errorf("", tree.ErrDetached)
	case tree.Virtual:
		attach, err := o.s.attach(top)
		if err != nil {
			return err
		}
		ops = append([]undo.Op{attach}, ops...)
	}
	return o.s.log(ops)
}

// Check refuses what a session cannot hold: anything except package data.
func (o owner) Check(key, value any) error {
	if o.s.Flat() {
		return nil
	}
	if _, ok := key.(string); !ok {
		return fmt.Errorf("the name of package data is a string, not %s", tree.KeyText(key))
	}
	if _, ok := value.(*tree.Map); !ok {
		return o.s.errorf(tree.KeyText(key), fmt.Errorf("%w: the value is of type %s", ErrPackageData, tree.TypeName(value)))
	}
	return nil
}

// Shared reports whether something in the session has, or had, several places.
func (o owner) Shared() bool { return o.s.shared }

// virtualData is package data that was got and does not exist yet. There can be several of one
// name, because undo makes one of data that was written to.
type virtualData struct {
	name string
	m    *tree.Map
}

// virtual returns the latest virtual package data of that name, or nil.
func (s *Session) virtual(name string) *tree.Map {
	for _, h := range slices.Backward(s.virtuals) {
		if h.name == name {
			return h.m
		}
	}
	return nil
}

// attach returns the change that makes virtual package data part of the session.
func (s *Session) attach(top tree.Node) (undo.Op, error) {
	i := slices.IndexFunc(s.virtuals, func(h virtualData) bool { return tree.Node(h.m) == top })
	if i < 0 {
		return nil, s.errorf("", tree.ErrDetached)
	}
	h := s.virtuals[i]
	if s.root.Has(h.name) {
		return nil, s.errorf(tree.KeyText(h.name), tree.ErrDetached)
	}
	return &attach{s, h, tree.Joining(s.root, h.name, h.m)}, nil
}

// attach makes virtual package data real.
type attach struct {
	s    *Session
	data virtualData
	join undo.Op
}

func (o *attach) Apply() {
	o.s.virtuals = slices.DeleteFunc(o.s.virtuals, func(h virtualData) bool { return h.m == o.data.m })
	o.join.Apply()
}

func (o *attach) Revert() {
	o.join.Revert()
	tree.SetOwner(o.data.m, o.s.owner(), tree.Virtual)
	o.s.virtuals = append(o.s.virtuals, o.data)
}

// Elsewhere returns the other places of the lists and mappings that keys lead through, from the
// session's data down. A change where they lead to changes these places as well.
func (s *Session) Elsewhere(keys ...any) []tree.Path {
	if !s.shared {
		return nil
	}
	return tree.FindElsewhere(s.root).Paths(s.Path(), s.root, keys)
}
