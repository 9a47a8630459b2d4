package session

import (
	"sync"

	"sessh/session/format"
)

// called holds the names that the root was asked for, by key, in formats whose keys are digests. The
// zero value is empty. It is safe for concurrent use.
type called struct {
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
	}
}

func (c *called) get(key string, f format.Format) (n calledName, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	n, ok = c.names[key]
	return n, ok && n.format == f
}

// key returns the key of a session in a format, and remembers the names if the key does not hold them.
func (r *Root) key(f format.Format, container, id string) (string, error) {
	key, err := f.Key(container, id)
	if err == nil && f.Traits().Digests {
		if name, parsed, _, _ := f.Parse(key); name != container || parsed != id {
			r.called.put(key, calledName{f, container, id})
		}
	}
	return key, err
}

// key returns the key of a session of the container.
func (c *Container) key(id string) (string, error) { return c.root.key(c.format, c.name, id) }
