package phpserialize

import (
	"math/big"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"sessh/session/format/graph"
)

func itoa(n int) string { return strconv.Itoa(n) }

func mustDecode(t *testing.T, data string) *graph.Node {
	t.Helper()
	n, err := Decode([]byte(data), graph.Limits{})
	if err != nil {
		t.Fatalf("%q: %v", data, err)
	}
	return n
}

// What is read, shown and written where PHP itself would write something else.
func TestUnusualValues(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ data, shows, written string }{
		{`i:+5;`, `5`, `i:5;`},
		{`i:-007;`, `-7`, `i:-7;`},
		{`d:1.50;`, `1.5`, `d:1.50;`},
		{`d:.5;`, `0.5`, `d:.5;`},
		{`d:5;`, `5.0`, `d:5;`},
		{`d:1e999;`, "inf", `d:1e999;`},
		{`d:1E+400;`, "inf", `d:1E+400;`},
		{`d:` + strings.Repeat("0", 200) + `1;`, `1.0`, `d:1;`},
		{`S:3:"\41b\ff";`, `b"Ab\xff"`, `S:3:"Ab\ff";`},
		{`a:2:{S:1:"a";i:1;s:1:"b";i:2;}`, `{"a": 1, "b": 2}`, `a:2:{S:1:"a";i:1;s:1:"b";i:2;}`},
		{`a:2:{s:1:"5";i:1;i:5;i:2;}`, "{5: 2}", `a:1:{i:5;i:2;}`},
		{`a:1:{s:1:"0";i:1;}`, `[1]`, `a:1:{i:0;i:1;}`},
		{`a:2:{i:0;i:1;i:0;i:2;}`, `[2]`, `a:1:{i:0;i:2;}`},
		{`O:1:"A":2:{i:5;i:1;s:1:"5";i:2;}`, "A{5: 2}", `O:1:"A":1:{i:5;i:2;}`},
		{`a:3:{i:0;i:3;i:0;i:4;i:1;R:2;}`, `[4, 4]`, `a:2:{i:0;i:4;i:1;R:2;}`},
		{`a:3:{i:0;i:1;i:1;R:2;i:0;i:7;}`, `[7, 1]`, `a:2:{i:0;i:7;i:1;i:1;}`},
		{`a:1:{i:0;R:1;}`, "[[...]]", `a:1:{i:0;R:1;}`},
		{`a:3:{i:0;O:1:"A":0:{}i:1;R:2;i:0;i:5;}`, "[5, A{}]", `a:2:{i:0;i:5;i:1;O:1:"A":0:{}}`},
		{`C:1:"A":0:{}`, `A(b"")`, `C:1:"A":0:{}`},
		{`C:1:"A":3:{abc}`, `A(b"abc")`, `C:1:"A":3:{abc}`},
		{`C:11:"ArrayObject":37:{x:i:0;a:1:{i:0;O:1:"A":0:{}};m:a:0:{}}`, `ArrayObject(b"x:", 0, [A{}], b";m:", {})`,
			`C:11:"ArrayObject":37:{x:i:0;a:1:{i:0;O:1:"A":0:{}};m:a:0:{}}`},
		{`a:3:{i:0;C:1:"A":4:{i:5;}i:1;O:1:"B":0:{}i:2;r:4;}`, "[A(5), B{}, B{}]", `a:3:{i:0;C:1:"A":4:{i:5;}i:1;O:1:"B":0:{}i:2;r:4;}`},
		{`a:3:{i:0;C:1:"A":3:{{5}}i:1;O:1:"B":0:{}i:2;r:3;}`, `[A(b"{5}"), B{}, B{}]`, `a:3:{i:0;C:1:"A":3:{{5}}i:1;O:1:"B":0:{}i:2;r:3;}`},
		{"O:1:\"A\":3:{s:4:\"\x00*\x00p\";i:1;s:4:\"\x00A\x00q\";i:2;s:2:\"a\n\";i:3;}", `A{#p: 1, -q: 2, "a\n": 3}`,
			"O:1:\"A\":3:{s:4:\"\x00*\x00p\";i:1;s:4:\"\x00A\x00q\";i:2;s:2:\"a\n\";i:3;}"},
		{"O:4:\"A\u202e\":0:{}", `"A\u202e"{}`, "O:4:\"A\u202e\":0:{}"},
		{"s:3:\"\u202e\";", `"\u202e"`, "s:3:\"\u202e\";"},
	} {
		n := mustDecode(t, test.data)
		if got := Repr(n); got != test.shows {
			t.Errorf("%.80q is shown as %s; want %s", test.data, got, test.shows)
		}
		if got, err := Encode(n); err != nil || string(got) != test.written {
			t.Errorf("%.80q is written as %q, %v; want %q", test.data, got, err, test.written)
		}
	}
}

