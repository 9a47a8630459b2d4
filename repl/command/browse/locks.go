package browse

import (
	"context"
	"maps"
	"slices"

	"sessh/repl/listing"
	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/repl/syntax"
	"sessh/session"
	"sessh/session/family"
	"sessh/session/storage"
)

// locksOn reads the locks on sessions that were listed, and forgets that they were.
func (s *stream) locksOn(ctx context.Context, sessions []string) map[string]*family.Lock {
	var ids []string
	for _, id := range sessions {
		if s.locked[id] {
			ids = append(ids, id)
			delete(s.locked, id)
		}
	}
	return locksRead(ctx, s.in, ids)
}

// locksRead reads locks that were listed, by the ids of their sessions.
func locksRead(ctx context.Context, in *session.Container, ids []string) map[string]*family.Lock {
	held := make(map[string]*family.Lock)
	locks, err := in.LocksOn(ctx, ids...)
	for i, lock := range locks {
		if lock == nil && err != nil { // it was listed, so there is one
			lock = &family.Lock{TTL: storage.TTLUnknown, Idle: -1}
		}
		if lock != nil {
			held[ids[i]] = lock
		}
	}
	return held
}

// lateLocks shows the locks that were listed after their sessions.
func (s *stream) lateLocks(ctx context.Context) error {
	held := s.locksOn(ctx, slices.Sorted(maps.Keys(s.locked)))
	for _, id := range slices.Sorted(maps.Keys(held)) {
		if err := s.emit(lockRow{s.path(id), held[id]}); err != nil { // beside its session, and so not counted
			return err
		}
		s.shown++
	}
	return nil
}

// lockRow is a session that is locked.
type lockRow struct {
	path place.Path
	lock *family.Lock
}

func (r lockRow) JSON() any {
	m := map[string]any{"session": r.path[len(r.path)-1], "path": r.path.String(), "locked": true}
	output.AddLock(m, r.lock)
	return m
}

// Columns returns those of a session.
func (lockRow) Columns() []string { return (&listing.Session{}).Columns() }

func (r lockRow) Text(p *output.Printer) {
	p.Line("  %s is %s", syntax.Quote(r.path[len(r.path)-1]), output.LockedText("locked by the application", r.lock))
}
