package health

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"sessh/session"
)

// A Census is what a listing shows of the sessions of all servers.
type Census struct {
	// Sessions are those of each container, by its name.
	Sessions map[string]*Population
	// Others are the items that are no sessions, by server.
	Others map[string]*Population
	// Oldest is when an item was last asked for, of all items on a server the longest ago.
	Oldest map[string]time.Time
}

// A Population is a number of items.
type Population struct {
	Format          string
	Count           int
	Bytes, Largest  int    // Largest is the size of the largest item, in bytes
	LargestID       string // its session
	Servers         map[string]int
	Never           int // items that do not expire
	Astray          int // items on a server that the hash scheme does not choose
	OldestAccess    time.Time
	lifetimes       map[time.Duration]int
	LongestLifetime time.Duration
}

// Count lists all items once. progress, which may be nil, is called for each. An error is about a part
// of the listing, and the census is then of what was listed.
func Count(ctx context.Context, root *session.Root, progress func()) (*Census, error) {
	c := &Census{Sessions: make(map[string]*Population), Others: make(map[string]*Population), Oldest: make(map[string]time.Time)}
	var errs []error
	for f, err := range root.List(ctx) {
		if err != nil {
			errs = append(errs, err)
			continue
		}
		if progress != nil {
			progress()
		}
		c.add(f)
	}
	return c, errors.Join(errs...)
}

func (c *Census) add(f session.Found) {
	all, name := c.Sessions, f.Container.Name()
	if f.Container.Format().Traits().Raw {
		all, name = c.Others, f.Item.Server
	}
	p := all[name]
	if p == nil {
		p = &Population{Format: f.Container.Format().Name(), Servers: make(map[string]int), lifetimes: make(map[time.Duration]int)}
		all[name] = p
	}
	p.add(f)
	if at := f.Item.LastAccess; !at.IsZero() && (c.Oldest[f.Item.Server].IsZero() || at.Before(c.Oldest[f.Item.Server])) {
		c.Oldest[f.Item.Server] = at
	}
}

func (p *Population) add(f session.Found) {
	p.Count++
	p.Bytes += f.Item.Size
	p.Servers[f.Item.Server]++
	if f.Item.Size > p.Largest {
		p.Largest, p.LargestID = f.Item.Size, f.ID
	}
	if f.Item.Astray {
		p.Astray++
	}
	if at := f.Item.LastAccess; !at.IsZero() && (p.OldestAccess.IsZero() || at.Before(p.OldestAccess)) {
		p.OldestAccess = at
	}
	switch {
	case f.Item.Expires.IsZero():
		p.Never++
	case !f.Item.LastAccess.IsZero():
		d := f.Item.Expires.Sub(f.Item.LastAccess).Round(time.Minute)
		p.lifetimes[d]++
		p.LongestLifetime = max(p.LongestLifetime, d)
	}
}

// Lifetime returns the lifetime that most of the items were given, to the minute, and how many have it.
// It is the time from the last access to the expiry, which is less than the lifetime of those that were
// read, and not written, since; ok is false if the servers do not say.
func (p *Population) Lifetime() (usual time.Duration, count int, ok bool) {
	for _, d := range slices.Sorted(maps.Keys(p.lifetimes)) {
		if p.lifetimes[d] >= count {
			usual, count = d, p.lifetimes[d]
		}
	}
	return usual, count, count > 0
}
