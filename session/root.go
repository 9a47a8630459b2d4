package session

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"sync"
	"time"

	"sessh/session/undo"
	"sessh/txn"
)

// DefaultTimeout is the lifetime of new sessions unless [Options] say otherwise.
const DefaultTimeout = time.Hour

// A Root is the root of the tree: the containers that are in one store. It
// holds no session data, which is always part of a transaction, and is safe
// for concurrent use.
type Root struct {
	store   Store
	can     Abilities // the store's; no field is nil
	options Options

	mu    sync.Mutex
	known map[string]Format      // of containers, by name: assigned or found out
	ways  map[string]*neighbours // likewise

	called called // what digests were made of

	met   map[Namesake]bool // in listings
	fresh []Namesake        // those of them that nobody was told of yet

	verdicts  verdicts
	placement placement
}

// Options are the settings of a [Root]. The zero value is not usable: there
// must be a format.
type Options struct {
	// Formats are the formats that sessions are recognised by, in order. The
	// first one is the format of new containers.
	Formats []Format
	// Timeout is the lifetime of new sessions; 0 is [DefaultTimeout], and a
	// negative one is no end.
	Timeout time.Duration
	// Strict makes a commit fail, too, when a session that was only read has
	// been changed by others.
	Strict bool
	// Now is the clock; nil is time.Now.
	Now func() time.Time
}

