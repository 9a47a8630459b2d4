package tree_test

import (
	"testing"

	"sessh/session/tree"
)

func TestAt(t *testing.T) {
	t.Parallel()
	v, err := tree.Of(map[string]any{"a": map[string]any{"b": 1, "l": []any{1}}})
	must(t, err)
	m := v.(*tree.Map)
	for _, test := range []struct {
		keys []any
		want any // nil: there is nothing
	}{
		{nil, m}, {[]any{"a", "b"}, int64(1)}, {[]any{"a", "c"}, nil}, {[]any{"a", "b", "c"}, nil}, {[]any{"a", "l", 0}, nil},
	} {
		if got, ok := m.At(test.keys); got != test.want || ok != (test.want != nil) {
			t.Errorf("at %v there is %v, %t, want %v", test.keys, got, ok, test.want)
		}
	}
}
