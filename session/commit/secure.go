package commit

import (
	"context"

	"sessh/session/storage"
)

// Secure keeps out lost requests that may still put an attempt's item back to what it was. They are
// conditional on the version, so the item is written again as it is, and then loaded again. It has an error
// if the store does not confirm that write: it does not count as written before.
func Secure(ctx context.Context, store storage.Store, targets []*Target, loaded []storage.Loaded) {
	var loose []*Target
	var at []int
	var writes []storage.Write
	for i, l := range loaded {
		t := targets[i]
		if l.Item == nil || t.Attempt == nil || t.Attempt.inverse != l.Item.Version {
			continue
		}
		ttl := l.Item.TTL
		if ttl == storage.TTLUnknown { // it was written not long ago
			ttl = t.Attempt.write.TTL
		}
		loose, at = append(loose, t), append(at, i)
		writes = append(writes, storage.Write{Key: t.Key, Server: l.Item.Server, Value: l.Item.Value, Flags: l.Item.Flags, TTL: ttl, Version: l.Item.Version})
	}
	if len(writes) == 0 {
		return
	}
	bounded, cancel := context.WithTimeout(ctx, fencing)
	defer cancel()
	outcomes := store.Apply(bounded, writes)
	again := Load(bounded, storage.AbilitiesOf(store).Locator, loose, storage.NeedValue|storage.NeedTTL)
	for n, o := range outcomes {
		switch {
		case o.State == storage.Applied || o.State == storage.Overtaken:
			loaded[at[n]] = again[n]
		default:
			loaded[at[n]] = storage.Loaded{Err: o.Err}
		}
	}
}
