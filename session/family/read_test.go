package family_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"sessh/session/format"
	"sessh/session/storage"
	"sessh/session/tree"
)

// TestEndWhileDecoding has the context end: nothing counts as read.
func TestEndWhileDecoding(t *testing.T) {
	t.Parallel()
	for name, size := range map[string]int{"few bytes": 10, "many bytes": 2 << 20} {
		b := newBench(t)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		loaded := []storage.Loaded{{Item: &storage.Item{Key: "k", Value: slices.Repeat([]byte("a"), size)}}, {}}
		b.DecodedAll(ctx, loaded)
		for i, l := range loaded {
			if !errors.Is(l.Err, context.Canceled) {
				t.Errorf("%s: %d is %v", name, i, l.Err)
			}
		}
	}
}

// TestEncode writes data as the item that they were read from, whatever the session had before, until
// they change.
func TestEncode(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	from, had := b.item('b', "from"), b.item('a', "had")
	r, err := b.DecodeAs("b", from)
	if err != nil {
		t.Fatal(err)
	}
	record := func() *format.Record { return &format.Record{Container: "C", ID: "from", Way: "b", Data: r.Data} }
	value, _, exact, err := b.Encode(record(), had, false)
	if err != nil || !exact || string(value) != string(from.Value) {
		t.Errorf("%q, %t, %v; want %q", value, exact, err, from.Value)
	}
	if err := r.Data.Set("q", map[string]any{"x": 1}); err != nil {
		t.Fatal(err)
	}
	value, _, exact, err = b.Encode(record(), had, false)
	if err != nil || exact || value[0] != 'b' || string(value) == string(from.Value) {
		t.Errorf("after a change: %q, %t, %v", value, exact, err)
	}
}

func TestWayThatThereIsNot(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	if r, err := b.DecodeAs("d", b.item('a', "s")); err == nil {
		t.Errorf("decoded as d: %+v", r)
	}
}

func TestContent(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	want, err := tree.Of(map[string]any{"p": map[string]any{"k": "s"}})
	if err != nil {
		t.Fatal(err)
	}
	data, err := b.Content(b.item('a', "s"))
	if err != nil || !tree.Equal(data, want) {
		t.Errorf("%v, %v", data, err)
	}
	if data, err := b.Content(&storage.Item{Key: "k", Value: []byte("a{")}); err == nil || data.Len() != 0 {
		t.Errorf("%v, %v", data, err)
	}
}
