package phpgraph

import (
	"strings"

	"sessh/session/format/graph"
)

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

// named is the name of a property, with its visibility in the place of PHP's mangling.
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
