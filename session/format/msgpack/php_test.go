package msgpack

import (
	"encoding/hex"
	"strings"
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
	t.Parallel()
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
	t.Parallel()
	n := decodePHP(t, "9283c00100010102"+"82c0020002")
	if n.Items[0] != n.Items[1] || n.Items[0].Kind != graph.List || n.Items[0].Form != "&" || len(n.Items[0].Items) != 2 {
		t.Error(Repr(n))
	}
	// A place that is a reference has a key that says so.
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
	// As PHP does it, a reference to an array without entries is a copy.
	n = decodePHP(t, "9290"+"82c0020002")
	if n.Items[0] == n.Items[1] || Repr(n) != "[[], []]" {
		t.Error(Repr(n))
	}
}

// What is referred to is written at its next place when its first one is gone.
func TestPHPsFirstPlacesCanGo(t *testing.T) {
	t.Parallel()
	n := decodePHP(t, "9382c0a1410102"+"82c0040002"+"82c0040002")
	n.Items = n.Items[1:]
	got, err := EncodePHP(n)
	if err != nil || hex.EncodeToString(got) != "9282c0a141010282c0040002" {
		t.Errorf("%x, %v", got, err)
	}
}

func TestWhatPHPCannotRead(t *testing.T) {
	t.Parallel()
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
	t.Parallel()
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
	t.Parallel()
	const data = "9482c0a1410102" + "82c0040002" + "82c0a1420102" + "82c0040004"
	n := decodePHP(t, data)
	if n.Items[2] != n.Items[3] || n.Items[3].Class != "B" {
		t.Error(Repr(n))
	}
	if got, err := EncodePHP(n); err != nil || hex.EncodeToString(got) != data {
		t.Errorf("%x, %v", got, err)
	}
}

// TestObjectsAndReferences has objects in several places, of which some are
// references: PHP does not read back all that it writes of those.
func TestObjectsAndReferences(t *testing.T) {
	t.Parallel()
	const object, referred = "82c0a1410102", "83c001c0a1410102" // A {1: 2}; the same, in a place that is a reference
	for _, test := range []struct {
		name, hex string
		read      bool
	}{
		{"twice", "92" + object + "82c0040002", true},
		{"a reference in vain", "92" + object + "82c0050002", true},
		{"references", "92" + referred + "82c0050002", true},
		{"a reference, and none", "92" + referred + "82c0040002", false},
		{"an array that is not a reference", "92" + "9101" + "82c0020002", false},
		{"by what refers to it", "93" + object + "82c0050002" + "82c0040003", false},
	} {
		data, err := hex.DecodeString(test.hex)
		if err != nil {
			t.Fatal(err)
		}
		n, err := DecodePHP(data, graph.Limits{})
		if !test.read {
			if err == nil || !strings.Contains(err.Error(), "PHP does not read it as it was") {
				t.Errorf("%s: %v", test.name, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		if out, err := EncodePHP(n); err != nil || hex.EncodeToString(out) != test.hex {
			t.Errorf("%s is written as %x, %v", test.name, out, err)
		}
	}
	n, err := DecodePHP([]byte("\x92\x83\xc0\x01\xc0\xa1A\x01\x02\x82\xc0\x05\x00\x02"), graph.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range n.Pairs { // the places are none any more
		n.Pairs[i].Key.Form = ""
	}
	if out, err := EncodePHP(n); err == nil {
		t.Errorf("it is written as %x", out)
	}
}
