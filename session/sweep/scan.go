package sweep

import (
	"context"
	"iter"

	"sessh/session"
	"sessh/session/family"
	"sessh/session/format/sparse"
	"sessh/session/parallel"
	"sessh/session/scan"
	"sessh/txn"
)

// A Peek is a stored session that has been read and not decoded yet.
type Peek struct {
	*scan.Entry
	Container *session.Container

	open *session.Session // if the transaction has it open
	view *session.Session // once it was decoded
}

// PeekOf returns a session that was read read-only as one of a batch.
func PeekOf(s *session.Session) *Peek {
	c := s.Container()
	return &Peek{Entry: &scan.Entry{Family: c.Family, ID: s.ID(), Item: s.Item()}, Container: c, view: s}
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
func (p *Peek) Session() *session.Session {
	switch {
	case p.open != nil:
		return p.open
	case p.view == nil:
		d := p.Decode() // which may find the id
		p.view = p.Container.Showing(p.ID, d.Item.Key, d)
	}
	return p.view
}

// Excludes is [scan.Entry.Excludes]; it returns false for a session that the transaction has open.
func (p *Peek) Excludes(literal string) bool { return p.open == nil && p.Entry.Excludes(literal) }

// Glance is [scan.Glance.At]; it returns false for a session that the transaction has open.
func (p *Peek) Glance(at *scan.Glance, f func(data *sparse.Value)) bool {
	return p.open == nil && at.At(p.Entry, f)
}

// Stored returns the stored sessions of a container in batches, with the time that they have left, past any
// transaction. A batch is sorted by ids. If ctx ends, it ends without an error.
func Stored(ctx context.Context, root *session.Root, c *session.Container) iter.Seq2[[]*Peek, error] {
	return func(yield func([]*Peek, error) bool) {
		for entries, err := range scan.Timed(ctx, root.Families(), c.Name()) {
			peeks := make([]*Peek, 0, len(entries))
			for _, e := range entries {
				if e.Family == c.Family && e.ID != "" {
					peeks = append(peeks, &Peek{Entry: e, Container: c})
				}
			}
			if (err != nil || len(peeks) > 0) && !yield(peeks, err) {
				return
			}
		}
	}
}

// Scan is [scan.All] with what the transaction has open: these sessions are returned as they are there.
// Those that the store does not hold yet come first, and those with changes that it holds no more last.
func Scan(ctx context.Context, root *session.Root, tx *txn.Tx, container string) iter.Seq2[[]*Peek, error] {
	return func(yield func([]*Peek, error) bool) {
		w := root.Work(tx)
		fresh := opened(w, container, func(s *session.Session) bool { return !s.Stored() })
		if len(fresh) > 0 && !yield(fresh, nil) {
			return
		}
		of, met := containersOf(root), make(map[*session.Session]bool)
		for entries, err := range scan.All(ctx, root.Families(), container) {
			peeks := peeksOf(w, entries, of, met)
			if (err != nil || len(peeks) > 0) && !yield(peeks, err) {
				return
			}
		}
		gone := opened(w, container, func(s *session.Session) bool { return s.Stored() && !met[s] && s.Pending() > 0 })
		if len(gone) > 0 && ctx.Err() == nil {
			yield(gone, nil)
		}
	}
}

// opened returns some of the open sessions that exist.
func opened(w *session.Work, container string, some func(*session.Session) bool) []*Peek {
	var peeks []*Peek
	for _, s := range w.Sessions() {
		if s.Exists() && (container == "" || s.Container().Name() == container) && some(s) {
			peeks = append(peeks, &Peek{Entry: &scan.Entry{Family: s.Container().Family, ID: s.ID()}, Container: s.Container(), open: s})
		}
	}
	return peeks
}

// peeksOf returns the sessions that were read, or, in their places, those that are open, which it notes.
func peeksOf(w *session.Work, entries []*scan.Entry, of func(family.Family) *session.Container, met map[*session.Session]bool) []*Peek {
	all := make([]Peek, len(entries))
	peeks := make([]*Peek, 0, len(entries))
	for i, e := range entries {
		p := &all[i]
		p.Entry, p.Container = e, of(e.Family)
		if s := w.Opened(p.Container, e.Item.Key); s != nil {
			if !s.Exists() {
				continue
			}
			p.open, p.ID, met[s] = s, s.ID(), true
		}
		peeks = append(peeks, p)
	}
	return peeks
}
