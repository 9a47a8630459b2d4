package format

import "strings"

// Locks are the shapes of the keys of the locks on the sessions of a container.
type Locks []lockShape

// A lockShape is what stands before and after the id.
type lockShape struct{ before, after string }

// LocksOf returns the shapes of the locks on the sessions of a container of a format; none if the
// application does not lock them.
func LocksOf(f Format, container string) Locks {
	keys := f.Traits().LockKeys
	if keys == nil {
		return nil
	}
	const id = "\x00" // which is in no other part of a key
	var all Locks
	for _, key := range keys(container, id) {
		if before, after, ok := strings.Cut(key, id); ok {
			all = append(all, lockShape{before, after})
		}
	}
	return all
}

// ID returns the id of the session on which the item under a key is a lock; ok is false if it is none.
func (all Locks) ID(key string) (id string, ok bool) {
	for _, s := range all {
		if strings.HasPrefix(key, s.before) && strings.HasSuffix(key, s.after) && len(key) > len(s.before)+len(s.after) {
			return key[len(s.before) : len(key)-len(s.after)], true
		}
	}
	return "", false
}
