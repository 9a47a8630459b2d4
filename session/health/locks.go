package health

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"sessh/session"
)

// Locks are the locks on the sessions of a container.
type Locks struct {
	Count int
	// Longest are those that nobody has asked for for the longest time, 1000 at most.
	Longest []Lock

	container *session.Container
	items     []candidate
}

// A Lock is an item that keeps other requests from using a session.
type Lock struct {
	ID      string        // of the session
	Idle    time.Duration // since a request last took the lock or waited for it; negative: not known
	Endless bool          // whether it never expires
	// Held is unset if the item says that the session is not in use, or is gone by now. See
	// [Locks.Read].
	Held bool
}

// A candidate is an item that is no session and may be a lock on one.
type candidate struct {
	key, server string
	size        int
	accessed    time.Time
	endless     bool
}

// mostCandidates is how many items are remembered that may be locks, and mostLocks how many locks of a
// container.
const (
	mostCandidates = 1 << 16
	mostLocks      = 1000
)

// consider remembers an item that may be a lock. Which containers there are is only known at the end of
// the listing.
func (c *Census) consider(f *session.Found) {
	if len(c.candidates) < mostCandidates && strings.Contains(strings.ToLower(f.Item.Key), "lock") {
		c.candidates = append(c.candidates, candidate{f.Item.Key, f.Item.Server, f.Item.Size, f.Item.LastAccess, f.Item.Expires.IsZero()})
	}
}

// findLocks finds out which of the candidates are locks, and takes them out of the other items.
func (c *Census) findLocks() {
	for _, name := range slices.Sorted(maps.Keys(c.Sessions)) {
		p := c.Sessions[name]
		if !p.container.Locks() {
			continue
		}
		l := &Locks{container: p.container}
		c.candidates = slices.DeleteFunc(c.candidates, func(item candidate) bool {
			_, ok := p.container.LockOf(item.key)
			if ok {
				l.items = append(l.items, item)
				c.Others[item.server].remove(&item)
			}
			return ok
		})
		if l.Count = len(l.items); l.Count > 0 {
			l.sort(c.At)
			c.Locks[name] = l
		}
	}
	for server, p := range c.Others {
		if p.Count == 0 {
			delete(c.Others, server)
		}
	}
	c.candidates = nil
}

func (l *Locks) sort(now time.Time) {
	slices.SortFunc(l.items, func(a, b candidate) int { return a.accessed.Compare(b.accessed) })
	for _, item := range l.items[:min(len(l.items), mostLocks)] {
		id, _ := l.container.LockOf(item.key)
		lock := Lock{ID: id, Idle: -1, Endless: item.endless}
		if !item.accessed.IsZero() {
			lock.Idle = max(now.Sub(item.accessed), 0)
		}
		l.Longest = append(l.Longest, lock)
	}
	l.items = nil
}

func (p *Population) remove(item *candidate) {
	p.Count--
	p.Bytes -= item.size
	p.Servers[item.server]--
	if item.endless {
		p.Never--
	}
}

// Read reads the locks in Longest, and sets which of them are held.
func (l *Locks) Read(ctx context.Context) error {
	ids := make([]string, len(l.Longest))
	for i, lock := range l.Longest {
		ids[i] = lock.ID
	}
	locks, err := l.container.LocksOn(ctx, ids...)
	for i := range l.Longest {
		l.Longest[i].Held = locks[i] != nil
	}
	return err
}
