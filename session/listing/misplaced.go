package listing

import (
	"context"
	"slices"
	"sync"

	"sessh/session/storage"
)

// Misplaced reports that a listing contradicts the store's hash scheme: many items were not on
// the servers that it chooses. The application then uses another scheme, or other names for
// the servers.
type Misplaced struct {
	Items, Astray int
	// At holds, for some of the items, the servers that have them, by key.
	At map[string][]string
}

// Misplaced returns what the latest listing has found out, if it is the first to contradict the
// scheme; else nil.
func (c *Catalog) Misplaced(ctx context.Context) *Misplaced {
	t := c.placement.take()
	if t == nil {
		return nil
	}
	m := &Misplaced{Items: t.items, Astray: t.astray, At: make(map[string][]string)}
	var there []*storage.Item
	for _, l := range c.store.Load(ctx, t.keys(), 0) {
		if l.Item != nil {
			there = append(there, l.Item)
		}
	}
	copies, _ := c.locator.Copies(ctx, there, 0)
	for i, item := range there {
		m.At[item.Key] = append(m.At[item.Key], item.Server)
		for _, copied := range copies[i] {
			m.At[item.Key] = append(m.At[item.Key], copied.Server)
		}
	}
	return m
}

// placement is what the latest listing has shown about where items are.
type placement struct {
	mu       sync.Mutex
	last     *tally
	reported bool
}

// keep notes the counts of a listing. Other items count only if there are no sessions: they may
// belong to clients with another scheme.
func (p *placement) keep(sessions, rest *tally) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.last = sessions; sessions.items == 0 {
		p.last = rest
	}
}

// take returns the tally of a listing that contradicted the scheme, once.
func (p *placement) take() *tally {
	p.mu.Lock()
	defer p.mu.Unlock()
	t := p.last
	p.last = nil
	if p.reported || t == nil || !t.contradicts() {
		return nil
	}
	p.reported = true
	return t
}

// tally counts the items of a listing and keeps a sample of the keys: all or, of many, those of items
// whose numbers in the listing have hashes that end in zeros.
type tally struct {
	items, astray int
	sample        []sampled
	mask          uint64
}

type sampled struct {
	hash uint64
	key  string
}

// mostSampled is the maximum size of the sample.
const mostSampled = 512

func (t *tally) add(item *storage.Listed) {
	t.items++
	if item.Astray {
		t.astray++
	}
	hash := mix(uint64(t.items))
	if hash&t.mask != 0 {
		return
	}
	if t.sample = append(t.sample, sampled{hash, item.Key}); len(t.sample) > mostSampled {
		t.mask = t.mask<<1 | 1
		t.sample = slices.DeleteFunc(t.sample, func(s sampled) bool { return s.hash&t.mask != 0 })
	}
}

// mix returns a hash of a number. Items that follow one another in a listing may be of one server.
func mix(n uint64) uint64 {
	n *= 0x9e3779b97f4a7c15 // the golden ratio
	n ^= n >> 32
	return n * 0x9e3779b97f4a7c15 >> 32
}

// keys returns the sample.
func (t *tally) keys() []string {
	keys := make([]string, len(t.sample))
	for i, s := range t.sample {
		keys[i] = s.key
	}
	return keys
}

// contradicts reports whether so many items are astray that only a wrong scheme explains it. A
// few are left behind whenever the list of servers changes.
func (t *tally) contradicts() bool { return t.astray >= 2 && 4*t.astray >= t.items }
