package modules

import (
	"fmt"
	"time"

	"sessh/session/commit"
	"sessh/session/storage"
)

// What a MemcachedClient writes is neither a session nor part of a transaction: it
// is in the store at once, whoever wrote the item before.

func (lib *library) load(key string) (value []byte, ok bool, err error) {
	l := lib.options.Root.Store().Load(lib.Context(), []string{key}, storage.NeedValue)[0]
	if l.Err != nil || l.Item == nil {
		return nil, false, l.Err
	}
	return l.Item.Value, true, nil
}

func (lib *library) store(key string, value []byte, ttl time.Duration) error {
	return lib.overwrite(storage.Write{Key: key, Value: value, TTL: ttl})
}

func (lib *library) drop(key string) error {
	return lib.overwrite(storage.Write{Key: key, Delete: true})
}

// overwrite replaces whatever is there, also what somebody writes meanwhile.
func (lib *library) overwrite(w storage.Write) error {
	const tries = 100
	for range tries {
		l := lib.options.Root.Store().Load(lib.Context(), []string{w.Key}, 0)[0]
		if l.Err != nil {
			return l.Err
		}
		w.Version = 0
		if l.Item != nil {
			w.Version = l.Item.Version
		} else if w.Delete {
			return nil
		}
		out := lib.options.Root.Store().Apply(lib.Context(), []storage.Write{w})[0]
		if out.State != storage.Overtaken {
			return out.Err
		}
	}
	return fmt.Errorf("%q: other programs write it all the time: %w", w.Key, commit.ErrConflict)
}
