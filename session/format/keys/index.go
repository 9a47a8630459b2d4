package keys

import (
	"iter"
	"math/bits"
	"reflect"
)

// An Index finds which of many formats a key may be of, by their shapes. It looks up by the
// key's first and last characters, and by what the key ends in, which shapes are possible, and
// compares the key with these only, if it has the pairs of characters of the texts in them.
type Index struct{ blocks []*block }

// A block indexes up to 64 shapes: a set of them has a bit for each.
type block struct {
	shapes []Shape
	of     []int    // the numbers of their formats, in order
	pairs  []uint64 // see [pairsOf], of the texts that keys have in them

	first, last           [256]uint64 // by a character of the key; those of the empty one are in [0]
	hex, alnum, word, php [longestRun + 1]uint64

	whole uint64 // the formats whose keys are compared with these sets alone
}

const (
	blockShapes = 64
	longestRun  = 64 // of characters at the end; what is longer counts as this
)

// NewIndex returns the index of formats; shapes[i] are those of the i-th one, and nil is any.
func NewIndex(shapes [][]Shape) *Index {
	x := &Index{}
	for i, all := range shapes[:min(len(shapes), Held)] {
		if all == nil {
			all = []Shape{{}}
		}
		for _, s := range all {
			x.add(i, s)
		}
	}
	return x
}

func (x *Index) add(format int, s Shape) {
	n := len(x.blocks)
	if n == 0 || len(x.blocks[n-1].shapes) == blockShapes {
		x.blocks = append(x.blocks, &block{})
		n++
	}
	b := x.blocks[n-1]
	bit := uint64(1) << len(b.shapes)
	b.shapes, b.of, b.pairs = append(b.shapes, s), append(b.of, format), append(b.pairs, s.pairs())
	if s.isRuns() {
		b.whole |= bit
	}
	for c := range 256 {
		if s.Head == "" || s.Head[0] == byte(c) {
			b.first[c] |= bit
		}
		if s.Tail == "" || s.Tail[len(s.Tail)-1] == byte(c) {
			b.last[c] |= bit
		}
	}
	for n := range longestRun + 1 {
		for _, run := range []struct {
			by    *[longestRun + 1]uint64
			least int
		}{{&b.hex, s.Hex}, {&b.alnum, s.Alnum}, {&b.word, s.Word}, {&b.php, s.PHP}} {
			if n >= min(run.least, longestRun) {
				run.by[n] |= bit
			}
		}
	}
}

// A Set is a set of formats, by their numbers. It has a bit for each of the first [Held], and all
// those after them.
type Set uint64

const (
	// Held is the number of formats that a set can hold.
	Held = 64
	// All is the set of all formats.
	All = ^Set(0)
)

// Has reports whether a format is in the set.
func (s Set) Has(format int) bool { return format >= Held || s>>format&1 != 0 }

// With is the set with one more format.
func (s Set) With(format int) Set {
	if format >= Held {
		return s
	}
	return s | 1<<format
}

// In yields the numbers below n of the formats in the set, in order.
func (s Set) In(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for ; s != 0; s &= s - 1 {
			if i := bits.TrailingZeros64(uint64(s)); i >= n || !yield(i) {
				return
			}
		}
		for i := Held; i < n && yield(i); i++ {
		}
	}
}

// MayFit returns the formats one of whose shapes a key has. Those past the first 64 are in it,
// whatever their shapes. Those that follow the first one of last are not looked for.
func (x *Index) MayFit(key string, last Set) Set {
	end, pairs := EndOf(key), pairsOf(key)
	var all Set
	for _, b := range x.blocks {
		for set := b.possible(&end); set != 0; set &= set - 1 {
			i := bits.TrailingZeros64(set)
			if of := b.of[i]; all>>of&1 == 0 && (b.whole>>i&1 != 0 || pairs&b.pairs[i] == b.pairs[i] && end.has(&b.shapes[i])) {
				if all |= 1 << of; last>>of&1 != 0 {
					return all
				}
			}
		}
	}
	return all
}

// possible returns the shapes that a key can have.
func (b *block) possible(e *End) uint64 {
	var first, last byte
	if e.key != "" {
		first, last = e.key[0], e.key[len(e.key)-1]
	}
	return b.first[first] & b.last[last] & b.hex[min(e.hex, longestRun)] & b.alnum[min(e.alnum, longestRun)] &
		b.word[min(e.word, longestRun)] & b.php[min(e.php, longestRun)]
}

// isRuns reports whether the characters at the end of a key are all there is to the shape, as far as
// the index distinguishes them.
func (s *Shape) isRuns() bool {
	runs := Shape{Hex: s.Hex, Alnum: s.Alnum, Word: s.Word, PHP: s.PHP}
	return max(s.Hex, s.Alnum, s.Word, s.PHP) <= longestRun && reflect.DeepEqual(*s, runs)
}

// pairsOf returns the set of the pairs of characters that follow one another in a text, in
// whatever case. Several pairs may share a bit.
func pairsOf(text string) (set uint64) {
	for i := 1; i < len(text); i++ {
		set |= 1 << ((text[i-1]&^0x20*7 + text[i]&^0x20) & 63)
	}
	return set
}

// pairs are those that all keys of the shape have.
func (s *Shape) pairs() uint64 {
	set := ^uint64(0)
	for _, word := range s.Words {
		set &= pairsOf(word)
	}
	if len(s.Words) == 0 {
		set = 0
	}
	return set | pairsOf(s.Inside)
}
