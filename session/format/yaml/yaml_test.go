package yaml

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sessh/session/format/graph"
)

func TestDecode(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ text, want string }{
		{"--- \na: '5'\nb: 5\n", "---\na: '5'\nb: 5\n"},
		{"---\nc: \n  empty: {}\n\n  items: \n    - \n      price: '3.5'\n      qty: 2\n", "---\nc:\n  empty: {}\n  items:\n  - price: '3.5'\n    qty: 2\n"},
		{"---\nnone: ~\nnote: Grüße\nnull: null\ntrue: true\n1: x\n", "---\nnone: ~\nnote: Grüße\n'null': ~\n'true': true\n'1': x\n"},
		{"---\na: |\n  one\n  two\n", "---\na: \"one\\ntwo\\n\"\n"},
		{"---\n- 1\n- - 2\n  - 3\n- {}\n", "---\n- 1\n- - 2\n  - 3\n- {}\n"},
		{"---\na: 007\nb: 1e3\nc: 0x1f\nd: 1.50\ne: yes\n", "---\na: '007'\nb: '1e3'\nc: '0x1f'\nd: 1.50\ne: 'yes'\n"},
		{"---\na: &x 1\nb: *x\n", ""},
		{"---\na: !!perl/hash:Foo {}\n", ""},
		{"---\na: 1\n---\nb: 1\n", ""},
		{"---\na: [1\n", ""},
		{"---\n", ""},
		{"---\na: 1", ""},
		{"---\n" + strings.Repeat("a: b\n", most), ""},
		{"---\n" + strings.Repeat("[", 100_000) + "\n", ""},
		{"---\n" + strings.Repeat("- ", 100_000) + "1\n", ""},
		{"---\na: " + strings.Repeat("x", Longest) + "\n", ""},
	} {
		root, how, err := Decode([]byte(test.text), XS)
		if (err == nil) != (test.want != "") {
			t.Errorf("%.80q: %v", test.text, err)
			continue
		}
		if err != nil {
			continue
		}
		if got, err := Encode(root, nil); string(got) != test.want || err != nil {
			t.Errorf("%q is written as %q, %v; want %q", test.text, got, err, test.want)
		}
		if got, err := Encode(root, how); string(got) != test.text || err != nil {
			t.Errorf("%q is written as %q, %v", test.text, got, err)
		}
	}
}

// TestEncodedIsRead writes values and reads them again.
func TestEncodedIsRead(t *testing.T) {
	t.Parallel()
	text := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "5", "1.5", "~", "null", "no", "- x", "a: b", "a #b", "#", " x", "x ", "'", "\"", "{}", "[", "%", "&a", "*a", "!a", "|", ">", "@", "`", "---", "...", "\u0085", "\u2028", "\ufeff", "a\nb", "<<", "=", "Grüße"}))
	var value func(depth int) *rapid.Generator[*graph.Node]
	value = func(depth int) *rapid.Generator[*graph.Node] {
		return rapid.Custom(func(t *rapid.T) *graph.Node {
			kinds := 7
			if depth == 0 {
				kinds = 5
			}
			switch rapid.IntRange(0, kinds-1).Draw(t, "kind") {
			case 0:
				return &graph.Node{}
			case 1:
				return &graph.Node{Kind: graph.Bool, Bool: rapid.Bool().Draw(t, "bool")}
			case 2:
				return graph.NewInt(rapid.Int64Range(-1e17, 1e17).Draw(t, "int"))
			case 3:
				return &graph.Node{Kind: graph.Float, Float: rapid.Float64Range(-1e9, 1e9).Draw(t, "float")}
			case 4:
				return graph.NewText(text.Draw(t, "text"))
			case 5:
				return &graph.Node{Kind: graph.List, Items: rapid.SliceOfN(value(depth-1), 0, 3).Draw(t, "items")}
			}
			n := &graph.Node{Kind: graph.Map}
			for _, key := range rapid.SliceOfNDistinct(text, 0, 3, rapid.ID).Draw(t, "keys") {
				n.Pairs = append(n.Pairs, graph.Pair{Key: graph.NewText(key), Value: value(depth-1).Draw(t, "value")})
			}
			return n
		})
	}
	rapid.Check(t, func(t *rapid.T) {
		root := &graph.Node{Kind: graph.Map, Pairs: []graph.Pair{{Key: graph.NewText("k"), Value: value(3).Draw(t, "root")}}}
		out, err := Encode(root, nil)
		if err != nil {
			t.Skip(err)
		}
		back, _, err := Decode(out, XS)
		if err != nil {
			t.Fatalf("%q: %v", out, err)
		}
		again, err := Encode(back, nil)
		if string(again) != string(out) || err != nil {
			t.Fatalf("%q is read as %q, %v", out, again, err)
		}
	})
}
