package keys

import (
	"errors"
	"slices"
	"strings"
)

// A lock is how the items are named that are there while the sessions of a pair are in use.
type lock struct {
	whole *template // nil: it is the session's key, and tail behind it
	tail  string
}

// Locks says by what patterns the items are named that are there while sessions are in
// use: they are no sessions. {key} at the beginning of one is the key of the session.
func (k *Keys) Locks(patterns ...string) error {
	for i := range k.pairs {
		p := &k.pairs[i]
		for _, pattern := range patterns {
			l, err := lockOf(pattern, p.names)
			if err != nil {
				return wrong("lock", pattern, err)
			}
			p.locks = append(p.locks, l)
		}
	}
	return nil
}

// lockOf compiles a pattern; names are those of the parts of the session's key.
func lockOf(pattern string, names []string) (lock, error) {
	if tail, afterKey := strings.CutPrefix(pattern, "{key}"); afterKey {
		switch {
		case tail == "":
			return lock{}, errors.New("it is the key of the session")
		case !isPlain(tail):
			return lock{}, errNoKey
		}
		return lock{tail: tail}, nil
	}
	known := slices.Clone(names)
	whole, err := compile(pattern, &known)
	if err == nil && (whole.id() == nil || len(known) != len(names)) {
		err = errors.New("its parts are not those of the container and the id")
	}
	if err == nil {
		err = whole.storable()
	}
	return lock{whole: whole}, err
}

// LockKeys returns the keys of the locks on a session, in the order of the patterns; none where
// the container has no keys. There are some for any id, whether a session can have it or not.
func (k *Keys) LockKeys(container, id string) []string {
	i, found := k.named(container, id)
	if i < 0 {
		return nil
	}
	p := &k.pairs[i]
	if found[idPart] = id; p.digests(i, id) {
		found[idPart] = p.digest(id)
	}
	var all []string
	for _, l := range p.locks {
		if l.whole == nil {
			all = append(all, p.key.put(&found)+l.tail)
			continue
		}
		all = append(all, l.whole.put(&found))
	}
	return all
}

// isLock reports whether a key is that of a lock.
func (p *pair) isLock(key string) bool {
	return slices.ContainsFunc(p.locks, func(l lock) bool {
		if l.whole != nil {
			return l.whole.match(key, &parts{})
		}
		of, ok := strings.CutSuffix(key, l.tail)
		return ok && p.key.match(of, &parts{})
	})
}
