package diff_test

import (
	"context"
	"fmt"
	"log"

	"sessh/session/diff"
	"sessh/session/tree"
)

func cart(v map[string]any) *tree.Map {
	m, err := tree.Of(v)
	if err != nil {
		log.Fatal(err)
	}
	return m.(*tree.Map)
}

// Compare two carts.
func ExampleComparison() {
	old := cart(map[string]any{"items": []any{"tea"}, "total": 3})
	now := cart(map[string]any{"items": []any{"tea", "milk"}, "paid": true, "total": 4})
	how := diff.Comparison{Top: tree.SessionPath("Shop", "s1")}
	for _, c := range how.Append(nil, old, now) {
		fmt.Println(c.Path, c.Old, "->", c.New)
	}
	// Output:
	// /Shop/s1/items/1 <nil> -> milk
	// /Shop/s1/total 3 -> 4
	// /Shop/s1/paid <nil> -> true
}

// Compare the carts of two visitors: that the total is an integer in one and a float in the
// other is no difference.
func ExampleAcross() {
	works := cart(map[string]any{"items": []any{"tea"}, "total": 3})
	fails := cart(map[string]any{"items": []any{"tea", "milk"}, "total": 3.0})
	how := diff.Across{Top: tree.SessionPath("Shop", "s2")}
	found, err := how.Compare(context.Background(), works, fails)
	if err != nil {
		log.Fatal(err)
	}
	for _, c := range found.Changes {
		fmt.Println(c.Path, c.Old, "->", c.New)
	}
	// Output:
	// /Shop/s2/items/1 <nil> -> milk
}

// Merge what another program has written into mine: visits are added up, and what only one side
// has changed is no conflict.
func ExampleMerge() {
	base := cart(map[string]any{"visits": 1, "lang": "en"})
	mine := cart(map[string]any{"visits": 2, "lang": "en", "note": "mine"})
	theirs := cart(map[string]any{"visits": 3, "lang": "de"})
	m := diff.Merge{How: diff.Resolution{Decide: diff.Add}, Apply: true}
	if err := m.Maps(tree.SessionPath("Shop", "s1"), base, mine, theirs); err != nil {
		log.Fatal(err)
	}
	for k, v := range mine.All() {
		fmt.Println(k, v)
	}
	fmt.Println("open conflicts:", len(m.Open))
	// Output:
	// lang de
	// note mine
	// visits 4
	// open conflicts: 0
}
