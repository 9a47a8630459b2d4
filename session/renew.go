package session

import (
	"sessh/session/tree"
	"sessh/session/undo"
)

// Renew makes the session a new one, as if it had expired: it is empty, and what was pending in
// it is dropped. Nothing is stored until something is set in it; a commit then replaces what the
// store held when the session was read. It can be undone like any other change.
func (s *Session) Renew() error {
	ops := append(tree.Clearing(s.root),
		&setTimeout{s, s.timeout, s.base.timeout(s.container)},
		&setFlags{s, s.flags, nil},
		&setConflicts{s, s.conflicts, nil},
		&setRenewed{s, s.renewed},
	)
	if s.deleted {
		ops = append(ops, undo.Reversed(&setDeleted{s}))
	}
	return s.log(ops)
}

// Renewed reports whether the session is a new one in place of one that the store holds.
func (s *Session) Renewed() bool { return s.renewed && s.Stored() }

// setRenewed marks a session as renewed.
type setRenewed struct {
	s   *Session
	old bool
}

func (o *setRenewed) Apply()  { o.s.renewed = true }
func (o *setRenewed) Revert() { o.s.renewed = o.old }
