package session

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"sessh/session/diff"
	"sessh/session/format"
	"sessh/session/parallel"
	"sessh/session/storage"
	"sessh/session/tree"
	"sessh/txn"
)

// pendingWrite is what a commit round does to one session. It has no changes if the session
// was only read, and is only checked.
type pendingWrite struct {
	s       *Session
	write   storage.Write
	changes []diff.Change
	content
	ttl    time.Duration // the item's time left, as of the vote
	fate   Fate
	err    error
	copies []CopyResult
	// replicas are the copies to write in the same way as the session.
	replicas []replica
	note     string // see [Result]
	sent     bool   // in this round
	version  uint64 // of the item that was written; 0: not known
}

func (p *pendingWrite) writes() bool { return p.changes != nil }

// Begin starts a commit round.
func (w *Work) Begin(context.Context, *txn.Tx) error {
	w.plan, w.round, w.results, w.held = nil, nil, nil, nil
	return nil
}

// Commit encodes the pending changes and checks their sizes.
func (w *Work) Commit(ctx context.Context, _ *txn.Tx) error {
	if err := w.settle(ctx); err != nil {
		return err
	}
	now := w.root.options.Now()
	plan := make([]*pendingWrite, len(w.order))
	parallel.Do(len(plan), func(i int) { plan[i] = w.order[i].plan(ctx, now) })
	w.plan = slices.DeleteFunc(plan, func(p *pendingWrite) bool { return !p.writes() && !w.root.options.Strict })
	return w.verdict()
}

// plan returns what a commit has to do to the session.
func (s *Session) plan(ctx context.Context, now time.Time) *pendingWrite {
	p := &pendingWrite{s: s}
	all := s.Changes()
	changes := s.work.chosen(all)
	if len(changes) == 0 {
		return p
	}
	p.changes, p.ttl = changes, storage.TTLUnknown
	var err error
	if p.content, err = s.content(changes, all); err != nil {
		p.fate, p.err = Untouched, err
	} else if err := s.unresolved(); err != nil {
		p.fate, p.err = InConflict, err
	} else if err := p.encode(ctx, now); err != nil {
		p.fate, p.err = Untouched, err
	}
	return p
}

// encode prepares the write.
func (p *pendingWrite) encode(ctx context.Context, now time.Time) error {
	s := p.s
	p.write = storage.Write{Key: s.key}
	if item := s.base.Item; item != nil {
		p.write.Version = item.Version
	}
	if p.removed {
		p.write.Delete = true
		return s.container.root.can.CanRemove(ctx, s.key)
	}
	r := &format.Record{Container: s.container.Name(), ID: s.id, LastAccess: now, Timeout: p.timeout, Data: p.data, Flags: s.flags}
	r.Way, p.note = s.way(ctx)
	value, flags, exact, err := s.encode(r)
	if err != nil {
		return err
	}
	limit, err := s.container.root.store.MaxValue(ctx, s.key)
	if err != nil {
		return err
	}
	if len(value) > limit {
		return fmt.Errorf("%w: the session takes %d bytes, and the server holds at most %d", storage.ErrTooLarge, len(value), limit)
	}
	p.write.Value, p.write.Flags, p.write.TTL = value, flags, p.timeout
	if parted := s.container.Format().Traits().Parted; parted != nil && s.base.Item != nil && r.Way != "" && p.note == "" {
		p.note = parted(r.Way, s.base.Item.Value, value)
	}
	if exact {
		return nil
	}
	return format.Verify(s.container.Format(), r, value, flags, s.shared)
}

// keepsTime reports whether the write must keep the time that the item has left.
func (p *pendingWrite) keepsTime() bool {
	return p.s.base.Item != nil && !p.write.Delete && !p.s.container.Format().Traits().Restarts && p.s.lifetime == nil && !p.retimed
}

// Vote checks the versions of all sessions before the first write. A single session needs no
// check, because its conditional write decides.
func (w *Work) Vote(ctx context.Context, _ *txn.Tx) error {
	if err := w.unlocked(ctx); err != nil {
		return err
	}
	w.findCopies(ctx)
	keys, asked := make([]string, 0, len(w.plan)), make([]*pendingWrite, 0, len(w.plan))
	for _, p := range w.plan {
		if len(w.plan) > 1 || !p.writes() || p.keepsTime() {
			keys, asked = append(keys, p.s.key), append(asked, p)
		}
	}
	if len(keys) == 0 {
		return nil
	}
	for i, l := range w.root.store.Load(ctx, keys, storage.NeedTTL) {
		p := asked[i]
		switch {
		case l.Err != nil:
			p.fate, p.err = Untouched, l.Err
		case storage.VersionOf(l.Item) != storage.VersionOf(p.s.base.Item):
			p.fate, p.err = InConflict, p.s.overtaken(l.Item)
		case l.Item == nil:
		case p.keepsTime() && l.Item.TTL == storage.TTLUnknown:
			p.fate, p.err = Untouched, &UntimedError{p.s.Path()}
		default:
			p.ttl = l.Item.TTL
			if p.keepsTime() {
				p.write.TTL = p.ttl
			}
		}
	}
	return w.verdict()
}

