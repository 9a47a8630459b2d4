package session

import (
	"context"
	"errors"
	"fmt"
)

// ErrLocked is wrapped by the error of a commit of a session that the
// application is using at this moment, and has locked. The commit can be tried
// again.
var ErrLocked = errors.New("the application has locked the session")

// locker is a format whose applications lock a session while they use it: the
// item of that key is there as long as they do.
type locker interface {
	LockKey(container, id string) string
}

// Locked tells whether the application has the session locked now. It is false
// for formats without locks.
func (s *Session) Locked(ctx context.Context) (bool, error) {
	f, ok := s.container.format.(locker)
	if !ok {
		return false, nil
	}
	l := s.container.root.store.Load(ctx, []string{f.LockKey(s.container.name, s.id)}, 0)[0]
	return l.Item != nil, l.Err
}

// unlocked fails where a session that is to be written is locked: the
// application would write over it when it is done.
func (w *Work) unlocked(ctx context.Context) error {
	var keys []string
	var asked []*pendingWrite
	for _, p := range w.plan {
		if f, ok := p.s.container.format.(locker); ok && p.writes() {
			keys, asked = append(keys, f.LockKey(p.s.container.name, p.s.id)), append(asked, p)
		}
	}
	if len(keys) == 0 {
		return nil
	}
	for i, l := range w.root.store.Load(ctx, keys, 0) {
		switch p := asked[i]; {
		case l.Err != nil:
			p.fate, p.err = Untouched, l.Err
		case l.Item != nil:
			p.fate, p.err = Untouched, fmt.Errorf("%w: the request that uses it would write over the change", ErrLocked)
		}
	}
	return w.verdict()
}
