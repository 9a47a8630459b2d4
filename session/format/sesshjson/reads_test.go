package sesshjson

import (
	"math"
	"testing"
	"time"

	"sessh/session/format"
	"sessh/session/tree"
)

// TestReads compares documents with records that they were written of, and with others.
func TestReads(t *testing.T) {
	t.Parallel()
	record := func(v any) *format.Record {
		data, p := tree.NewMap(), tree.NewMap()
		if err := p.Set("v", v); err != nil {
			t.Fatal(err)
		}
		if err := data.Set("p", p); err != nil {
			t.Fatal(err)
		}
		return &format.Record{Container: "C", ID: "s", Timeout: time.Hour, LastAccess: time.Unix(1, 0).UTC(), Data: data}
	}
	values := []any{
		nil, true, false, 0, 1, -1, 1.0, 1.5, math.Inf(1), "", "1", "tea", tree.Bytes("tea"), tree.Bytes("\xff"), "$bytes",
		[]any{}, []any{1}, []any{1, 2}, []any{2, 1}, []any{[]any{1}}, map[string]any{}, map[string]any{"a": 1}, map[string]any{"a": 2},
		map[string]any{"b": 1}, map[string]any{"a": 1, "b": 1}, map[string]any{"a": map[string]any{"a": nil}}, map[string]any{"$bytes": "tea"},
	}
	quick := 0
	for i, v := range values {
		r := record(v)
		text, flags, err := Format{}.Encode(r, nil)
		if err != nil {
			t.Fatal(err)
		}
		for j, w := range values {
			got := reads(text, record(w))
			back, err := Format{}.Decode(text, flags)
			if same := err == nil && tree.Equal(back.Data, record(w).Data); got && !same || i == j && !same {
				t.Errorf("%s is read as %v: %v, and decoded so: %v", text, w, got, same)
			}
			if got {
				quick++
			}
		}
		for _, other := range []func(r *format.Record){
			func(r *format.Record) { r.ID = "t" }, func(r *format.Record) { r.Timeout++ },
			func(r *format.Record) { _, _ = r.Data.Delete("p") }, func(r *format.Record) { _ = r.Data.Set("q", tree.NewMap()) },
		} {
			o := record(v)
			if other(o); reads(text, o) {
				t.Errorf("%s is read as another record", text)
			}
		}
		for n := range text {
			if reads(text[:n], r) {
				t.Errorf("%s is read as the whole", text[:n])
			}
		}
		if reads(append(text, '1'), r) {
			t.Errorf("%s is read with more behind it", text)
		}
	}
	if quick < 15 {
		t.Errorf("only %d documents are compared without being decoded", quick)
	}
}
