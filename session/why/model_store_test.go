package why_test

import (
	"context"
	"iter"
	"maps"
	"slices"
	"strconv"
	"time"

	"sessh/session/storage"
)

// What a play answers.

func (p *play) Load(_ context.Context, keys []string, _ storage.Need) []storage.Loaded {
	all := make([]storage.Loaded, len(keys))
	for i, key := range keys {
		if it := p.alive(key); it != nil {
			all[i].Item = &storage.Item{Key: key, Value: []byte(it.value), TTL: p.left(it), Version: 1}
		} else {
			p.unlink(key)
		}
	}
	return all
}

func (p *play) left(it *played) time.Duration {
	if it.expires.IsZero() {
		return storage.TTLNever
	}
	return max(it.expires.Sub(p.now).Truncate(time.Second), time.Second)
}

func (p *play) List(context.Context) iter.Seq2[storage.Listed, error] {
	return func(yield func(storage.Listed, error) bool) {
		for _, key := range slices.Sorted(maps.Keys(p.items)) {
			it := p.alive(key)
			if it != nil && !yield(storage.Listed{Key: key, Expires: it.expires, LastAccess: it.used, Size: len(it.value) + len(key) + 50, Version: 1, Server: "server"}, nil) {
				return
			}
		}
	}
}

func (p *play) Servers(context.Context) []storage.Server {
	stats := map[string]string{
		"uptime": strconv.Itoa(int(p.now.Sub(p.started).Seconds())), "curr_items": strconv.Itoa(len(p.items)), "limit_maxbytes": strconv.Itoa(p.limit << 20),
	}
	for name, n := range p.counters {
		stats[name] = strconv.Itoa(n)
	}
	return []storage.Server{{Name: "server", Version: "1.6.18", Stats: stats}}
}

func (p *play) Abilities() storage.Abilities {
	return storage.Abilities{Counters: func(_ context.Context, group string) []storage.Server {
		stats := make(map[string]string)
		switch group {
		case "settings":
			stats["oldest"], stats["item_size_max"], stats["evictions"] = strconv.Itoa(p.oldest), strconv.Itoa(1<<20), "on"
		case "items":
			for id, c := range p.classes {
				for name, n := range c.counters {
					if p.used(id) > 0 || c.pages > 0 {
						stats["items:"+strconv.Itoa(id)+":"+name] = strconv.Itoa(n)
					}
				}
			}
		case "slabs":
			for id, c := range p.classes {
				if c.pages > 0 {
					stats[strconv.Itoa(id)+":total_pages"] = strconv.Itoa(c.pages)
					stats[strconv.Itoa(id)+":chunk_size"] = strconv.Itoa(map[int]int{1: 400, large: 4000}[id])
				}
			}
		}
		return []storage.Server{{Name: "server", Stats: stats}}
	}}
}
