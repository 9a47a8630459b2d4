package graph

import (
	"fmt"
	"math/big"
	"time"

	"sessh/session/tree"
)

// align finds, for each value of a list, the item that it came from: at the
// beginning and the end by equality, and in between by index.
func (m *merger) align(items []*Node, values []any) ([]*Node, error) {
	past := make([]*Node, len(values))
	from := 0
	for from < min(len(items), len(values)) && m.equal(items[from], values[from]) {
		past[from] = items[from]
		from++
	}
	end := 0
	for end < min(len(items), len(values))-from && m.equal(items[len(items)-1-end], values[len(values)-1-end]) {
		past[len(values)-1-end] = items[len(items)-1-end]
		end++
	}
	if shifted := len(items) != len(values) || len(items)-from-end > 1; shifted {
		if i, j, ok := m.lookAlike(items, values); ok {
			return nil, fmt.Errorf("the values at %d and %d look the same, and one of them is written in another way, or is another place's as well: which of them is where is not known", i, j)
		}
	}
	m.alignForms(items[from:len(items)-end], values[from:len(values)-end], past[from:])
	return past, nil
}

// lookAlike finds two plain values in a list that are shown alike but differ for the
// framework, such as a text and a symbol, or a shared variable and an unshared one.
// Of two values in the edited list that look like these, one may be new.
func (m *merger) lookAlike(items []*Node, values []any) (i, j int, ok bool) {
	distinct := m.d.Distinct
	if distinct == nil {
		return 0, 0, false
	}
	first, count := make(map[any]int), make(map[any]int)
	for j, n := range items {
		if n.Compound() {
			continue
		}
		v := shownAs(plain(n))
		count[v]++
		i, met := first[v]
		if !met {
			first[v] = j
			continue
		}
		o := items[i]
		if distinct(n) != distinct(o) || distinct(n) && n != o && m.uses[n]+m.uses[o] > 2 {
			return i, j, true
		}
	}
	last := make(map[any]int)
	for j, x := range values {
		v := shownAs(x)
		if i, met := first[v]; met && distinct(items[i]) {
			if count[v]--; count[v] < 0 {
				return last[v], j, true
			}
			last[v] = j
		}
	}
	return 0, 0, false
}

// shownAs returns a plain value as the key of a map.
func shownAs(v any) any {
	switch v := v.(type) {
	case nil, bool, int64, string, tree.Bytes:
		return v
	case time.Time:
		_, offset := v.Zone()
		return [2]int64{v.UnixNano(), int64(offset)}
	case *big.Int, float64:
		return fmt.Sprintf("%T %v", v, v)
	}
	return &v // like no other
}

// alignForms is align for the part that differs: plain values with a form of their
// own are found again, and the rest goes by index.
func (m *merger) alignForms(items []*Node, values []any, past []*Node) {
	used := make(map[int]bool)
	for i, x := range values {
		if i < len(items) && m.equal(items[i], x) {
			past[i], used[i] = items[i], true
		}
	}
	places := make(map[any][]int) // of values that nothing was found for
	for j, x := range values {
		if past[j] == nil {
			k := shownAs(x)
			places[k] = append(places[k], j)
		}
	}
	for i, n := range items {
		if n.Compound() || n.Form == "" || used[i] {
			continue
		}
		k := shownAs(plain(n))
		if at := places[k]; len(at) > 0 && m.equal(n, values[at[0]]) {
			past[at[0]], used[i], places[k] = n, true, at[1:]
		}
	}
	for i := range min(len(items), len(values)) {
		if past[i] == nil && !used[i] {
			past[i] = items[i]
		}
	}
}

// isNew reports whether a list or mapping is not part of the value that was read, and
// takes over nothing from what was in its place.
func (m *merger) isNew(v any) bool { return m.reading != nil && m.to[v] == nil }
