package graph

import (
	"math"
	"math/big"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"
)

func TestShow(t *testing.T) {
	t.Parallel()
	self, tuple := listOf(), &Node{Kind: List, Form: "tuple"}
	self.Items = []*Node{mapOf(Pair{text("s"), self}), tuple}
	tuple.Items = []*Node{tuple}
	object := func(n Node) *Node { n.Kind, n.Class = Object, "shop.Item"; return &n }
	me := object(Node{})
	me.Pairs = []Pair{{text("me"), me}}
	for _, test := range []struct {
		n    *Node
		want string
	}{
		{nil, "null"}, {&Node{}, "null"}, {&Node{Kind: Bool, Bool: true}, "true"}, {NewInt(-5), "-5"},
		{NewBig(new(big.Int).Lsh(big.NewInt(1), 64)), "18446744073709551616"},
		{NewBig(new(big.Int).Lsh(big.NewInt(1), 1<<20)), "<integer of 1048577 bits>"},
		{&Node{Kind: Float, Float: 2}, "2.0"}, {&Node{Kind: Float, Float: math.Inf(-1)}, "-inf"}, {&Node{Kind: Float, Float: math.NaN()}, "nan"},
		{&Node{Kind: Float, Float: 1e16}, "1e+16"}, {&Node{Kind: Float, Float: math.Copysign(0, -1)}, "-0.0"},
		{text("é\n\"\\\x00\u200b\xff"), `"é\n\"\\\x00\u200b\xff"`}, {&Node{Kind: Bytes, Text: "a\n\xff\""}, `b"a\x0a\xff\""`},
		{&Node{Kind: Time, Time: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}, "2026-01-02T03:04:05Z"},
		{listOf(NewInt(1), text("a")), `[1, "a"]`}, {listOf(), "[]"},
		{&Node{Kind: List, Form: "tuple"}, "()"}, {&Node{Kind: List, Form: "tuple", Items: []*Node{NewInt(1)}}, "(1,)"},
		{&Node{Kind: List, Form: "tuple", Items: []*Node{NewInt(1), text("x")}}, `(1, "x")`},
		{&Node{Kind: List, Form: "set", Items: []*Node{NewInt(1)}}, "set[1]"}, {&Node{Kind: List, Form: "array16"}, "[]"}, {&Node{Kind: List, Form: "&"}, "[]"},
		{mapOf(Pair{text("a"), NewInt(1)}, Pair{NewInt(2), listOf()}), `{"a": 1, 2: []}`}, {mapOf(), "{}"},
		{self, `[{"s": [...]}, ((...),)]`}, {me, "shop.Item{me: shop.Item{...}}"},
		{object(Node{}), "shop.Item{}"}, {object(Node{Args: []*Node{NewInt(1), text("a")}}), `shop.Item(1, "a")`},
		{object(Node{Items: []*Node{}}), "shop.Item[]"}, {object(Node{Items: []*Node{NewInt(1)}}), "shop.Item[1]"},
		{object(Node{Pairs: []Pair{{text("name"), text("tea")}, {text("a b"), NewInt(1)}, {NewInt(2), NewInt(3)}}}), `shop.Item{name: "tea", "a b": 1, 2: 3}`},
		{object(Node{Args: []*Node{NewInt(1)}, State: mapOf(Pair{text("x"), NewInt(2)})}), "shop.Item(1){x: 2}"},
		{object(Node{State: NewInt(2)}), "shop.Item{2}"},
		{&Node{Kind: Object, Class: "evil {\x1b[m"}, `"evil {\x1b[m"{}`},
	} {
		if got := Show(test.n, nil); got != test.want {
			t.Errorf("%s, and not %s", got, test.want)
		}
	}
}

func TestShowView(t *testing.T) {
	t.Parallel()
	n := &Node{Kind: Object, Form: "o", Class: "A"}
	for _, test := range []struct {
		v    View
		want string
	}{
		{View{Text: "Suit::Hearts\x1b"}, `[Suit::Hearts\x1b]`},
		{View{Node: NewInt(5)}, "[5]"},
		{View{Class: "B", Entries: []Pair{{text("k"), NewInt(1)}}}, `[B{"k": 1}]`},
		{View{Class: "B", Args: []*Node{NewInt(1)}, Items: []*Node{NewInt(2)}, Entries: []Pair{{text("k"), NewInt(3)}}, Fields: []Pair{{text("f"), NewInt(4)}}}, `[B(1)[2]{"k": 3}{f: 4}]`},
		{View{Class: "B", State: mapOf(Pair{text("n"), n})}, "[B{n: A{...}}]"},
	} {
		if got := Show(listOf(n), func(x *Node) (View, bool) { return test.v, x == n }); got != test.want {
			t.Errorf("%s, and not %s", got, test.want)
		}
	}
}

// What is shown is one line of few characters, whatever it is, and takes no longer.
func TestShowIsShort(t *testing.T) {
	t.Parallel()
	deep, wide := listOf(), text(strings.Repeat("é", 1_000_000))
	for range 1_000_000 {
		deep = listOf(deep)
	}
	for _, n := range []*Node{deep, wide, listOf(make([]*Node, 1_000_000)...), {Kind: Bytes, Text: wide.Text},
		{Kind: Object, Class: wide.Text}, mapOf(Pair{wide, wide}), text(strings.Repeat("\x00", 1000))} {
		got := Show(n, nil)
		if count := utf8.RuneCountInString(got); count != LineLength+1 || !strings.HasSuffix(got, "…") {
			t.Errorf("%d characters: %.50q", count, got)
		}
		if !utf8.ValidString(got) || strings.ContainsFunc(got, unicode.IsControl) {
			t.Errorf("it has control characters, or is not text: %.50q", got)
		}
	}
	if got := Show(text(strings.Repeat("é", LineLength-2)), nil); utf8.RuneCountInString(got) != LineLength || strings.HasSuffix(got, "…") {
		t.Errorf("what fits is cut: %s", got)
	}
}

func TestBeginning(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "é", strings.Repeat("é", 1_000_000), strings.Repeat("\x80", 1_000_000), strings.Repeat("x", 1999) + strings.Repeat("é", 9)} {
		got := beginning(text)
		if !strings.HasPrefix(text, got) || len(got) > 4*LineLength || utf8.RuneCountInString(got) < min(utf8.RuneCountInString(text), LineLength) {
			t.Errorf("of %d bytes: %d", len(text), len(got))
		}
		if utf8.ValidString(text) && !utf8.ValidString(got) {
			t.Errorf("a character is cut: %q", got[max(len(got)-5, 0):])
		}
	}
}
