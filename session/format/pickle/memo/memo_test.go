package memo

import (
	"testing"

	"pgregory.net/rapid"

	"sessh/session/format/graph"
)

// TestMemo: whatever the numbers, a memo holds what a map holds.
func TestMemo(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var m Memo
		model := make(map[uint64]*graph.Node)
		for range rapid.IntRange(0, 30).Draw(t, "puts") {
			number := rapid.OneOf(rapid.Uint64Range(0, 6), rapid.Just(uint64(len(model))), rapid.Uint64()).Draw(t, "number")
			n := graph.NewInt(int64(len(model)))
			m.Put(number, n)
			model[number] = n
		}
		if m.Len() != len(model) {
			t.Fatalf("it holds %d nodes, want %d", m.Len(), len(model))
		}
		for number, want := range model {
			if m.Get(number) != want {
				t.Fatalf("number %d is another node", number)
			}
		}
		for number := range uint64(10) {
			if model[number] == nil && m.Get(number) != nil {
				t.Fatalf("number %d is there", number)
			}
		}
	})
}
