package marked_test

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"sessh/session/marked"
	"sessh/session/tree"
)

// TestReads: what a text is said to be read as is what it is decoded as, whether the text is of that
// value, of another one, or damaged.
func TestReads(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		v, err := tree.Of(values(3).Draw(t, "value"))
		if err != nil {
			t.Fatal(err)
		}
		text, err := marked.Append(nil, v)
		if err != nil {
			t.Fatal(err)
		}
		if rapid.Bool().Draw(t, "damaged") {
			i := rapid.IntRange(0, len(text)-1).Draw(t, "at")
			text = slices.Replace(text, i, i+1, rapid.SampledFrom([]byte(`"\{}[],:-.e01u `)).Draw(t, "byte"))
		}
		as := v
		if rapid.Bool().Draw(t, "another") {
			if as, err = tree.Of(values(2).Draw(t, "other")); err != nil {
				t.Fatal(err)
			}
		}
		rest, ok := marked.Reads(text, as)
		if !ok || len(rest) > 0 {
			return
		}
		if read, err := marked.Decode(text); err != nil || !tree.Equal(read, as) {
			t.Fatalf("%q is read as %v, and decoded as %v, %v", text, as, read, err)
		}
	})
}

// TestReadsPlainValues: values that have no marked form and no escapes are read, and what follows them
// is left.
func TestReadsPlainValues(t *testing.T) {
	t.Parallel()
	for _, v := range []any{
		nil, true, false, 0, -1, int64(math.MinInt64), uint64(math.MaxUint64), 1.5, -0.5, 1e300, "", "tea", "日本", "$5",
		[]any{}, []any{1, "a", nil}, map[string]any{}, map[string]any{"a": 1, "b": []any{map[string]any{"c": 2.5}}},
	} {
		v, err := tree.Of(v)
		if err != nil {
			t.Fatal(err)
		}
		text, err := marked.Append(nil, v)
		if err != nil {
			t.Fatal(err)
		}
		if rest, ok := marked.Reads(append(text, ",1"...), v); !ok || string(rest) != ",1" {
			t.Errorf("%s is read: %v, up to %q", text, ok, rest)
		}
	}
	for _, tt := range []struct {
		text string
		v    any
	}{
		{"01", int64(0)}, {"10", int64(1)}, {"1.0", int64(1)}, {"1e0", int64(1)}, {"1", 1.0}, {"+1", 1.0}, {"1.", 1.0}, {".5", .5}, {"-0", int64(0)}, {"truer", false},
		{`{"a":1,"a":1}`, tree.NewMap()}, {"[1", tree.NewList(1)}, {"[,1]", tree.NewList(1)}, {"[1,]", tree.NewList(1)}, {"\"\xff\"", "\xff"}, {"\"\x01\"", "\x01"}, {`"a\"`, `a\`},
	} {
		if rest, ok := marked.Reads([]byte(tt.text), tt.v); ok && len(rest) == 0 {
			t.Errorf("%s is read as %v", tt.text, tt.v)
		}
	}
}
