package session

import (
	"errors"

	"sessh/session/tree"
)

// Move moves the value under fromKey of from to toKey of to. Both are a [tree.Map] or [tree.List] of the
// session, with keys or indexes; the length of a list appends to it. Unlike a copy, the value
// stays the same part of the stored value, so that other places go on sharing it.
func (s *Session) Move(from, fromKey, to, toKey any) error {
	f, ok1 := from.(tree.Node)
	t, ok2 := to.(tree.Node)
	if !ok1 || !ok2 || tree.OwnerOf(f) != s.owner() || tree.OwnerOf(t) != s.owner() {
		return s.errorf("", errors.New("a value can only be moved within its session"))
	}
	if err := s.unsealed(); err != nil {
		return err
	}
	if err := s.writable(); err != nil {
		return err
	}
	at, err := tree.FindMove(f, fromKey, t)
	if err != nil {
		return s.errorf("", err)
	}
	return s.work.Step("move", func() error { return at.Move(fromKey, t, toKey) })
}
