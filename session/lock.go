package session

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"sessh/session/storage"
	"sessh/session/tree"
)

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

// Locks reports whether the application can lock sessions of the container.
func (c *Container) Locks() bool { return c.format.Traits().LockKeys != nil }

// LockOf reports whether key is the key of a lock on a session of the container, and returns
// the session's id.
func (c *Container) LockOf(key string) (id string, ok bool) {
	if !c.Locks() {
		return "", false
	}
	const any = "*"
	for _, lock := range c.format.Traits().LockKeys(c.name, any) {
		head, tail, ok := strings.Cut(lock, any)
		if ok && strings.HasPrefix(key, head) && strings.HasSuffix(key, tail) && len(key) > len(head)+len(tail) {
			return key[len(head) : len(key)-len(tail)], true
		}
	}
	return "", false
}

// lockNeeds returns what must be loaded of a lock to know whether the session is locked.
func (c *Container) lockNeeds() storage.Need {
	if c.format.Traits().LockFree != nil {
		return storage.NeedTTL | storage.NeedValue
	}
	return storage.NeedTTL
}

// holds reports whether a session is locked whose lock's item it is, or nil.
func (c *Container) holds(lock *storage.Item) bool {
	free := c.format.Traits().LockFree
	return lock != nil && (free == nil || !free(lock.Value))
}

// LocksOn returns the present locks on sessions of the container, in the order of ids; nil for
// a session that is not locked.
func (c *Container) LocksOn(ctx context.Context, ids ...string) ([]*Lock, error) {
	asked := make([]locked, len(ids))
	for i, id := range ids {
		asked[i] = locked{c, id}
	}
	locks, errs := c.root.locksOn(ctx, asked)
	for i, err := range errs {
		if err != nil {
			errs[i] = fmt.Errorf("%s: %w", tree.SessionPath(c.name, ids[i]), err)
		}
	}
	return locks, errors.Join(errs...)
}

// locked is a session that may be locked.
type locked struct {
	in *Container
	id string
}

// locksOn returns the lock on each of the sessions, or the error of reading one. The items of
// all their locks are read at once. Of several present locks on a session it is the first.
func (r *Root) locksOn(ctx context.Context, sessions []locked) ([]*Lock, []error) {
	locks, errs := make([]*Lock, len(sessions)), make([]error, len(sessions))
	var keys []string
	var of []int // the place of its session, by key
	var needs storage.Need
	for i, s := range sessions {
		if !s.in.Locks() {
			continue
		}
		for _, key := range s.in.format.Traits().LockKeys(s.in.name, s.id) {
			keys, of = append(keys, key), append(of, i)
		}
		needs |= s.in.lockNeeds()
	}
	if len(keys) == 0 {
		return locks, errs
	}
	for n, l := range r.store.Load(ctx, keys, needs) {
		switch i := of[n]; {
		case l.Err != nil:
			errs[i] = l.Err
		case locks[i] == nil && sessions[i].in.holds(l.Item):
			locks[i] = &Lock{TTL: l.Item.TTL, Idle: l.Item.Idle, key: keys[n], version: l.Item.Version}
		}
	}
	return locks, errs
}

// Lock returns the application's present lock on the session; nil if there is none.
func (s *Session) Lock(ctx context.Context) (*Lock, error) {
	locks, err := s.container.LocksOn(ctx, s.id)
	return locks[0], err
}

// ErrLockChanged is returned by [Container.Unlock] if a request has released or taken the lock
// meanwhile.
var ErrLockChanged = errors.New("the lock has changed: a request has released or taken it meanwhile")

// Unlock removes a lock whose request has ended, at once and outside any transaction. It
// fails if the lock has changed since it was read.
func (c *Container) Unlock(ctx context.Context, l *Lock) error {
	switch o := c.root.store.Apply(ctx, []storage.Write{{Key: l.key, Delete: true, Version: l.version}})[0]; o.State {
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

// unlocked fails if a session to be written is locked: the application would overwrite it when
// it is done.
func (w *Work) unlocked(ctx context.Context) error {
	var sessions []locked
	var asked []*pendingWrite
	for _, p := range w.plan {
		if p.writes() {
			sessions, asked = append(sessions, locked{p.s.container, p.s.id}), append(asked, p)
		}
	}
	locks, errs := w.root.locksOn(ctx, sessions)
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
