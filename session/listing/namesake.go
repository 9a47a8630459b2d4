package listing

import (
	"maps"
	"slices"

	"sessh/session/format"
)

// A Namesake is a family of sessions in another format than the container of the same name. A
// container has one format; its namesakes are not part of it and not listed with it.
type Namesake struct {
	Container string
	Format    format.Format
}

// namesake notes a namesake that was met in a listing.
func (c *Catalog) namesake(n Namesake) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.met[n] {
		if c.met == nil {
			c.met = make(map[Namesake]bool)
		}
		c.met[n] = true
		c.fresh = append(c.fresh, n)
	}
}

// Namesakes returns those that listings have met for the first time since the last call.
func (c *Catalog) Namesakes() []Namesake {
	c.mu.Lock()
	defer c.mu.Unlock()
	fresh := c.fresh
	c.fresh = nil
	return fresh
}

// LatestNamesakes returns those that the latest listing has met, in no particular order.
func (c *Catalog) LatestNamesakes() []Namesake {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Collect(maps.Keys(c.latest))
}

// keepLatest remembers the namesakes that a listing has met.
func (c *Catalog) keepLatest(met map[Namesake]bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.latest = met
}
