package family

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"sessh/session/format"
	"sessh/session/listing"
	"sessh/session/storage"
	"sessh/session/tree"
)

// Families are the families of sessions in one store. They are safe for concurrent use.
type Families struct {
	store   storage.Store
	catalog *listing.Catalog
	formats []format.Format
	now     func() time.Time

	mu   sync.Mutex
	ways map[string]*neighbours // by name
}

// New returns the families in a store, whose items catalog recognizes by their formats. now is the
// clock.
func New(store storage.Store, catalog *listing.Catalog, formats []format.Format, now func() time.Time) *Families {
	return &Families{store: store, catalog: catalog, formats: formats, now: now, ways: make(map[string]*neighbours)}
}

// Store returns the store that they are in.
func (all *Families) Store() storage.Store { return all.store }

// Catalog returns what recognizes the items of the store as sessions.
func (all *Families) Catalog() *listing.Catalog { return all.catalog }

// Of returns the family of that name, in a format.
func (all *Families) Of(name string, f format.Format) Family { return Family{all, name, f} }

// A Family is the sessions of one name in one format.
type Family struct {
	all    *Families
	name   string
	format format.Format
}

// Name returns the name of the family.
func (f Family) Name() string { return f.name }

// Format returns the format of its sessions.
func (f Family) Format() format.Format { return f.format }

// Flat reports whether the sessions hold their keys directly, without package data.
func (f Family) Flat() bool { return f.format.Traits().Flat }

// Raw reports whether the family is of items that are no sessions of any format.
func (f Family) Raw() bool { return f.format.Traits().Raw }

// KeepsFlags reports whether its items have the flags that they are given; those of other formats are
// the format's own.
func (f Family) KeepsFlags() bool { return f.format.Traits().Verbatim != nil }

// Has reports whether a session of a listing is one of the family.
func (f Family) Has(e listing.Entry) bool { return f.name == e.Container && f.format == e.Format }

// Key returns the key of a session.
func (f Family) Key(id string) (string, error) { return f.all.catalog.Key(f.format, f.name, id) }

// Keys returns the keys of sessions. A key that could not be made is "".
func (f Family) Keys(ids []string) ([]string, error) {
	keys := make([]string, len(ids))
	var errs []error
	for i, id := range ids {
		key, err := f.Key(id)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", tree.SessionPath(f.name, id), err))
		}
		keys[i] = key
	}
	return keys, errors.Join(errs...)
}
