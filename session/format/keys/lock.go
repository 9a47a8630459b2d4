package keys

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Lock says by what pattern the items are named that are there while sessions are in
// use: they are no sessions. {key} before it is the key of the session.
func (k *Keys) Lock(pattern string) error {
	tail, afterKey := strings.CutPrefix(pattern, "{key}")
	if afterKey && tail == "" {
		return errors.New("the key of a lock is that of the session")
	}
	for i := range k.pairs {
		p := &k.pairs[i]
		if afterKey {
			p.lockTail = tail
			continue
		}
		known := slices.Clone(p.names)
		lock, err := compile(pattern, &known)
		if err == nil && (lock.id() == nil || len(known) != len(p.names)) {
			err = errors.New("its parts are not those of the container and the id")
		}
		if err != nil {
			return fmt.Errorf("the pattern %s of a lock: %w", pattern, err)
		}
		p.lock = lock
	}
	return nil
}

// LockKey is the key of the lock on a session; "" where the container has no keys. It has
// one for any id, whether a session can be called so or not.
func (k *Keys) LockKey(container, id string) string {
	i, found := k.named(container, id)
	if i < 0 {
		return ""
	}
	p := &k.pairs[i]
	if found[idPart] = id; p.digests(i, id) {
		found[idPart] = p.digest(id)
	}
	if p.lockTail != "" {
		return p.key.put(&found) + p.lockTail
	}
	return p.lock.put(&found)
}

// isLock reports whether a key is that of a lock.
func (p *pair) isLock(key string) bool {
	if p.lockTail == "" {
		return p.lock != nil && p.lock.match(key, &parts{})
	}
	of, ok := strings.CutSuffix(key, p.lockTail)
	return ok && p.key.match(of, &parts{})
}
