package storage_test

import (
	"context"
	"fmt"
	"log"

	"sessh/session"
	"sessh/session/format"
	"sessh/session/format/sesshjson"
	"sessh/session/memstore"
	"sessh/session/storage"
	"sessh/txn"
)

// counting is a store around another one that counts round trips. It embeds the inner
// store, so all that it does not replace, abilities included, is the inner store's.
type counting struct {
	storage.Store
	loads int
}

func (c *counting) Load(ctx context.Context, keys []string, need storage.Need) []storage.Loaded {
	c.loads++
	return c.Store.Load(ctx, keys, need)
}

// A store that wraps another one passes its abilities on, and can replace some.
func ExampleAbilities() {
	ctx := context.Background()
	store := &counting{Store: memstore.New(memstore.Options{})}
	root := session.NewRoot(storage.ReadOnly(store), session.Options{Formats: []format.Format{sesshjson.Format{}}})
	if _, err := root.Container("C").Sessions(ctx, txn.NewManager().Tx(), "a", "b", "c"); err != nil {
		log.Fatal(err)
	}
	fmt.Println("round trips:", store.loads)
	fmt.Println("refuses writes:", storage.Refuses(root.Store()))
	// Output:
	// round trips: 1
	// refuses writes: read-only
}
