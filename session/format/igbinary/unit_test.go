package igbinary

import (
	"encoding/hex"
	"strings"
	"testing"

	"sessh/session/format/graph"
	"sessh/session/format/phpgraph"
)

func read(t *testing.T, data string) *graph.Node {
	t.Helper()
	b, err := hex.DecodeString("00000002" + data)
	if err != nil {
		t.Fatal(err)
	}
	n, _, err := Decode(b, graph.Limits{})
	if err != nil {
		t.Fatalf("%s: %v", data, err)
	}
	return n
}

func writes(t *testing.T, n *graph.Node, want string) {
	t.Helper()
	got, err := Encode(n, Options{})
	if err != nil || hex.EncodeToString(got) != "00000002"+want {
		t.Errorf("written as %x, %v, and not %s", got, err, want)
	}
}

func TestVersionsAreKept(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"\x01", "\x02"} {
		data := "\x00\x00\x00" + version + "\x14\x01\x06\x00\x05"
		n, o, err := Decode([]byte(data), graph.Limits{})
		if err != nil || o.Version != int(version[0]) {
			t.Fatal(o, err)
		}
		if again, err := Encode(n, o); err != nil || string(again) != data {
			t.Errorf("%x, %v", again, err)
		}
	}
	writes(t, &graph.Node{}, "00")
}

func TestVerboseStringsAreKept(t *testing.T) {
	t.Parallel()
	data := []byte("\x00\x00\x00\x02\x14\x04\x06\x00\x11\x01a\x06\x01\x11\x01a\x06\x02\x17\x01A\x14\x00\x06\x03\x1a\x02\x14\x00")
	n, o, err := Decode(data, graph.Limits{})
	if err != nil || !o.Verbose {
		t.Fatal(o, err)
	}
	if again, err := Encode(n, o); err != nil || string(again) != string(data) {
		t.Errorf("%x, %v", again, err)
	}
	writes(t, n, "1404"+"0600110161"+"06010e00"+"06021701411400"+"06031a011400")
}

func TestSharedValuesThatAreNoReferencesAreCopies(t *testing.T) {
	t.Parallel()
	shared, text := list(graph.NewInt(1)), graph.NewText("a")
	writes(t, list(shared, shared, text, text), "1404"+"060014010600"+"0601"+"060114010600"+"0601"+"0602110161"+"06030e00")
	object := &graph.Node{Kind: graph.Object, Class: "A", Form: "O"}
	object.Pairs = append(object.Pairs, pair("me", object))
	writes(t, list(object, object), "1402"+"0600"+"1701411401"+"11026d65"+"2201"+"0601"+"2201")
}

func TestReferencesAreOneNode(t *testing.T) {
	t.Parallel()
	n := read(t, "1403"+"0600250605"+"0601250101"+"0602"+"2514010600250102")
	a := n.Items[2]
	if n.Kind != graph.List || n.Items[0] != n.Items[1] || n.Items[0].Form != "&" || n.Items[0].Int != 5 {
		t.Error(phpgraph.Show(n))
	}
	if a.Kind != graph.List || a.Form != "&" || a.Items[0] != a {
		t.Error(phpgraph.Show(a))
	}
	n.Items[0].Int = 300
	n.Items = append([]*graph.Node{list()}, n.Items...)
	writes(t, n, "1404"+"06001400"+"06012508012c"+"0602250102"+"0603"+"2514010600250103")
}

func TestPlacesAreReferencesToObjects(t *testing.T) {
	t.Parallel()
	n := read(t, "1403"+"06001701411400"+"0601252201"+"06022201")
	if n.Kind != graph.Map || len(n.Pairs) != 3 {
		t.Fatal(phpgraph.Show(n))
	}
	for i, form := range []string{"", "&", ""} {
		if n.Pairs[i].Key.Form != form || n.Pairs[i].Value != n.Pairs[0].Value {
			t.Errorf("the place %d is of the form %q", i, n.Pairs[i].Key.Form)
		}
	}
}

