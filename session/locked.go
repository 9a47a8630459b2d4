package session

import (
	"context"
	"errors"

	"sessh/session/family"
	"sessh/session/tree"
)

// ErrLocked is wrapped by the error of a commit of a session that the application has locked
// because it is using it. The error is a [LockedError]. The commit can be tried again.
var ErrLocked = errors.New("the application has locked the session")

// A LockedError is the error of a session that the application has locked.
type LockedError struct {
	Session tree.Path
	Lock    *family.Lock
}

func (e *LockedError) Error() string {
	age := ""
	if text := e.Lock.String(); text != "" {
		age = " (" + text + ")"
	}
	return ErrLocked.Error() + age + ": the request that uses it would overwrite the change"
}

func (e *LockedError) Unwrap() error { return ErrLocked }

// Lock returns the application's present lock on the session; nil if there is none.
func (s *Session) Lock(ctx context.Context) (*family.Lock, error) {
	locks, err := s.container.LocksOn(ctx, s.id)
	return locks[0], err
}

// unlocked fails if a session to be written is locked: the application would overwrite it when
// it is done.
func (w *Work) unlocked(ctx context.Context) error {
	var sessions []family.Member
	var asked []*pendingWrite
	for _, p := range w.plan {
		if p.writes() {
			sessions, asked = append(sessions, family.Member{Family: p.s.container.Family, ID: p.s.id}), append(asked, p)
		}
	}
	locks, errs := w.root.families.LocksOn(ctx, sessions)
	for i, p := range asked {
		switch {
		case locks[i] != nil:
			p.fate, p.err = Untouched, &LockedError{p.s.Path(), locks[i]}
		case errs[i] != nil:
			p.fate, p.err = Untouched, errs[i]
		}
	}
	return w.verdict()
}
