package graph

import (
	"math"
	"strconv"
)

// A KeyID identifies a key: keys of which a mapping can hold only one have the same
// ID. Which fields are used is up to the language.
type KeyID struct {
	Kind Kind
	Num  int64
	Text string
	Form string
	Node *Node // of a key that is equal to itself only
}

// ScalarID returns the ID of a key in a language whose scalars are equal if their kinds and
// values are. NaN, and what has parts, is equal to itself only.
func ScalarID(n *Node) KeyID {
	id := KeyID{Kind: n.Kind, Text: n.Text}
	switch n.Kind {
	case Null, Text, Bytes:
	case Bool:
		if n.Bool {
			id.Num = 1
		}
	case Int:
		if id.Num = n.Int; n.Big != nil {
			id.Num, id.Text = int64(n.Big.Sign()), string(n.Big.Bytes())
		}
	case Float:
		if id.Num = int64(math.Float64bits(n.Float)); n.Float != n.Float {
			id.Node = n
		}
	case Time:
		id.Num, id.Text = n.Time.Unix(), strconv.Itoa(n.Time.Nanosecond())
	default:
		return KeyID{Node: n}
	}
	return id
}

// Keys applies the rule of most languages to mappings: of entries with equal keys the
// first keeps its place, and the last value counts.
type Keys struct {
	// ID returns the ID of a key. It is called once for a node that is large or has
	// parts, however many places the node has.
	ID      func(n *Node) KeyID
	numbers map[KeyID]int
	large   map[*Node]int
}

// few is the number of keys up to which no map is used.
const few = 8

// of returns the ID of a key, which for a large one is short.
func (k *Keys) of(n *Node) KeyID {
	if small(n) {
		return k.ID(n)
	}
	return KeyID{Kind: Object, Num: int64(k.Number(n)), Form: "number"}
}

func small(n *Node) bool { return n.Big == nil && len(n.Text) <= 64 && !n.Compound() }

// Number returns a number for a key, the same for equal keys.
func (k *Keys) Number(n *Node) int {
	if number, met := k.large[n]; met {
		return number
	}
	if k.numbers == nil {
		k.numbers, k.large = make(map[KeyID]int), make(map[*Node]int)
	}
	id := k.ID(n)
	number, met := k.numbers[id]
	if !met {
		number = len(k.numbers)
		k.numbers[id] = number
	}
	if !small(n) {
		k.large[n] = number
	}
	return number
}

// LastWins merges, in place, entries with equal keys: the first gets the last value.
// If replace is not nil, it is called instead.
func (k *Keys) LastWins(pairs []Pair, replace func(first *Pair, last Pair)) []Pair {
	if len(pairs) < 2 {
		return pairs
	}
	var index Index
	index.Grow(len(pairs))
	kept := pairs[:0]
	for _, p := range pairs {
		i, met := index.Put(k.of(p.Key))
		switch {
		case !met:
			kept = append(kept, p)
		case replace != nil:
			replace(&kept[i], p)
		default:
			kept[i].Value = p.Value
		}
	}
	return kept
}

// Distinct drops, in place, nodes that are equal to an earlier one as keys.
func (k *Keys) Distinct(items []*Node) []*Node {
	var index Index
	index.Grow(len(items))
	kept := items[:0]
	for _, n := range items {
		if _, met := index.Put(k.of(n)); !met {
			kept = append(kept, n)
		}
	}
	return kept
}

// An Index finds the keys of one mapping. The zero value is empty.
type Index struct {
	count int
	few   [few]KeyID    // while there are no more
	at    map[KeyID]int // then
}

// Grow prepares the index for so many keys.
func (x *Index) Grow(size int) {
	if size > few && x.at == nil {
		x.at = make(map[KeyID]int, min(size, 1<<10))
		for i, id := range x.few[:x.count] {
			x.at[id] = i
		}
	}
}

// Put returns the index of a key, in the order of insertion, and adds the key if it
// is new.
func (x *Index) Put(id KeyID) (i int, met bool) {
	if x.at == nil {
		for i := range x.few[:x.count] {
			if x.few[i] == id {
				return i, true
			}
		}
		if x.count < few {
			x.few[x.count] = id
			x.count++
			return x.count - 1, false
		}
		x.Grow(few + 1)
	}
	if i, met = x.at[id]; met {
		return i, true
	}
	x.at[id] = x.count
	x.count++
	return x.count - 1, false
}
