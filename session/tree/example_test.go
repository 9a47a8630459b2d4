package tree_test

import (
	"fmt"
	"log"

	"sessh/session/tree"
)

// A tree of its own is built from Go values, and keys of different types are told apart by name.
func Example() {
	cart := tree.NewMap()
	if err := cart.Set("items", []any{"tea", "milk"}); err != nil {
		log.Fatal(err)
	}
	for _, key := range []any{2, "2"} {
		if err := cart.Set(key, "two"); err != nil {
			log.Fatal(err)
		}
	}
	for key, value := range cart.All() {
		fmt.Println(cart.Name(key), tree.TypeName(value))
	}
	fmt.Println(tree.SessionPath("Shop", "s1", "cart", "items", 0))
	// Output:
	// items list
	// integer(2) string
	// 2 string
	// /Shop/s1/cart/items/0
}
