package graph

import (
	"fmt"
	"math/big"
	"strings"
	"testing"

	"sessh/session/tree"
)

// show returns a Repr for tests.
func show(n *Node) string {
	if n.Kind == Object {
		return "<" + n.Class + ">"
	}
	return fmt.Sprintf("%s:%s%d%v", n.Form, n.Text, n.Int, len(n.Items))
}

func testDialect() *Dialect {
	return &Dialect{
		Repr: show,
		Inside: func(n *Node) *[]Pair {
			if strings.HasPrefix(n.Class, "dict") {
				return &n.Pairs
			}
			return nil
		},
		Usual: func(n *Node) bool { return n.Class == "dict.Usual" },
		Forms: []string{"tuple"},
	}
}

func text(s string) *Node { return &Node{Kind: Text, Form: "unicode", Text: s} }

func pair(k string, v *Node) Pair { return Pair{text(k), v} }

func mapOf(pairs ...Pair) *Node { return &Node{Kind: Map, Pairs: pairs} }

func listOf(items ...*Node) *Node { return &Node{Kind: List, Items: items} }

func value(t *testing.T, n *Node) *tree.Map {
	t.Helper()
	v, err := testDialect().Value(n)
	if err != nil {
		t.Fatal(err)
	}
	return v.(*tree.Map)
}

func get(t *testing.T, m *tree.Map, key any) any {
	t.Helper()
	v, ok := m.Get(key)
	if !ok {
		t.Fatalf("no key %v", key)
	}
	return v
}

// item returns a graph with everything in it, built anew for each call.
func item() *Node {
	shared := listOf(NewInt(1), NewInt(2))
	rec := mapOf()
	rec.Pairs = []Pair{pair("me", rec)}
	huge, _ := new(big.Int).SetString("1208925819614629174706176", 10)
	return mapOf(
		pair("a", shared),
		pair("b", shared),
		pair("rec", rec),
		pair("t", &Node{Kind: List, Form: "tuple", Items: []*Node{text("x"), NewInt(3)}}),
		pair("o", &Node{Kind: Object, Class: "shop.Item", Pairs: []Pair{pair("name", text("tea"))}, State: shared}),
		pair("d", &Node{Kind: Object, Class: "dict.Ordered", Form: "reduce", Args: []*Node{text("arg")}, Pairs: []Pair{pair("k", NewInt(1))}}),
		pair("u", &Node{Kind: Object, Class: "dict.Usual", Pairs: []Pair{pair("k", NewInt(1))}}),
		pair("long", &Node{Kind: Int, Form: "long", Int: 5}),
		pair("big", NewBig(huge)),
		Pair{&Node{Kind: List, Form: "tuple", Items: []*Node{NewInt(1), text("x")}}, text("tuple key")},
		Pair{NewInt(1), text("int key")},
		Pair{&Node{Kind: Text, Form: "str", Text: "a"}, text("the same key in another form")},
	)
}

func TestValue(t *testing.T) {
	t.Parallel()
	m := value(t, item())
	for key, want := range map[string]string{
		"b": "<same as a>", "o": "<shop.Item>",
	} {
		if got := get(t, m, key).(tree.Object).Display(); got != want {
			t.Errorf("%s is shown as %s, want %s", key, got, want)
		}
	}
	rec := get(t, m, "rec").(*tree.Map)
	if got := get(t, rec, "me").(*tree.Ref); got.To() != any(rec) || got.Display() != "<same as rec>" {
		t.Errorf("the mapping that holds itself is %s", got.Display())
	}
	if f := get(t, m, "t").(*tree.List).Form(); f == nil || f.String() != "tuple" {
		t.Errorf("the tuple's form is %v", f)
	}
	if f := get(t, m, "d").(*tree.Map).Form(); f == nil || f.String() != "dict.Ordered" {
		t.Errorf("the form of an object that is a mapping is %v", f)
	}
	if f := get(t, m, "u").(*tree.Map).Form(); f != nil {
		t.Errorf("the usual kind of mapping has the form %v", f)
	}
	if m.Len() != 12 {
		t.Errorf("%d keys of 12: %v", m.Len(), m.Keys())
	}
	if got := get(t, get(t, m, "o").(*Opaque).Inside().(*tree.Map), "name"); got != "tea" {
		t.Errorf("inside of the object is %v", got)
	}
}

// TestMergeUnchanged lays values over the graph that they came from.
func TestMergeUnchanged(t *testing.T) {
	t.Parallel()
	n, err := testDialect().Merge(item(), value(t, item()))
	if err != nil {
		t.Fatal(err)
	}
	if !Equal(n, item()) {
		t.Error("a value that nobody edited is another graph")
	}
}

