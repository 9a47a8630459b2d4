package script

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"sessh/session"
)

// What a MemcachedClient writes is no session, and part of no transaction: it
// is in the store at once, whoever wrote the item before.

func (in *Interp) load(key string) (value []byte, ok bool, err error) {
	l := in.options.Root.Store().Load(in.ctx, []string{key}, session.NeedValue)[0]
	if l.Err != nil || l.Item == nil {
		return nil, false, l.Err
	}
	return l.Item.Value, true, nil
}

func (in *Interp) store(key string, value []byte, ttl time.Duration) error {
	return in.overwrite(session.Write{Key: key, Value: value, TTL: ttl})
}

func (in *Interp) drop(key string) error {
	return in.overwrite(session.Write{Key: key, Delete: true})
}

// overwrite writes over whatever is there. Who comes in between is overwritten
// as well.
func (in *Interp) overwrite(w session.Write) error {
	const tries = 100
	for range tries {
		l := in.options.Root.Store().Load(in.ctx, []string{w.Key}, 0)[0]
		if l.Err != nil {
			return l.Err
		}
		w.Version = 0
		if l.Item != nil {
			w.Version = l.Item.Version
		} else if w.Delete {
			return nil
		}
		out := in.options.Root.Store().Apply(in.ctx, []session.Write{w})[0]
		if out.State != session.Overtaken {
			return out.Err
		}
	}
	return fmt.Errorf("%q: others write it all the time: %w", w.Key, session.ErrConflict)
}

func sortedNames(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }
