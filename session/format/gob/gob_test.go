package gob

import (
	"bytes"
	"encoding/gob"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"sessh/session/format/graph"
)

// register makes the types known to encoding/gob.
var register = sync.OnceFunc(func() {
	for _, t := range types {
		gob.Register(t)
	}
})

// encoded is a session as an application encodes it.
func encoded(t testing.TB, values map[string]any) []byte {
	t.Helper()
	register()
	var out bytes.Buffer
	if err := gob.NewEncoder(&out).Encode(&struct {
		Deadline time.Time
		Values   map[string]any
	}{time.Date(2026, 11, 26, 12, 0, 0, 5, time.UTC), values}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// all has a value of each type.
var all = map[string]any{
	"int": 5, "int64": int64(1) << 40, "int8": int8(-3), "uint64": uint64(1) << 63, "byte": byte(7), "float": 1.5, "float32": float32(2.5), "bool": true,
	"text": "Grüße", "broken": "\xff", "\xfe": []string{"\xff"}, "bytes": []byte{0, 255}, "time": time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC), "texts": []string{"a", "b"}, "ints": []int{1, 2},
	"list": []any{1, "a", nil, []any{2}}, "map": map[string]any{"a": map[string]any{"b": 1}}, "labels": map[string]string{"a": "b"}, "duration": time.Minute,
}

// TestTypesAreKept reads and writes values of all types: the application reads the same,
// but for what was edited.
func TestTypesAreKept(t *testing.T) {
	t.Parallel()
	value := encoded(t, all)
	root, how, err := Decode(value)
	if err != nil {
		t.Fatal(err)
	}
	if same, err := Encode(root, how); !bytes.Equal(same, value) || err != nil {
		t.Errorf("without an edit it is written as %q, %v", same, err)
	}
	values := root.Entry(Values)
	values.Entry("int").Int, values.Entry("labels").Pairs[0].Value.Text = 6, "c"
	values.Pairs = append(values.Pairs, graph.Pair{Key: graph.NewText("new"), Value: &graph.Node{Kind: graph.List, Items: []*graph.Node{graph.NewInt(1)}}})
	out, err := Encode(root, how)
	if err != nil {
		t.Fatal(err)
	}
	var back session
	if err := gob.NewDecoder(bytes.NewReader(out)).Decode(&back); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"int": 6, "labels": map[string]string{"a": "c"}, "new": []any{1}}
	for name, v := range all {
		if _, edited := want[name]; !edited {
			want[name] = v
		}
	}
	if !reflect.DeepEqual(back.Values, want) || !back.Deadline.Equal(time.Date(2026, 11, 26, 12, 0, 0, 5, time.UTC)) {
		t.Errorf("it reads %v, %v; want %v", back.Values, back.Deadline, want)
	}
}

// TestWhatDoesNotFit edits values into what their types cannot hold.
func TestWhatDoesNotFit(t *testing.T) {
	t.Parallel()
	for name, put := range map[string]*graph.Node{
		"int8": {Kind: graph.Int, Form: "int8", Int: 300}, "byte": {Kind: graph.Int, Form: "uint8", Int: -1},
		"texts":  {Kind: graph.List, Form: "[]string", Items: []*graph.Node{graph.NewInt(1)}},
		"labels": {Kind: graph.Map, Form: "map[string]string", Pairs: []graph.Pair{{Key: graph.NewText("a"), Value: &graph.Node{}}}},
		"map":    {Kind: graph.Map, Pairs: []graph.Pair{{Key: graph.NewInt(1), Value: graph.NewInt(1)}}},
		"text":   {Kind: graph.Object, Class: "x"},
	} {
		root, how, err := Decode(encoded(t, all))
		if err != nil {
			t.Fatal(err)
		}
		*root.Entry(Values).Entry(name) = *put
		if out, err := Encode(root, how); err == nil {
			t.Errorf("%s: it is written as %q", name, out)
		}
	}
}

type own struct{ Name string }

// TestWhatCannotBeRead decodes gobs of own types, cut off ones and others.
func TestWhatCannotBeRead(t *testing.T) {
	t.Parallel()
	value := encoded(t, all)
	for n := range value {
		if _, _, err := Decode(value[:n]); err == nil {
			t.Fatalf("%d of %d bytes are read: %v", n, len(value), err)
		}
	}
	claims := bytes.Replace(encoded(t, map[string]any{"int": 5}), []byte("\x01\x01\x03int"), []byte("\x01\xfb\x1b\xf0\x8e\xb0\x00\x03int"), 1)
	if _, _, err := Decode(claims); err == nil {
		t.Error("a map of 120 billion entries is read")
	}
	var other bytes.Buffer
	if err := gob.NewEncoder(&other).Encode(own{"x"}); err != nil {
		t.Fatal(err)
	}
	for _, b := range [][]byte{other.Bytes(), append(bytes.Clone(value), 0), []byte(strings.Repeat("x", 100)), nil} {
		if _, _, err := Decode(b); err == nil || IsOfOwnTypes(err) {
			t.Errorf("%q is read: %v", b, err)
		}
	}
	gob.RegisterName("sessh/test.Own", own{})
	unknown := bytes.ReplaceAll(encoded(t, map[string]any{"a": own{"x"}}), []byte("sessh/test.Own"), []byte("other/test.Own"))
	if _, _, err := Decode(unknown); !IsOfOwnTypes(err) {
		t.Errorf("of another type: %v", err)
	}
}

// FuzzDecode reads anything, without a panic, and writes what it reads.
func FuzzDecode(f *testing.F) {
	f.Add(encoded(f, all))
	f.Fuzz(func(t *testing.T, value []byte) {
		root, how, err := Decode(value)
		if err != nil {
			return
		}
		if out, err := Encode(root, how); err == nil {
			if _, _, err := Decode(out); err != nil {
				t.Errorf("%q is written as %q: %v", value, out, err)
			}
		}
	})
}
