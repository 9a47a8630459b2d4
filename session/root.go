package session

import (
	"context"
	"time"

	"sessh/session/family"
	"sessh/session/format"
	"sessh/session/listing"
	"sessh/session/storage"
	"sessh/session/tree"
	"sessh/session/undo"
	"sessh/txn"
)

// DefaultTimeout is the default lifetime of new sessions; see [Options].
const DefaultTimeout = time.Hour

// A Root is the top of the tree: the containers in one store. It holds no session data, which is
// always part of a transaction. It is safe for concurrent use.
type Root struct {
	store   storage.Store
	can     storage.Abilities // the store's; no field is nil
	options Options

	catalog  *listing.Catalog
	families *family.Families
}

// Options are the settings of a [Root]. There must be at least one format.
type Options struct {
	// Formats are the formats that sessions are recognized by, in order. The first one is
	// the format of new containers.
	Formats []format.Format
	// Timeout is the lifetime of new sessions. 0 means [DefaultTimeout], and a negative
	// value that they do not expire.
	Timeout time.Duration
	// Strict makes a commit fail also if another program has changed a session that was
	// only read.
	Strict bool
	// Now is the clock; nil is time.Now.
	Now func() time.Time
}

// NewRoot returns the root of the sessions in store.
func NewRoot(store storage.Store, o Options) *Root {
	if len(o.Formats) == 0 {
		panic("session.NewRoot: no format")
	}
	switch {
	case o.Timeout == 0:
		o.Timeout = DefaultTimeout
	case o.Timeout < 0:
		o.Timeout = storage.TTLNever
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	catalog := listing.NewCatalog(store, o.Formats)
	return &Root{store: store, can: storage.AbilitiesOf(store), options: o, catalog: catalog, families: family.New(store, catalog, o.Formats, o.Now)}
}

// Store returns the store that the sessions are in.
func (r *Root) Store() storage.Store { return r.store }

// Catalog returns what recognizes the items of the store as sessions.
func (r *Root) Catalog() *listing.Catalog { return r.catalog }

// Families returns the families of sessions in the store.
func (r *Root) Families() *family.Families { return r.families }

// Now returns the time by the root's clock.
func (r *Root) Now() time.Time { return r.options.Now() }

// Formats returns the formats that sessions are recognized by.
func (r *Root) Formats() []format.Format { return r.options.Formats }

// FormatNamed returns the format of that name; nil if there is none.
func (r *Root) FormatNamed(name string) format.Format {
	for _, f := range r.options.Formats {
		if f.Name() == name {
			return f
		}
	}
	return nil
}

// ContainerOf returns the container of a session that the catalog has recognized.
func (r *Root) ContainerOf(e listing.Entry) *Container { return r.container(e.Container, e.Format) }

// Container returns the container of that name, in the format that it was assigned or was found
// to have, else in the root's first one.
func (r *Root) Container(name string) *Container { return r.container(name, r.catalog.FormatOf(name)) }

// ContainerIn returns the container of that name in a given format, which need not be one of the
// root's.
func (r *Root) ContainerIn(name string, f format.Format) *Container {
	r.catalog.Note(name, f)
	return r.container(name, f)
}

// WithTimeout returns the container with another lifetime for new sessions; with [storage.TTLNever] they
// do not expire.
func (c *Container) WithTimeout(d time.Duration) *Container {
	o := *c
	o.timeout = d
	return &o
}

// WithLifetime returns the container with a lifetime that a commit asks for. The commit gives it
// to all sessions that it writes and that were opened in this container, and not only to new ones,
// unless a session has a timeout of its own by [Session.SetTimeout].
func (c *Container) WithLifetime(f func() time.Duration) *Container {
	o := c.WithTimeout(f())
	o.lifetime = f
	return o
}

// Root returns the root of the container.
func (c *Container) Root() *Root { return c.root }

func (r *Root) container(name string, f format.Format) *Container {
	return r.Of(r.families.Of(name, f))
}

// Of returns the container of the sessions of a family.
func (r *Root) Of(f family.Family) *Container {
	return &Container{Family: f, root: r, timeout: r.options.Timeout}
}

// Work returns what the transaction has open of this root.
func (r *Root) Work(tx *txn.Tx) *Work {
	if w, ok := tx.Data(r); ok {
		return w.(*Work)
	}
	w := &Work{root: r, tx: tx, sessions: make(map[string]*Session), empty: tree.NewMap(), log: undo.New((*Session).changedAt)}
	tx.SetData(r, w)
	return w
}

// A Container is a named family of sessions that can be opened in transactions. It is safe for
// concurrent use.
type Container struct {
	family.Family
	root    *Root
	timeout time.Duration
	// lifetime is asked for at a commit; nil: new sessions have the timeout, and others
	// keep theirs.
	lifetime func() time.Duration
}

// Session opens one session in the transaction. A session that does not exist is created on
// retrieval: it is empty, and is not stored until something is set in it.
func (c *Container) Session(ctx context.Context, tx *txn.Tx, id string) (*Session, error) {
	s, err := c.Sessions(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	return s[0], nil
}

// Sessions opens many sessions, in one round trip for each server, and returns them in the order
// of ids. Sessions that could not be read are nil, and the error joins their errors.
func (c *Container) Sessions(ctx context.Context, tx *txn.Tx, ids ...string) ([]*Session, error) {
	return c.root.Work(tx).open(ctx, c, ids)
}

// View reads sessions read-only. Those that the transaction has open are returned as they are
// there; the others do not become part of it.
func (c *Container) View(ctx context.Context, tx *txn.Tx, ids ...string) ([]*Session, error) {
	return c.root.Work(tx).view(ctx, c, ids)
}

// Showing returns a read-only session of what was read and decoded outside of any transaction.
func (c *Container) Showing(id, key string, d family.Decoded) *Session {
	return newSession(nil, c, id, key, c.read(d))
}

// Same reports whether two containers have the same sessions.
func (c *Container) Same(o *Container) bool { return c.Name() == o.Name() && c.Format() == o.Format() }
