package msgpack

import (
	"encoding/hex"
	"math"
	"math/big"
	"strings"
	"testing"
	"time"

	"sessh/session/format/graph"
)

func bigNode(bits uint) *graph.Node { return graph.NewBig(new(big.Int).Lsh(big.NewInt(1), bits)) }

// Each value is read as what is shown and of the form, and is written again as
// the same bytes.
func TestForms(t *testing.T) {
	t.Parallel()
	for data, want := range map[string]string{
		"05": "5 int", "cc05": "5 int uint8", "cd0005": "5 int uint16", "cf0000000000000005": "5 int uint64",
		"d005": "5 int int8", "d1ffff": "-1 int int16", "d0e0": "-32 int int8", "d0df": "-33 int", "ccff": "255 int", "d100ff": "255 int int16",
		"cfffffffffffffffff": "18446744073709551615 int", "d3ffffffff7fffffff": "-2147483649 int",
		"ca3dcccccd": "0.10000000149011612 float float32", "ca7f800001": "nan float float32", "caff800000": "-inf float float32", "cb7ff0000000000001": "nan float",
		"d90161": `"a" text str8`, "da000161": `"a" text str16`, "db0000000161": `"a" text str32`, "a1ff": `b"\xff" bytes str`, "d901ff": `b"\xff" bytes str8`,
		"c401ff": `b"\xff" bytes`, "c50001ff": `b"\xff" bytes bin16`, "c600000001ff": `b"\xff" bytes bin32`,
		"dc000101": "[1] list array16", "dd0000000101": "[1] list array32", "de00010102": "{1: 2} map map16", "df000000010102": "{1: 2} map map32",
		"d4057f": `ext(5, b"\x7f") object ext`, "c701057f": `ext(5, b"\x7f") object ext8`, "c80001057f": `ext(5, b"\x7f") object ext16`, "c7000a": `ext(10, b"") object ext`, "d4ff00": `ext(-1, b"\x00") object ext`,
		"d6ff00000000": "1970-01-01T00:00:00Z time", "d7ff0000000000000001": "1970-01-01T00:00:01Z time timestamp64",
		"c70cff000000000000000000000001": "1970-01-01T00:00:01Z time timestamp96", "c704ff00000001": `ext(-1, b"\x00\x00\x00\x01") object ext8`,
		"d7ffffffffff00000000": `ext(-1, b"\xff\xff\xff\xff\x00\x00\x00\x00") object ext`, "c70cff000000007fffffffffffffff": `ext(-1, b"\x00\x00\x00\x00\x7f\xff\xff\xff\xff\xff\xff\xff") object ext`,
	} {
		b, err := hex.DecodeString(data)
		if err != nil {
			t.Fatal(err)
		}
		n, err := Decode(b, graph.Limits{})
		if err != nil {
			t.Errorf("%s: %v", data, err)
			continue
		}
		if got := strings.TrimSpace(Repr(n) + " " + n.Kind.String() + " " + n.Form); got != want {
			t.Errorf("%s: %s, and not %s", data, got, want)
		}
		if again, err := Encode(n); err != nil || hex.EncodeToString(again) != data {
			t.Errorf("%s: written as %x, %v", data, again, err)
		}
	}
}

