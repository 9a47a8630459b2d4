// Package scheme has the hash schemes by which client libraries of memcached distribute keys over
// several servers.
//
// memcached itself has no such rule; each client library has its own, and one that uses another rule
// than the application does not find its items. [New] returns the rule with a given name for a list
// of servers, which is suitable for [sessh/session/memcached.Options.Pick]. Rules that hash the names
// of the servers need them spelled as in the application's configuration. [Find] finds the rule, and
// the spelling and order of the servers, from where some items are.
//
// The tests compare the rules with the places where the client libraries put keys.
package scheme

import (
	"cmp"
	"crypto/md5"
	"crypto/sha1"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math"
	"slices"
	"strconv"
	"strings"
)

// A Scheme is a rule, with the clients that use it.
type Scheme struct{ Name, About string }

// All returns the schemes, the default first.
func All() []Scheme {
	return []Scheme{
		{"crc32", "CRC-32 modulo: gomemcache"},
		{"python-memcached", "python-memcached"},
		{"libmemcached", "libmemcached's default: pylibmc, PHP's class Memcached"},
		{"ketama", "libmemcached's ketama: pylibmc with ketama"},
		{"php-sessions", "PHP's session handler: ketama of the id without its prefix"},
		{"ketama-weighted", "the ketama of libketama: PHP with OPT_LIBKETAMA_COMPATIBLE"},
		{"pymemcache", "pymemcache's HashClient"},
		{"dalli", "Dalli's ring: Ruby"},
		{"md5", "MD5 modulo: libmemcached with that hash"},
	}
}

// A Pick returns the index of the server for a key.
type Pick func(key string) int

// New returns the rule with a name for servers, given as host:port. "" is the default.
func New(name string, servers []string) (Pick, error) {
	n := len(servers)
	if n == 0 {
		return nil, fmt.Errorf("there are no servers to choose from")
	}
	switch name {
	case "", "crc32":
		return func(key string) int { return int(crc32.ChecksumIEEE([]byte(key)) % uint32(n)) }, nil
	case "python-memcached":
		return func(key string) int { return pythonMemcached(key) % n }, nil
	case "libmemcached":
		return func(key string) int { return int(oneAtATime(key) % uint32(n)) }, nil
	case "md5":
		return func(key string) int { return int(md5Hash(key) % uint32(n)) }, nil
	case "ketama":
		return ring(ketamaPoints(servers), oneAtATime), nil
	case "php-sessions":
		pick := ring(ketamaPoints(servers), oneAtATime)
		return func(key string) int { return pick(strings.TrimPrefix(key, "memc.sess.key.")) }, nil
	case "ketama-weighted":
		return ring(weightedPoints(servers), md5Hash), nil
	case "pymemcache":
		return rendezvous(servers), nil
	case "dalli":
		return dalli(servers), nil
	}
	var names []string
	for _, s := range All() {
		names = append(names, s.Name)
	}
	return nil, fmt.Errorf("there is no hash scheme %q: the schemes are %s", name, strings.Join(names, ", "))
}

func pythonMemcached(key string) int {
	h := int(crc32.ChecksumIEEE([]byte(key)) >> 16 & 0x7fff)
	if h == 0 {
		return 1
	}
	return h
}

// oneAtATime is Bob Jenkins's hash of that name.
func oneAtATime(key string) uint32 {
	var h uint32
	for i := range len(key) {
		h += uint32(key[i])
		h += h << 10
		h ^= h >> 6
	}
	h += h << 3
	h ^= h >> 11
	h += h << 15
	return h
}

// md5Hash returns the first four bytes of the MD5 digest.
func md5Hash(key string) uint32 {
	sum := md5.Sum([]byte(key))
	return binary.LittleEndian.Uint32(sum[:])
}

// point is a point of a server on a ring.
type point struct {
	hash   uint32
	server int
}

func sorted(points []point) []point {
	slices.SortStableFunc(points, func(a, b point) int { return cmp.Compare(a.hash, b.hash) })
	return points
}

// ring chooses the first point at or after the key's hash.
func ring(points []point, hash func(string) uint32) Pick {
	sorted(points)
	return func(key string) int {
		h := hash(key)
		i, _ := slices.BinarySearchFunc(points, h, func(p point, h uint32) int { return cmp.Compare(p.hash, h) })
		return points[i%len(points)].server
	}
}

// label returns a server's name on libmemcached's rings, which leave out the default port.
func label(server string, i int) string {
	return strings.TrimSuffix(server, ":11211") + "-" + strconv.Itoa(i)
}

func ketamaPoints(servers []string) []point {
	const each = 100
	var points []point
	for s, name := range servers {
		for i := range each {
			points = append(points, point{oneAtATime(label(name, i)), s})
		}
	}
	return points
}

func weightedPoints(servers []string) []point {
	const each = 160 // 4 of one digest
	var points []point
	for s, name := range servers {
		for i := range each / 4 {
			sum := md5.Sum([]byte(label(name, i)))
			for x := range 4 {
				points = append(points, point{binary.LittleEndian.Uint32(sum[4*x:]), s})
			}
		}
	}
	return points
}

// dalli chooses the last point at or before the key's hash.
func dalli(servers []string) Pick {
	const each = 160
	var points []point
	for s, name := range servers {
		for i := range each {
			sum := sha1.Sum([]byte(name + ":" + strconv.Itoa(i)))
			points = append(points, point{binary.BigEndian.Uint32(sum[:]), s})
		}
	}
	sorted(points)
	return func(key string) int {
		if len(servers) == 1 {
			return 0
		}
		h := crc32.ChecksumIEEE([]byte(key))
		i, found := slices.BinarySearchFunc(points, h, func(p point, h uint32) int { return cmp.Compare(p.hash, h) })
		if !found {
			i--
		}
		return points[(i+len(points))%len(points)].server
	}
}

// rendezvous chooses the server with the highest score for a key.
func rendezvous(servers []string) Pick {
	return func(key string) int {
		best, high := 0, int64(math.MinInt64)
		for i, s := range servers {
			score := int64(murmur3(s + "-" + key))
			if score > high || score == high && s > servers[best] {
				best, high = i, score
			}
		}
		return best
	}
}

// murmur3 returns the 32-bit MurmurHash3 with seed 0.
func murmur3(text string) uint32 {
	const c1, c2 = 0xcc9e2d51, 0x1b873593
	data := []byte(text)
	var h uint32
	for len(data) >= 4 {
		k := binary.LittleEndian.Uint32(data) * c1
		k = k<<15 | k>>17
		h ^= k * c2
		h = h<<13 | h>>19
		h = h*5 + 0xe6546b64
		data = data[4:]
	}
	var k uint32
	for i := len(data) - 1; i >= 0; i-- {
		k = k<<8 | uint32(data[i])
	}
	if len(data) > 0 {
		k *= c1
		k = k<<15 | k>>17
		h ^= k * c2
	}
	h ^= uint32(len(text))
	h ^= h >> 16
	h *= 0x85ebca6b
	h ^= h >> 13
	h *= 0xc2b2ae35
	return h ^ h>>16
}
