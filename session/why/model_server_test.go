package why_test

import (
	"maps"
	"slices"
	"time"

	"sessh/session/storage"
)

// A play is a server that is simulated as far as its counters go, and knows the fate of each item.
type play struct {
	storage.Store
	now, started time.Time
	limit        int // pages
	items        map[string]*played
	fates        map[string]fate
	oldest       int
	due          time.Time // of a flush; zero: there is none
	counters     map[string]int
	classes      map[int]*playedClass
}

// A played item is in memory, although it may be over.
type played struct {
	value   string
	class   int
	expires time.Time // zero: never
	used    time.Time
	flushed bool
}

type playedClass struct {
	pages    int
	counters map[string]int
}

// A fate is how an item went.
type fate struct {
	cause string
	at    time.Time
}

const (
	perPage = 4 // items
	large   = 2
)

func newPlay(limit int) *play {
	p := &play{now: time.Unix(1790000000, 0), limit: limit, fates: make(map[string]fate)}
	p.start()
	return p
}

func (p *play) start() {
	p.started, p.oldest, p.due = p.now, 0, time.Time{}
	p.items, p.classes = make(map[string]*played), map[int]*playedClass{1: {}, large: {}}
	p.reset()
}

func (p *play) reset() {
	p.counters = map[string]int{
		"evictions": 0, "get_expired": 0, "reclaimed": 0, "crawler_reclaimed": 0, "get_flushed": 0, "cmd_flush": 0, "delete_hits": 0,
		"total_items": 0, "slab_reassign_evictions_nomem": 0,
	}
	for _, c := range p.classes {
		c.counters = map[string]int{"evicted": 0, "evicted_nonzero": 0, "evicted_time": 0}
	}
}

func (it *played) over(now time.Time) bool { return !it.expires.IsZero() && !it.expires.After(now) }

// alive returns the item under a key.
func (p *play) alive(key string) *played {
	if it := p.items[key]; it != nil && !it.flushed && !it.over(p.now) {
		return it
	}
	return nil
}

// pass lets time pass, in which items expire.
func (p *play) pass(d time.Duration) {
	if due := p.due; !due.IsZero() && !due.After(p.now.Add(d)) {
		d -= due.Sub(p.now)
		p.due = time.Time{}
		p.pass(due.Sub(p.now))
		p.clear()
	}
	then := p.now.Add(d)
	for key, it := range p.items {
		if p.alive(key) != nil && it.over(then) {
			p.fates[key] = fate{"expired", it.expires}
		}
	}
	p.now = then
}

// store stores an item. One with a negative lifetime is over at once, as one above 30 days of seconds.
func (p *play) store(key, value string, ttl time.Duration, cause string) {
	class := 1
	if len(value) > 400 {
		class = large
	}
	p.unlink(key)
	c := p.classes[class]
	for p.used(class) >= c.pages*perPage && !p.grow(c) {
		p.evict(class)
	}
	it := &played{value: value, class: class, used: p.now}
	p.items[key] = it
	p.counters["total_items"]++
	p.live(key, it, ttl, cause)
}

// live gives an item a lifetime. If that is negative, the cause is what ended it.
func (p *play) live(key string, it *played, ttl time.Duration, cause string) {
	delete(p.fates, key)
	switch {
	case ttl < 0:
		it.expires = p.now
		p.fates[key] = fate{cause, p.now}
	case ttl == 0:
		it.expires = time.Time{}
	default:
		it.expires = p.now.Add(ttl)
	}
}

func (p *play) used(class int) (n int) {
	for _, it := range p.items {
		if it.class == class {
			n++
		}
	}
	return n
}

func (p *play) grow(c *playedClass) bool {
	pages := 0
	for _, c := range p.classes {
		pages += c.pages
	}
	if pages >= p.limit && c.pages > 0 {
		return false
	}
	c.pages++
	return true
}

// evict drops the item of a class that was used the longest ago.
func (p *play) evict(class int) {
	keys := slices.DeleteFunc(slices.Sorted(maps.Keys(p.items)), func(key string) bool { return p.items[key].class != class })
	key := slices.MinFunc(keys, func(a, b string) int { return p.items[a].used.Compare(p.items[b].used) })
	it := p.items[key]
	delete(p.items, key)
	switch {
	case it.flushed || it.over(p.now):
		p.counters["reclaimed"]++
	default:
		c := p.classes[class].counters
		p.counters["evictions"]++
		c["evicted"]++
		c["evicted_time"] = int(p.now.Sub(it.used).Seconds())
		if !it.expires.IsZero() {
			c["evicted_nonzero"]++
		}
		p.fates[key] = fate{"evicted", p.now}
	}
}

// unlink removes an item from memory, and counts it if it is over.
func (p *play) unlink(key string) (was *played) {
	it := p.items[key]
	switch {
	case it == nil:
		return nil
	case it.flushed:
		p.counters["get_flushed"]++
	case it.over(p.now):
		p.counters["get_expired"]++
	default:
		was = it
	}
	delete(p.items, key)
	return was
}

func (p *play) remove(key string) {
	if p.unlink(key) != nil {
		p.counters["delete_hits"]++
		p.fates[key] = fate{"removed", p.now}
	}
}

// flush is flush_all, at once or later.
func (p *play) flush(later time.Duration) {
	p.counters["cmd_flush"]++
	p.due = p.now.Add(later)
	p.oldest = int(p.due.Sub(p.started).Seconds()) + 59
	p.pass(0)
}

func (p *play) clear() {
	for key, it := range p.items {
		if p.alive(key) != nil {
			p.fates[key] = fate{"flushed", p.now}
		}
		it.flushed = it.flushed || !it.over(p.now)
	}
}

func (p *play) restart() {
	for key := range p.items {
		if p.alive(key) != nil {
			p.fates[key] = fate{"restarted", p.now}
		}
	}
	p.start()
}

// crawl removes what is over or flushed, which memcached counts in the same way.
func (p *play) crawl() {
	for key, it := range p.items {
		if it.over(p.now) || it.flushed {
			p.counters["crawler_reclaimed"]++
		}
		if p.alive(key) == nil {
			delete(p.items, key)
		}
	}
}
