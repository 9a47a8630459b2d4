package health

import (
	"context"
	"time"

	"sessh/session"
	"sessh/session/listing"
	"sessh/session/sweep"
)

// A Census is what a listing shows of the sessions of all servers. Its size does not depend on how many
// there are.
type Census struct {
	// At is when it was made, by our clock.
	At time.Time
	// Sessions are those of each container, by its name.
	Sessions map[string]*Population
	// Others are the items that are no sessions, nor locks on sessions, by server.
	Others map[string]*Population
	// Locks are the locks on the sessions of each container, by its name.
	Locks map[string]*Locks
	// Sizes are the sizes of the sessions on each server, by its name.
	Sizes map[string]Sizes
	// Oldest is when an item was last asked for, of all items on a server the longest ago.
	Oldest map[string]time.Time
	// Namesakes are sessions in another format than that of the container of the same name.
	Namesakes []listing.Namesake

	candidates []candidate // for locks
}

// Count lists all items once. progress, which may be nil, is called for each. An error is about a part
// of the listing, and the census is then of what was listed.
func Count(ctx context.Context, root *session.Root, progress func()) (*Census, error) {
	return Walk(ctx, root, func(sweep.Found) {
		if progress != nil {
			progress()
		}
	})
}

func (c *Census) add(f *sweep.Found) {
	all, name := c.Sessions, f.Container.Name()
	if f.Container.Raw() {
		all, name = c.Others, f.Item.Server
	} else {
		c.addSize(f)
	}
	p := all[name]
	if p == nil {
		p = newPopulation(f.Container)
		all[name] = p
	}
	p.add(f)
	if f.Container.Raw() {
		c.consider(f)
	}
	if at := f.Item.LastAccess; !at.IsZero() && (c.Oldest[f.Item.Server].IsZero() || at.Before(c.Oldest[f.Item.Server])) {
		c.Oldest[f.Item.Server] = at
	}
}

// Count returns the number of sessions.
func (c *Census) Count() (n int) {
	for _, p := range c.Sessions {
		n += p.Count
	}
	return n
}

// Sizes are how many items have a size, which is rounded up to a multiple of 8 bytes: classes differ by
// that at least. All that are larger than [LargestSize] are taken together.
type Sizes map[int]int

// LargestSize is a size that no class but the last is for.
const LargestSize = 1<<20 + chunkAlign

func (c *Census) addSize(f *sweep.Found) {
	sizes := c.Sizes[f.Item.Server]
	if sizes == nil {
		sizes = make(Sizes)
		c.Sizes[f.Item.Server] = sizes
	}
	if f.Item.Size > 0 {
		sizes[min((f.Item.Size+chunkAlign-1)/chunkAlign*chunkAlign, LargestSize)]++
	}
}

// ByClass returns how many of the sessions on a server are in each of its classes. It fails if the server
// does not report its classes or the sizes of items.
func (c *Census) ByClass(s *Server) (sessions map[int]int, ok bool) {
	sizes := c.Sizes[s.Name]
	if len(sizes) == 0 {
		return nil, false
	}
	sessions = make(map[int]int)
	for size, n := range sizes {
		class, ok := s.ClassOf(size)
		if !ok {
			return nil, false
		}
		sessions[class.ID] += n
	}
	return sessions, true
}
