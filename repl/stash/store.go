package stash

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
)

// A Store holds the entries of one server.
type Store interface {
	// List returns the entries that are not taken, the latest first; entries that cannot be
	// read come before them, with their Err.
	List() ([]*Entry, error)
	// Add adds an entry, and sets its ID.
	Add(*Entry) error
	// Take takes an entry, so that no other shell can. The error is [ErrGone] if one has
	// it.
	Take(id string) (Taken, error)
}

// A Taken is an entry held by its taker; no other process can take it.
type Taken interface {
	Remove() error
	// Release leaves the entry in the store.
	Release() error
}

// ErrGone is the error about an entry that another shell has taken or removed.
var ErrGone = errors.New("another shell took it")

// MaxDiscarded is how many dropped entries stay.
const MaxDiscarded = 20

// Prune removes the oldest dropped entries beyond [MaxDiscarded].
func Prune(s Store) error {
	all, err := s.List()
	errs := []error{err}
	n := 0
	for _, e := range all {
		if e.Err != nil || !e.Why.Discarded() {
			continue
		}
		if n++; n <= MaxDiscarded {
			continue
		}
		t, err := s.Take(e.ID)
		if err == nil {
			err = t.Remove()
		}
		if !errors.Is(err, ErrGone) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// sortLatest sorts the latest entries first, and those that cannot be read before them.
func sortLatest(all []*Entry) {
	slices.SortStableFunc(all, func(a, b *Entry) int {
		switch {
		case a.Err != nil && b.Err != nil:
			return cmp.Compare(a.ID, b.ID)
		case a.Err != nil:
			return -1
		case b.Err != nil:
			return 1
		}
		return b.At.Compare(a.At)
	})
}

// A Memory is a store in the memory of this process. The zero value is ready to use. Use it
// from one goroutine at a time.
type Memory struct {
	entries []*memoryEntry // the latest first
	last    int
}

type memoryEntry struct {
	*Entry
	of    *Memory
	taken bool
}

// List returns the entries that are not taken.
func (m *Memory) List() ([]*Entry, error) {
	var all []*Entry
	for _, e := range m.entries {
		if !e.taken {
			all = append(all, e.Entry)
		}
	}
	sortLatest(all)
	return all, nil
}

// Add adds an entry.
func (m *Memory) Add(e *Entry) error {
	m.last++
	e.ID = strconv.Itoa(m.last)
	m.entries = slices.Insert(m.entries, 0, &memoryEntry{Entry: e, of: m})
	return nil
}

// Take takes an entry.
func (m *Memory) Take(id string) (Taken, error) {
	for _, e := range m.entries {
		if e.ID == id && !e.taken {
			e.taken = true
			return e, nil
		}
	}
	return nil, ErrGone
}

// Remove removes the entry.
func (e *memoryEntry) Remove() error {
	e.of.entries = slices.DeleteFunc(e.of.entries, func(x *memoryEntry) bool { return x == e })
	return nil
}

// Release leaves the entry in the store.
func (e *memoryEntry) Release() error {
	e.taken = false
	return nil
}