func TestMerge(t *testing.T) {
	t.Parallel()
	at := func(n *Node, key string) *Node {
		for _, p := range n.Pairs {
			if p.Key.Text == key && p.Key.Form == "unicode" {
				return p.Value
			}
		}
		return nil
	}
	set := func(m any, key, v any) {
		t.Helper()
		if err := m.(*tree.Map).Set(key, v); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		name  string
		edit  func(m *tree.Map)
		check func(n *Node) bool
	}{
		{"a list that is shared is changed in both places",
			func(m *tree.Map) { get(t, m, "a").(*tree.List).Append(int64(3)) },
			func(n *Node) bool { return at(n, "a") == at(n, "b") && len(at(n, "a").Items) == 3 }},
		{"a shared list whose first place is gone stays at the second",
			func(m *tree.Map) { m.Delete("a") },
			func(n *Node) bool { return at(n, "a") == nil && len(at(n, "b").Items) == 2 }},
		{"a shared list whose first place is replaced stays at the second",
			func(m *tree.Map) { set(m, "a", "text") },
			func(n *Node) bool { return at(n, "a").Text == "text" && len(at(n, "b").Items) == 2 }},
		{"a mapping goes on holding itself",
			func(m *tree.Map) { set(get(t, m, "rec"), "new", true) },
			func(n *Node) bool { return at(at(n, "rec"), "me") == at(n, "rec") }},
		{"a number keeps its form",
			func(m *tree.Map) { set(m, "long", 6) },
			func(n *Node) bool { return at(n, "long").Form == "long" && at(n, "long").Int == 6 }},
		{"a number that becomes a text does not",
			func(m *tree.Map) { set(m, "long", "six") },
			func(n *Node) bool { return at(n, "long").Form == "" }},
		{"a tuple stays a tuple",
			func(m *tree.Map) { get(t, m, "t").(*tree.List).Set(1, 4) },
			func(n *Node) bool {
				return at(n, "t").Form == "tuple" && at(n, "t").Items[0].Form == "unicode" && at(n, "t").Items[1].Int == 4
			}},
		{"a list in the place of a tuple is a list",
			func(m *tree.Map) { set(m, "t", []any{1}) },
			func(n *Node) bool { return at(n, "t").Form == "" }},
		{"a tuple is copied as one",
			func(m *tree.Map) { set(m, "t2", tree.Clone(get(t, m, "t"))) },
			func(n *Node) bool {
				return at(n, "t").Form == "tuple" && len(at2(n, "t2").Items) == 2 && at2(n, "t2").Form == "tuple"
			}},
		{"an item is put before the others, which keep their forms",
			func(m *tree.Map) { get(t, m, "t").(*tree.List).Insert(0, 9) },
			func(n *Node) bool { return at(n, "t").Items[0].Int == 9 && at(n, "t").Items[1].Form == "unicode" }},
		{"an object that is a mapping is copied with its class",
			func(m *tree.Map) {
				set(m, "d2", tree.Clone(get(t, m, "d")))
				set(get(t, m, "d2"), "k", 7)
			},
			func(n *Node) bool {
				d := at2(n, "d2")
				return d.Class == "dict.Ordered" && d.Args[0].Text == "arg" && d.Pairs[0].Value.Int == 7 && at(n, "d").Pairs[0].Value.Int == 1
			}},
		{"an object is copied as it is",
			func(m *tree.Map) { set(m, "o2", get(t, m, "o")) },
			func(n *Node) bool { return Equal(at2(n, "o2"), at(n, "o")) }},
		{"an object keeps sharing",
			func(m *tree.Map) { set(m, "long", 6) },
			func(n *Node) bool { return at(n, "o").State == at(n, "a") }},
		{"keys of other types stay what they are",
			func(m *tree.Map) { set(m, int64(1), "changed") },
			func(n *Node) bool {
				return n.Pairs[9].Key.Form == "tuple" && n.Pairs[10].Key.Int == 1 && n.Pairs[10].Value.Text == "changed"
			}},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := value(t, item())
			test.edit(m)
			n, err := testDialect().Merge(item(), m)
			if err != nil {
				t.Fatal(err)
			}
			if !test.check(n) {
				t.Errorf("merged to %s", dump(n))
			}
		})
	}
}

// at2 finds a key that is new, and so has the usual form.
func at2(n *Node, key string) *Node {
	for _, p := range n.Pairs {
		if p.Key.Text == key {
			return p.Value
		}
	}
	return nil
}

func dump(n *Node) string {
	flat, _ := flatten(n, 0)
	return fmt.Sprintf("%q", flat)
}

