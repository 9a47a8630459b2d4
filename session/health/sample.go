package health

import (
	"context"
	"hash/maphash"
	"slices"

	"sessh/session"
	"sessh/session/storage"
)

// A sample is some of many keys: all or, of many, those whose hashes end in zeros.
type sample struct {
	keys []string
	seed maphash.Seed
	mask uint64
}

// mostSampled is the maximum size of a sample.
const mostSampled = 64

func newSample() sample { return sample{seed: maphash.MakeSeed()} }

func (s *sample) add(key string) {
	if s.skips(key) {
		return
	}
	for s.keys = append(s.keys, key); len(s.keys) > mostSampled; {
		s.mask = s.mask<<1 | 1
		s.keys = slices.DeleteFunc(s.keys, s.skips)
	}
}

func (s *sample) skips(key string) bool { return maphash.String(s.seed, key)&s.mask != 0 }

// Ways returns in which ways sessions of each container are written (by which serializer, for instance),
// and how many of those that were read are. It reads at most 64 sessions of each container, and
// none of those that are written in one way only.
func (c *Census) Ways(ctx context.Context, root *session.Root) (ways map[string]map[string]int, err error) {
	ways = make(map[string]map[string]int)
	var keys []string
	var of []string // the container, by key
	for name, p := range c.Sessions {
		if p.container.Format().Traits().Ways == nil {
			continue
		}
		ways[name] = make(map[string]int)
		for _, key := range p.sample.keys {
			keys, of = append(keys, key), append(of, name)
		}
	}
	for i, l := range root.Store().Load(ctx, keys, storage.NeedValue) {
		if l.Err != nil {
			err = l.Err
		}
		if l.Item == nil {
			continue
		}
		if r, err := c.Sessions[of[i]].container.Format().Decode(l.Item.Value, l.Item.Flags); err == nil && r.Way != "" {
			ways[of[i]][r.Way]++
		}
	}
	return ways, err
}
