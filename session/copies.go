package session

import (
	"context"
	"errors"
	"fmt"
)

// A Copy is an item under a session's key on another server than the one that it
// is read from.
type Copy struct {
	Server string
	Same   bool // whether it holds the same bytes as the session
}

// Copies finds the copies of items, of which no more than the key need be known; all[i]
// are those of items[i]. The error tells which servers could not be asked.
func (r *Root) Copies(ctx context.Context, items []*Item) (all [][]Copy, err error) {
	all = make([][]Copy, len(items))
	found, err := r.can.Locator.Copies(ctx, items, 0)
	var at []int
	var keys []string
	for i := range items {
		if len(found[i]) > 0 {
			at, keys = append(at, i), append(keys, items[i].Key)
		}
	}
	if len(at) == 0 {
		return all, err
	}
	var there []*Item
	var of []int // the places in items
	for n, l := range r.store.Load(ctx, keys, NeedValue) {
		if l.Item != nil {
			there, of = append(there, l.Item), append(of, at[n])
		}
		err = errors.Join(err, l.Err)
	}
	found, again := r.can.Locator.Copies(ctx, there, NeedValue)
	if err == nil {
		err = again
	}
	for n, i := range of {
		for _, c := range found[n] {
			all[i] = append(all[i], Copy{c.Server, sameContent(c, there[n])})
		}
	}
	return all, err
}

// Copies are the copies of the session's item; see [Root.Copies].
func (s *Session) Copies(ctx context.Context) ([]Copy, error) {
	if s.Item() == nil {
		return nil, nil
	}
	all, err := s.container.root.Copies(ctx, []*Item{s.Item()})
	return all[0], err
}

// A CopyResult tells what a commit did to one copy of a session.
type CopyResult struct {
	Server string
	Fate   CopyFate
	Err    error // why, where it is CopyFailed or CopyUnknown
}

// CopyFate is what became of a copy in a commit.
type CopyFate uint8

const (
	// CopyWritten: it held the same bytes as the session when that was read, and
	// was written, or removed, like the session.
	CopyWritten CopyFate = iota + 1
	// CopyLeft: it holds other bytes than the session did, and is left as it is.
	CopyLeft
	// CopyFailed: it held the same bytes, and could not be written.
	CopyFailed
	// CopyUnknown: the server did not say, be it whether it has a copy, or whether
	// that was written.
	CopyUnknown
)

// String is the word for the fate in messages.
func (f CopyFate) String() string {
	switch f {
	case CopyWritten:
		return "written"
	case CopyLeft:
		return "different"
	case CopyFailed:
		return "not written"
	case CopyUnknown:
		return "unknown"
	}
	return fmt.Sprintf("CopyFate(%d)", uint8(f))
}

// errUnconfirmed is why a replica is not written as long as the session is not.
var errUnconfirmed = errors.New("the write to the session is not confirmed")

// replica is a copy with the same bytes as the session: what is written to the
// session is written to it, too.
type replica struct {
	item   *Item
	result int // its place among the copies of the write
}

// findCopies finds the copies of what is to be written. It comes before the check of
// the versions, so that a copy which holds what the session held when it was read is
// one of the session as it is to be written.
func (w *Work) findCopies(ctx context.Context) {
	var items []*Item
	var asked []*pendingWrite
	for _, p := range w.plan {
		if was := p.s.base.item; was != nil && p.writes() {
			items, asked = append(items, was), append(asked, p)
		}
	}
	if len(items) == 0 {
		return
	}
	found, err := w.root.can.Locator.Copies(ctx, items, NeedValue|NeedTTL)
	failed := unasked(err)
	for i, p := range asked {
		for _, c := range found[i] {
			told := CopyResult{Server: c.Server, Fate: CopyLeft}
			if sameContent(c, items[i]) {
				p.replicas = append(p.replicas, replica{c, len(p.copies)})
				told.Fate, told.Err = CopyFailed, errUnconfirmed
			}
			p.copies = append(p.copies, told)
		}
		p.copies = append(p.copies, failed...)
	}
}

// toldCopies are the copies of a session that was written, or may have been.
func (p *pendingWrite) toldCopies() []CopyResult {
	if p.fate != Written && p.fate != Uncertain {
		return nil
	}
	return p.copies
}

// loadWritten reads what was written, on the servers on which it was.
func (w *Work) loadWritten(ctx context.Context, plan []*pendingWrite, need Need) []Loaded {
	items := make([]*Item, len(plan))
	for i, p := range plan {
		items[i] = &Item{Key: p.s.key, Server: p.server()}
	}
	return w.root.can.Locator.LoadAt(ctx, items, need)
}

// loadAttempted reads again those sessions of which a write may have arrived: on the
// server where that was to be, whatever copies of them there are.
func (w *Work) loadAttempted(ctx context.Context, sessions []*Session, loaded []Loaded) {
	var plan []*pendingWrite
	var at []int
	for i, s := range sessions {
		if s.attempt != nil {
			plan, at = append(plan, &pendingWrite{s: s}), append(at, i)
		}
	}
	if len(plan) == 0 {
		return
	}
	for n, l := range w.loadWritten(ctx, plan, NeedValue) {
		loaded[at[n]] = l
	}
}

// server is the one on which the session is written; "" where that is left to the store.
func (p *pendingWrite) server() string {
	if was := p.s.base.item; was != nil {
		return was.Server
	}
	return ""
}

// unasked are the servers that could not be asked for copies.
func unasked(err error) (results []CopyResult) {
	if err == nil {
		return nil
	}
	errs := []error{err}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		errs = joined.Unwrap()
	}
	for _, err := range errs {
		r := CopyResult{Fate: CopyUnknown, Err: err}
		var of *StoreError
		if errors.As(err, &of) {
			r.Server = of.Server
		}
		results = append(results, r)
	}
	return results
}

// owed makes the replicas those of a write of an earlier round, which has turned out
// to be there.
func (p *pendingWrite) owed(replicas []replica) {
	for n, r := range replicas {
		p.copies = append(p.copies, CopyResult{Server: r.item.Server, Fate: CopyFailed, Err: errUnconfirmed})
		p.replicas = append(p.replicas, replica{r.item, n})
	}
}

// writeCopies writes the replicas of sessions that were written, each on the
// condition that it is as it was found. They come last: as long as a session may
// have to be put back, its replicas are as they were. What becomes of them makes
// no failure of the commit.
func (w *Work) writeCopies(ctx context.Context, written []*pendingWrite) {
	var writes []Write
	var results []*CopyResult
	for _, p := range written {
		for _, r := range p.replicas {
			write := p.write
			write.Server, write.Version = r.item.Server, r.item.Version
			writes, results = append(writes, write), append(results, &p.copies[r.result])
		}
		p.replicas = nil
	}
	if len(writes) == 0 {
		return
	}
	for i, o := range w.root.store.Apply(ctx, writes) {
		r := results[i]
		switch o.State {
		case Applied:
			r.Fate, r.Err = CopyWritten, nil
		case Overtaken:
			r.Fate, r.Err = CopyFailed, errors.New("somebody else has changed or removed it meanwhile")
		case Unknown:
			r.Fate, r.Err = CopyUnknown, o.Err
		default:
			r.Fate, r.Err = CopyFailed, o.Err
		}
	}
}
