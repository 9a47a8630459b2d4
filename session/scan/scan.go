// Package scan reads all sessions of a store, or of a container, in batches, and decodes none of them.
//
// A search looks at many sessions to find a few. [All] reads the next batches while one is used. An
// [Entry] can say from its bytes alone that a text is not in it, and a [Glance] looks at some places of
// it without decoding the rest; what is left is decoded.
package scan

import (
	"cmp"
	"context"
	"iter"
	"slices"

	"sessh/session/family"
	"sessh/session/format"
	"sessh/session/storage"
)

// An Entry is a stored session that has been read and not decoded yet.
type Entry struct {
	Family family.Family
	// ID is the session id. If the key holds only a digest of it, ID is the text of the
	// digest until [Entry.Decode] finds the id.
	ID   string
	Item *storage.Item

	exact  bool
	unread bool     // Item has only a key
	batch  []*Entry // entries that were read together
}

// Decode decodes the session. If its value can be read in several ways, the others of its batch count
// for those of the family.
func (e *Entry) Decode() family.Decoded {
	d := e.Family.Decoded(e.Item)
	if format.InDoubt(d.Broken) {
		e.Family.Meet(e.neighbours())
		d = e.Family.Decoded(e.Item)
	}
	if !e.exact && d.Record != nil && d.Record.ID != "" {
		e.ID = d.Record.ID
	}
	return d
}

// neighbours are the items of the family that were read with this one.
func (e *Entry) neighbours() iter.Seq[*storage.Item] {
	return func(yield func(*storage.Item) bool) {
		for _, o := range e.batch {
			if o.Family == e.Family && !yield(o.Item) {
				return
			}
		}
	}
}

// Excludes reports, from the bytes alone, that no name or value in the session has a text with the
// literal in it. It returns false if that takes decoding the session.
func (e *Entry) Excludes(literal string) bool {
	excludes := e.Family.Format().Traits().Excludes
	return excludes != nil && literal != "" && excludes(e.Item.Value, literal)
}

// batchLen is the number of sessions that a scan reads in one round trip, and batchBytes their
// total size, as far as the store knows it.
const (
	batchLen   = 1024
	batchBytes = 16 << 20
)

// All reads the sessions of the container of that name in batches; for "", those of all
// containers, and raw items. The next batches are read while one is used. Sessions that vanish
// between listing and reading are left out. A batch is sorted by ids.
func All(ctx context.Context, families *family.Families, container string) iter.Seq2[[]*Entry, error] {
	return read(ctx, families, container, storage.NeedValue)
}

// Timed is [All] with the time that the sessions have left.
func Timed(ctx context.Context, families *family.Families, container string) iter.Seq2[[]*Entry, error] {
	return read(ctx, families, container, storage.NeedValue|storage.NeedTTL)
}

func read(ctx context.Context, families *family.Families, container string, need storage.Need) iter.Seq2[[]*Entry, error] {
	return func(yield func([]*Entry, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		type scanned struct {
			entries []*Entry
			err     error
		}
		listed, loaded := make(chan scanned, 2), make(chan scanned, 2)
		done := make(chan struct{})
		defer func() { <-done }()
		defer cancel()
		send := func(to chan<- scanned, s scanned) bool {
			select {
			case to <- s:
				return true
			case <-ctx.Done():
				return false
			}
		}
		go func() {
			defer close(listed)
			inBatches(ctx, families, container, need, func(entries []*Entry, err error) bool { return send(listed, scanned{entries, err}) })
		}()
		go func() {
			defer close(done)
			defer close(loaded)
			for s := range listed {
				entries, err := load(ctx, families.Store(), s.entries, need)
				if s.err != nil && !send(loaded, scanned{nil, s.err}) || err != nil && !send(loaded, scanned{nil, err}) || !send(loaded, scanned{entries, nil}) {
					break
				}
			}
			for range listed { // let the listing end
			}
		}()
		for s := range loaded {
			if (s.err != nil || len(s.entries) > 0) && !yield(s.entries, s.err) {
				return
			}
		}
	}
}

// inBatches lists sessions, most of them unread, and all if the listing has not read what is needed.
func inBatches(ctx context.Context, families *family.Families, container string, need storage.Need, f func([]*Entry, error) bool) {
	var batch []*Entry
	size := 0
	for found, err := range families.Catalog().List(ctx, container, true) {
		switch {
		case err != nil:
			if !f(nil, err) {
				return
			}
			continue
		case container != "" && found.Container != container:
			continue
		}
		e := &Entry{Family: families.Of(found.Container, found.Format), ID: found.ID, exact: found.Exact, Item: found.Read}
		if e.Item == nil || need != storage.NeedValue {
			e.unread, e.Item = true, &storage.Item{Key: found.Item.Key}
		}
		batch, size = append(batch, e), size+found.Item.Size
		if len(batch) == batchLen || size >= batchBytes {
			if !f(batch, nil) {
				return
			}
			batch, size = nil, 0
		}
	}
	f(batch, nil)
}

// load reads those that are unread.
func load(ctx context.Context, store storage.Store, entries []*Entry, need storage.Need) (there []*Entry, err error) {
	slices.SortFunc(entries, compareIDs)
	var keys []string
	for _, e := range entries {
		if e.unread {
			keys = append(keys, e.Item.Key)
		}
	}
	var loaded []storage.Loaded
	if len(keys) > 0 {
		loaded = store.Load(ctx, keys, need)
	}
	there = entries[:0]
	for _, e := range entries {
		if e.unread {
			l := loaded[0]
			loaded = loaded[1:]
			if l.Err != nil {
				err = l.Err
			}
			if l.Item == nil {
				continue
			}
			e.Item, e.unread = l.Item, false
		}
		there = append(there, e)
	}
	for _, e := range there {
		e.batch = there
	}
	return there, err
}

func compareIDs(a, b *Entry) int {
	return cmp.Or(cmp.Compare(a.Family.Name(), b.Family.Name()), cmp.Compare(a.ID, b.ID))
}
