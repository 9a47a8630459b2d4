package session

import (
	"errors"
	"fmt"

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
		attach, taken := o.s.virtuals.Attach(top, o.s.data(), o, ops...)
		if attach == nil {
			return o.s.errorf(taken, tree.ErrDetached)
		}
		ops = []undo.Op{attach}
	}
	if before := o.s.forget(); before != nil {
		ops = append(before, ops...)
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

// Elsewhere returns the other places of the lists and mappings that keys lead through, from the
// session's data down. A change where they lead to changes these places as well.
func (s *Session) Elsewhere(keys ...any) []tree.Path {
	if !s.shared {
		return nil
	}
	return tree.FindElsewhere(s.data()).Paths(s.Path(), s.data(), keys)
}
