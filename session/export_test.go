package session

import (
	"fmt"

	"sessh/session/storage"
)

// ManyVerdicts has the root know the owners of many items, or of none.
func ManyVerdicts(r *Root, many bool) {
	for i := 0; many && i <= 10_000; i++ {
		r.catalog.Whose(&storage.Item{Key: fmt.Sprint("key-", i), Version: 1})
	}
}

// AbilitiesOf returns a store's abilities, with the stand-ins for those that it lacks.
var AbilitiesOf = storage.AbilitiesOf
