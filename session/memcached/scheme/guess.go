package scheme

import (
	"iter"
	"math"
	"slices"
)

// A Guess is a scheme that a client may use, with the client's names for the servers in its order.
type Guess struct {
	Scheme  string
	Servers []string
	Order   []int // Servers[i] is the server with index Order[i] in the list given to Find
}

// Find returns the guess that chooses for every key a server that holds it. at has these servers by
// key, as indexes into names. first is the scheme in use, and spellings returns other names for a
// server. Likely guesses are tried first: the same scheme with other names, another scheme, both, and
// another order.
//
// The more guesses were wrong, the more keys are needed to distinguish the right one from one that
// fits by chance. If there are too few, ok is false.
func Find(first string, names []string, spellings func(name string) []string, at map[string][]int) (g Guess, ok bool) {
	wrong := 0
	for g := range guesses(first, names, spellings) {
		pick, err := New(g.Scheme, g.Servers)
		if err == nil && g.fits(pick, at) {
			return g, evidence(at, len(names)) >= math.Log2(float64(wrong+1))+certain
		}
		wrong++
	}
	return Guess{}, false
}

// certain is the number of bits of evidence that are required beyond those for the number of guesses:
// among random places, one in 64 gets an answer.
const certain = 6

// evidence returns how unlikely it is that a wrong guess fits, in bits.
func evidence(at map[string][]int, servers int) (bits float64) {
	for _, on := range at {
		bits += math.Log2(float64(servers) / float64(len(on)))
	}
	return bits
}

func (g Guess) fits(pick Pick, at map[string][]int) bool {
	for key, on := range at {
		if !slices.Contains(on, g.Order[pick(key)]) {
			return false
		}
	}
	return true
}

func guesses(first string, names []string, spellings func(string) []string) iter.Seq[Guess] {
	return func(yield func(Guess) bool) {
		asGiven := make([]int, len(names))
		for i := range asGiven {
			asGiven[i] = i
		}
		spelled := respell(names, spellings)
		for _, s := range spelled {
			if !yield(Guess{first, s, asGiven}) {
				return
			}
		}
		for _, s := range append([][]string{names}, spelled...) {
			for _, scheme := range All() {
				if scheme.Name != first && !yield(Guess{scheme.Name, s, asGiven}) {
					return
				}
			}
		}
		for order := range orders(len(names)) {
			reordered := make([]string, len(names))
			for i, of := range order {
				reordered[i] = names[of]
			}
			for _, scheme := range All() {
				if !yield(Guess{scheme.Name, reordered, order}) {
					return
				}
			}
		}
	}
}

// mostSpelled bounds the lists of names that are tried, and mostOrdered the number of servers that are
// tried in other orders.
const (
	mostSpelled = 64
	mostOrdered = 4
)

// respell returns lists of other names for the servers: all spelled alike first, then mixed.
func respell(names []string, spellings func(string) []string) (all [][]string) {
	ways, most := make([][]string, len(names)), 0
	for i, name := range names {
		ways[i] = append([]string{name}, spellings(name)...)
		most = max(most, len(ways[i]))
	}
	add := func(s []string) {
		if len(all) < mostSpelled && !slices.Equal(s, names) && !slices.ContainsFunc(all, func(o []string) bool { return slices.Equal(o, s) }) {
			all = append(all, slices.Clone(s))
		}
	}
	mixed := make([]string, len(names))
	for n := range most {
		for i, w := range ways {
			mixed[i] = w[min(n, len(w)-1)]
		}
		add(mixed)
	}
	var mix func(i int)
	mix = func(i int) {
		if i == len(ways) {
			add(mixed)
			return
		}
		for _, mixed[i] = range ways[i] {
			if len(all) < mostSpelled {
				mix(i + 1)
			}
		}
	}
	mix(0)
	return all
}

// orders yields the other orders of n servers, if these are few.
func orders(n int) iter.Seq[[]int] {
	return func(yield func([]int) bool) {
		if n > mostOrdered {
			return
		}
		order := make([]int, 0, n)
		var next func() bool
		next = func() bool {
			if len(order) == n {
				return slices.IsSorted(order) || yield(slices.Clone(order))
			}
			for i := range n {
				if slices.Contains(order, i) {
					continue
				}
				order = append(order, i)
				if !next() {
					return false
				}
				order = order[:len(order)-1]
			}
			return true
		}
		next()
	}
}
