package forms

import (
	"testing"

	"sessh/session/format/graph"
)

// made returns an instance of a class that a form makes of arguments.
func made(form, class string, args ...*graph.Node) *graph.Node {
	return &graph.Node{Kind: graph.Object, Form: form, Class: class, Args: []*graph.Node{{Kind: graph.Object, Form: Global, Class: class}, tuple(args...)}}
}

func tuple(items ...*graph.Node) *graph.Node {
	return &graph.Node{Kind: graph.List, Form: Tuple, Items: items}
}

func mapping(keys ...string) *graph.Node {
	n := &graph.Node{Kind: graph.Map}
	for _, k := range keys {
		n.Pairs = append(n.Pairs, graph.Pair{Key: graph.NewText(k), Value: &graph.Node{Kind: graph.List, Items: []*graph.Node{graph.NewInt(1), graph.NewInt(2)}}})
	}
	return n
}

func TestWellMade(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		n    *graph.Node
		want bool
	}{
		"a call":             {made(Reduce, "m.f"), true},
		"with keywords":      {made(NewobjEx, "m.C"), false}, // they are missing
		"an id":              {&graph.Node{Kind: graph.Object, Form: Persid, Args: []*graph.Node{tuple()}}, true},
		"an id without one":  {&graph.Node{Kind: graph.Object, Form: Persid, Args: []*graph.Node{nil}}, false},
		"no form of objects": {&graph.Node{Kind: graph.Object, Form: Tuple}, false},
	} {
		if got := WellMade(test.n); got != test.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestMappings finds the entries of instances of subclasses of dict.
func TestMappings(t *testing.T) {
	t.Parallel()
	filled := func(n *graph.Node, state *graph.Node, keys ...string) *graph.Node {
		n.State, n.Pairs = state, mapping(keys...).Pairs
		return n
	}
	for name, test := range map[string]struct {
		n       *graph.Node
		entries int // -1: it is no mapping
		known   bool
	}{
		"a dict of a class":         {filled(made(Newobj, "m.Bag"), nil, "a"), 1, true},
		"an empty one":              {made(Newobj, "m.Bag"), -1, true},
		"an empty OrderedDict":      {made(Reduce, "collections.OrderedDict"), 0, true},
		"a Counter":                 {made(Reduce, "collections.Counter", mapping("a", "b")), 2, true},
		"of Python 2":               {made(Reconstruct, "m.Bag", nil, &graph.Node{Kind: graph.Object, Form: Global, Class: "__builtin__.dict"}, mapping("a")), 1, true},
		"a list of Python 2":        {made(Reconstruct, "m.Row", nil, &graph.Node{Kind: graph.Object, Form: Global, Class: "__builtin__.list"}, &graph.Node{Kind: graph.List}), -1, true},
		"items and a state":         {filled(made(Newobj, "m.Bag"), mapping("x"), "a"), 1, false},
		"Django's, read from state": {filled(made(Newobj, "django.http.QueryDict"), &graph.Node{Kind: graph.Map, Pairs: []graph.Pair{{Key: graph.NewText("_data"), Value: mapping("a", "b")}}}, "a"), 2, true},
		"a list":                    {&graph.Node{Kind: graph.List}, -1, true},
	} {
		got := -1
		if entries := DictItems(test.n); entries != nil {
			got = len(*entries)
		}
		if got != test.entries || Known(test.n) != test.known {
			t.Errorf("%s: %d entries, and known: %v; want %d, %v", name, got, Known(test.n), test.entries, test.known)
		}
	}
}

func TestMultidict(t *testing.T) {
	t.Parallel()
	n := made(Newobj, "werkzeug.datastructures.MultiDict")
	n.State = mapping("a", "b")
	n.Pairs = mapping("a").Pairs
	if given, values, first := Multidict(n); given == nil || len(*given) != 1 || len(*values) != 2 || !first {
		t.Errorf("given %v, values %v, first: %v", given, values, first)
	}
	n.Class = "m.Bag"
	if given, values, _ := Multidict(n); given != nil || values != nil {
		t.Errorf("of another class: given %v, values %v", given, values)
	}
}
