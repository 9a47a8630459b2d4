package serial_test

import (
	"slices"
	"strings"
	"testing"

	"sessh/session/format/graph"
	"sessh/session/format/serial"
)

// TestNames: the names in a value are those in the mapping that is read from it.
func TestNames(t *testing.T) {
	t.Parallel()
	text, mapping := graph.NewText, func(pairs ...graph.Pair) *graph.Node { return &graph.Node{Kind: graph.Map, Pairs: pairs} }
	pair := func(k, v *graph.Node) graph.Pair { return graph.Pair{Key: k, Value: v} }
	inner := mapping(pair(text("expires"), &graph.Node{}), pair(text("path"), &graph.Node{}))
	itself := mapping(pair(text("a"), text("b")))
	itself.Pairs = append(itself.Pairs, pair(text("me"), itself))
	var deep *graph.Node
	for range 200 {
		deep = mapping(pair(text("deeper"), deep))
	}
	for name, root := range map[string]*graph.Node{
		"flat":          mapping(pair(text("a"), text("b")), pair(graph.NewInt(5), text("c"))),
		"nested":        mapping(pair(text("cookie"), inner), pair(text("again"), inner)),
		"bytes":         mapping(pair(text("\xff"), inner), pair(&graph.Node{Kind: graph.Bytes, Text: "cookie"}, inner)),
		"in itself":     itself,
		"twice":         mapping(pair(text("a"), inner), pair(&graph.Node{Kind: graph.Text, Form: "symbol", Text: "a"}, inner)),
		"of an object":  mapping(pair(inner, inner), pair(text("cookie"), &graph.Node{Kind: graph.Object, Class: "C"})),
		"none":          mapping(),
		"no mapping":    {Kind: graph.List},
		"no root":       {Kind: graph.Null},
		"deeply nested": deep,
	} {
		c := &serial.Codec{
			Dialect: &graph.Dialect{Repr: func(n *graph.Node) string { return n.Class }},
			Decode:  func([]byte) (*graph.Node, any, error) { return root, nil, nil },
		}
		if name == "deeply nested" { // a missing value at the bottom
			for n := root; ; n = n.Pairs[0].Value {
				if n.Pairs[0].Value == nil {
					n.Pairs[0].Value = text("end")
					break
				}
			}
		}
		m, err := c.Map([]byte("value"))
		var names serial.Names
		read := c.Proves([]byte("value"), func(of serial.Names) bool {
			names = of
			return true
		})
		if (err == nil) != read {
			t.Errorf("%s: %v, but the names: %v", name, err, read)
		}
		if err != nil {
			continue
		}
		same(t, name, serial.NamesOf(m), names)
		for _, under := range []string{"cookie", "again", "a", "me", "missing"} {
			was, ok := serial.NamesOf(m).In(under)
			is, ok2 := names.In(under)
			if ok != ok2 {
				t.Errorf("%s/%s: there are names: %v, want %v", name, under, ok2, ok)
			}
			if ok && ok2 {
				same(t, name+"/"+under, was, is)
			}
		}
	}
}

func same(t *testing.T, name string, want, got serial.Names) {
	t.Helper()
	list := func(names serial.Names) (all []string) {
		for name, isText := range names.All() {
			if !isText {
				name = "no text"
			} else if !names.Has(name) {
				t.Errorf("%s: there is no %q", name, name)
			}
			all = append(all, name)
		}
		return all
	}
	if want, got := list(want), list(got); !slices.Equal(want, got) {
		t.Errorf("%s: the names are %q, want %q", name, strings.Join(got, " "), strings.Join(want, " "))
	}
}
