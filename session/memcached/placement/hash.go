package placement

import (
	"crypto/md5"
	"encoding/binary"
	"hash/crc32"
	"math/bits"
	"unicode/utf16"
	"unicode/utf8"
)

// A hash makes a number of a key.
type hash func(key string) uint32

// The hashes of libmemcached read a key's bytes as signed, as C's char is on x86:
// signed is what such a byte becomes as a number of 32 bits.
func signed(b byte) uint32 { return uint32(int32(int8(b))) }

// oneAtATime is Bob Jenkins' hash of that name, libmemcached's default.
func oneAtATime(key string) uint32 {
	var h uint32
	for i := 0; i < len(key); i++ {
		h += signed(key[i])
		h += h << 10
		h ^= h >> 6
	}
	h += h << 3
	h ^= h >> 11
	h += h << 15
	return h
}

func md5Hash(key string) uint32 {
	sum := md5.Sum([]byte(key))
	return binary.LittleEndian.Uint32(sum[:])
}

func plainCRC(key string) uint32 { return crc32.ChecksumIEEE([]byte(key)) }

// halfCRC are the 15 bits of the checksum that libmemcached and python-memcached keep.
func halfCRC(key string) uint32 { return plainCRC(key) >> 16 & 0x7fff }

func fnv1(key string, h, prime uint32) uint32 {
	for i := 0; i < len(key); i++ {
		h *= prime
		h ^= signed(key[i])
	}
	return h
}

func fnv1a(key string, h, prime uint32) uint32 {
	for i := 0; i < len(key); i++ {
		h ^= signed(key[i])
		h *= prime
	}
	return h
}

// The lower half of a product has nothing from the upper halves of its factors, and
// the lower half is all that is used of the hashes of 64 bits.
const (
	fnvStart32 = 0x811c9dc5
	fnvPrime32 = 0x01000193
	fnvStart64 = 0x84222325
	fnvPrime64 = 0x000001b3
)

func fnv1x32(key string) uint32  { return fnv1(key, fnvStart32, fnvPrime32) }
func fnv1ax32(key string) uint32 { return fnv1a(key, fnvStart32, fnvPrime32) }
func fnv1x64(key string) uint32  { return fnv1(key, fnvStart64, fnvPrime64) }
func fnv1ax64(key string) uint32 { return fnv1a(key, fnvStart64, fnvPrime64) }

// murmur2 is MurmurHash2 with the seed that libmemcached makes of the length.
func murmur2(key string) uint32 {
	const m = 0x5bd1e995
	n := uint32(len(key))
	h := 0xdeadbeef*n ^ n
	for ; len(key) >= 4; key = key[4:] {
		k := little(key) * m
		k ^= k >> 24
		h = h*m ^ k*m
	}
	if len(key) > 0 {
		h = (h ^ tail(key)) * m
	}
	h ^= h >> 13
	h *= m
	return h ^ h>>15
}

// murmur3 is MurmurHash3 of 32 bits with seed 0.
func murmur3(data []byte) uint32 {
	var h uint32
	n := uint32(len(data))
	for ; len(data) >= 4; data = data[4:] {
		h ^= mix3(binary.LittleEndian.Uint32(data))
		h = bits.RotateLeft32(h, 13)*5 + 0xe6546b64
	}
	if len(data) > 0 {
		h ^= mix3(tail(data))
	}
	h ^= n
	h = (h ^ h>>16) * 0x85ebca6b
	h = (h ^ h>>13) * 0xc2b2ae35
	return h ^ h>>16
}

func mix3(k uint32) uint32 {
	return bits.RotateLeft32(k*0xcc9e2d51, 15) * 0x1b873593
}

func little(s string) uint32 {
	return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
}

// tail is up to three bytes as a number, the first of them the lowest.
func tail[T string | []byte](s T) uint32 {
	var k uint32
	for i := len(s) - 1; i >= 0; i-- {
		k = k<<8 | uint32(s[i])
	}
	return k
}

// narrow appends to dst each character's lowest byte, which is what pymemcache
// hashes of a key. A key that is no UTF-8 is no text there; its bytes are appended.
func narrow(dst []byte, key string) []byte {
	if !utf8.ValidString(key) {
		return append(dst, key...)
	}
	for _, r := range key {
		dst = append(dst, byte(r))
	}
	return dst
}

// javaHash is the hash of Java's strings without its sign, over UTF-16: memjs'.
func javaHash(key string) uint32 {
	var h uint32
	for _, r := range key {
		if r < 0x10000 {
			h = 31*h + uint32(r)
			continue
		}
		high, low := utf16.EncodeRune(r)
		h = 31*(31*h+uint32(high)) + uint32(low)
	}
	if int32(h) < 0 {
		return -h
	}
	return h
}
