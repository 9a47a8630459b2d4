package workspace

import (
	"time"

	"sessh/repl/stash"
	"sessh/session/storage"
)

// stashItem returns an item as the stash and the journal keep it; nil for nil.
func stashItem(item *storage.Item) *stash.Item {
	if item == nil {
		return nil
	}
	x := &stash.Item{Value: item.Value, Flags: item.Flags, Version: item.Version}
	if item.TTL != storage.TTLUnknown {
		left := item.TTL.Seconds()
		x.TTL = &left
	}
	return x
}

// itemOf returns the inverse of [stashItem].
func itemOf(x *stash.Item, key string) *storage.Item {
	if x == nil {
		return nil
	}
	item := &storage.Item{Key: key, Value: x.Value, Flags: x.Flags, Version: x.Version, TTL: storage.TTLUnknown, Idle: -1}
	if x.TTL != nil {
		item.TTL = max(time.Duration(*x.TTL*float64(time.Second)), storage.TTLNever)
	}
	return item
}
