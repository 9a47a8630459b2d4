package session

import (
	"context"
	"errors"
	"fmt"

	"sessh/session/storage"
)

// A Copy is an item under a session's key on another server than the session's.
type Copy struct {
	Server string
	Same   bool // whether it holds the same bytes as the session
}

// Copies finds the copies of items: all[i] are those of items[i]. Only Key of an item is used.
// The error names the servers that could not be asked.
func (r *Root) Copies(ctx context.Context, items []*storage.Item) (all [][]Copy, err error) {
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
	var there []*storage.Item
	var of []int // the places in items
	for n, l := range r.store.Load(ctx, keys, storage.NeedValue) {
		if l.Item != nil {
			there, of = append(there, l.Item), append(of, at[n])
		}
		err = errors.Join(err, l.Err)
	}
	found, again := r.can.Locator.Copies(ctx, there, storage.NeedValue)
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

// Copies is [Root.Copies] for the session's item.
func (s *Session) Copies(ctx context.Context) ([]Copy, error) {
	if s.Item() == nil {
		return nil, nil
	}
	all, err := s.container.root.Copies(ctx, []*storage.Item{s.Item()})
	return all[0], err
}

// A CopyResult is what a commit did to one copy of a session.
type CopyResult struct {
	Server string
	Fate   CopyFate
	Err    error // of CopyFailed and CopyUnknown
}

// CopyFate is what became of a copy in a commit.
type CopyFate uint8

const (
	// CopyWritten: the copy held the same bytes as the session when it was read, and was
	// written, or removed, like the session.
	CopyWritten CopyFate = iota + 1
	// CopyLeft: the copy holds other bytes than the session did, and was left as it is.
	CopyLeft
	// CopyFailed: the copy held the same bytes and could not be written.
	CopyFailed
	// CopyUnknown: the server did not answer whether it has a copy, or whether the copy
	// was written.
	CopyUnknown
)

// String returns the word for the fate in messages.
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

// errUnconfirmed is the error of a replica that is not written before the session is.
var errUnconfirmed = errors.New("the write to the session is not confirmed")

// replica is a copy with the same bytes as the session, which is written like the session.
type replica struct {
	item   *storage.Item
	result int // index into the copies of the write
}

// findCopies finds the copies of the sessions to write. It comes before the versions are
// checked, so that a copy that holds what the session held is up to date if the session is.
func (w *Work) findCopies(ctx context.Context) {
	var items []*storage.Item
	var asked []*pendingWrite
	for _, p := range w.plan {
		if was := p.s.base.Item; was != nil && p.writes() {
			items, asked = append(items, was), append(asked, p)
		}
	}
	if len(items) == 0 {
		return
	}
	found, err := w.root.can.Locator.Copies(ctx, items, storage.NeedValue|storage.NeedTTL)
	failed := unasked(err)
	for i, p := range asked {
		for _, c := range found[i] {
			result := CopyResult{Server: c.Server, Fate: CopyLeft}
			if sameContent(c, items[i]) {
				p.replicas = append(p.replicas, replica{c, len(p.copies)})
				result.Fate, result.Err = CopyFailed, errUnconfirmed
			}
			p.copies = append(p.copies, result)
		}
		p.copies = append(p.copies, failed...)
	}
}

// copyResults returns the results for the copies of a session that was written, or may have
// been.
func (p *pendingWrite) copyResults() []CopyResult {
	if p.fate != Written && p.fate != Uncertain {
		return nil
	}
	return p.copies
}

// loadWritten reads what was written, from the servers that it was written to.
func (w *Work) loadWritten(ctx context.Context, plan []*pendingWrite, need storage.Need) []storage.Loaded {
	items := make([]*storage.Item, len(plan))
	for i, p := range plan {
		items[i] = &storage.Item{Key: p.s.key, Server: p.server()}
	}
	return w.root.can.Locator.LoadAt(ctx, items, need)
}

// loadAttempted reads those sessions again of which a write may have arrived, from the server
// that it was sent to, whatever copies there are.
func (w *Work) loadAttempted(ctx context.Context, sessions []*Session, loaded []storage.Loaded) {
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
	for n, l := range w.loadWritten(ctx, plan, storage.NeedValue) {
		loaded[at[n]] = l
	}
}

// server returns the name of the server that the session is written to; "" if the store
// chooses it.
func (p *pendingWrite) server() string {
	if was := p.s.base.Item; was != nil {
		return was.Server
	}
	return ""
}

// unasked returns results for the servers that could not be asked for copies.
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
		var of *storage.Error
		if errors.As(err, &of) {
			r.Server = of.Server
		}
		results = append(results, r)
	}
	return results
}

// owed makes the replicas those of a write of an earlier round, which has turned out to have
// arrived.
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
	var writes []storage.Write
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
		case storage.Applied:
			r.Fate, r.Err = CopyWritten, nil
		case storage.Overtaken:
			r.Fate, r.Err = CopyFailed, errors.New("another program changed or removed it meanwhile")
		case storage.Unknown:
			r.Fate, r.Err = CopyUnknown, o.Err
		default:
			r.Fate, r.Err = CopyFailed, o.Err
		}
	}
}
