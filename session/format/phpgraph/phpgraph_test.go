package phpgraph

import (
	"strings"
	"testing"

	"sessh/session/format/graph"
)

func TestArrayKeys(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]bool{
		"5": true, "-5": true, "0": true, "9223372036854775807": true, "-9223372036854775808": true,
		"": false, "05": false, "-0": false, "+5": false, "5 ": false, "5.0": false, "9223372036854775808": false, "x": false,
	} {
		k := graph.NewText(s)
		if ArrayKey(k); (k.Kind == graph.Int) != want {
			t.Errorf("the key %q is a %s", s, k.Kind)
		}
	}
	five, text := graph.NewInt(5), graph.NewText("5")
	if ID(five) == ID(text) || PropertyID(five) != PropertyID(text) {
		t.Error("a property that is called 5 is one with that of the text, and an element is not")
	}
	if raw := (&graph.Node{Kind: graph.Bytes, Text: "a", Form: "S"}); ID(raw) != ID(graph.NewText("a")) {
		t.Error("how a key is written counts")
	}
}

func TestLists(t *testing.T) {
	t.Parallel()
	pair := func(i int64) graph.Pair { return graph.Pair{Key: graph.NewInt(i), Value: graph.NewInt(10 + i)} }
	n := &graph.Node{Kind: graph.Map, Pairs: []graph.Pair{pair(0), pair(1)}}
	if ToList(n); n.Kind != graph.List || len(n.Items) != 2 || n.Items[1].Int != 11 || n.Pairs != nil {
		t.Errorf("a list is %s", Show(n))
	}
	if ToMap(n); n.Kind != graph.Map || len(n.Pairs) != 2 || n.Pairs[1].Key.Int != 1 || n.Items != nil {
		t.Errorf("a map is %s", Show(n))
	}
	MarkReference(n.Pairs[1].Key)
	MarkReference(n.Pairs[1].Key)
	if !IsReference(n.Pairs[1].Key) || n.Pairs[1].Key.Form != Reference || Form(n.Pairs[1].Key) != "" {
		t.Errorf("the mark is %q", n.Pairs[1].Key.Form)
	}
	for _, n := range []*graph.Node{
		n, {Kind: graph.Map}, {Kind: graph.Map, Pairs: []graph.Pair{pair(1), pair(0)}}, {Kind: graph.Map, Pairs: []graph.Pair{{Key: graph.NewText("0")}}},
	} {
		if ToList(n); n.Kind != graph.Map {
			t.Errorf("%s is a list", Show(n))
		}
	}
}

func TestKeysThatPHPHasNot(t *testing.T) {
	t.Parallel()
	key := func(keys ...*graph.Node) error {
		var pairs []graph.Pair
		for _, k := range keys {
			pairs = append(pairs, graph.Pair{Key: k})
		}
		_, err := graph.Write(Bounds, func(w *graph.Writer) { CheckKeys(w, pairs) })
		return err
	}
	if err := key(graph.NewInt(5), graph.NewText("6"), graph.NewText("x"), &graph.Node{Kind: graph.Bytes, Text: "\xff"}); err != nil {
		t.Error(err)
	}
	for want, keys := range map[string][]*graph.Node{
		"is missing": {nil}, "a float cannot be a key": {{Kind: graph.Float}}, "a null cannot be a key": {graph.NewText("5"), {}},
		"the key 5 occurs twice": {graph.NewInt(5), graph.NewText("5")},
	} {
		if err := key(keys...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

func TestShow(t *testing.T) {
	t.Parallel()
	property := func(name string) graph.Pair { return graph.Pair{Key: graph.NewText(name), Value: graph.NewInt(1)} }
	for want, n := range map[string]*graph.Node{
		"Suit::Hearts":                 {Kind: graph.Object, Form: Enum, Class: "Suit", Args: []*graph.Node{graph.NewText("Hearts")}},
		`App\Cart{a: 1, #b: 1, -c: 1}`: {Kind: graph.Object, Form: Properties, Class: `App\Cart`, Pairs: []graph.Pair{property("a"), property("\x00*\x00b"), property("\x00App\\Cart\x00c")}},
		`A(b"xy")`:                     {Kind: graph.Object, Form: Payload, Class: "A", Args: []*graph.Node{{Kind: graph.Bytes, Form: Raw, Text: "xy"}}},
		"Suit{}":                       {Kind: graph.Object, Form: Enum, Class: "Suit"},
	} {
		if got := Show(n); got != want {
			t.Errorf("%s, and not %s", got, want)
		}
	}
}
