package rubymarshal

import (
	"math/big"
	"strings"
	"testing"
	"time"

	"sessh/session/format/graph"
)

func list(items ...*graph.Node) *graph.Node { return &graph.Node{Kind: graph.List, Items: items} }

func object(form, class string, args ...*graph.Node) *graph.Node {
	return &graph.Node{Kind: graph.Object, Form: form, Class: class, Args: args}
}

func loop(form string) *graph.Node {
	n := object(form, "A", nil)
	n.Args[0] = n
	return n
}

func TestNewNodesAreWritten(t *testing.T) {
	t.Parallel()
	text, float := graph.NewText("é"), &graph.Node{Kind: graph.Float, Float: 100}
	large := graph.NewBig(new(big.Int).Lsh(big.NewInt(-1), 64))
	cycle := list()
	cycle.Items = []*graph.Node{cycle}
	for _, test := range []struct {
		n    *graph.Node
		want string
	}{
		{&graph.Node{}, "0"},
		{&graph.Node{Kind: graph.Bool, Bool: true}, "T"},
		{&graph.Node{Kind: graph.Bool}, "F"},
		{graph.NewInt(1<<30 - 1), "i\x04\xff\xff\xff\x3f"},
		{graph.NewInt(1 << 30), "l+\x07\x00\x00\x00\x40"},
		{graph.NewInt(-1 << 30), "i\xfc\x00\x00\x00\xc0"},
		{graph.NewInt(-1<<30 - 1), "l-\x07\x01\x00\x00\x40"},
		{large, "l-\x0a\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00"},
		{list(large, large), "[\x07l-\x0a\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00@\x06"},
		{list(text, text), "[\x07I\"\x07é\x06:\x06ET@\x06"},
		{list(float, float), "[\x07f\x081e2@\x06"},
		{cycle, "[\x06@\x00"},
		{&graph.Node{Kind: graph.Bytes, Text: "\xff"}, "\"\x06\xff"},
		{&graph.Node{Kind: graph.Text, Form: formSymbol, Text: "é"}, "I:\x07é\x06:\x06ET"},
		{&graph.Node{Kind: graph.Text, Form: formASCII, Text: "a"}, "I\"\x06a\x06:\x06EF"},
		{&graph.Node{Kind: graph.Text, Form: formASCII, Text: "é"}, "I\"\x07é\x06:\x06ET"},
		{&graph.Node{Kind: graph.Map, Form: formDefault}, "{\x00"},
		{&graph.Node{Kind: graph.Map, Form: formDefault, State: graph.NewInt(0)}, "}\x00i\x00"},
		{&graph.Node{Kind: graph.Map, Pairs: []graph.Pair{{Key: text, Value: text}}}, "{\x06I\"\x07é\x06:\x06ET@\x06"},
		{&graph.Node{Kind: graph.Time, Time: time.Date(2024, 2, 29, 12, 30, 45, 0, time.UTC)},
			"Iu:\x09Time\x0d\xac\x07\x1f\xc0\x00\x00\xd0\x7a\x06:\x09zoneI\"\x08UTC\x06:\x06EF"},
	} {
		if got := encode(t, test.n); got != version+test.want {
			t.Errorf("%s is written as %q instead of %q", Repr(test.n), got[2:], test.want)
		}
	}
}

func TestWhatCannotBeWritten(t *testing.T) {
	t.Parallel()
	deep := list()
	for range 10_000 {
		deep = list(deep)
	}
	inner := list()
	named := object("o", "A")
	named.Pairs = []graph.Pair{{Key: graph.NewInt(1), Value: graph.NewInt(1)}}
	for name, test := range map[string]struct {
		n    *graph.Node
		want string
	}{
		"a missing root":      {nil, "missing"},
		"a missing item":      {list(nil), "missing"},
		"a deep value":        {deep, "nested deeper"},
		"broken text":         {graph.NewText("\xff"), "not valid UTF-8"},
		"a broken symbol":     {&graph.Node{Kind: graph.Text, Form: formSymbol, Text: "\xff"}, "not valid UTF-8"},
		"a broken class":      {object("o", "\xff"), "not valid UTF-8"},
		"another text":        {&graph.Node{Kind: graph.Text, Form: "latin"}, `"latin"`},
		"other bytes":         {&graph.Node{Kind: graph.Bytes, Form: "bytearray"}, `"bytearray"`},
		"another list":        {&graph.Node{Kind: graph.List, Form: "tuple"}, `"tuple"`},
		"another mapping":     {&graph.Node{Kind: graph.Map, Form: "odict"}, `"odict"`},
		"another object":      {object("reduce", "decimal.Decimal"), `"decimal.Decimal"`},
		"no form":             {object("", "A"), `"A"`},
		"a number of a class": {object("C", "A", graph.NewInt(1<<40)), `"A"`},
		"a class of nothing":  {object("C", "A"), `"A"`},
		"a class of nil":      {object("C", "A", nil), `"A"`},
		"a symbol extended":   {object("e", "A", &graph.Node{Kind: graph.Text, Form: formSymbol}), `"A"`},
		"_dump of a number":   {object("u", "A", graph.NewInt(1)), `"A"`},
		"a bare _dump":        {object("u", "A"), `"A"`},
		"a _dump extended":    {object("e", "B", object("u", "A", graph.NewText(""))), `"B"`},
		"two of marshal_dump": {object("U", "A", list(), list()), `"A"`},
		"a bare Regexp":       {object("/", "Regexp", graph.NewText("a")), `"Regexp"`},
		"other options":       {object("/", "Regexp", graph.NewText("a"), graph.NewInt(256)), `"Regexp"`},
		"negative options":    {object("/", "Regexp", graph.NewText("a"), graph.NewInt(-1)), `"Regexp"`},
		"a class of itself":   {loop("C"), `"A"`},
		"a module of itself":  {loop("e"), `"A"`},
		"variables of itself": {loop("I"), `"A"`},
		"a variable's number": {named, "not named by a text"},
		"an inner list":       {list(inner, object("C", "A", inner)), "part of another object"},
		"two around one":      {list(object("C", "A", inner), object("C", "B", inner)), "part of another object"},
		"an early time":       {&graph.Node{Kind: graph.Time, Time: time.Date(1899, 1, 1, 0, 0, 0, 0, time.UTC)}, "year 1899"},
	} {
		data, err := Encode(test.n)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s is written as %q, %v; want %q", name, data, err, test.want)
		}
		if test.n != nil {
			Repr(test.n) // whatever it is
		}
	}
}