func TestForeignObject(t *testing.T) {
	t.Parallel()
	m := tree.NewMap()
	if err := m.Set("k", foreign{}); err != nil {
		t.Fatal(err)
	}
	if _, err := testDialect().Merge(nil, m); err == nil || !strings.Contains(err.Error(), "k: <foreign> comes from another format") {
		t.Errorf("another format's object: %v", err)
	}
}

type foreign struct{}

func (foreign) Display() string        { return "<foreign>" }
func (foreign) EqualObject(o any) bool { return o == any(foreign{}) }

func TestKeysAreTheSameInEveryReading(t *testing.T) {
	t.Parallel()
	key := func() any {
		m := value(t, mapOf(Pair{listOf(text("x"), NewInt(1)), NewInt(1)}))
		return m.Keys()[0]
	}
	if key() != key() {
		t.Error("a key that is an object is another one each time it is read")
	}
	if n := key().(Key).Node(); !Equal(n, listOf(text("x"), NewInt(1))) {
		t.Errorf("the key's node is %s", dump(n))
	}
}

func TestKeysAreNamed(t *testing.T) {
	t.Parallel()
	d := &Dialect{Repr: func(n *Node) string { return Show(n, nil) }}
	for want, key := range map[string]*Node{
		`[1, 'x']`: listOf(NewInt(1), text("x")), `["it's"]`: listOf(text("it's")), `["\n"]`: listOf(text("\n")),
	} {
		v, err := d.Value(mapOf(Pair{key, NewInt(1)}))
		if err != nil {
			t.Fatal(err)
		}
		if got := KeyText(v.(*tree.Map).Keys()[0]); got != want {
			t.Errorf("%s, and not %s", got, want)
		}
	}
}

// TestFlatten copies graphs, with texts that are repeated and shared.
func TestFlatten(t *testing.T) {
	t.Parallel()
	long := text(strings.Repeat("x", 100))
	huge := NewBig(new(big.Int).Lsh(big.NewInt(-1), 5000))
	n := listOf(long, text(strings.Repeat("x", 100)), long, huge, huge, item(), text("short"), text("short"))
	rec := listOf()
	rec.Items = []*Node{rec, long, n}
	c := copyOf(rec)
	if !Equal(c, rec) || c.Items[0] != c || c == rec || c.Items[1].Text != long.Text || c.Items[2].Items[4].Big.Cmp(huge.Big) != 0 {
		t.Errorf("the copy of\n%s\nis\n%s", dump(rec), dump(c))
	}
	// Whether two places share a text does not count.
	if !Equal(listOf(long, long), listOf(long, text(long.Text))) {
		t.Error("texts that are equal are told apart")
	}
	if Equal(listOf(long), listOf(text(long.Text+"y"))) || Equal(listOf(huge), listOf(NewBig(new(big.Int).Neg(huge.Big)))) {
		t.Error("different texts or numbers are equal")
	}
	many := listOf()
	megabyte := text(strings.Repeat("y", 1<<20))
	for range 100_000 {
		many.Items = append(many.Items, megabyte)
	}
	if flat, ok := flatten(many, 4<<20); !ok {
		t.Errorf("a text that is there 100,000 times is written as often: %d bytes", len(flat))
	}
}

func TestKeysOfLargePartsAreBounded(t *testing.T) {
	t.Parallel()
	m := mapOf()
	large := text(strings.Repeat("x", 1<<20))
	for i := range int64(100) {
		m.Pairs = append(m.Pairs, Pair{listOf(large, NewInt(i)), NewInt(i)})
	}
	if _, err := testDialect().Value(m); err == nil || !strings.Contains(err.Error(), "keys") {
		t.Errorf("100 keys of a megabyte each: %v", err)
	}
}

func TestDepthIsBounded(t *testing.T) {
	t.Parallel()
	n := listOf()
	for range 2000 {
		n = listOf(n)
	}
	if _, err := testDialect().Value(n); err == nil || !strings.Contains(err.Error(), "nested deeper") {
		t.Errorf("2,000 lists inside of each other: %v", err)
	}
	check := func(r *Reader) *Node { r.CheckDepth(n); return n }
	if _, err := Read(nil, Limits{Depth: 100}, check); err == nil {
		t.Error("CheckDepth lets 2,000 levels pass")
	}
}

func TestShared(t *testing.T) {
	t.Parallel()
	n := item()
	shared := Shared(n)
	if !shared[n.Pairs[0].Value] || !shared[n.Pairs[2].Value] || shared[n.Pairs[3].Value] {
		t.Errorf("what is met twice: %v", shared)
	}
}
