// Package phpgraph holds what the codecs of PHP share: how its values are nodes,
// whichever serializer wrote them. The packages phpserialize, igbinary and msgpack read
// and write the bytes; references, arrays, keys and objects are defined here.
//
// Start with [ID] and [ToList], which make arrays of entries, and [CheckKeys], which
// refuses the keys that PHP does not have.
//
// # Nodes
//
// A string is a Text, or Bytes where it is not UTF-8. An array with the keys 0, 1,
// 2, … in this order is a List, any other and the empty one a Map. An object has
// its class and, by Form:
//
//	Properties  Pairs: the properties; "\0*\0name" is protected, "\0Class\0name" private
//	Payload     Args: what the object wrote of itself (Serializable), Bytes of the
//	            Form Raw
//	Enum        Args: the name of the case, a Text
//
// # References
//
// Arrays and scalars are values in PHP: two variables share one only by being
// references (&) to each other. A node that was met as such ends in [Reference] in
// its Form, and is one node wherever it is met. An object is one node in any case;
// a place that is a reference to the variable that holds it has a key whose Form
// ends in [Reference]. A list with such a place is a Map, for a list has no keys to
// tell it.
package phpgraph

import (
	"strings"

	"sessh/session/format/graph"
)

// Forms of nodes; see the package comment.
const (
	Properties = "O"
	Payload    = "C"
	Enum       = "E"
	Raw        = "raw"
	Reference  = "&" // at the end of any Form
)

// Bounds are the limits for writing. PHP itself reads no deeper. Arrays that are in
// several places without being references are written each time.
var Bounds = graph.Bounds{Depth: 4096, Bytes: 64 << 20, Cycle: "an array holds itself without being a reference"}

// IsReference reports whether a node is a reference (&) or, for a key, whether its
// place is one.
func IsReference(n *graph.Node) bool { return strings.HasSuffix(n.Form, Reference) }

// Form returns the Form of a node without the mark of a reference.
func Form(n *graph.Node) string { return strings.TrimSuffix(n.Form, Reference) }

// MarkReference marks a node as a reference.
func MarkReference(n *graph.Node) {
	if !IsReference(n) {
		n.Form += Reference
	}
}

// ValidClass reports whether PHP would take name for that of a class.
func ValidClass(name string) bool {
	if name == "" || name[0] == '\\' {
		return false
	}
	for i := range len(name) {
		c := name[i]
		letter := c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9'
		if !letter && c != '_' && c != '\\' && c < 0x80 {
			return false
		}
	}
	return true
}

// Case returns the name of the case that an enum holds; "" if it has none.
func Case(n *graph.Node) string {
	if len(n.Args) != 1 || n.Args[0] == nil || n.Args[0].Kind != graph.Text {
		return ""
	}
	return n.Args[0].Text
}

// Settle removes marks of references to what is now in only one place, because
// other places had a duplicate key and were dropped.
func Settle(root *graph.Node) {
	s := settler{shared: graph.Shared(root), met: make(map[*graph.Node]bool)}
	s.node(root)
}

type settler struct {
	shared map[*graph.Node]bool
	met    map[*graph.Node]bool
}

// node walks the graph in the order of writing. The reader has limited its depth.
func (s *settler) node(n *graph.Node) {
	if s.met[n] {
		return
	}
	s.met[n] = true
	if n.Kind != graph.Object && !s.shared[n] {
		n.Form = Form(n)
	}
	for _, c := range n.Args {
		s.node(c)
	}
	for _, c := range n.Items {
		s.node(c)
	}
	for _, p := range n.Pairs {
		if p.Value.Kind != graph.Object || !s.met[p.Value] && !IsReference(p.Value) {
			p.Key.Form = Form(p.Key)
		}
		s.node(p.Value)
	}
	if Form(n) == "" {
		ToList(n)
	}
}

// Show shows a value as [graph.Show] does. A case of an enum is Suit::Hearts. A protected
// property is shown as #name and a private one as -name: they differ from a public one of
// the same name.
func Show(n *graph.Node) string { return graph.Show(n, view) }

func view(n *graph.Node) (graph.View, bool) {
	switch {
	case n.Kind != graph.Object:
		return graph.View{}, false
	case n.Form == Enum && Case(n) != "":
		return graph.View{Text: n.Class + "::" + Case(n)}, true
	}
	v := graph.View{Class: n.Class, Args: n.Args}
	for _, p := range n.Pairs[:min(len(n.Pairs), graph.LineLength)] {
		v.Fields = append(v.Fields, graph.Pair{Key: named(p.Key), Value: p.Value})
	}
	return v, true
}

// named returns the name of a property, with its visibility in the place of PHP's
// mangling.
func named(k *graph.Node) *graph.Node {
	if k == nil || !strings.HasPrefix(k.Text, "\x00") {
		return k
	}
	class, name, ok := strings.Cut(k.Text[1:], "\x00")
	switch {
	case !ok:
		return k
	case class == "*":
		return graph.NewText("#" + name)
	}
	return graph.NewText("-" + name)
}