func TestReferencesAreOneNode(t *testing.T) {
	t.Parallel()
	n := mustDecode(t, `a:4:{s:1:"a";a:1:{i:0;i:1;}s:1:"b";R:2;s:1:"o";O:1:"A":0:{}s:1:"p";r:4;}`)
	a, b, o, p := n.Pairs[0].Value, n.Pairs[1].Value, n.Pairs[2].Value, n.Pairs[3].Value
	if a != b || a.Form != "&" || o != p || o.Form != "O" {
		t.Errorf("%p %p %q, %p %p %q", a, b, a.Form, o, p, o.Form)
	}
	n = mustDecode(t, `a:3:{i:0;O:1:"A":0:{}i:1;R:2;i:2;r:2;}`)
	if n.Kind != graph.Map || n.Pairs[0].Key.Form != "" || n.Pairs[1].Key.Form != "&" || n.Pairs[2].Key.Form != "" {
		t.Errorf("a list with a reference to an object: %s", Repr(n))
	}
	n = mustDecode(t, `a:2:{i:0;d:0.50;i:1;R:2;}`)
	if n.Items[0] != n.Items[1] || n.Items[0].Form != "0.50&" {
		t.Errorf("%q", n.Items[0].Form)
	}
}

// Nodes as an editor makes them.
func TestNewNodes(t *testing.T) {
	t.Parallel()
	text, list := graph.NewText("x"), func(items ...*graph.Node) *graph.Node { return &graph.Node{Kind: graph.List, Items: items} }
	shared := list(text)
	object := &graph.Node{Kind: graph.Object, Form: "O", Class: "A"}
	object.Pairs = []graph.Pair{{Key: graph.NewText("self"), Value: object}}
	loop := list()
	loop.Form = "&"
	loop.Items = []*graph.Node{loop}
	for _, test := range []struct {
		n    *graph.Node
		want string
	}{
		{list(text, text), `a:2:{i:0;s:1:"x";i:1;s:1:"x";}`},
		{list(shared, shared), `a:2:{i:0;a:1:{i:0;s:1:"x";}i:1;a:1:{i:0;s:1:"x";}}`},
		{list(object, object), `a:2:{i:0;O:1:"A":1:{s:4:"self";r:2;}i:1;r:2;}`},
		{list(shared, object), `a:2:{i:0;a:1:{i:0;s:1:"x";}i:1;O:1:"A":1:{s:4:"self";r:4;}}`},
		{loop, `a:1:{i:0;R:1;}`},
		{list(), `a:0:{}`},
		{&graph.Node{Kind: graph.Map}, `a:0:{}`},
		{&graph.Node{Kind: graph.Map, Pairs: []graph.Pair{{Key: graph.NewText("5"), Value: text}, {Key: graph.NewText("05"), Value: text}}},
			`a:2:{i:5;s:1:"x";s:2:"05";s:1:"x";}`},
		{&graph.Node{Kind: graph.Bytes, Text: "\xff"}, "s:1:\"\xff\";"},
		{&graph.Node{Kind: graph.Float, Float: 2.5, Form: "0.10000000000000001"}, "d:2.5;"},
	} {
		if got, err := Encode(test.n); err != nil || string(got) != test.want {
			t.Errorf("%s: %q, %v; want %q", Repr(test.n), got, err, test.want)
		}
	}
}

func TestWhatCannotBeWritten(t *testing.T) {
	t.Parallel()
	mapping := func(keys ...*graph.Node) *graph.Node {
		n := &graph.Node{Kind: graph.Map}
		for _, k := range keys {
			n.Pairs = append(n.Pairs, graph.Pair{Key: k, Value: graph.NewInt(1)})
		}
		return n
	}
	loop := &graph.Node{Kind: graph.List}
	loop.Items = []*graph.Node{loop}
	big := graph.NewBig(new(big.Int).Lsh(big.NewInt(1), 63))
	for _, test := range []struct {
		n    *graph.Node
		want string
	}{
		{nil, "missing"},
		{big, "9223372036854775808 does not fit"},
		{mapping(big), "9223372036854775808 does not fit"},
		{&graph.Node{Kind: graph.Time, Time: time.Unix(0, 0)}, "a time cannot"},
		{&graph.Node{Kind: graph.List, Form: "tuple"}, `"tuple"`},
		{&graph.Node{Kind: graph.Object, Class: "datetime.date"}, "datetime.date"},
		{&graph.Node{Kind: graph.Object, Class: "Date", Form: "builtin"}, "Date of another format"},
		{&graph.Node{Kind: graph.Object, Class: "Suit", Form: "E"}, "no case name"},
		{&graph.Node{Kind: graph.Object, Class: "A", Form: "O", Pairs: []graph.Pair{{Key: &graph.Node{}, Value: loop}}}, "a null cannot name"},
		{mapping(&graph.Node{Kind: graph.Bool}), "a bool cannot be a key"},
		{mapping(nil), "a key is missing"},
		{mapping(graph.NewInt(5), graph.NewText("5")), "the key 5 occurs twice"},
		{loop, "holds itself"},
	} {
		if got, err := Encode(test.n); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %q, %v; want an error with %q", Repr(test.n), got, err, test.want)
		}
	}
}

