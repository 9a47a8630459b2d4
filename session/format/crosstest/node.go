package crosstest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// The kinds of nodes. A language uses those that it has.
const (
	Null      = "null"
	Bool      = "bool"  // "true" or "false"
	Int       = "int"   // in decimal
	Float     = "float" // its 8 bytes in hexadecimal, the highest first
	Text      = "text"
	Bytes     = "bytes" // in hexadecimal
	List      = "list"
	Tuple     = "tuple"
	Set       = "set"
	Frozenset = "frozenset"
	Map       = "map"
	Object    = "object"
	Symbol    = "symbol"
	// Ref is a variable that several places share, with its value as its only
	// item: what PHP calls a reference.
	Ref = "ref"
)

// A Node is a value of the language, as the model of the test knows it.
type Node struct {
	Kind  string
	Text  string
	Class string  // of an object, or a mapping or list of a class of its own
	Keys  []*Node // of a mapping, and the names of an object's attributes
	Items []*Node

	symbol bool // takes the place of a symbol
}

// compound reports whether it matters in how many places the node stands.
func (n *Node) compound() bool {
	switch n.Kind {
	case List, Tuple, Set, Frozenset, Map, Object, Ref:
		return true
	}
	return false
}

// value returns the value at a place: that of the variable if the place shares one.
func (n *Node) value() *Node {
	if n.Kind == Ref {
		return n.Items[0]
	}
	return n
}

// shown returns what is put elsewhere: a symbol is shown as a text.
func (n *Node) shown() *Node {
	if n.Kind == Symbol {
		return &Node{Kind: Text, Text: n.Text}
	}
	return n
}

func (n *Node) unordered() bool { return n.Kind == Set || n.Kind == Frozenset }

// wire is the form in which a graph is sent.
type wire struct {
	Nodes []wireNode `json:"nodes"`
	Error string     `json:"error,omitempty"`
}

type wireNode struct {
	Kind  string `json:"kind"`
	Text  string `json:"text,omitempty"`
	Class string `json:"class,omitempty"`
	Keys  []int  `json:"keys,omitempty"`
	Items []int  `json:"items,omitempty"`
}

// MarshalJSON writes the graph of the node.
func (n *Node) MarshalJSON() ([]byte, error) {
	var w wire
	numbers := make(map[*Node]int)
	var put func(n *Node) int
	put = func(n *Node) int {
		if i, ok := numbers[n]; ok {
			return i
		}
		i := len(w.Nodes)
		numbers[n] = i
		w.Nodes = append(w.Nodes, wireNode{Kind: n.Kind, Text: n.Text, Class: n.Class})
		for _, k := range n.Keys {
			at := put(k)
			w.Nodes[i].Keys = append(w.Nodes[i].Keys, at)
		}
		for _, x := range n.Items {
			at := put(x)
			w.Nodes[i].Items = append(w.Nodes[i].Items, at)
		}
		return i
	}
	put(n)
	return json.Marshal(w)
}

// node returns the graph of a wire.
func (w wire) node() (*Node, error) {
	if w.Error != "" || len(w.Nodes) == 0 {
		return nil, fmt.Errorf("it cannot be read: %s", w.Error)
	}
	nodes := make([]*Node, len(w.Nodes))
	for i := range nodes {
		nodes[i] = &Node{}
	}
	for i, x := range w.Nodes {
		n := nodes[i]
		n.Kind, n.Text, n.Class = x.Kind, x.Text, x.Class
		for _, k := range x.Keys {
			n.Keys = append(n.Keys, nodes[k])
		}
		for _, c := range x.Items {
			n.Items = append(n.Items, nodes[c])
		}
	}
	return nodes[0], nil
}

// has reports whether a node of the kind is in the graph.
func (n *Node) has(kind string) bool {
	seen := make(map[*Node]bool)
	var find func(n *Node) bool
	find = func(n *Node) bool {
		if seen[n] {
			return false
		}
		seen[n] = true
		return n.Kind == kind || slices.ContainsFunc(n.Keys, find) || slices.ContainsFunc(n.Items, find)
	}
	return find(n)
}

// String returns the same text for graphs that are the same: each compound node is
// written once, with a number, and after that as the number.
func (n *Node) String() string { return n.text(0, false) }

// text is String; mappings without an order are written in the order of their keys.
func (n *Node) text(level int, loose bool) string {
	const deepest = 3 // of sets in sets: an object in a set may hold the set
	if level > deepest {
		return "..."
	}
	w := writer{numbers: make(map[*Node]int), level: level, loose: loose}
	w.node(n)
	return w.b.String()
}

type writer struct {
	b       strings.Builder
	numbers map[*Node]int
	level   int
	loose   bool
}

func (w *writer) node(n *Node) {
	if !n.compound() {
		w.b.WriteString(n.Kind)
		if n.Kind != Null {
			w.b.WriteString(":" + strconv.Quote(n.Text))
		}
		return
	}
	if i, met := w.numbers[n]; met {
		fmt.Fprintf(&w.b, "#%d", i)
		return
	}
	if len(n.Items) == 0 && (n.Kind == Tuple || n.Kind == Frozenset) {
		w.b.WriteString(n.Kind + "[]") // there may be only one of them in the language
		return
	}
	if n.unordered() { // what is in it is hashable: it is told by its value
		var texts []string
		for _, x := range n.Items {
			texts = append(texts, x.text(w.level+1, w.loose))
		}
		slices.Sort(texts)
		w.numbers[n] = len(w.numbers)
		fmt.Fprintf(&w.b, "#%d=%s[%s]", w.numbers[n], n.Kind, strings.Join(texts, " "))
		return
	}
	w.numbers[n] = len(w.numbers)
	fmt.Fprintf(&w.b, "#%d=%s%s[", w.numbers[n], n.Class, n.Kind)
	order := make([]int, len(n.Items))
	for i := range order {
		order[i] = i
	}
	if w.loose && n.Kind == Map && n.Class != "OrderedDict" {
		slices.SortFunc(order, func(i, j int) int { return strings.Compare(n.Keys[i].String(), n.Keys[j].String()) })
	}
	for i, at := range order {
		if i > 0 {
			w.b.WriteByte(' ')
		}
		if len(n.Keys) > 0 {
			w.b.WriteString(n.Keys[at].String() + "=>")
		}
		w.node(n.Items[at])
	}
	w.b.WriteByte(']')
}
