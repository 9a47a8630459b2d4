// Package likeness finds texts by a few of their characters, typed in their order: rb finds
// rollback, and sh7 Shop/s0000007. Case does not matter.
package likeness

import (
	"cmp"
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/sahilm/fuzzy"
)

// A Match is a text that has the characters of a pattern in their order.
type Match struct {
	Index int   // of the text
	Whole bool  // whether they stand next to each other
	Score int   // the greater the better: at the starts of words, and in rows
	Marks []int // where they are: indexes of bytes in the text
}

// Limits of what is compared.
const (
	maxPattern = 40      // runes of a pattern that need not stand next to each other
	maxText    = 4 << 10 // bytes of a text
)

// Find returns the texts that match a pattern, in their order. An empty pattern matches
// none.
func Find(pattern string, texts []string) []Match {
	if pattern == "" {
		return nil
	}
	folded := Fold(pattern)
	short := utf8.RuneCountInString(pattern) <= maxPattern // a longer one would overflow the scores
	var found []Match
	for i, text := range texts {
		text = text[:min(len(text), maxText)]
		if !Holds(text, folded) {
			continue
		}
		if at, end := index(text, pattern); at >= 0 {
			found = append(found, Match{Index: i, Whole: true, Score: startBonus(text, at), Marks: starts(text, at, end)})
			continue
		}
		if !short {
			continue
		}
		for _, m := range fuzzy.FindNoSort(pattern, []string{text}) {
			// Without what it subtracts for each character that does not match.
			found = append(found, Match{Index: i, Score: m.Score + len(m.Str) - len(m.MatchedIndexes), Marks: m.MatchedIndexes})
		}
	}
	return found
}

// Best sorts matches: those in which the characters stand next to each other, then by their
// scores, shorter texts before longer ones, and otherwise as they were.
func Best(found []Match, texts []string) {
	slices.SortStableFunc(found, func(a, b Match) int {
		return cmp.Or(ByKind(a, b), cmp.Compare(b.Score, a.Score), cmp.Compare(len(texts[a.Index]), len(texts[b.Index])))
	})
}

// ByKind compares matches by whether the characters stand next to each other.
func ByKind(a, b Match) int {
	switch {
	case a.Whole == b.Whole:
		return 0
	case a.Whole:
		return -1
	}
	return 1
}

// startBonus is the score of a text that has the pattern at an index: more at the start of
// the text or of a word.
func startBonus(text string, at int) int {
	if at == 0 {
		return 2
	}
	if before, _ := utf8.DecodeLastRuneInString(text[:at]); !unicode.IsLetter(before) && !unicode.IsDigit(before) {
		return 1
	}
	return 0
}

// Contains reports whether a pattern is in a text, in any case.
func Contains(text, pattern string) bool {
	at, _ := index(text, pattern)
	return at >= 0
}

// index returns where the first of a pattern begins and ends in a text; -1 if it is not
// there.
func index(text, pattern string) (at, end int) {
	if !Holds(text, Fold(pattern)) {
		return -1, -1
	}
	for i := range text {
		if n, ok := prefix(text[i:], pattern); ok {
			return i, i + n
		}
	}
	return -1, -1
}

// prefix reports whether a text begins with a pattern, and the length of that.
func prefix(text, pattern string) (n int, ok bool) {
	for _, p := range pattern {
		r, size := utf8.DecodeRuneInString(text[n:])
		if size == 0 || r != p && unicode.ToLower(r) != unicode.ToLower(p) {
			return 0, false
		}
		n += size
	}
	return n, true
}

// starts returns the indexes at which runes begin.
func starts(text string, from, to int) (all []int) {
	for i := range text[from:to] {
		all = append(all, from+i)
	}
	return all
}

// Fold returns what of a pattern has to be in a text that matches, for [Holds]: its bytes in
// lower case, without those outside of ASCII.
func Fold(pattern string) []byte {
	var b []byte
	for i := range len(pattern) {
		if c := pattern[i]; c < utf8.RuneSelf {
			b = append(b, lower[c])
		}
	}
	return b
}

// Holds reports, fast, whether a text has the bytes of a folded pattern in their order: one
// that has not cannot match.
func Holds[T string | []byte](text T, folded []byte) bool {
	if len(folded) == 0 {
		return true
	}
	i := 0
	for j := range len(text) {
		if lower[text[j]] == folded[i] {
			if i++; i == len(folded) {
				return true
			}
		}
	}
	return false
}

var lower = func() (table [256]byte) {
	for i := range table {
		table[i] = byte(i)
		if i >= 'A' && i <= 'Z' {
			table[i] += 'a' - 'A'
		}
	}
	return table
}()