func TestSessionNames(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		s    Serializer
		want string
	}{
		{"a|b", PHP, "has a |"},
		{"a|b", PHPBinary, ""},
		{"a|b", PHPSerialize, ""},
		{"5", PHP, "is a number"},
		{"-5", PHPBinary, "is a number"},
		{"5", PHPSerialize, ""},
		{"05", PHP, ""},
		{strings.Repeat("k", 127), PHPBinary, ""},
		{strings.Repeat("k", 128), PHPBinary, "has 128 bytes"},
		{strings.Repeat("k", 128), PHP, ""},
	} {
		n := &graph.Node{Kind: graph.Map, Pairs: []graph.Pair{{Key: graph.NewText(test.name), Value: graph.NewInt(1)}}}
		data, err := EncodeSession(n, test.s)
		if test.want == "" {
			if again, err2 := DecodeSession(data, test.s, graph.Limits{}); err != nil || err2 != nil || len(again.Pairs) != 1 {
				t.Errorf("%s %.20q: %q, %v, %v", test.s, test.name, data, err, err2)
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s %.20q: %v; want an error with %q", test.s, test.name, err, test.want)
		}
	}
}

// Marks of variables that were never set, from before PHP 7.1; since then the
// mark is part of the name in php, and means nothing in php_binary.
func TestUnsetVariables(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		s                    Serializer
		data, shows, written string
	}{
		{PHP, "!a|", `{"a": null}`, "!a|"},
		{PHP, "!a|b|i:1;", `{"a": null, "b": 1}`, "!a|b|i:1;"},
		{PHP, "x|i:1;!a|b|R:1;", `{"x": 1, "a": null, "b": 1}`, "x|i:1;!a|b|R:1;"},
		{PHP, "!a|i:1;", `{"!a": 1}`, "!a|i:1;"},
		{PHPBinary, "\x81a\x01bi:2;", `{"a": null, "b": 2}`, "\x81a\x01bi:2;"},
		{PHPBinary, "\x81ai:1;", `{"a": 1}`, "\x01ai:1;"},
		{PHP, "a|i:1;a|i:2;b|R:1;", `{"a": 2, "b": 1}`, "a|i:2;b|i:1;"},
		{PHPSerialize, "N;", "{}", "a:0:{}"},
	} {
		n, err := DecodeSession([]byte(test.data), test.s, graph.Limits{})
		if err != nil {
			t.Errorf("%q: %v", test.data, err)
			continue
		}
		if got := Repr(n); got != test.shows {
			t.Errorf("%q is shown as %s; want %s", test.data, got, test.shows)
		}
		if got, err := EncodeSession(n, test.s); err != nil || string(got) != test.written {
			t.Errorf("%q is written as %q, %v; want %q", test.data, got, err, test.written)
		}
		if got := readers([]byte(test.data)); !slices.Equal(got, []Serializer{test.s}) {
			t.Errorf("%q can be read by %q", test.data, got)
		}
	}
}

// readers returns the serializers that can read a session.
func readers(data []byte) (able []Serializer) {
	for _, s := range []Serializer{PHP, PHPBinary, PHPSerialize} {
		if _, err := DecodeSession(data, s, graph.Limits{}); err == nil && s.Begins(data) {
			able = append(able, s)
		}
	}
	return able
}

func TestSessionInItself(t *testing.T) {
	t.Parallel()
	n := &graph.Node{Kind: graph.Map}
	n.Pairs = []graph.Pair{{Key: graph.NewText("s"), Value: n}}
	if _, err := EncodeSession(n, PHP); err == nil || !strings.Contains(err.Error(), "holds itself") {
		t.Errorf("php: %v", err)
	}
	if got, err := EncodeSession(n, PHPSerialize); err != nil || string(got) != `a:1:{s:1:"s";R:1;}` {
		t.Errorf("php_serialize: %q, %v", got, err)
	}
	if _, err := EncodeSession(graph.NewInt(1), PHP); err == nil {
		t.Error("an integer is written as a session")
	}
	if _, err := EncodeSession(n, "json"); err == nil {
		t.Error("a session is written as json")
	}
}

func TestOtherDataIsNoSession(t *testing.T) {
	t.Parallel()
	for _, data := range []string{`{"a":1}`, "\x80\x04\x95", "i:5;", "a|", "a|b", "\x00", "hello world", "b:1;"} {
		if got := readers([]byte(data)); got != nil {
			t.Errorf("%q can be read by %q", data, got)
		}
	}
}