// As PHP does it, a value that is read again without being a reference is a
// copy, and becomes a reference only from there on.
func TestCopies(t *testing.T) {
	t.Parallel()
	n := read(t, "1403"+"0600140106000605"+"06010101"+"06020101")
	if n.Items[0] == n.Items[1] || n.Items[1] == n.Items[2] || phpgraph.Show(n) != "[[5], [5], [5]]" {
		t.Error(phpgraph.Show(n))
	}
	n.Items[1].Items[0] = graph.NewInt(6)
	writes(t, n, "1403"+"0600140106000605"+"0601140106000606"+"06020101")
	n.Items[2].Items[0] = graph.NewInt(6)
	writes(t, n, "1403"+"0600140106000605"+"0601140106000606"+"06020102")

	n = read(t, "1403"+"0600140106000605"+"0601250101"+"0602250101")
	if n.Items[0] == n.Items[1] || n.Items[1] != n.Items[2] || n.Items[0].Form != "" || n.Items[1].Form != "&" {
		t.Error(phpgraph.Show(n))
	}
	n = read(t, "1403"+"0600250605"+"06010101"+"0602250101")
	if n.Items[0] == n.Items[1] || n.Items[0] != n.Items[2] || n.Items[1].Form != "" || phpgraph.Show(n) != "[5, 5, 5]" {
		t.Error(phpgraph.Show(n))
	}
}

// Two copies with equal objects of their own are not the same.
func TestCopiesOfOtherObjectsAreWritten(t *testing.T) {
	t.Parallel()
	n := read(t, "1402"+"060014010600"+"1701411400"+"06010101")
	if n.Items[0].Items[0] != n.Items[1].Items[0] {
		t.Fatal("the object was copied")
	}
	n.Items[1].Items[0] = &graph.Node{Kind: graph.Object, Class: "A", Form: "O"}
	writes(t, n, "1402"+"060014010600"+"1701411400"+"060114010600"+"1a001400")
}

func TestKeys(t *testing.T) {
	t.Parallel()
	for data, want := range map[string]string{
		"1400":                                        "{}",
		"1401" + "0601" + "05":                        "{1: true}",
		"1402" + "0600" + "05" + "0601" + "04":        "[true, false]",
		"1402" + "0601" + "05" + "0600" + "04":        "{1: true, 0: false}",
		"1402" + "0600" + "05" + "0600" + "04":        "[false]",
		"1402" + "110135" + "05" + "0605" + "04":      "{5: false}",
		"1402" + "00" + "110161" + "05":               `{"a": true}`,
		"1702414214030605" + "05" + "11013504" + "00": "AB{5: false, null: null}",
		"1402" + "0d" + "05" + "0701" + "05":          `{"": true, -1: true}`,
	} {
		if got := phpgraph.Show(read(t, data)); got != want {
			t.Errorf("%s: %s, and not %s", data, got, want)
		}
	}
	writes(t, mapping(pair("5", &graph.Node{}), pair("05", &graph.Node{})), "1402"+"0605"+"00"+"11023035"+"00")
	many := "1428"
	for i := range 40 {
		many += "06" + hex.EncodeToString([]byte{byte(i % 20), 0x06, byte(i)})
	}
	n := read(t, many)
	if n.Kind != graph.List || len(n.Items) != 20 || n.Items[7].Int != 27 {
		t.Error(phpgraph.Show(n))
	}
}

func TestWidths(t *testing.T) {
	t.Parallel()
	for size, want := range map[int]string{255: "11ff61", 256: "12010061", 65535: "12ffff61", 65536: "130001000061"} {
		data, err := Encode(graph.NewText(strings.Repeat("a", size)), Options{})
		if err != nil || !strings.HasPrefix(hex.EncodeToString(data), "00000002"+want) {
			t.Errorf("%d: %x, %v", size, data[:10], err)
		}
	}
	all := &graph.Node{Kind: graph.List}
	for range 66000 {
		all.Items = append(all.Items, &graph.Node{Kind: graph.Object, Class: "A", Form: "O"})
	}
	all.Items = append(all.Items, all.Items...)
	data, err := Encode(all, Options{})
	if err != nil {
		t.Fatal(err)
	}
	n, o, err := Decode(data, graph.Limits{})
	if err != nil || len(n.Items) != 132000 || n.Items[65999] != n.Items[131999] || n.Items[1] == n.Items[2] {
		t.Fatal(err)
	}
	if again, err := Encode(n, o); err != nil || string(again) != string(data) {
		t.Errorf("%d bytes instead of %d, %v", len(again), len(data), err)
	}
}
