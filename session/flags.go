package session

import (
	"fmt"

	"sessh/session/diff"
	"sessh/session/undo"
)

// SetFlags says what the value of a raw item is to its client. It is pending like
// any other change.
func (s *Session) SetFlags(flags uint32) error {
	if err := s.writable(); err != nil {
		return err
	}
	if !s.container.KeepsFlags() {
		return s.errorf("", fmt.Errorf("the flags of its item are those of the format %s", s.container.Format().Name()))
	}
	if !s.Exists() {
		return s.errorf("", ErrNoSession)
	}
	return s.logBeside([]undo.Op{undo.Set(&s.flags, &flags)})
}

// SetItem makes a raw item hold just that value, with those flags.
func (s *Session) SetItem(value []byte, flags uint32) error {
	verbatim := s.container.Format().Traits().Verbatim
	if verbatim == nil {
		return s.errorf("", fmt.Errorf("a session in format %s is not set to bytes", s.container.Format().Name()))
	}
	if err := s.become(verbatim(value)); err != nil {
		return err
	}
	return s.SetFlags(flags)
}

// flagsChange returns the change of the flags from what they were; ok is false if
// there is none.
func (s *Session) flagsChange(was *uint32) (c diff.Change, ok bool) {
	old := uint32(0)
	switch {
	case was != nil:
		old = *was
	case s.base.Item != nil:
		old = s.base.Item.Flags
	}
	if s.flags == nil || *s.flags == old {
		return diff.Change{}, false
	}
	return diff.Change{Path: s.Path(), Kind: diff.Changed, Old: old, New: *s.flags, Attribute: "flags"}, true
}
