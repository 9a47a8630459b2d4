package keys

import (
	"iter"
	"math/bits"
	"reflect"
	"slices"
	"strings"
)

// An Index finds which of many formats a key may be of, by their shapes. It looks up by the
// key's first and last characters, and by what the key ends in, which shapes are possible, and
// compares the key with these only. Formats share shapes: each is compared once.
type Index struct{ blocks []*block }

// A block indexes up to 64 shapes: a set of them has a bit for each.
type block struct {
	shapes []Shape // in the order of the first formats that have them
	of     []Set   // the formats that have them

	first, second, last   [256]uint64 // by a character of the key; where there is none, those in [0]
	length                [Longest + 1]uint64
	hex, alnum, word, php [longestRun + 1]uint64

	upTo [Held]uint64 // the shapes of the first formats, up to one

	runs  uint64  // the shapes that have runs of characters at the end
	least int     // the length of the shortest one of these
	only  uint64  // those of them that have nothing before these
	uuid  uint64  // those that end in a UUID
	apart []apart // those before whose last part there is no letter or digit
	whole uint64  // the shapes that keys are compared with by these sets alone

	uncached   uint64 // see [Pattern]
	ofUncached Set    // the formats that have these

	// Keys of the shapes in inside may begin and end in any way, but each has the text common. Most
	// keys do not.
	inside uint64
	common string

	worded uint64   // the shapes that have words
	pairs  []uint64 // see [pairsOf], of these
}

// apart is the shapes of a block before whose last part, of such a length, there is no letter or digit.
type apart struct {
	length int
	shapes uint64
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
			if !slices.ContainsFunc(all, s.isAlso) {
				x.add(i, s)
			}
		}
	}
	return x
}

func (x *Index) add(format int, s Shape) {
	for _, b := range x.blocks {
		if i := slices.IndexFunc(b.shapes, s.is); i >= 0 {
			b.give(i, format)
			return
		}
	}
	n := len(x.blocks)
	if n == 0 || len(x.blocks[n-1].shapes) == blockShapes {
		x.blocks = append(x.blocks, &block{})
		n++
	}
	x.blocks[n-1].add(format, s)
}

