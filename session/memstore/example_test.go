package memstore_test

import (
	"context"
	"fmt"
	"time"

	"sessh/session/memstore"
	"sessh/session/storage"
)

// A test moves the clock of its store to let items expire.
func ExampleNew() {
	ctx, now := context.Background(), time.Now()
	store := memstore.New(memstore.Options{Now: func() time.Time { return now }})
	store.Apply(ctx, []storage.Write{{Key: "k", Value: []byte("v"), TTL: time.Hour}})
	for range 2 {
		fmt.Println(store.Load(ctx, []string{"k"}, storage.NeedValue)[0].Item != nil)
		now = now.Add(2 * time.Hour)
	}
	// Output:
	// true
	// false
}