// A form that a new value does not fit gives way.
func TestFormsThatDoNotFit(t *testing.T) {
	t.Parallel()
	for want, n := range map[string]*graph.Node{
		"cd012c":                             {Kind: graph.Int, Form: "uint8", Int: 300},
		"ff":                                 {Kind: graph.Int, Form: "uint64", Int: -1},
		"cd8000":                             {Kind: graph.Int, Form: "int16", Int: 32768},
		"cb3fb999999999999a":                 {Kind: graph.Float, Form: "float32", Float: 0.1},
		"da0100" + strings.Repeat("61", 256): {Kind: graph.Text, Form: "str8", Text: strings.Repeat("a", 256)},
		"dc0010" + strings.Repeat("c0", 16):  list(make16()...),
		"d7ff0000000400000001":               {Kind: graph.Time, Time: time.Unix(1, 1)},
		"c70cff00000000ffffffffffffffff":     {Kind: graph.Time, Form: "timestamp64", Time: time.Unix(-1, 0)},
		"d6ff00000005":                       {Kind: graph.Time, Time: time.Unix(5, 0).In(time.FixedZone("", 3600))},
		"ca7fc00000":                         {Kind: graph.Float, Form: "float32", Float: math.Float64frombits(0x7ff8000000000000)},
		"93010203":                           {Kind: graph.List, Form: "tuple", Items: []*graph.Node{graph.NewInt(1), graph.NewInt(2), graph.NewInt(3)}},
		"92910191" + "01":                    sharedPair(),
		"cb7ff8000000000001":                 {Kind: graph.Float, Form: "float32", Float: math.Float64frombits(0x7ff8000000000001)},
		"cb" + "3ff0000000000000":            {Kind: graph.Float, Float: 1},
		"81a16101":                           mapping(pair("a", graph.NewInt(1))),
		"cf8000000000000000":                 bigNode(63),
		"c0":                                 {},
		"c400":                               {Kind: graph.Bytes},
	} {
		if got, err := Encode(n); err != nil || hex.EncodeToString(got) != want {
			t.Errorf("%s: written as %x, %v", want, got, err)
		}
	}
}

func make16() []*graph.Node {
	items := make([]*graph.Node, 16)
	for i := range items {
		items[i] = &graph.Node{}
	}
	return items
}

func sharedPair() *graph.Node {
	n := list(graph.NewInt(1))
	return list(n, n)
}

func TestOfAKeyThatIsThereTwiceTheLastCounts(t *testing.T) {
	t.Parallel()
	for data, want := range map[string]string{
		"83a16101a16202a16103":                       `{"a": 3, "b": 2}`,
		"820101cc0102":                               `{1: 2}`,
		"82a1ff01c401ff02":                           `{b"\xff": 1, b"\xff": 2}`,
		"820101cb3ff000000000000002":                 `{1: 1, 1.0: 2}`,
		"82cb7ff800000000000001cb7ff800000000000002": "{nan: 1, nan: 2}",
		"8290019002":                                 `{[]: 1, []: 2}`,
		"82d6ff0000000101d6ff0000000102":             `{1970-01-01T00:00:01Z: 2}`,
		"84c001c201c301c202":                         `{null: 1, false: 2, true: 1}`,
	} {
		b, _ := hex.DecodeString(data)
		n, err := Decode(b, graph.Limits{})
		if err != nil || Repr(n) != want {
			t.Errorf("%s: %s, %v, and not %s", data, Repr(n), err, want)
		}
	}
	many := []byte{0xde, 0, 40}
	for i := range 40 {
		many = append(many, byte(i%20), byte(i))
	}
	n, err := Decode(many, graph.Limits{})
	if err != nil || len(n.Pairs) != 20 || n.Pairs[7].Key.Int != 7 || n.Pairs[7].Value.Int != 27 {
		t.Errorf("%s, %v", Repr(n), err)
	}
}

func TestRepr(t *testing.T) {
	t.Parallel()
	self := list()
	self.Items = append(self.Items, mapping(pair("s", self)))
	around := mapping()
	around.Pairs = append(around.Pairs, pair("m", list(around)))
	for want, n := range map[string]*graph.Node{
		`[{"s": [...]}]`:          self,
		`{"m": [{...}]}`:          around,
		`"\x00\x7f\U0010ffffé\\"`: graph.NewText("\x00\x7f\U0010ffffé\\"),
		"[null, null]":            list(nil, &graph.Node{}),
		"<integer of 70001 bits>": bigNode(70000),
		"Foo([]){a: 1}":           {Kind: graph.Object, Class: "Foo", Args: []*graph.Node{list()}, Pairs: []graph.Pair{pair("a", graph.NewInt(1))}},
	} {
		if got := Repr(n); got != want {
			t.Errorf("%s, and not %s", got, want)
		}
	}
	if got := []rune(Repr(graph.NewText(strings.Repeat("é", 1<<20)))); len(got) != graph.LineLength+1 || got[graph.LineLength] != '…' {
		t.Errorf("%d characters", len(got))
	}
}
