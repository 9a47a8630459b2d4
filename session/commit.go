package session

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"sessh/session/commit"
	"sessh/session/diff"
	"sessh/session/family"
	"sessh/session/format"
	"sessh/session/parallel"
	"sessh/session/storage"
	"sessh/txn"
)

// A round is one try to write the sessions of a transaction: each write is of the session in the same
// place.
type round struct {
	*commit.Round
	sessions []*Session
	began    time.Time
}

// newRound returns a round of writes of sessions.
func (w *Work) newRound(sessions []*Session, writes []*commit.Write) *round {
	return &round{commit.New(w.root.store, writes), sessions, w.root.Now()}
}

// target returns the session's item as a commit has to know it, and learn takes over what the commit
// has found out about it.
func (s *Session) target() commit.Target {
	return commit.Target{Path: s.Path(), Key: s.key, Was: s.base.Item, Attempt: s.attempt}
}

func (s *Session) learn(t commit.Target) { s.base.Item, s.attempt = t.Was, t.Attempt }

// Begin starts a commit round.
func (w *Work) Begin(context.Context, *txn.Tx) error {
	w.plan, w.round, w.results, w.held, w.settled = nil, nil, nil, nil, nil
	return nil
}

// Commit encodes the pending changes and checks their sizes.
func (w *Work) Commit(ctx context.Context, _ *txn.Tx) error {
	if err := w.settle(ctx); err != nil {
		return err
	}
	w.plan = w.pending(ctx, w.root.options.Strict)
	return w.verdict()
}

// pending returns the round of what is pending. With read, it checks the sessions that were only read.
func (w *Work) pending(ctx context.Context, read bool) *round {
	now := w.root.options.Now()
	touched := slices.DeleteFunc(slices.Clone(w.order), func(s *Session) bool { return s.seq == 0 && !read })
	all := make([]planned, len(touched))
	parallel.Do(len(all), func(i int) { all[i].plan(ctx, touched[i], now) })
	sessions, writes := touched[:0], make([]*commit.Write, 0, len(touched))
	for i := range all {
		if x := &all[i].write; x.Writes() || read {
			sessions, writes = append(sessions, all[i].session), append(writes, x)
		}
	}
	return w.newRound(sessions, writes)
}

// settle looks for writes of earlier rounds whose outcomes are not known. If the store holds
// exactly what was to be written, nothing is left to write, and the session's changes are
// counted from there.
func (w *Work) settle(ctx context.Context) error {
	var unsure []*Session
	var writes []*commit.Write
	for _, s := range w.order {
		if s.attempt != nil {
			unsure, writes = append(unsure, s), append(writes, commit.Again(s.target(), diff.ListOf(s.Changes())))
		}
	}
	if len(unsure) == 0 {
		return nil
	}
	w.plan = w.newRound(unsure, writes)
	for _, h := range w.plan.Settle(ctx) {
		s := unsure[h.At]
		w.settled = append(w.settled, CommittedItem{Container: s.container, ID: s.id, Before: s.base.Item, After: h.Item, At: w.plan.began})
		s.rebase(s.container.baseOf(h.Item))
		w.held = append(w.held, h.Result)
	}
	w.plan.learn()
	err := w.verdict()
	w.plan = nil
	return err
}

// verdict ends a step of the round, and returns its error.
func (w *Work) verdict() error {
	err := w.plan.Verdict()
	if err != nil {
		w.plan.Find()
		w.note()
	}
	return err
}

// learn takes over what the round has found out about the items.
func (r *round) learn() {
	for i, x := range r.Writes {
		r.sessions[i].learn(x.Target)
	}
}

// note keeps the round for [Work.Results] and [Work.Written].
func (w *Work) note() { w.results, w.round = nil, w.plan }

// planned is what a commit has to do to a session.
type planned struct {
	session *Session
	write   commit.Write
	record  format.Record // what is encoded
}

// plan finds out what a commit has to do to the session.
func (p *planned) plan(ctx context.Context, s *Session, now time.Time) {
	p.session = s
	x := &p.write
	x.Target = s.target()
	if x.Changes = s.changeList(); x.Changes == nil {
		return
	}
	if err := ctx.Err(); err != nil { // the commit was called off: it takes time to encode many
		x.Fail(err)
		return
	}
	c, err := s.content(x.Changes)
	if err != nil {
		x.Fail(err)
	} else if err := s.unresolved(); err != nil {
		x.Fate, x.Err = commit.InConflict, err
	} else if err := p.prepare(ctx, now, c); err != nil {
		x.Fail(err)
	}
}

