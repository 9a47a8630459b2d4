// Package graph holds what the codecs of frameworks share: a value as a framework
// wrote it, taken apart into nodes. Nothing in it is run.
//
// # Codecs
//
// A codec turns bytes into a [Node] and back. [Read] gives it a [Reader], which counts
// bytes, nodes and levels and so bounds what hostile bytes can cost; [Write] gives it a
// [Writer], which does the same for output. Their methods return no errors: a failure
// ends the Read or Write. [Keys] finds entries whose keys are equal in the language.
// The example below is a codec of forty lines; the real ones are the packages pickle,
// rubymarshal, phpserialize, igbinary and msgpack, and plain for JSON.
//
// An object that the framework holds in two places is one *Node in two places, so a
// graph may be recursive. What sessh does not know, such as an instance of an
// application's class, is a node of kind [Object]: a name with parts, carried and
// shown, never built.
//
// # Sessions
//
// A [Dialect] turns a graph into the values of a session ([Dialect.Value]), and lays
// edited values over the graph that they came from ([Dialect.Merge]), so that what
// was not changed is written as it was read. The codecs of package serial put both together.
//
// A node that is met again is a [tree.Ref] to its first place. Each list, mapping
// and object of a session knows the number of the node that it was read as. It is
// written as that node, wherever it stands by now, so that all places of the node
// change with it; what took its place is a new node.
//
// # Notation
//
// [Show] shows a value of any language in the notation of the shell, and objects by
// their class with what they hold:
//
//	null  true  -5  1.5  "text"  b"bytes\xff"       as the shell shows them
//	[1, 2]  {"a": 1, 2: "b"}                        lists and mappings
//	(1, "x")  set[1, 2]  frozenset["x"]             lists of other kinds
//	shop.Item{name: "tea", qty: 3}                  an object with its properties
//	shop.Reduced(1, "a")                            what it is made of
//	shop.Row[1, 2]  collections.Counter{"t": 1}     one that is a list, a mapping
//	shop.Cart{"a": [1]}{owner: "ann"}               a mapping with properties
//	App\Cart{items: []}  App::Point{x: 1}           classes as the language calls them
//	shop.Item  Suit::Hearts  :symbol  1..5  /a+/i   classes, cases of enums, Ruby's
//	datetime.datetime(2026-01-02 03:04:05.000678)   dates and times; in Ruby without
//	2024-02-29 12:30:45 UTC  Decimal("12.30")       the class, as decimals are there
//	shop.Chain{me: shop.Chain{...}}                 what is part of itself
//
// Paths use the same notation for a key that is neither text nor a number, with texts
// in single quotes: (1, 'x').
package graph

import (
	"math/big"
	"time"
)

// Kind is what a node is.
type Kind uint8

// The kinds of nodes.
const (
	Null   Kind = iota
	Bool        // Bool
	Int         // Int, or Big where it does not fit
	Float       // Float
	Text        // Text: characters; valid UTF-8 wherever the framework's was
	Bytes       // Text: raw bytes, or text of an encoding that is not known
	Time        // Time
	List        // Items
	Map         // Pairs
	Object      // Class, Args, Items, Pairs, State
)

// String returns the kind's name.
func (k Kind) String() string {
	return [...]string{"null", "bool", "int", "float", "text", "bytes", "time", "list", "map", "object"}[k]
}

// A Node is one value. Which fields count depends on Kind; the others are zero.
type Node struct {
	Kind Kind
	Bool bool
	// Form says how the framework wrote the value if it has several ways of the
	// same kind: "tuple" for a list, "symbol" for a text. It is the codec's own
	// word; "" is its usual way.
	Form string

	Int   int64
	Big   *big.Int // non-nil where the integer does not fit Int; not to be changed
	Float float64
	Text  string
	Time  time.Time
	Items []*Node
	Pairs []Pair // in the order in which they were written

	// Of an Object only: its class by its full name, what it is built from,
	// and its state. Items and Pairs are what it holds as a list or mapping,
	// or its properties, as the framework has it.
	Class string
	Args  []*Node
	State *Node
}

