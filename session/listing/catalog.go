package listing

import (
	"context"
	"iter"
	"slices"
	"sync"

	"sessh/session/format"
	"sessh/session/storage"
)

// An Entry is a session that an item was recognized as.
type Entry struct {
	Format    format.Format
	Container string
	// ID is the session id. If the key holds only a digest of it, ID is the text of the
	// digest and Exact is false.
	ID    string
	Exact bool
	Item  storage.Listed
	Read  *storage.Item // nil: it was recognized without its value
}

// A Catalog recognizes the items of a store as sessions. It is safe for concurrent use.
type Catalog struct {
	store   storage.Store
	names   func(context.Context) iter.Seq2[storage.Listed, error] // lists names
	locator storage.Locator
	formats []format.Format
	looks   looks // of their keys

	mu    sync.Mutex
	known map[string]format.Format // assigned or found out, by container
	named map[string]format.Format // by the names of containers alone
	met   map[Namesake]bool        // in listings
	fresh []Namesake               // those that Namesakes has not returned yet

	latest map[Namesake]bool // in the latest listing

	claimants claimants
	called    called // what digests were made of
	verdicts  verdicts
	placement placement
}

// NewCatalog returns a catalog of what a store holds in some formats.
func NewCatalog(store storage.Store, formats []format.Format) *Catalog {
	can := storage.AbilitiesOf(store)
	return &Catalog{
		store: store, names: can.ListNames, locator: can.Locator, formats: formats, known: make(map[string]format.Format), named: make(map[string]format.Format),
		looks: looks{formats: formats}, claimants: claimants{formats: formats},
	}
}

// Assign gives a container its format, whatever it was found to have.
func (c *Catalog) Assign(container string, f format.Format) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.known[container] = f
}

// Note remembers the first format that a container was found to have, where it is
// not known yet, and returns the one that it has.
func (c *Catalog) Note(container string, f format.Format) format.Format {
	if known := c.Known(container); known != nil {
		return known
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known[container] == nil {
		c.known[container] = f
	}
	return c.known[container]
}

// FormatOf returns the format of a container: one that names its containers so if none is known,
// or else the first one.
func (c *Catalog) FormatOf(container string) format.Format {
	if f := c.Known(container); f != nil {
		return f
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	f := c.named[container]
	if f == nil {
		f = c.namedSo(container)
		c.named[container] = f
	}
	return f
}

// namedSo returns the first format that has containers of a few names, and of this one, such as
// laravel:shop_ of Laravel; the first of all formats if there is none.
func (c *Catalog) namedSo(container string) format.Format {
	for _, f := range c.formats {
		if takes := f.Traits().Takes; takes != nil && !f.Traits().Raw && takes(container) == nil {
			return f
		}
	}
	return c.formats[0]
}

// Known returns the format that a container was assigned, was found to have, or always has; nil if
// there is none.
func (c *Catalog) Known(container string) format.Format {
	c.mu.Lock()
	defer c.mu.Unlock()
	if f := c.known[container]; f != nil {
		return f
	}
	for _, f := range c.formats {
		if slices.Contains(f.Traits().Containers, container) {
			return f
		}
	}
	return nil
}

// Key returns the key of a session in a format, and remembers the names if the key does not hold them.
func (c *Catalog) Key(f format.Format, container, id string) (string, error) {
	key, err := f.Key(container, id)
	if err == nil && f.Traits().Digests {
		if name, parsed, _, _ := f.Parse(key); name != container || parsed != id {
			c.called.put(key, calledName{f, container, id})
		}
	}
	return key, err
}
