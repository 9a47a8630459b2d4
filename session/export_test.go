package session

import (
	"context"
	"fmt"
	"iter"
	"time"

	"sessh/session/storage"
)

// WatchBegan is Root.Watch with a call once it has looked at all there is and
// hears of writes, where the store tells.
func WatchBegan(ctx context.Context, r *Root, container, id string, every time.Duration, began func()) iter.Seq2[Event, error] {
	return r.watch(ctx, container, id, every, began)
}

// ManyVerdicts has the root know the owners of many items, or of none.
func ManyVerdicts(r *Root, many bool) {
	for i := 0; many && i <= 10_000; i++ {
		r.catalog.Whose(&storage.Item{Key: fmt.Sprint("key-", i), Version: 1})
	}
}

// AbilitiesOf returns a store's abilities, with the stand-ins for those that it lacks.
var AbilitiesOf = storage.AbilitiesOf