// What is within an object is the object, where it is met inside itself.
func TestInnerNodesAreTheObject(t *testing.T) {
	t.Parallel()
	inner := list()
	inner.Items = []*graph.Node{inner}
	if got := encode(t, object("C", "A", inner)); got != version+"C:\x06A[\x06@\x00" {
		t.Errorf("it is written as %q", got)
	}
}

func TestNodesOfValues(t *testing.T) {
	t.Parallel()
	for data, want := range map[string]*graph.Node{
		"I\"\x07é\x06:\x06ET":    {Kind: graph.Text, Text: "é"},
		"I\"\x06a\x06:\x06EF":    {Kind: graph.Text, Form: "ascii", Text: "a"},
		"I\"\x06\xff\x06:\x06ET": {Kind: graph.Bytes, Form: "encoding:UTF-8", Text: "\xff"},
		"I\"\x06\xff\x06:\x06EF": {Kind: graph.Bytes, Form: "encoding:US-ASCII", Text: "\xff"},
		"\"\x06a":                {Kind: graph.Bytes, Form: "binary", Text: "a"},
		":\x06a":                 {Kind: graph.Text, Form: "symbol", Text: "a"},
		":\x06\xff":              {Kind: graph.Bytes, Form: "symbol:binary", Text: "\xff"},
		"I\"\x06a\x06:\x0dencoding\"\x0eShift_JIS": {Kind: graph.Bytes, Form: "encoding:Shift_JIS", Text: "a"},
		"I:\x06a\x06:\x0dencoding\"\x0dUTF-16LE":   {Kind: graph.Bytes, Form: "symbol:encoding:UTF-16LE", Text: "a"},
		"l+\x06\x01\x00":                           {Kind: graph.Int, Int: 1},
		"}\x00i\x00":                               {Kind: graph.Map, Form: "default", State: graph.NewInt(0)},
		"C:\x06A[\x00":                             object("C", "A", list()),
		"e:\x06A[\x00":                             object("e", "A", list()),
		"I[\x00\x00":                               object("I", "Array", list()),
		"c\x06A":                                   object("c", "A"),
		"Iu:\x06A\x06a\x06:\x06ET":                 object("u", "A", graph.NewText("a")),
		"I/\x06a\x01\x06:\x06EF":                   object("/", "Regexp", &graph.Node{Kind: graph.Text, Form: "ascii", Text: "a"}, graph.NewInt(1)),
	} {
		if d := difference(decode(t, version+data), want); d != "" {
			t.Errorf("%q: %s", data, d)
		}
	}
}

func TestSharedNodesAreOne(t *testing.T) {
	t.Parallel()
	n := decode(t, version+"[\x0c\"\x06a@\x06IC:\x06A[\x06@\x07\x06:\x07@b\"\x06c@\x07@\x08f\x061@\x09")
	if len(n.Items) != 7 {
		t.Fatalf("%d items", len(n.Items))
	}
	a, c := n.Items[0], n.Items[2]
	switch {
	case n.Items[1] != a:
		t.Error("the string is not the same")
	case n.Items[3] != c || c.Args[0].Items[0] != c:
		t.Error("the object is not the same")
	case n.Items[4] != c.Pairs[0].Value:
		t.Error("the variable is not the same")
	case n.Items[6] != n.Items[5]:
		t.Error("the float is not the same")
	}
}

func TestDuplicateKeys(t *testing.T) {
	t.Parallel()
	n := decode(t, version+"{\x08\"\x06ai\x06i\x06i\x07I\"\x06a\x06:\x06ETi\x08")
	if got := Repr(n); got != `{b"a": 3, 1: 2}` {
		t.Errorf("it is read as %s", got)
	}
	n = decode(t, version+"o:\x06A\x07:\x07@ai\x06;\x06i\x07")
	if got := Repr(n); got != `A{a: 2}` {
		t.Errorf("it is read as %s", got)
	}
}

func TestInside(t *testing.T) {
	t.Parallel()
	n := decode(t, version+"IC:\x06A}\x06i\x06i\x07i\x00\x06:\x07@ai\x06")
	entries := Inside(n)
	if entries == nil || len(*entries) != 1 {
		t.Fatalf("the entries are %v", entries)
	}
	*entries = append(*entries, graph.Pair{Key: graph.NewInt(3), Value: graph.NewInt(4)})
	if got := encode(t, n); got != version+"IC:\x06A}\x07i\x06i\x07i\x08i\x09i\x00\x06:\x07@ai\x06" {
		t.Errorf("it is written as %q", got)
	}
	for _, other := range []string{"{\x00", "[\x00", "C:\x06A[\x00", "o:\x06A\x00", "i\x00", "U:\x06A{\x00"} {
		if Inside(decode(t, version+other)) != nil {
			t.Errorf("%q has entries", other)
		}
	}
}
