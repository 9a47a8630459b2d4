package listing

import (
	"sync"
	"sync/atomic"

	"sessh/session/format"
)

// called holds the names that the catalog was asked for, by key, in formats whose keys are digests. The
// zero value is empty. It is safe for concurrent use.
type called struct {
	any   atomic.Bool // mostly there are none
	mu    sync.Mutex
	names map[string]calledName
}

type calledName struct {
	format        format.Format
	container, id string
}

// mostCalled is the maximum number of names.
const mostCalled = 100_000

func (c *called) put(key string, n calledName) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.names == nil {
		c.names = make(map[string]calledName)
	}
	if len(c.names) < mostCalled {
		c.names[key] = n
		c.any.Store(true)
	}
}

func (c *called) get(key string, f format.Format) (n calledName, ok bool) {
	if !c.any.Load() {
		return n, false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	n, ok = c.names[key]
	return n, ok && n.format == f
}

// has reports whether the catalog was asked for the names of a key, in any format.
func (c *called) has(key string) bool {
	if !c.any.Load() {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	_, ok := c.names[key]
	return ok
}
