package graph

import (
	"strings"
	"testing"
)

// caseless are keys in a language to which a text in upper case is the same.
func caseless(asked *int) *Keys {
	return &Keys{ID: func(n *Node) KeyID {
		*asked++
		if n.Compound() {
			return KeyID{Node: n}
		}
		return KeyID{Kind: n.Kind, Num: n.Int, Text: strings.ToLower(n.Text)}
	}}
}

func TestLastWins(t *testing.T) {
	t.Parallel()
	for _, size := range []int{1, 7, 8, 9, 100} { // with and without a map
		asked := 0
		var pairs []Pair
		for _, letter := range []string{"k", "K"} {
			for i := range size {
				pairs = append(pairs, Pair{text(letter + strings.Repeat("x", i)), NewInt(int64(len(pairs)))})
			}
		}
		was := pairs[0].Key
		kept := caseless(&asked).LastWins(pairs, nil)
		if len(kept) != size || kept[0].Key != was || kept[0].Value.Int != int64(size) || kept[size-1].Value.Int != int64(2*size-1) {
			t.Errorf("of twice %d keys: %d, the first is %v: %v", size, len(kept), kept[0].Key.Text, kept[0].Value.Int)
		}
	}
	asked := 0
	pairs := []Pair{{text("a"), NewInt(1)}, {text("b"), NewInt(2)}, {text("A"), NewInt(3)}}
	kept := caseless(&asked).LastWins(pairs, func(first *Pair, last Pair) { *first = last })
	if len(kept) != 2 || kept[0].Key.Text != "A" || kept[0].Value.Int != 3 {
		t.Errorf("replaced: %v", kept)
	}
}

func TestKeysAreAskedOnce(t *testing.T) {
	t.Parallel()
	asked := 0
	k := caseless(&asked)
	large, same, list := text(strings.Repeat("x", 1000)), text(strings.Repeat("X", 1000)), listOf()
	var pairs []Pair
	for range 100 {
		pairs = append(pairs, Pair{large, NewInt(1)}, Pair{same, NewInt(2)}, Pair{list, NewInt(3)})
	}
	if kept := k.LastWins(pairs, nil); len(kept) != 2 || kept[0].Value.Int != 2 || asked != 3 {
		t.Errorf("%d entries, %d questions", len(kept), asked)
	}
	if k.Number(large) != k.Number(same) || k.Number(large) == k.Number(list) || k.Number(list) == k.Number(listOf()) {
		t.Error("numbers of keys that are the same differ, or the other way round")
	}
	if got := k.Distinct([]*Node{text("a"), text("A"), text("b")}); len(got) != 2 || got[1].Text != "b" {
		t.Errorf("distinct: %v", got)
	}
}
