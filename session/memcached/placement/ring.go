package placement

import (
	"cmp"
	"crypto/md5"
	"crypto/sha1"
	"encoding/binary"
	"slices"
	"sort"
	"strconv"
)

// A point is a place on a ring and the server that owns it.
type point struct {
	value uint32
	index int
}

// A ring is points in ascending order. Of two at one place, that of the earlier
// server comes first.
type ring []point

func (r ring) sort() {
	slices.SortFunc(r, func(a, b point) int {
		return cmp.Or(cmp.Compare(a.value, b.value), cmp.Compare(a.index, b.index))
	})
}

// atOrAfter is the owner of the first point at h or after it, around the end if need be.
func (r ring) atOrAfter(h uint32) int {
	i := sort.Search(len(r), func(i int) bool { return r[i].value >= h })
	if i == len(r) {
		i = 0
	}
	return r[i].index
}

// atOrBefore is the owner of the last point at h or before it, around the start if need be.
func (r ring) atOrBefore(h uint32) int {
	i := sort.Search(len(r), func(i int) bool { return r[i].value > h })
	if i == 0 {
		i = len(r)
	}
	return r[i-1].index
}

// ringName is how libmemcached and its kin name a server on the ring: the default
// port is left out.
func ringName(s server) string {
	if s.port == defaultPort {
		return s.host
	}
	return s.host + ":" + strconv.Itoa(s.port)
}

// hashedRing has 100 points for each server, made with the hash of the keys:
// libmemcached's ring unless it is weighted.
func hashedRing(list []server, h hash) ring {
	const each = 100
	r := make(ring, 0, each*len(list))
	for index, s := range list {
		name := ringName(s) + "-"
		for i := range each {
			r = append(r, point{h(name + strconv.Itoa(i)), index})
		}
	}
	r.sort()
	return r
}

// digestRing has four points for each MD5 digest of name-0, name-1 and so on,
// with as many digests for a server as count says.
func digestRing(list []server, name func(server) string, count func(server) int) ring {
	r := make(ring, 0, 160*len(list))
	for index, s := range list {
		prefix := name(s) + "-"
		for i := range count(s) {
			sum := md5.Sum([]byte(prefix + strconv.Itoa(i)))
			for at := 0; at < len(sum); at += 4 {
				r = append(r, point{binary.LittleEndian.Uint32(sum[at:]), index})
			}
		}
	}
	r.sort()
	return r
}

// sha1Ring has a point for each SHA-1 digest of name:0, name:1 and so on.
func sha1Ring(list []server, count func(server) int) ring {
	r := make(ring, 0, 160*len(list))
	for index, s := range list {
		prefix := s.hostPort() + ":"
		for i := range count(s) {
			sum := sha1.Sum([]byte(prefix + strconv.Itoa(i)))
			r = append(r, point{binary.BigEndian.Uint32(sum[:]), index})
		}
	}
	r.sort()
	return r
}

func totalWeight(list []server) int {
	total := 0
	for _, s := range list {
		total += s.weight
	}
	return total
}

// libmemcached counts a server's digests in numbers of 32 bits, and rounds down: with
// some numbers of equal servers each has 39 instead of 40. The conversions keep each
// step at that precision.
func digestsSingle(list []server) func(server) int {
	total, n := float32(totalWeight(list)), float32(len(list))
	return func(s server) int {
		share := float32(float32(s.weight) / total)
		points := float32(float32(share*160) / 4)
		return int(float32(float32(points*n) + 0.0000000001))
	}
}

// digestsDouble is the same as npm's hashring counts it, in numbers of 64 bits.
func digestsDouble(list []server) func(server) int {
	total, n := float64(totalWeight(list)), float64(len(list))
	return func(s server) int {
		share := float64(s.weight) / total
		return int(float64(float64(share*40) * n))
	}
}

// sha1Points is how many points Dalli gives a server.
func sha1Points(list []server) func(server) int {
	total := float64(totalWeight(list))
	return func(s server) int { return int(float64(len(list)*160*s.weight) / total) }
}
