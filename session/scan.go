package session

import (
	"context"
	"iter"
	"slices"

	"sessh/session/format"
	"sessh/session/parallel"
	"sessh/session/storage"
	"sessh/txn"
)

// A Peek is a stored session that has been read and not decoded yet.
type Peek struct {
	Container *Container
	// ID is the session id. If the key holds only a digest of it, ID is the text of the
	// digest until [Peek.Session] finds the id.
	ID   string
	Item *storage.Item

	exact  bool
	unread bool     // Item has only a key
	batch  []*Peek  // peeks that were read together
	open   *Session // if the transaction has it open
	view   *Session // once it was decoded
}

// Prepare calls look for each of the sessions with its index in peeks, several at a time. If look
// is nil, it decodes them. If ctx ends, the rest is left as it is.
func Prepare(ctx context.Context, peeks []*Peek, look func(i int)) {
	if look == nil {
		look = func(i int) { peeks[i].Session() }
	}
	parallel.Do(len(peeks), func(i int) {
		if ctx.Err() == nil {
			look(i)
		}
	})
}

// Session decodes the session and returns it read-only, or as the transaction has it open. Later
// calls return the same.
func (p *Peek) Session() *Session {
	switch {
	case p.open != nil:
		return p.open
	case p.view != nil:
		return p.view
	}
	b := p.Container.baseOf(p.Item)
	if format.InDoubt(b.Broken) {
		p.Container.Meet(p.neighbours())
		b = p.Container.baseOf(p.Item)
	}
	if !p.exact && b.Record != nil && b.Record.ID != "" {
		p.ID = b.Record.ID
	}
	p.view = newSession(nil, p.Container, p.ID, p.Item.Key, b)
	return p.view
}

// neighbours are the items of the container that were read with this one.
func (p *Peek) neighbours() iter.Seq[*storage.Item] {
	return func(yield func(*storage.Item) bool) {
		for _, o := range p.batch {
			if o.Container.same(p.Container) && !yield(o.Item) {
				return
			}
		}
	}
}

// Excludes reports, from the bytes alone, that no name or value in the session has a text with the
// literal in it. It returns false if that takes decoding the session.
func (p *Peek) Excludes(literal string) bool {
	excludes := p.Container.Format().Traits().Excludes
	return excludes != nil && p.open == nil && literal != "" && excludes(p.Item.Value, literal)
}

// scanBatch is the number of sessions that a scan reads in one round trip, and scanBytes their
// total size, as far as the store knows it.
const (
	scanBatch = 1024
	scanBytes = 16 << 20
)

// Scan reads the sessions of the container of that name in batches; for "", those of all
// containers, and raw items. The next batches are read while one is used. Sessions that the
// transaction has open are returned as they are there. Sessions that vanish between listing and
// reading are left out. A batch is sorted by ids.
func (r *Root) Scan(ctx context.Context, tx *txn.Tx, container string) iter.Seq2[[]*Peek, error] {
	return func(yield func([]*Peek, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		w := r.Work(tx)
		if fresh := w.unlisted(container); len(fresh) > 0 && !yield(fresh, nil) {
			cancel()
			return
		}
		type scanned struct {
			peeks []*Peek
			err   error
		}
		listed, read := make(chan scanned, 2), make(chan scanned, 2)
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
			r.inBatches(ctx, container, func(peeks []*Peek, err error) bool { return send(listed, scanned{peeks, err}) })
		}()
		go func() {
			defer close(done)
			defer close(read)
			for s := range listed {
				peeks, err := r.peek(ctx, s.peeks)
				if s.err != nil && !send(read, scanned{nil, s.err}) || err != nil && !send(read, scanned{nil, err}) || !send(read, scanned{peeks, nil}) {
					break
				}
			}
			for range listed { // let the listing end
			}
		}()
		for s := range read {
			if s.err == nil {
				s.peeks = w.asOpen(s.peeks)
			}
			if (s.err != nil || len(s.peeks) > 0) && !yield(s.peeks, s.err) {
				return
			}
		}
	}
}

// inBatches lists sessions, most of them unread.
func (r *Root) inBatches(ctx context.Context, container string, f func([]*Peek, error) bool) {
	var batch []*Peek
	size := 0
	of := containersOf(r)
	for found, err := range r.catalog.List(ctx, container, true) {
		switch {
		case err != nil:
			if !f(nil, err) {
				return
			}
			continue
		case container != "" && found.Container != container:
			continue
		}
		p := &Peek{Container: of(&found), ID: found.ID, exact: found.Exact, Item: found.Read}
		if p.Item == nil {
			p.unread, p.Item = true, &storage.Item{Key: found.Item.Key}
		}
		batch, size = append(batch, p), size+found.Item.Size
		if len(batch) == scanBatch || size >= scanBytes {
			if !f(batch, nil) {
				return
			}
			batch, size = nil, 0
		}
	}
	f(batch, nil)
}

// peek reads those that are unread.
func (r *Root) peek(ctx context.Context, peeks []*Peek) (there []*Peek, err error) {
	slices.SortFunc(peeks, func(a, b *Peek) int { return compareIDs(a, b) })
	var keys []string
	for _, p := range peeks {
		if p.unread {
			keys = append(keys, p.Item.Key)
		}
	}
	var loaded []storage.Loaded
	if len(keys) > 0 {
		loaded = r.store.Load(ctx, keys, storage.NeedValue)
	}
	there = peeks[:0]
	for _, p := range peeks {
		if p.unread {
			l := loaded[0]
			loaded = loaded[1:]
			if l.Err != nil {
				err = l.Err
			}
			if l.Item == nil {
				continue
			}
			p.Item, p.unread = l.Item, false
		}
		there = append(there, p)
	}
	for _, p := range there {
		p.batch = there
	}
	return there, err
}

func compareIDs(a, b *Peek) int {
	switch {
	case a.Container.Name() != b.Container.Name():
		if a.Container.Name() < b.Container.Name() {
			return -1
		}
		return 1
	case a.ID < b.ID:
		return -1
	case a.ID > b.ID:
		return 1
	}
	return 0
}

// unlisted returns the open sessions that the store does not hold yet.
func (w *Work) unlisted(container string) []*Peek {
	var peeks []*Peek
	for _, s := range w.order {
		if s.Exists() && !s.Stored() && (container == "" || s.container.Name() == container) {
			peeks = append(peeks, &Peek{Container: s.container, ID: s.id, open: s})
		}
	}
	return peeks
}

// asOpen replaces the sessions that were read by those that are open.
func (w *Work) asOpen(peeks []*Peek) []*Peek {
	if len(w.sessions) == 0 {
		return peeks
	}
	return slices.DeleteFunc(peeks, func(p *Peek) bool {
		if s := w.openAs(p.Container, p.Item.Key); s != nil {
			p.open, p.ID = s, s.id
			return !s.Exists()
		}
		return false
	})
}
