package family

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"sessh/session/format"
	"sessh/session/storage"
	"sessh/session/tree"
)

// A Lock is an item that exists, or says so, while the application uses a session. A request
// that is killed leaves it behind.
type Lock struct {
	// TTL is how long the lock lasts at most, and Idle how long ago a request last took it
	// or waited for it; [storage.Item] says what they are if the store does not know.
	TTL, Idle time.Duration

	key     string
	version uint64
}

// Key returns the key of the lock's item.
func (l *Lock) Key() string { return l.key }

// String describes the age of the lock: "last used 3h ago, never expires". It returns "" if
// the store does not know.
func (l *Lock) String() string {
	var facts []string
	switch {
	case l.Idle >= time.Second:
		facts = append(facts, "last used "+coarse(l.Idle)+" ago")
	case l.Idle >= 0:
		facts = append(facts, "last used just now")
	}
	switch {
	case l.TTL == storage.TTLNever:
		facts = append(facts, "never expires")
	case l.TTL > 0:
		facts = append(facts, "expires in "+coarse(l.TTL))
	}
	return strings.Join(facts, ", ")
}

// coarse returns a duration in its largest unit.
func coarse(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d >= 2*day:
		return fmt.Sprintf("%dd", d/day)
	case d >= time.Hour:
		return fmt.Sprintf("%dh", d/time.Hour)
	case d >= time.Minute:
		return fmt.Sprintf("%dm", d/time.Minute)
	}
	return fmt.Sprintf("%ds", max(d/time.Second, 1))
}

// ErrLocked is wrapped by the error of a commit of a session that the application has locked
// because it is using it. The error is a [LockedError]. The commit can be tried again.
var ErrLocked = errors.New("the application has locked the session")

// A LockedError is the error of a session that the application has locked.
type LockedError struct {
	Session tree.Path
	Lock    *Lock
}

func (e *LockedError) Error() string {
	age := ""
	if text := e.Lock.String(); text != "" {
		age = " (" + text + ")"
	}
	return ErrLocked.Error() + age + ": the request that uses it would overwrite the change"
}

func (e *LockedError) Unwrap() error { return ErrLocked }

// Locks reports whether the application can lock sessions of the family.
func (f Family) Locks() bool { return f.format.Traits().LockKeys != nil }

// LockOf reports whether key is the key of a lock on a session of the family, and returns
// the session's id.
func (f Family) LockOf(key string) (id string, ok bool) {
	return format.LocksOf(f.format, f.name).ID(key)
}

// lockNeeds returns what must be loaded of a lock to know whether the session is locked.
func (f Family) lockNeeds() storage.Need {
	if f.format.Traits().LockFree != nil {
		return storage.NeedTTL | storage.NeedValue
	}
	return storage.NeedTTL
}

// holds reports whether a session is locked whose lock's item it is, or nil.
func (f Family) holds(lock *storage.Item) bool {
	free := f.format.Traits().LockFree
	return lock != nil && (free == nil || !free(lock.Value))
}

// LocksOn returns the present locks on sessions of the family, in the order of ids; nil for
// a session that is not locked.
func (f Family) LocksOn(ctx context.Context, ids ...string) ([]*Lock, error) {
	asked := make([]Member, len(ids))
	for i, id := range ids {
		asked[i] = Member{f, id}
	}
	locks, errs := f.all.LocksOn(ctx, asked)
	for i, err := range errs {
		if err != nil {
			errs[i] = fmt.Errorf("%s: %w", tree.SessionPath(f.name, ids[i]), err)
		}
	}
	return locks, errors.Join(errs...)
}

// A Member is a session of a family.
type Member struct {
	Family Family
	ID     string
}

// LocksOn returns the lock on each of the sessions, or the error of reading one. The items of
// all their locks are read at once. Of several present locks on a session it is the first.
func (all *Families) LocksOn(ctx context.Context, sessions []Member) ([]*Lock, []error) {
	locks, errs := make([]*Lock, len(sessions)), make([]error, len(sessions))
	var keys []string
	var of []int // the place of its session, by key
	var needs storage.Need
	for i, s := range sessions {
		if !s.Family.Locks() {
			continue
		}
		for _, key := range s.Family.format.Traits().LockKeys(s.Family.name, s.ID) {
			keys, of = append(keys, key), append(of, i)
		}
		needs |= s.Family.lockNeeds()
	}
	if len(keys) == 0 {
		return locks, errs
	}
	for n, l := range all.store.Load(ctx, keys, needs) {
		switch i := of[n]; {
		case l.Err != nil:
			errs[i] = l.Err
		case locks[i] == nil && sessions[i].Family.holds(l.Item):
			locks[i] = &Lock{TTL: l.Item.TTL, Idle: l.Item.Idle, key: keys[n], version: l.Item.Version}
		}
	}
	return locks, errs
}

// Unlocked returns, for each of the sessions, a [LockedError] if the application has locked it, or the
// error of finding out; else nil.
func (all *Families) Unlocked(ctx context.Context, sessions []Member) []error {
	locks, errs := all.LocksOn(ctx, sessions)
	for i, s := range sessions {
		if locks[i] != nil {
			errs[i] = &LockedError{tree.SessionPath(s.Family.name, s.ID), locks[i]}
		}
	}
	return errs
}

// ErrLockChanged is returned by [Family.Unlock] if a request has released or taken the lock
// meanwhile.
var ErrLockChanged = errors.New("the lock has changed: a request has released or taken it meanwhile")

// Unlock removes a lock whose request has ended, at once and outside any transaction. It
// fails if the lock has changed since it was read.
func (f Family) Unlock(ctx context.Context, l *Lock) error {
	switch o := f.all.store.Apply(ctx, []storage.Write{{Key: l.key, Delete: true, Version: l.version}})[0]; o.State {
	case storage.Applied:
		return nil
	case storage.Overtaken:
		return ErrLockChanged
	case storage.Unknown:
		return fmt.Errorf("it is not known whether the lock was removed: %w", o.Err)
	default:
		return o.Err
	}
}
