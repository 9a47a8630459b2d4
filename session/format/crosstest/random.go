package crosstest

import (
	"encoding/hex"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
)

// Kinds are what values are made of in a language.
type Kinds struct {
	Scalars    []string // of [Null] to [Bytes]
	Containers []string // of [List] to [Frozenset], and [Object]
	Keys       []string // of mappings that are no session's root: scalars, and [Tuple]
	Maps       []string // classes of mappings beside the plain one
	Objects    []string // classes of objects
	Sharing    bool     // whether something stands in several places
	Loose      bool     // whether mappings have no order of their own
	Shared     []string // what does, where not everything with parts can
	// Key is the key that the language makes of one, and Canon brings a graph into
	// the form that the language has it in. They may be nil.
	Key   func(*Node) *Node
	Canon func(*Node)
}

// shares reports whether a node of the kind can be in several places.
func (k *Kinds) shares(kind string) bool {
	return k.Sharing && (len(k.Shared) == 0 || slices.Contains(k.Shared, kind))
}

func (k *Kinds) canon(n *Node) {
	if k.Canon != nil {
		k.Canon(n)
	}
}

// generator makes values at random.
type generator struct {
	*rand.Rand
	kinds Kinds
	made  []*Node // lists, mappings and objects that can be met again
	names int
}

// value returns a mapping with texts as keys: a session.
func (g *generator) value() *Node {
	g.made = nil
	root := &Node{Kind: Map}
	g.keep(root)
	for i := range 1 + g.IntN(6) {
		root.Keys = append(root.Keys, &Node{Kind: Text, Text: string(rune('a' + i))})
		root.Items = append(root.Items, g.node(0))
	}
	g.kinds.canon(root)
	return root
}

// keep allows a node to be used again.
func (g *generator) keep(n *Node) {
	if g.kinds.shares(n.Kind) {
		g.made = append(g.made, n)
	}
}

func pick(g *generator, from []string) string { return from[g.IntN(len(from))] }

func (g *generator) node(depth int) *Node {
	if g.kinds.Sharing && len(g.made) > 0 && g.IntN(5) == 0 {
		return g.made[g.IntN(len(g.made))]
	}
	if depth > 3 || g.IntN(5) < 2 {
		return g.scalar(pick(g, g.kinds.Scalars))
	}
	kind := Map
	if g.IntN(3) > 0 {
		kind = pick(g, g.kinds.Containers)
	}
	n := &Node{Kind: kind}
	switch kind {
	case Set, Frozenset:
		g.distinct(g.IntN(4), func(x *Node) { n.Items = append(n.Items, x) })
		return n
	case Tuple: // made of what is made before
		for range g.IntN(4) {
			n.Items = append(n.Items, g.node(depth+1))
		}
		g.keep(n)
		return n
	}
	g.keep(n)
	switch kind {
	case Ref:
		n.Items = append(n.Items, &Node{Kind: Null})
		if x := g.node(depth + 1); x.Kind != Ref && x.Kind != Object {
			n.Items[0] = x
		}
	case List:
		for range g.IntN(5) {
			n.Items = append(n.Items, g.node(depth+1))
		}
	case Object:
		n.Class = pick(g, g.kinds.Objects)
		for i := range g.IntN(4) {
			n.Keys = append(n.Keys, &Node{Kind: Text, Text: string(rune('p' + i))})
			n.Items = append(n.Items, g.node(depth+1))
		}
	case Map:
		if len(g.kinds.Maps) > 0 && g.IntN(4) == 0 {
			n.Class = pick(g, g.kinds.Maps)
		}
		g.distinct(g.IntN(5), func(k *Node) {
			n.Keys = append(n.Keys, k)
			n.Items = append(n.Items, g.node(depth+1))
		})
	}
	return n
}

// distinct makes keys that the language distinguishes.
func (g *generator) distinct(count int, put func(*Node)) {
	seen := make(map[string]bool)
	for range count {
		k := g.key(pick(g, g.kinds.Keys))
		if g.kinds.Key != nil {
			k = g.kinds.Key(k)
		}
		if text := equality(k); !seen[text] {
			seen[text] = true
			put(k)
		}
	}
}

// equality returns the same for keys that are equal in Python: 1, 1.0 and True.
func equality(k *Node) string {
	switch {
	case k.Kind == Bool && k.Text == "true":
		return "1"
	case k.Kind == Bool:
		return "0"
	case k.Kind == Float:
		if f := floatOf(k.Text); f == float64(int64(f)) {
			return fmt.Sprint(int64(f))
		}
	case k.Kind == Int:
		return k.Text
	}
	return k.String()
}

func (g *generator) key(kind string) *Node {
	if kind != Tuple {
		return g.scalar(kind)
	}
	n := &Node{Kind: Tuple}
	for range 1 + g.IntN(2) {
		n.Items = append(n.Items, g.scalar(pick(g, []string{Int, Text})))
	}
	return n
}

func (g *generator) scalar(kind string) *Node {
	n := &Node{Kind: kind}
	switch kind {
	case Bool:
		n.Text = strconv.FormatBool(g.IntN(2) == 0)
	case Int:
		n.Text = strconv.Itoa(g.IntN(4))
		switch g.IntN(8) {
		case 0:
			n.Text = strconv.FormatInt(int64(g.Uint64()), 10)
		case 1:
			n.Text = strconv.Itoa(g.IntN(1<<20) - 1<<19)
		}
	case Float:
		n.Text = floatText([]float64{0, 1, 2, -1.5, 0.1, 1e300}[g.IntN(6)])
	case Text, Symbol:
		n.Text = []string{"", "tea", "1", "True", "é", "a b", "☕"}[g.IntN(7)]
	case Bytes:
		n.Text = hex.EncodeToString([]byte([]string{"", "raw", "\xff\x00"}[g.IntN(3)]))
	}
	return n
}

func floatText(f float64) string { return fmt.Sprintf("%016x", math.Float64bits(f)) }

func floatOf(text string) float64 {
	bits, _ := strconv.ParseUint(text, 16, 64)
	return math.Float64frombits(bits)
}

// fresh returns a value that an edit puts in: what can be typed.
func (g *generator) fresh(depth int) *Node {
	if depth > 1 || g.IntN(2) == 0 {
		return g.scalar(pick(g, []string{Null, Bool, Int, Float, Text}))
	}
	n := &Node{Kind: List}
	if g.IntN(2) == 0 {
		n.Kind = Map
	}
	for i := range g.IntN(3) {
		if n.Kind == Map {
			n.Keys = append(n.Keys, &Node{Kind: Text, Text: string(rune('a' + i))})
		}
		n.Items = append(n.Items, g.fresh(depth+1))
	}
	return n
}

// name returns a key that is nowhere yet.
func (g *generator) name() string {
	g.names++
	return fmt.Sprintf("new%d", g.names)
}