func (b *block) add(format int, s Shape) {
	bit := uint64(1) << len(b.shapes)
	b.shapes, b.of, b.pairs = append(b.shapes, s), append(b.of, 0), append(b.pairs, s.pairs())
	if b.give(len(b.shapes)-1, format); s.Uncached {
		b.uncached |= bit
	}
	if len(s.Words) > 0 {
		b.worded |= bit
	}
	if s.hasRuns() {
		b.runs |= bit
		b.addEnd(bit, &s)
	}
	for n := range b.length {
		if s.Length == 0 || min(s.Length, Longest) == n {
			b.length[n] |= bit
		}
	}
	switch common := commonText(b.common, s.Inside); {
	case s.isRuns():
		b.whole |= bit
	case !s.isAnywhere():
	case b.inside == 0:
		b.inside, b.common = bit, s.Inside
	case len(common) > 1:
		b.inside, b.common = b.inside|bit, common
	}
	for c := range 256 {
		if s.mayHave(byte(c), 0) {
			b.first[c] |= bit
		}
		if s.mayHave(byte(c), 1) {
			b.second[c] |= bit
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

// addEnd adds what a shape that has runs says of the end of keys beside these.
func (b *block) addEnd(bit uint64, s *Shape) {
	if n := max(s.Hex, s.Alnum, s.Word, s.PHP); b.runs == bit || n < b.least {
		b.least = n
	}
	if s.Only {
		b.only |= bit
	}
	if s.UUID && s.Last == uuidLength {
		b.uuid |= bit
	}
	if !s.Apart || s.Last == 0 {
		return
	}
	i := slices.IndexFunc(b.apart, func(a apart) bool { return a.length == s.Last })
	if i < 0 {
		i, b.apart = len(b.apart), append(b.apart, apart{length: s.Last})
	}
	b.apart[i].shapes |= bit
}

// give gives a format a shape of the block.
func (b *block) give(shape, format int) {
	b.of[shape] = b.of[shape].With(format)
	for i := format; i < Held; i++ {
		b.upTo[i] |= 1 << shape
	}
	if b.shapes[shape].Uncached {
		b.ofUncached = b.ofUncached.With(format)
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

// anyOf returns the formats that have one of some shapes.
func (b *block) anyOf(shapes uint64) (of Set) {
	for ; shapes != 0; shapes &= shapes - 1 {
		of |= b.of[bits.TrailingZeros64(shapes)]
	}
	return of
}

// possible returns the shapes that a key can have, whatever the runs of characters at its end.
func (b *block) possible(key string) uint64 {
	var first, second, last byte
	if key != "" {
		first, last = key[0], key[len(key)-1]
	}
	if len(key) > 1 {
		second = key[1]
	}
	set := b.first[first] & b.second[second] & b.last[last] & b.length[min(len(key), Longest)]
	if set&b.inside != 0 && !strings.Contains(key, b.common) {
		set &^= b.inside
	}
	return set
}

// ending returns those of some shapes, which have runs, that a key with such an end can have.
func (b *block) ending(e *End, shapes uint64) uint64 {
	shapes &= b.hex[min(e.hex, longestRun)] & b.alnum[min(e.alnum, longestRun)] &
		b.word[min(e.word, longestRun)] & b.php[min(e.php, longestRun)]
	if shapes == 0 { // which is so of most keys
		return 0
	}
	n := len(e.key)
	if shapes&b.only != 0 && e.php != n {
		shapes &^= b.only
	}
	if shapes&b.uuid != 0 && !(n >= uuidLength && isUUID(e.key[n-uuidLength:])) {
		shapes &^= b.uuid
	}
	for _, a := range b.apart {
		if at := n - a.length; at < 0 || at > 0 && alnum.has(e.key[at-1]) {
			shapes &^= a.shapes
		}
	}
	return shapes
}

// is reports whether two shapes are the same. It compares their texts first, which is quicker and mostly
// enough.
func (s *Shape) is(o Shape) bool {
	return s.Head == o.Head && s.Inside == o.Inside && s.Tail == o.Tail && reflect.DeepEqual(*s, o)
}

// mayHave reports whether keys of the shape may have a character at a place near the beginning.
func (s *Shape) mayHave(c byte, at int) bool {
	return (len(s.Head) <= at || s.Head[at] == c) && (s.Capitals <= at || capitalHex.has(c))
}

// isAnywhere reports whether only a text inside distinguishes keys of the shape.
func (s *Shape) isAnywhere() bool {
	return len(s.Inside) > 1 && s.Head+s.Tail == "" && s.Hex+s.Alnum+s.Word+s.PHP+s.Capitals == 0
}

// isAlso reports whether keys of the shape are all of another one, of which only a text inside is known.
func (s *Shape) isAlso(o Shape) bool {
	only := Shape{Inside: o.Inside, Uncached: o.Uncached}
	return o.Inside != "" && o.Inside != s.Inside && strings.Contains(s.Inside, o.Inside) && o.Uncached == s.Uncached && reflect.DeepEqual(o, only)
}

// commonText returns the longest text that is in both.
func commonText(a, b string) (longest string) {
	for i := range len(a) {
		for n := len(longest) + 1; i+n <= len(a) && strings.Contains(b, a[i:i+n]); n++ {
			longest = a[i : i+n]
		}
	}
	return longest
}

// hasRuns reports whether the shape has runs of characters at the end.
func (s *Shape) hasRuns() bool { return s.Hex+s.Alnum+s.Word+s.PHP > 0 || s.Only }

// isRuns reports whether the length of a key and the characters at its end are all there is to the shape, as
// far as the index distinguishes them.
func (s *Shape) isRuns() bool {
	runs := Shape{ // Uncached is looked at before
		Hex: s.Hex, Alnum: s.Alnum, Word: s.Word, PHP: s.PHP, Only: s.Only, Length: s.Length, Uncached: s.Uncached,
	}
	if s.hasRuns() && s.Last > 0 && (s.Apart || s.UUID) && (!s.UUID || s.Last == uuidLength) {
		runs.Last, runs.Apart, runs.UUID = s.Last, s.Apart, s.UUID
	}
	return max(s.Hex, s.Alnum, s.Word, s.PHP) <= longestRun && s.Length < Longest && reflect.DeepEqual(*s, runs)
}

// pairsOf returns the set of the pairs of characters that follow one another in a text, in
// whatever case. Several pairs may share a bit.
func pairsOf(text string) (set uint64) {
	for i := 1; i < len(text); i++ {
		set |= 1 << ((text[i-1]&^0x20*7 + text[i]&^0x20) & 63)
	}
	return set
}

// pairs are those that keys have in which there is one of the words; none if there are no words.
func (s *Shape) pairs() uint64 {
	if len(s.Words) == 0 {
		return 0
	}
	set := ^uint64(0)
	for _, word := range s.Words {
		set &= pairsOf(word)
	}
	return set
}
