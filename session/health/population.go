package health

import (
	"maps"
	"slices"
	"time"

	"sessh/session"
	"sessh/session/sweep"
)

// A Population is a number of items.
type Population struct {
	Format          string
	Count           int
	Bytes, Largest  int    // Largest is the size of the largest item, in bytes
	LargestID       string // its session
	LargestOn       string // its server
	Servers         map[string]int
	Never           int // items that do not expire
	Astray          int // items on a server that the hash scheme does not choose
	OldestAccess    time.Time
	LongestLifetime time.Duration

	container *session.Container
	lifetimes map[time.Duration]int
	sample    sample
}

func newPopulation(in *session.Container) *Population {
	return &Population{Format: in.Format().Name(), container: in, Servers: make(map[string]int), lifetimes: make(map[time.Duration]int), sample: newSample()}
}

func (p *Population) add(f *sweep.Found) {
	p.Count++
	p.Bytes += f.Item.Size
	p.Servers[f.Item.Server]++
	p.sample.add(f.Item.Key)
	if f.Item.Size > p.Largest {
		p.Largest, p.LargestID, p.LargestOn = f.Item.Size, f.ID, f.Item.Server
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
		d := f.Item.Expires.Sub(f.Item.LastAccess)
		p.LongestLifetime = max(p.LongestLifetime, d)
		p.lifetimes[coarse(d)]++
	}
}

// coarse rounds a lifetime to a few hundredths of it, so that not many are different. Those that people use
// stay what they are.
func coarse(d time.Duration) time.Duration {
	const day = 24 * time.Hour
	for _, unit := range []time.Duration{time.Second, 10 * time.Second, time.Minute, 10 * time.Minute, time.Hour} {
		if d < 300*unit {
			return d.Round(unit)
		}
	}
	return min(d.Round(day), 10000*day)
}

// Lifetime returns the lifetime that most of the items were given, to a few hundredths of it, and how
// many have it. It is the time from the last access to the expiry, which is less than the lifetime of
// those that were read, and not written, since; ok is false if the servers do not say.
func (p *Population) Lifetime() (usual time.Duration, count int, ok bool) {
	for _, d := range slices.Sorted(maps.Keys(p.lifetimes)) {
		if p.lifetimes[d] >= count {
			usual, count = d, p.lifetimes[d]
		}
	}
	return usual, count, count > 0
}
