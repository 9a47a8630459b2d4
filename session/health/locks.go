package health

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"sessh/session"
	"sessh/session/sweep"
)

// Locks are the locks on the sessions of a container.
type Locks struct {
	Count int
	// Longest are the locks that have been idle longest, 1000 at most.
	Longest []Lock

	container *session.Container
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
	mostCandidates = 1 << 14
	mostLocks      = 1000
)

// consider remembers an item that may be a lock. The listing may not have shown yet which containers there
// are.
func (c *Census) consider(f *sweep.Found) {
	if !strings.Contains(strings.ToLower(f.Item.Key), "lock") {
		return
	}
	c.candidates = append(c.candidates, candidate{f.Item.Key, f.Item.Server, f.Item.Size, f.Item.LastAccess, f.Item.Expires.IsZero()})
	if len(c.candidates) < mostCandidates {
		return
	}
	if c.findLocks(); len(c.candidates) > mostCandidates/2 { // they are of no container so far
		c.candidates = c.candidates[:0]
	}
}

// findLocks finds out which of the candidates are locks, and takes them out of the other items.
func (c *Census) findLocks() {
	for _, name := range slices.Sorted(maps.Keys(c.Sessions)) {
		p := c.Sessions[name]
		if !p.container.Locks() {
			continue
		}
		c.candidates = slices.DeleteFunc(c.candidates, func(item candidate) bool {
			id, ok := p.container.LockOf(item.key)
			if !ok {
				return false
			}
			if c.Locks[name] == nil {
				c.Locks[name] = &Locks{container: p.container}
			}
			c.Locks[name].add(id, &item, c.At)
			c.Others[item.server].remove(&item)
			return true
		})
	}
}

// endLocks is findLocks at the end of the listing.
func (c *Census) endLocks() {
	c.findLocks()
	for _, l := range c.Locks {
		l.cut()
	}
	for server, p := range c.Others {
		if p.Count == 0 {
			delete(c.Others, server)
		}
	}
	c.candidates = nil
}

func (l *Locks) add(id string, item *candidate, now time.Time) {
	lock := Lock{ID: id, Idle: -1, Endless: item.endless}
	if !item.accessed.IsZero() {
		lock.Idle = max(now.Sub(item.accessed), 0)
	}
	l.Count++
	if l.Longest = append(l.Longest, lock); len(l.Longest) == 2*mostLocks {
		l.cut()
	}
}

// cut forgets the locks that were asked for last, and sorts the others.
func (l *Locks) cut() {
	slices.SortFunc(l.Longest, func(a, b Lock) int { return cmp.Compare(b.Idle, a.Idle) })
	l.Longest = l.Longest[:min(len(l.Longest), mostLocks)]
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
