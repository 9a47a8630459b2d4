// Package worddiff finds the differences between two texts, word by word.
//
// The result is for people to read: differences are in whole words, and texts with hardly
// anything in common differ as a whole. Equal beginnings and ends cost next to nothing, and
// what is too long to be compared word by word counts as one difference.
package worddiff

import (
	"unicode"
	"unicode/utf8"

	"znkr.io/diff"
)

// A Part is a piece of two texts: Same is in both, or Old was replaced by New.
type Part struct{ Same, Old, New string }

// Differs reports whether the part is a difference.
func (p Part) Differs() bool { return p.Same == "" }

// Places returns how many parts are differences.
func Places(parts []Part) int {
	n := 0
	for _, p := range parts {
		if p.Differs() {
			n++
		}
	}
	return n
}

const (
	// longWord is the length in bytes from which on parts of a word can differ.
	longWord = 32
	// manyWords is the number of words in both texts above which a difference that is found
	// quickly is preferred to the smallest one; mostWords is the number above which they
	// are not compared.
	manyWords = 1 << 12
	mostWords = 1 << 20
)

// Compare returns the parts of two texts in order; parts that differ and parts that are the
// same alternate.
func Compare(old, new string) []Part {
	before, after := wordEnds(old, new)
	t := &texts{old: old, new: new}
	t.same(before)
	t.middle(len(old)-after, len(new)-after)
	t.same(after)
	return slide(t.parts)
}

// CompareBytes is Compare for bytes that are not text: at most one part differs.
func CompareBytes(old, new string) []Part {
	before, after := ends(old, new)
	t := &texts{old: old, new: new}
	t.same(before)
	t.differ(len(old)-after, len(new)-after)
	t.same(after)
	return t.parts
}

// ends returns how many bytes are equal at the beginning and at the end.
func ends(a, b string) (before, after int) {
	for before < len(a) && before < len(b) && a[before] == b[before] {
		before++
	}
	for after < len(a)-before && after < len(b)-before && a[len(a)-1-after] == b[len(b)-1-after] {
		after++
	}
	return before, after
}

// runeEnds is ends for whole characters.
func runeEnds(a, b string) (before, after int) {
	before, after = ends(a, b)
	for before > 0 && !(startsRune(a, before) && startsRune(b, before)) {
		before--
	}
	for after > 0 && !(startsRune(a, len(a)-after) && startsRune(b, len(b)-after)) {
		after--
	}
	return before, after
}

// wordEnds is ends for whole words, unless these are long.
func wordEnds(a, b string) (before, after int) {
	before, after = runeEnds(a, b)
	for at := before; at >= 0 && before-at <= longWord; at-- {
		if startsWord(a, at) && startsWord(b, at) {
			before = at
			break
		}
	}
	for at := after; at >= 0 && after-at <= longWord; at-- {
		if startsWord(a, len(a)-at) && startsWord(b, len(b)-at) {
			after = at
			break
		}
	}
	return before, after
}

func startsRune(s string, at int) bool { return at == len(s) || utf8.RuneStart(s[at]) }

// startsWord reports whether a word, or what separates words, can begin there.
func startsWord(s string, at int) bool {
	if at == 0 || at == len(s) {
		return true
	}
	before, _ := utf8.DecodeLastRuneInString(s[:at])
	after, _ := utf8.DecodeRuneInString(s[at:])
	return startsRune(s, at) && !(inWord(before) && inWord(after))
}

func inWord(r rune) bool {
	const joiner = '\u200d' // holds emoji together
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == '_' || r == joiner
}

// word returns the length of the first word of s, or of what separates words: blanks, or
// one other character.
func word(s string) int {
	first, n := utf8.DecodeRuneInString(s)
	belongs := inWord
	switch {
	case inWord(first):
	case first == ' ' || first == '\t':
		belongs = func(r rune) bool { return r == ' ' || r == '\t' }
	default:
		belongs = unicode.IsMark
	}
	for n < len(s) && n < longWord {
		r, size := utf8.DecodeRuneInString(s[n:])
		if !belongs(r) {
			break
		}
		n += size
	}
	return n
}

// words splits a text into words; ok is false if there are more than most.
func words(s string, most int) (list []string, ok bool) {
	for len(s) > 0 {
		if len(list) == most {
			return nil, false
		}
		n := word(s)
		list, s = append(list, s[:n]), s[n:]
	}
	return list, true
}

// texts are two texts, their parts so far, and the positions reached.
type texts struct {
	old, new string
	i, j     int // in old and new
	parts    []Part
}

// same adds n equal bytes.
func (t *texts) same(n int) {
	if n == 0 {
		return
	}
	from := t.i
	t.i, t.j = t.i+n, t.j+n
	if last := len(t.parts) - 1; last >= 0 && !t.parts[last].Differs() {
		from -= len(t.parts[last].Same)
		t.parts = t.parts[:last]
	}
	t.parts = append(t.parts, Part{Same: t.old[from:t.i]})
}

// differ adds a difference up to i and j.
func (t *texts) differ(i, j int) {
	if i == t.i && j == t.j {
		return
	}
	t.parts = append(t.parts, Part{Old: t.old[t.i:i], New: t.new[t.j:j]})
	t.i, t.j = i, j
}

// middle compares word by word up to i and j.
func (t *texts) middle(i, j int) {
	x, ok1 := words(t.old[t.i:i], mostWords)
	y, ok2 := words(t.new[t.j:j], mostWords-len(x))
	if !ok1 || !ok2 {
		t.differ(i, j)
		return
	}
	var how []diff.Option
	if len(x)+len(y) > manyWords {
		how = append(how, diff.Fast())
	}
	var same []stretch
	at := stretch{t.i, t.j, 0}
	for _, e := range diff.Edits(x, y, how...) {
		switch e.Op {
		case diff.Match:
			at.n += len(e.X)
			continue
		case diff.Delete:
			same, at = append(same, at), stretch{at.i + at.n + len(e.X), at.j + at.n, 0}
		case diff.Insert:
			same, at = append(same, at), stretch{at.i + at.n, at.j + at.n + len(e.Y), 0}
		}
	}
	for _, s := range t.telling(append(same, at), i, j) {
		t.narrowed(s.i, s.j)
		t.same(s.n)
	}
	t.narrowed(i, j)
}

// A stretch is n equal bytes, at i and j of the texts.
type stretch struct{ i, j, n int }

// telling returns the stretches that are worth showing: those with a word in them or at an
// end, and none if too little is equal.
func (t *texts) telling(same []stretch, i, j int) []stretch {
	kept, sum := same[:0], 0
	for _, s := range same {
		inside := s.i > t.i && s.i+s.n < i
		if s.n == 0 || inside && !hasWord(t.old[s.i:s.i+s.n]) {
			continue
		}
		kept, sum = append(kept, s), sum+s.n
	}
	if sum < max(i-t.i, j-t.j)/8 {
		return nil
	}
	return kept
}

func hasWord(s string) bool {
	for _, r := range s {
		if inWord(r) {
			return true
		}
	}
	return false
}

// narrowed is differ up to i and j, without the equal beginnings and ends of long words.
func (t *texts) narrowed(i, j int) {
	old, new := t.old[t.i:i], t.new[t.j:j]
	if min(len(old), len(new)) > longWord {
		before, after := runeEnds(old, new)
		if before+after >= longWord/2 {
			t.same(before)
			t.differ(i-after, j-after)
			t.same(after)
			return
		}
	}
	t.differ(i, j)
}