// Pair is a key with its value.
type Pair struct{ Key, Value *Node }

// NewInt returns an integer in its usual form.
func NewInt(n int64) *Node { return &Node{Kind: Int, Int: n} }

// NewBig returns an integer of any size.
func NewBig(n *big.Int) *Node {
	if n.IsInt64() {
		return NewInt(n.Int64())
	}
	return &Node{Kind: Int, Big: n}
}

// NewText returns a text in its usual form.
func NewText(s string) *Node { return &Node{Kind: Text, Text: s} }

// Integer returns the integer of a node of kind Int.
func (n *Node) Integer() *big.Int {
	if n.Big != nil {
		return n.Big
	}
	return big.NewInt(n.Int)
}

// children yields all nodes that n is made of, in a fixed order.
func (n *Node) children(yield func(*Node) bool) {
	for _, c := range n.Args {
		if !yield(c) {
			return
		}
	}
	for _, c := range n.Items {
		if !yield(c) {
			return
		}
	}
	for _, p := range n.Pairs {
		if !yield(p.Key) || !yield(p.Value) {
			return
		}
	}
	if n.State != nil {
		yield(n.State)
	}
}

// appendParts appends all nodes that n is made of, but those that are missing.
func (n *Node) appendParts(to []*Node) []*Node {
	put := func(c *Node) {
		if c != nil {
			to = append(to, c)
		}
	}
	for _, c := range n.Args {
		put(c)
	}
	for _, c := range n.Items {
		put(c)
	}
	for _, p := range n.Pairs {
		put(p.Key)
		put(p.Value)
	}
	put(n.State)
	return to
}

// HoldsItself reports whether n stands anywhere inside itself.
func (n *Node) HoldsItself() bool {
	seen := make(map[*Node]bool)
	var inside func(x *Node) bool
	inside = func(x *Node) bool {
		if x == nil || !x.Compound() || seen[x] {
			return false
		}
		seen[x] = true
		for c := range x.children {
			if c == n || inside(c) {
				return true
			}
		}
		return false
	}
	return inside(n)
}

// Compound reports whether other nodes can be part of n, so that it matters whether
// two places hold the same node or equal ones.
func (n *Node) Compound() bool { return n.Kind == List || n.Kind == Map || n.Kind == Object }

// Places counts the places of each node on a walk from root.
func Places(root *Node) map[*Node]int {
	places := make(map[*Node]int)
	if root == nil {
		return places
	}
	places[root] = 1
	stack, parts := []*Node{root}, make([]*Node, 0, 64)
	for len(stack) > 0 {
		n := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		for _, c := range n.appendParts(parts[:0]) {
			if places[c]++; places[c] == 1 && c.Compound() {
				stack = append(stack, c)
			}
		}
	}
	return places
}

// Shared reports which nodes occur more than once on a walk from root, so that a
// writer can write them once and refer to them.
func Shared(root *Node) map[*Node]bool {
	shared := make(map[*Node]bool)
	for n, places := range Places(root) {
		if places > 1 {
			shared[n] = true
		}
	}
	return shared
}

// Cyclic reports whether anything below root is part of itself.
func Cyclic(root *Node) bool {
	type visit struct {
		n    *Node
		done bool
	}
	open := make(map[*Node]bool) // false: all that is below was gone through
	if root == nil {
		return false
	}
	stack, parts := []visit{{n: root}}, make([]*Node, 0, 64)
	for len(stack) > 0 {
		v := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if v.done {
			open[v.n] = false
			continue
		}
		if isOpen, met := open[v.n]; isOpen {
			return true
		} else if met {
			continue
		}
		open[v.n] = true
		stack = append(stack, visit{v.n, true})
		for _, c := range v.n.appendParts(parts[:0]) {
			if c.Compound() {
				stack = append(stack, visit{n: c})
			}
		}
	}
	return false
}
