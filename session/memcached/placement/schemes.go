package placement

import "sort"

// ketamaDoc and the like stand apart to keep a scheme on few lines.
const (
	kindModula = "hash % servers"
)

func common() []Scheme {
	return []Scheme{
		{
			Name: "crc32", Aliases: []string{"gomemcache"},
			Doc:     "Go's gomemcache: CRC-32 % servers",
			prepare: modula(plainCRC),
		},
		{
			Name: "python-memcached", Aliases: []string{"python3-memcache"}, Weights: true,
			Doc:     "python-memcached: 15 bits of CRC-32 % buckets, a bucket for each unit of weight",
			prepare: buckets,
		},
		{
			Name: "pymemcache", Aliases: []string{"rendezvous"},
			Doc:     "pymemcache's HashClient, Django's PyMemcacheCache: rendezvous, MurmurHash3 (key_prefix is not hashed)",
			prepare: rendezvous,
		},
	}
}
