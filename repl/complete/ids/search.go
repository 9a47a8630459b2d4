package ids

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"sessh/repl/likeness"
)

// patience is how long a search through all ids takes at most.
const patience = 40 * time.Millisecond

// Has reports whether an id is there.
func (v *View) Has(id string) bool {
	is := func(r ref) bool { return string(v.at(r)) == id }
	for _, run := range v.runs {
		if _, ok := slices.BinarySearchFunc(run, id, func(r ref, id string) int { return strings.Compare(string(v.at(r)), id) }); ok {
			return true
		}
	}
	return slices.ContainsFunc(v.recent, is)
}

// maxCases limits the ways of writing a text that are looked up.
const maxCases = 64

// PrefixFold is Prefix for a text in any case. Only letters of ASCII have one.
func (v *View) PrefixFold(text string, limit int) (found []string, more int) {
	cases := []string{""}
	for i := range len(text) {
		var longer []string
		for _, begin := range cases {
			for _, c := range bothCases(text[i]) {
				if begin := begin + c; len(longer) < maxCases && v.begins(begin) {
					longer = append(longer, begin)
				}
			}
		}
		cases = longer
	}
	for _, begin := range cases {
		some, left := v.Prefix(begin, limit-len(found))
		found, more = append(found, some...), more+left
	}
	slices.Sort(found)
	return found, more
}

// bothCases returns a byte in upper and in lower case.
func bothCases(c byte) []string {
	upper, lower := strings.ToUpper(string(rune(c))), strings.ToLower(string(rune(c)))
	if c >= utf8.RuneSelf || upper == lower {
		return []string{string([]byte{c})}
	}
	return []string{upper, lower}
}

// begins reports whether an id begins with a text.
func (v *View) begins(text string) bool {
	found, _ := v.Prefix(text, 1)
	return len(found) > 0
}

// Containing returns the ids in which a text is: as it was typed, in lower or in upper case.
// They are sorted, and at most limit. all reports whether these are all of them.
func (v *View) Containing(text string, limit int) (found []string, all bool) {
	if text == "" {
		return nil, true
	}
	needles := []string{text, strings.ToLower(text), strings.ToUpper(text)}
	slices.Sort(needles)
	until := time.Now().Add(patience)
	for _, needle := range slices.Compact(needles) {
		for _, chunk := range v.chunks {
			if len(found) > limit || time.Now().After(until) {
				return unique(found, limit), false
			}
			found = containing(found, chunk, []byte(needle), limit+1-len(found))
		}
	}
	return unique(found, limit), len(found) <= limit
}

func unique(all []string, limit int) []string {
	slices.Sort(all)
	all = slices.Compact(all)
	return all[:min(len(all), limit)]
}

// containing adds the ids of a chunk that contain a text. The chunk is searched as a whole,
// which is several times as fast as one id after the other.
func containing(found []string, chunk, needle []byte, limit int) []string {
	at := 0 // the start of an id
	for from := 0; limit > 0; {
		i := bytes.Index(chunk[from:], needle)
		if i < 0 {
			break
		}
		i += from
		text, next := first(chunk[at:])
		for at+next <= i {
			at += next
			text, next = first(chunk[at:])
		}
		if from = i + 1; bytes.Contains(text, needle) { // and not across its start or end
			found = append(found, string(text))
			limit--
			from = at + next
		}
	}
	return found
}

// first returns the first id of a part of a chunk, and where the next one begins.
func first(chunk []byte) (text []byte, next int) {
	n, head := uint64(chunk[0]), 1
	if n >= 0x80 {
		n, head = binary.Uvarint(chunk)
	}
	next = head + int(n)
	return chunk[head:next], next
}

// Like returns ids that have the characters of a text in their order, in any case, with
// others between; no more than limit, in no order. all reports whether these are all of
// them.
func (v *View) Like(text string, limit int) (found []string, all bool) {
	pattern := likeness.Fold(text)
	if len(pattern) == 0 {
		return nil, true
	}
	until := time.Now().Add(patience)
	for _, chunk := range v.chunks {
		if time.Now().After(until) {
			return found, false
		}
		for len(chunk) > 0 {
			id, next := first(chunk)
			if likeness.Holds(id, pattern) {
				if len(found) == limit {
					return found, false
				}
				found = append(found, string(id))
			}
			chunk = chunk[next:]
		}
	}
	return found, true
}

// Each calls f for the ids in no order, until it returns false.
func (v *View) Each(f func(id string) bool) {
	for _, chunk := range v.chunks {
		for len(chunk) > 0 {
			id, next := first(chunk)
			if !f(string(id)) {
				return
			}
			chunk = chunk[next:]
		}
	}
}