// prepare makes the write of what the session is to hold.
func (p *planned) prepare(ctx context.Context, now time.Time, c content) error {
	s, x, r := p.session, &p.write, &p.record
	x.Put = storage.Write{Key: s.key, Version: storage.VersionOf(s.base.Item)}
	x.Lifetime = s.container.LifetimeOf(s.base.Decoded)
	if c.removed {
		x.Put.Delete = true
		return s.container.root.can.CanRemove(ctx, s.key)
	}
	x.KeepsTime = s.base.Item != nil && !s.container.Format().Traits().Restarts && s.lifetime == nil && !c.retimed && c.remaining == nil
	*r = format.Record{Container: s.container.Name(), ID: s.id, LastAccess: now, Timeout: c.timeout, Data: c.data, Flags: s.flags}
	value, flags, exact, err := s.valueOf(ctx, r, x)
	if err != nil {
		return err
	}
	traits := s.container.Format().Traits()
	if asRead := exact && (s.planted.item != nil || c.data == nil); c.retimed && traits.Retime != nil && !asRead {
		if value, flags, err = traits.Retime(r.Way, value, flags, endOf(now, c.timeout)); err != nil {
			return err
		}
		exact = false
	}
	limit, err := s.container.root.store.MaxValue(ctx, s.key)
	if err != nil {
		return err
	}
	if len(value) > limit {
		return fmt.Errorf("%w: the session takes %d bytes, and the server holds at most %d", storage.ErrTooLarge, len(value), limit)
	}
	x.Put.Value, x.Put.Flags, x.Put.TTL = value, flags, c.timeout
	if c.remaining != nil {
		x.Put.TTL = *c.remaining
	}
	if parted := traits.Parted; parted != nil && s.base.Item != nil && r.Way != "" && x.Note == "" {
		x.Note = parted(r.Way, s.base.Item.Value, value)
	}
	if why := s.container.Unrecognized(&storage.Item{Key: s.key, Value: value, Flags: flags}, r.Data); why != "" {
		x.Note = strings.TrimPrefix(x.Note+"; "+why, "; ")
	}
	if !exact {
		x.Check = p
	}
	return nil
}

// Check fails if what is to be written would not be read as it is shown.
func (p *planned) Check() error {
	return format.Verify(p.session.container.Format(), &p.record, p.write.Put.Value, p.write.Put.Flags, p.session.shared)
}

// valueOf returns the value and flags of a record that is to be written; see [family.Family.Encode]. It
// sets the way of the record.
func (s *Session) valueOf(ctx context.Context, r *format.Record, x *commit.Write) (value []byte, flags uint32, exact bool, err error) {
	if r.Data == nil {
		return s.seed.Value, s.seed.Flags, true, nil
	}
	r.Way, x.Note = s.way(ctx)
	return s.encode(r)
}

// Vote checks before the first write that no session is locked, that what is to be written would be
// read as it is shown, and the versions of all sessions.
func (w *Work) Vote(ctx context.Context, _ *txn.Tx) error {
	if err := w.unlocked(ctx); err != nil {
		return err
	}
	w.plan.Vote(ctx)
	return w.verdict()
}

// unlocked fails if a session to be written is locked: the application would overwrite it when
// it is done.
func (w *Work) unlocked(ctx context.Context) error {
	var sessions []family.Member
	var asked []*commit.Write
	for i, x := range w.plan.Writes {
		if s := w.plan.sessions[i]; x.Writes() && s.container.Locks() {
			sessions, asked = append(sessions, family.Member{Family: s.container.Family, ID: s.id}), append(asked, x)
		}
	}
	for i, err := range w.root.families.Unlocked(ctx, sessions) {
		if err != nil {
			asked[i].Fail(err)
		}
	}
	return w.verdict()
}

// Finish writes the sessions. If one was overtaken after the vote, those already written are
// put back unless they have been changed since; see [commit.Round.Send].
func (w *Work) Finish(ctx context.Context, _ *txn.Tx) error {
	if !slices.ContainsFunc(w.plan.Writes, (*commit.Write).Writes) {
		w.keepRest(ctx)
		return nil
	}
	w.plan.Send(ctx)
	w.plan.learn()
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

// CallOff ends the commit round; what is pending stays pending.
func (w *Work) CallOff(context.Context, *txn.Tx) error {
	w.plan = nil
	return nil
}

// Results returns what the latest commit did, in the order of opening.
func (w *Work) Results() []commit.Result {
	if w.results == nil && w.round != nil {
		w.results = w.round.Results()
	}
	return w.results
}

// Held returns the sessions of which the latest commit found, when it began, that the store
// held exactly what an earlier commit had tried to write. Who wrote it is not known. Only
// their copies were left to write.
func (w *Work) Held() []commit.Result { return w.held }

// InDoubt reports whether a write of the session, whose reply was lost, may have arrived at
// the server or may still arrive.
func (s *Session) InDoubt() bool { return s.attempt != nil }