// An UntimedError is the error of a session that must keep the time it has left, on a server
// that does not report it.
type UntimedError struct{ Session tree.Path }

func (*UntimedError) Error() string {
	return fmt.Sprintf("the time that the session has left cannot be kept: %v", storage.ErrUnsupported)
}

func (*UntimedError) Unwrap() error { return storage.ErrUnsupported }

// overtaken returns the conflict between what the session was read as and the item that the
// store holds now.
func (s *Session) overtaken(now *storage.Item) error {
	switch {
	case s.base.Item == nil:
		return fmt.Errorf("%w: it was created by another program meanwhile", ErrConflict)
	case now == nil:
		return fmt.Errorf("%w: it is gone from the server (deleted, expired, evicted, or the server was restarted)", ErrConflict)
	case now.Server != s.base.Item.Server && s.base.Item.Server != "":
		return fmt.Errorf("%w: it was read from %s, and now %s has it, too, where the application looks first", ErrConflict, s.base.Item.Server, now.Server)
	}
	return fmt.Errorf("%w: it was changed by another program meanwhile", ErrConflict)
}

// Finish writes the sessions. If one was overtaken after the vote, those already written are
// put back unless they have been changed since. Nothing is put back if the store holds all
// that was to be written, even if it is not known who wrote some of it.
func (w *Work) Finish(ctx context.Context, _ *txn.Tx) error {
	writes, planned := make([]storage.Write, 0, len(w.plan)), make([]*pendingWrite, 0, len(w.plan))
	for _, p := range w.plan {
		if p.writes() {
			writes, planned = append(writes, p.write), append(planned, p)
		}
	}
	if len(writes) == 0 {
		w.keepRest(ctx)
		return nil
	}
	written := w.sort(planned, w.root.store.Apply(ctx, writes))
	if slices.ContainsFunc(planned, (*pendingWrite).missing) {
		w.restore(context.WithoutCancel(ctx), written)
		w.explain(context.WithoutCancel(ctx), planned)
	}
	w.writeCopies(context.WithoutCancel(ctx), slices.DeleteFunc(planned, func(p *pendingWrite) bool { return p.fate != Written }))
	err := w.verdict()
	if err == nil {
		w.note()
	} else if errors.Is(err, txn.ErrRepeatable) {
		return err
	} else {
		w.keep()
	}
	w.keepRest(context.WithoutCancel(ctx))
	return err
}

// missing reports whether the store lacks what was to be written, as far as is known.
func (p *pendingWrite) missing() bool {
	return p.fate != Written && !errors.Is(p.err, storage.ErrHeld) && !errors.Is(p.err, storage.ErrGone)
}

// sort records the outcomes, and returns the writes that were applied.
func (w *Work) sort(planned []*pendingWrite, outcomes []storage.Outcome) (written []*pendingWrite) {
	written = make([]*pendingWrite, 0, len(planned))
	for i, o := range outcomes {
		p := planned[i]
		p.sent = true
		switch o.State {
		case storage.Applied:
			p.fate, p.version = Written, o.Version
			p.s.written(p.write, o)
			written = append(written, p)
		case storage.Overtaken:
			p.fate, p.err = InConflict, ErrConflict
		case storage.Unknown:
			p.fate, p.err = Uncertain, o.Err
			p.s.attempt = &attempt{write: p.write, replicas: p.replicas}
		default:
			p.fate, p.err = Untouched, o.Err
			p.s.reversion(o.Version)
		}
	}
	return written
}

// errStrayReply is the cause of an unknown outcome: the store answered that the write was
// overtaken, and the item still has the version that the write is for.
var errStrayReply = errors.New("the reply may belong to another request (it says that the write was overtaken, and it was not)")

// explain finds the causes of the conflicts of a round, and which of them are none.
func (w *Work) explain(ctx context.Context, planned []*pendingWrite) {
	overtaken := slices.DeleteFunc(slices.Clone(planned), func(p *pendingWrite) bool { return p.fate != InConflict })
	if len(overtaken) == 0 {
		return
	}
	for i, l := range w.root.store.Load(ctx, keysOf(overtaken), 0) {
		p := overtaken[i]
		switch {
		case l.Err != nil:
		case l.Item != nil && l.Item.Version == p.write.Version:
			p.fate, p.err = Uncertain, &storage.UnprovedError{Cause: errStrayReply, Shows: storage.ErrAwaited}
			p.s.attempt = &attempt{write: p.write, replicas: p.replicas}
		default:
			p.err = p.s.overtaken(l.Item)
		}
	}
}

// CallOff ends the commit round; what is pending stays pending.
func (w *Work) CallOff(context.Context, *txn.Tx) error {
	w.plan = nil
	return nil
}

func keysOf(plan []*pendingWrite) []string {
	keys := make([]string, len(plan))
	for i, p := range plan {
		keys[i] = p.s.key
	}
	return keys
}