// NewRoot returns the root of the sessions in store.
func NewRoot(store Store, o Options) *Root {
	if len(o.Formats) == 0 {
		panic("session.NewRoot: no format")
	}
	switch {
	case o.Timeout == 0:
		o.Timeout = DefaultTimeout
	case o.Timeout < 0:
		o.Timeout = TTLNever
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Root{store: store, can: abilitiesOf(store), options: o, known: make(map[string]Format), ways: make(map[string]*neighbours)}
}

// Store is the store that the sessions are in.
func (r *Root) Store() Store { return r.store }

// Container returns the container of that name: in the format that it was
// assigned, or was found to have, else in the root's first one.
func (r *Root) Container(name string) *Container { return r.container(name, r.formatOf(name)) }

// ContainerIn returns the container of that name in a format of its own, which
// need not be one of the root's.
func (r *Root) ContainerIn(name string, f Format) *Container {
	r.noteFormat(name, f)
	return r.container(name, f)
}

// WithTimeout is the container with another lifetime for new sessions;
// [TTLNever] is no end.
func (c *Container) WithTimeout(d time.Duration) *Container {
	o := *c
	o.timeout = d
	return &o
}

// Same reports whether two containers have their sessions in common.
func (c *Container) Same(o *Container) bool { return c.same(o) }

func (r *Root) container(name string, f Format) *Container {
	return &Container{root: r, name: name, format: f, timeout: r.options.Timeout}
}

// Work returns what is open of this root in the transaction.
func (r *Root) Work(tx *txn.Tx) *Work {
	if w, ok := tx.Data(r); ok {
		return w.(*Work)
	}
	w := &Work{root: r, tx: tx, sessions: make(map[string]*Session), empty: NewMap(), log: undo.New((*Session).changedAt)}
	tx.SetData(r, w)
	return w
}

// A Container is a named family of sessions. It is safe for concurrent use.
type Container struct {
	root    *Root
	name    string
	format  Format
	timeout time.Duration
}

// Name is the container's name.
func (c *Container) Name() string { return c.name }

// Format is the format of the container's sessions.
func (c *Container) Format() Format { return c.format }

// Session opens one session in the transaction. A session that does not exist
// is created on retrieval: it is empty, and stored only once something has
// been put into it.
func (c *Container) Session(ctx context.Context, tx *txn.Tx, id string) (*Session, error) {
	s, err := c.Sessions(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	return s[0], nil
}

// Sessions opens many sessions in one round trip for each server. The
// sessions are in the order of ids. Where some could not be read, these are
// nil, and the error joins what was wrong with each.
func (c *Container) Sessions(ctx context.Context, tx *txn.Tx, ids ...string) ([]*Session, error) {
	return c.root.Work(tx).open(ctx, c, ids)
}

// View reads sessions for looking only: those that the transaction has open
// as they are there, the others without becoming part of it.
func (c *Container) View(ctx context.Context, tx *txn.Tx, ids ...string) ([]*Session, error) {
	return c.root.Work(tx).view(ctx, c, ids)
}

// batch is how many sessions an iteration reads at a time.
const batch = 256

// All opens the sessions of the container in the transaction, those pending
// in it included, reading many at a time. Sessions that vanish between
// listing and reading are left out.
func (c *Container) All(ctx context.Context, tx *txn.Tx) iter.Seq2[*Session, error] {
	return c.each(ctx, tx, c.Sessions)
}

// Scan is [Container.All] for looking only, see [Container.View]: it holds
// no more than one batch of sessions at a time.
func (c *Container) Scan(ctx context.Context, tx *txn.Tx) iter.Seq2[*Session, error] {
	return c.each(ctx, tx, c.View)
}

type reader func(context.Context, *txn.Tx, ...string) ([]*Session, error)

func (c *Container) each(ctx context.Context, tx *txn.Tx, read reader) iter.Seq2[*Session, error] {
	return func(yield func(*Session, error) bool) {
		var ids []string
		flush := func() bool {
			slices.Sort(ids) // stores list in no order
			sessions, err := read(ctx, tx, ids...)
			ids = ids[:0]
			for _, s := range sessions {
				if s != nil && s.Exists() && !yield(s, nil) {
					return false
				}
			}
			return err == nil || yield(nil, err)
		}
		for id, err := range c.IDs(ctx, tx) {
			if err != nil {
				if !yield(nil, err) {
					return
				}
				continue
			}
			if ids = append(ids, id); len(ids) == batch && !flush() {
				return
			}
		}
		if len(ids) > 0 {
			flush()
		}
	}
}

// IDs streams the ids of the container's sessions: those that the store lists,
// and those that are pending in the transaction (which may be nil).
func (c *Container) IDs(ctx context.Context, tx *txn.Tx) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		seen := make(map[string]bool)
		if tx != nil {
			for _, s := range c.root.Work(tx).order {
				if !s.container.same(c) || !s.Exists() && !s.Stored() {
					continue
				}
				seen[s.id] = true
				if s.Exists() && !yield(s.id, nil) {
					return
				}
			}
		}
		var digests []Found // whose ids are not known yet
		flush := func() bool {
			for id, err := range c.trueIDs(ctx, digests) {
				if (err != nil || id != "" && !seen[id]) && !yield(id, err) {
					return false
				}
			}
			digests = digests[:0]
			return true
		}
		for f, err := range c.root.ListFor(ctx, c.name, true) {
			switch {
			case err != nil:
				if !yield("", err) {
					return
				}
			case !f.Container.same(c):
			case !f.Exact:
				if digests = append(digests, f); len(digests) == batch && !flush() {
					return
				}
			case f.ID != "" && !seen[f.ID] && !yield(f.ID, nil):
				return
			}
		}
		flush()
	}
}

// trueIDs finds the ids of sessions whose keys tell only a digest. That of one which is
// gone is "".
func (c *Container) trueIDs(ctx context.Context, found []Found) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		if len(found) == 0 {
			return
		}
		keys := make([]string, len(found))
		for i, f := range found {
			keys[i] = f.Item.Key
		}
		for i, l := range c.root.store.Load(ctx, keys, NeedValue) {
			id := ""
			if l.Item != nil {
				id = found[i].ID
				if r, err := c.format.Decode(l.Item.Value, l.Item.Flags); err == nil && r.ID != "" {
					id = r.ID
				}
			}
			if !yield(id, l.Err) {
				return
			}
		}
	}
}

func (c *Container) same(o *Container) bool { return c.name == o.name && c.format == o.format }

// keys names the items of the sessions.
func (c *Container) keys(ids []string) ([]string, error) {
	keys := make([]string, len(ids))
	var errs []error
	for i, id := range ids {
		key, err := c.key(id)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", SessionPath(c.name, id), err))
		}
		keys[i] = key
	}
	return keys, errors.Join(errs...)
}
