package plain

import (
	"encoding/json"
	"testing"

	"pgregory.net/rapid"

	"sessh/session/format/graph"
)

func TestAtLeast(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][2]int{
		`7`: {1, 0}, `[]`: {1, 1}, `[1, [2], {"a": 3}]`: {4, 3}, `{"a,[:": "\\", "b\"{,": "x,y"}`: {4, 1},
	} {
		if nodes, compounds := atLeast([]byte(text)); [2]int{nodes, compounds} != want {
			t.Errorf("%s has at least %d, and %d of them compound; want %v", text, nodes, compounds, want)
		}
	}
}

// TestAtLeastIsWhatIsRead compares what is counted with what is read.
func TestAtLeastIsWhatIsRead(t *testing.T) {
	t.Parallel()
	text := rapid.StringMatching(`[]["{},:\\a ]{0,4}`)
	var value func(t *rapid.T, depth int) any
	value = func(t *rapid.T, depth int) any {
		kind := rapid.IntRange(0, 3).Draw(t, "kind")
		if depth == 0 {
			kind %= 2
		}
		switch kind {
		case 0:
			return text.Draw(t, "text")
		case 1:
			return rapid.Int8().Draw(t, "number")
		case 2:
			list := []any{}
			for range rapid.IntRange(0, 3).Draw(t, "values") {
				list = append(list, value(t, depth-1))
			}
			return list
		}
		m := map[string]any{}
		for range rapid.IntRange(0, 3).Draw(t, "keys") {
			m[text.Draw(t, "key")] = value(t, depth-1)
		}
		return m
	}
	rapid.Check(t, func(t *rapid.T) {
		b, err := json.MarshalIndent(value(t, 4), "", rapid.SampledFrom([]string{"", " "}).Draw(t, "indent"))
		if err != nil {
			t.Fatal(err)
		}
		root, _, err := decodeJSON(b)
		if err != nil {
			t.Fatal(err)
		}
		nodes, compounds, filled := 0, 0, 0
		for n := range graph.Places(root) {
			nodes++
			if n.Compound() {
				compounds++
				if len(n.Items)+len(n.Pairs) > 0 {
					filled++
				}
			}
		}
		// Of the values in each list or mapping, the first has no comma before it.
		if n, c := atLeast(b); n != nodes-filled || c != compounds {
			t.Errorf("%s has %d nodes, %d of them compound, and is said to have at least %d and %d", b, nodes, compounds, n, c)
		}
	})
}
