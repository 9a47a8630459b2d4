package session

import (
	"sessh/session/tree"
	"sessh/session/undo"
)

// Renew makes the session a new one, as if it had expired: it is empty, and what was pending in
// it is dropped. Nothing is stored until something is set in it; a commit then replaces what the
// store held when the session was read. It can be undone like any other change.
func (s *Session) Renew() error {
	ops := append(tree.Clearing(s.data()),
		undo.Set(&s.beside, beside{renewed: true}),
	)
	if s.deleted {
		ops = append(ops, undo.Set(&s.deleted, false))
	}
	return s.log(ops)
}

// Renewed reports whether the session is a new one in place of one that the store holds.
func (s *Session) Renewed() bool { return s.renewed && s.Stored() }
