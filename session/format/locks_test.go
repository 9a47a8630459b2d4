package format

import "testing"

// lockedFormat locks sessions under keys of the container and the id.
type lockedFormat struct{ Format }

func (lockedFormat) Traits() *Traits {
	return &Traits{LockKeys: func(container, id string) []string {
		return []string{container + ":" + id + ".lock", "lock." + id, "digest of it"}
	}}
}

// TestLocksOf: the id is found in the key of a lock, whatever the container is called.
func TestLocksOf(t *testing.T) {
	t.Parallel()
	for _, container := range []string{"shop", "*", "a*b", "{id}"} {
		locks := LocksOf(lockedFormat{}, container)
		for key, want := range map[string]string{container + ":s1.lock": "s1", "lock.s*2": "s*2", container + ":.lock": "", "lock.": "", "other:s1.lock": ""} {
			if id, ok := locks.ID(key); id != want || ok != (want != "") {
				t.Errorf("in %s, %s is the lock of %q, %v, want %q", container, key, id, ok, want)
			}
		}
	}
}
