package msgpack

import (
	"encoding/hex"
	"testing"

	"sessh/session/format/graph"
)

func decodePHP(t *testing.T, data string) *graph.Node {
	t.Helper()
	b, err := hex.DecodeString(data)
	if err != nil {
		t.Fatal(err)
	}
	n, err := DecodePHP(b, graph.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestPHPsObjectsAreNodes(t *testing.T) {
	n := decodePHP(t, "9382c0a141a1780182c004000282c0a142c09107")
	a, again, b := n.Items[0], n.Items[1], n.Items[2]
	if a != again || a.Kind != graph.Object || a.Class != "A" || a.Form != "O" || len(a.Pairs) != 1 || a.Pairs[0].Key.Text != "x" {
		t.Errorf("%s, %s", Repr(a), Repr(again))
	}
	if b.Class != "B" || b.Form != "S" || len(b.Args) != 1 || Repr(b.Args[0]) != "[7]" {
		t.Error(Repr(b))
	}
	c := decodePHP(t, "82c003a143a3706179")
	if c.Class != "C" || c.Form != "C" || len(c.Args) != 1 || c.Args[0].Kind != graph.Bytes || c.Args[0].Text != "pay" {
		t.Error(Repr(c))
	}
}

func TestPHPsReferencesAreNodes(t *testing.T) {
	n := decodePHP(t, "9283c00100010102"+"82c0020002")
	if n.Items[0] != n.Items[1] || n.Items[0].Kind != graph.Map || n.Items[0].Form != "&" || len(n.Items[0].Pairs) != 2 {
		t.Error(Repr(n))
	}
	// A place that is a reference has a key to tell it.
	n = decodePHP(t, "9382c0a1410102"+"82c0050002"+"82c0040002")
	if n.Kind != graph.Map || n.Form != "array" || len(n.Pairs) != 3 {
		t.Fatal(Repr(n))
	}
	for i, form := range []string{"", "&", ""} {
		if n.Pairs[i].Key.Form != form || n.Pairs[i].Value != n.Pairs[0].Value {
			t.Errorf("the place %d is of the form %q", i, n.Pairs[i].Key.Form)
		}
	}
	// The place of a list is none for its last item being one.
	n = decodePHP(t, "82"+"a161"+"82c0a1410102"+"a162"+"91"+"82c0050002")
	if n.Pairs[1].Key.Form != "" || n.Pairs[1].Value.Pairs[0].Key.Form != "&" {
		t.Error(Repr(n))
	}
	// As PHP does it, a reference to an array that is none is a copy.
	n = decodePHP(t, "929101"+"82c0020002")
	if n.Items[0] == n.Items[1] || Repr(n) != "[[1], [1]]" {
		t.Error(Repr(n))
	}
}

// What is referred to is written at its next place when its first one is gone.
func TestPHPsFirstPlacesCanGo(t *testing.T) {
	n := decodePHP(t, "9382c0a1410102"+"82c0040002"+"82c0040002")
	n.Items = n.Items[1:]
	got, err := EncodePHP(n)
	if err != nil || hex.EncodeToString(got) != "9282c0a141010282c0040002" {
		t.Errorf("%x, %v", got, err)
	}
}

func TestWhatPHPCannotRead(t *testing.T) {
	for name, n := range map[string]*graph.Node{
		"a time":            {Kind: graph.Time},
		"64 bits":           bigNode(63),
		"a float as a key":  mapping(graph.Pair{Key: &graph.Node{Kind: graph.Float}, Value: list()}),
		"nil as a key":      mapping(graph.Pair{Key: &graph.Node{}, Value: list()}),
		"an enum":           {Kind: graph.Object, Class: "Suit", Form: "E", Args: []*graph.Node{graph.NewText("Hearts")}},
		"no class":          {Kind: graph.Object, Form: "O"},
		"nil as a property": {Kind: graph.Object, Form: "O", Class: "A", Pairs: []graph.Pair{{Key: &graph.Node{}, Value: list()}}},
	} {
		if data, err := EncodePHP(list(n)); err == nil || data != nil {
			t.Errorf("%s is written as %x", name, data)
		}
	}
}

func TestPHPsEmptyArraysAndObjects(t *testing.T) {
	for want, n := range map[string]*graph.Node{
		"90":                     mapping(),
		"9190":                   list(&graph.Node{Kind: graph.Map, Form: "&"}),
		"80":                     {Kind: graph.Map, Form: "{}"},
		"81a16101":               {Kind: graph.Map, Form: "{}", Pairs: []graph.Pair{pair("a", graph.NewInt(1))}},
		"82c001a16101":           {Kind: graph.Map, Form: "&", Pairs: []graph.Pair{pair("a", graph.NewInt(1))}},
		"81c0a8737464436c617373": {Kind: graph.Object, Form: "O", Class: "stdClass"},
	} {
		if got, err := EncodePHP(n); err != nil || hex.EncodeToString(got) != want {
			t.Errorf("%x, %v, and not %s", got, err, want)
		}
	}
}

// What refers to others has a number as well.
func TestPHPsReferencesAreNumbered(t *testing.T) {
	const data = "9482c0a1410102" + "82c0040002" + "82c0a1420102" + "82c0040004"
	n := decodePHP(t, data)
	if n.Items[2] != n.Items[3] || n.Items[3].Class != "B" {
		t.Error(Repr(n))
	}
	if got, err := EncodePHP(n); err != nil || hex.EncodeToString(got) != data {
		t.Errorf("%x, %v", got, err)
	}
}
