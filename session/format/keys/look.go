package keys

import "math/bits"

// MayFit returns the formats one of whose shapes a key has. Those past the first 64 are in it,
// whatever their shapes. Those that follow the first one of last are not looked for.
func (x *Index) MayFit(key string, last Set) Set {
	l := look{end: End{key: key}, last: last, upTo: All}
	for _, b := range x.blocks {
		possible := b.possible(key)
		if few := possible &^ b.runs; few != 0 { // most keys of a framework are found by these
			l.among(b, few)
			possible &= b.runs & l.within(b)
		}
		if possible == 0 || !endsInRun(key, b.least) { // most keys of no framework are passed over here
			continue
		}
		if !l.ended {
			l.end, l.ended = EndOf(key), true
		}
		if possible = b.ending(&l.end, possible); possible != 0 {
			l.among(b, possible)
		}
	}
	return l.all & l.upTo
}

// A look is a key that is being looked up. What takes longer to find out is found out once, when it is
// needed.
type look struct {
	end   End
	ended bool   // the characters at the end were counted
	pairs uint64 // see [pairsOf]; 0: not looked for
	cache tristate
	last  Set
	all   Set // the formats found so far
	upTo  Set // and those up to the first one of last among them
}

// within returns the shapes of a block that still matter.
func (l *look) within(b *block) uint64 {
	if l.upTo == All {
		return ^uint64(0)
	}
	return b.upTo[bits.Len64(uint64(l.upTo))-1]
}

// among looks for some shapes of a block. The key of a cache has none of the uncached ones.
func (l *look) among(b *block, shapes uint64) {
	l.found(l.at(b, shapes&^b.uncached))
	may := shapes & b.uncached
	if may == 0 || b.ofUncached&l.upTo == 0 || may&b.whole != 0 && l.cached() {
		return
	}
	if of := l.at(b, may); of != 0 && !l.cached() { // most keys have none of them
		l.found(of)
	}
}

type tristate uint8

const (
	unsure tristate = iota
	no
	yes
)

// cached reports whether the key is one of a cache.
func (l *look) cached() bool {
	if l.cache == unsure {
		if l.cache = no; isCached(l.end.key) {
			l.cache = yes
		}
	}
	return l.cache == yes
}

// at returns formats that have one of some shapes of a block that the key has: all that matter and were not
// found yet.
func (l *look) at(b *block, shapes uint64) (of Set) {
	of = b.anyOf(shapes & b.whole)
	if shapes&b.worded != 0 && l.pairs == 0 {
		l.pairs = pairsOf(l.end.key)
	}
	for shapes &^= b.whole; shapes != 0; shapes &= shapes - 1 {
		i := bits.TrailingZeros64(shapes)
		if b.of[i]&l.upTo&^(l.all|of) != 0 && l.pairs&b.pairs[i] == b.pairs[i] && l.end.looksLike(&b.shapes[i]) {
			of |= b.of[i]
		}
	}
	return of
}

func (l *look) found(of Set) {
	if l.all |= of; l.all&l.last != 0 {
		first := l.all & l.last
		l.upTo = first ^ (first - 1)
	}
}
