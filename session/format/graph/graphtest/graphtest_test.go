package graphtest_test

import (
	"strings"
	"testing"

	"sessh/session/format/graph"
	"sessh/session/format/graph/graphtest"
)

func TestDifference(t *testing.T) {
	t.Parallel()
	list := func(items ...*graph.Node) *graph.Node { return &graph.Node{Kind: graph.List, Items: items} }
	mapping := func(k, v *graph.Node) *graph.Node {
		return &graph.Node{Kind: graph.Map, Pairs: []graph.Pair{{Key: k, Value: v}}}
	}
	one := list()
	for _, tt := range []struct {
		name string
		a, b *graph.Node
		want string
	}{
		{"equal", list(graph.NewInt(1)), list(graph.NewInt(1)), ""},
		{"values", list(graph.NewInt(1), graph.NewInt(2)), list(graph.NewInt(1), graph.NewInt(3)), "$[1]: another value"},
		{"kinds", graph.NewText("a"), &graph.Node{Kind: graph.Bytes, Text: "a"}, "$: text"},
		{"forms", graph.NewText("a"), &graph.Node{Kind: graph.Text, Text: "a", Form: "symbol"}, "$: text"},
		{"lengths", list(one), list(), "$: another length"},
		{"keys", mapping(graph.NewText("a"), one), mapping(graph.NewText("b"), one), "$ key 0: another value"},
		{"below keys", mapping(graph.NewText("a"), list()), mapping(graph.NewText("a"), list(one)), "$.0: another length"},
		{"one node, and two", list(one, one), list(list(), list()), "$[1]: shared otherwise"},
		{"two nodes, and one", list(list(), list()), list(one, one), "$[1]: shared otherwise"},
		{"one node in both", list(one, one), list(one, one), ""},
		{"state", &graph.Node{Kind: graph.Object, State: one}, &graph.Node{Kind: graph.Object}, "$ state: only one"},
	} {
		if got := (graphtest.Comparer{}).Difference(tt.a, tt.b); !strings.HasPrefix(got, tt.want) || (got == "") != (tt.want == "") {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
	text := graph.NewText("a")
	c := graphtest.Comparer{Identity: func(*graph.Node) bool { return true }}
	if got := c.Difference(list(text, text), list(graph.NewText("a"), graph.NewText("a"))); got != "$[1]: shared otherwise" {
		t.Errorf("texts with an identity: %q", got)
	}
	c = graphtest.Comparer{Form: func(*graph.Node) string { return "" }}
	if got := c.Difference(text, &graph.Node{Kind: graph.Text, Text: "a", Form: "symbol"}); got != "" {
		t.Errorf("forms that do not count: %q", got)
	}
}
