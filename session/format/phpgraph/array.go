package phpgraph

import (
	"strconv"

	"sessh/session/format/graph"
)

// Index returns the integer that PHP takes a string for as a key of an array.
func Index(s string) (n int64, ok bool) {
	if s == "" || len(s) > 20 || s[0] != '-' && (s[0] < '0' || s[0] > '9') {
		return 0, false
	}
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil && strconv.FormatInt(n, 10) == s
}

// ArrayKey makes a key that was read an integer where PHP takes it for one.
func ArrayKey(k *graph.Node) {
	if k.Kind != graph.Text {
		return
	}
	if num, ok := Index(k.Text); ok {
		k.Kind, k.Int, k.Text, k.Form = graph.Int, num, "", ""
	}
}

// ID returns the ID of a key of an array. Whether a string is UTF-8, and how it is
// written, does not count.
func ID(k *graph.Node) graph.KeyID {
	if k.Kind == graph.Int {
		return graph.KeyID{Kind: graph.Int, Num: k.Int}
	}
	return graph.KeyID{Kind: graph.Text, Text: k.Text}
}

// PropertyID is ID for the names of properties, which are never integers.
func PropertyID(k *graph.Node) graph.KeyID {
	if k.Kind == graph.Int {
		return graph.KeyID{Kind: graph.Text, Text: strconv.FormatInt(k.Int, 10)}
	}
	return ID(k)
}

// IsSequence reports whether the keys of entries are 0, 1, 2, …
func IsSequence(pairs []graph.Pair) bool {
	for i, p := range pairs {
		if p.Key.Kind != graph.Int || p.Key.Big != nil || p.Key.Int != int64(i) {
			return false
		}
	}
	return true
}

// ToList makes a List of a Map with the keys 0, 1, 2, …, if no place is a reference
// to an object.
func ToList(n *graph.Node) {
	if n.Kind != graph.Map || len(n.Pairs) == 0 || !IsSequence(n.Pairs) {
		return
	}
	items := make([]*graph.Node, len(n.Pairs))
	for i, p := range n.Pairs {
		if IsReference(p.Key) {
			return
		}
		items[i] = p.Value
	}
	n.Kind, n.Items, n.Pairs = graph.List, items, nil
}

// SketchList makes a List of a Map as ToList does, for a sketch: the entries stay.
func SketchList(n *graph.Node) {
	if n.Kind == graph.Map && len(n.Pairs) > 0 && IsSequence(n.Pairs) {
		n.Kind = graph.List
	}
}

// ToMap makes a Map of a List.
func ToMap(n *graph.Node) {
	if n.Kind != graph.List {
		return
	}
	n.Kind, n.Pairs = graph.Map, make([]graph.Pair, len(n.Items))
	for i, v := range n.Items {
		n.Pairs[i] = graph.Pair{Key: graph.NewInt(int64(i)), Value: v}
	}
	n.Items = nil
}

// CheckKeys fails for keys that PHP does not have, and for two that are the same to
// PHP: 5 and "5".
func CheckKeys(w *graph.Writer, pairs []graph.Pair) {
	numeric := false
	for _, p := range pairs {
		if p.Key == nil || p.Key.Kind != graph.Text {
			CheckKey(w, p.Key)
			continue
		}
		_, ok := Index(p.Key.Text)
		numeric = numeric || ok
	}
	if !numeric {
		return
	}
	met := make(map[int64]bool)
	for _, p := range pairs {
		num, ok := Index(p.Key.Text)
		if p.Key.Kind == graph.Int {
			num, ok = p.Key.Int, true
		}
		if ok && met[num] {
			w.Fail("the key %d occurs twice: as an integer and as a string, which are the same key in PHP", num)
		}
		met[num] = met[num] || ok
	}
}

// CheckKey fails for a key that PHP does not have.
func CheckKey(w *graph.Writer, k *graph.Node) {
	switch {
	case k == nil:
		w.Fail("a key is missing")
	case k.Kind == graph.Int:
		CheckInt(w, k)
	case k.Kind != graph.Text && k.Kind != graph.Bytes:
		w.Fail("a %s cannot be a key in PHP, only an integer or a string", k.Kind)
	}
}

// CheckInt fails for an integer that PHP cannot hold.
func CheckInt(w *graph.Writer, n *graph.Node) {
	switch {
	case n.Big == nil:
	case n.Big.BitLen() > 256:
		w.Fail("the integer of %d bits does not fit into PHP's 64 bits with a sign", n.Big.BitLen())
	default:
		w.Fail("the integer %s does not fit into PHP's 64 bits with a sign", n.Big)
	}
}

// CheckProperty fails for a key that names no property in PHP.
func CheckProperty(w *graph.Writer, k *graph.Node) {
	switch {
	case k == nil:
		w.Fail("the name of a property is missing")
	case k.Kind != graph.Text && k.Kind != graph.Bytes && k.Kind != graph.Int:
		w.Fail("a %s cannot name a property in PHP", k.Kind)
	}
}
