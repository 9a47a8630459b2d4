package session

import "errors"

// Move moves the value under fromKey of from to toKey of to. Both are a [Map] or [List] of the
// session, with keys or indexes; the length of a list appends to it. Unlike a copy, the value
// stays the same part of the stored value, so that other places go on sharing it.
func (s *Session) Move(from, fromKey, to, toKey any) error {
	f, ok1 := from.(node)
	t, ok2 := to.(node)
	if !ok1 || !ok2 || ownerOf(f) != s.owner() || ownerOf(t) != s.owner() {
		return s.errorf("", errors.New("a value can only be moved within its session"))
	}
	if err := s.writable(); err != nil {
		return err
	}
	at, err := findMove(f, fromKey, t)
	if err != nil {
		return s.errorf("", err)
	}
	return s.work.Step("move", func() error { return at.move(fromKey, t, toKey) })
}
