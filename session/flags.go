package session

import (
	"fmt"

	"sessh/session/undo"
)

// SetFlags sets what the value of a raw item is to its client. It is pending like
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
