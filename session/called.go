package session

import "sync"

// called are the names that the root was asked for, of formats whose keys do not tell
// them, by key. Its zero value is empty, and it is safe for concurrent use.
type called struct {
	mu    sync.Mutex
	names map[string]calledName
}

type calledName struct {
	format        Format
	container, id string
}

// mostCalled bounds how many names are remembered.
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

func (c *called) get(key string, f Format) (n calledName, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	n, ok = c.names[key]
	return n, ok && n.format == f
}

// key is the key of a session in a format. Where it does not tell the names, they are
// remembered.
func (r *Root) key(f Format, container, id string) (string, error) {
	key, err := f.Key(container, id)
	if err == nil && f.Traits().Digests {
		if name, parsed, _, _ := f.Parse(key); name != container || parsed != id {
			r.called.put(key, calledName{f, container, id})
		}
	}
	return key, err
}

// key is the key of a session of the container.
func (c *Container) key(id string) (string, error) { return c.root.key(c.format, c.name, id) }
