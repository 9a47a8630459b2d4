package session

import (
	"context"
	"slices"
	"time"

	"sessh/session/commit"
	"sessh/session/diff"
	"sessh/session/part"
	"sessh/session/tree"
)

// Parts returns what is pending in parts, in the order of [Work.Changes].
func (w *Work) Parts() []part.Part {
	var all []part.Part
	for _, s := range w.order {
		all = append(all, s.divided(s.Changes()).Parts()...)
	}
	return all
}

// divided returns the session as it is divided.
func (s *Session) divided(all []diff.Change) part.Session {
	if len(all) == 0 {
		return part.Session{}
	}
	return part.Session{Changes: all, Committed: s.Committed(), Now: s.data(), How: s.comparison(), Whole: s.indivisible()}
}

// indivisible reports whether the changes of the session can only be written together: its
// values have several places, it is one value with flags, or it comes to be with a lifetime of
// its own.
func (s *Session) indivisible() bool {
	return s.shared || s.renewed || s.container.KeepsFlags() || s.base.Item == nil && (s.retimed() || s.remaining != nil)
}

// Narrow restricts the commits of the transaction to some of its [Work.Parts], until it is
// called again; nil lifts the restriction. Such a commit ends the transaction like any other;
// [Work.Carry] then makes the rest pending in the next one.
func (w *Work) Narrow(to []part.Part) { w.only = part.Choose(to) }

// Leaves reports whether the latest commit has left something that [Work.Carry] makes pending
// in another transaction.
func (w *Work) Leaves() bool { return len(w.kept) > 0 }

// content is what a commit writes of a session.
type content struct {
	data      *tree.Map // nil: the value of the seed is written
	timeout   time.Duration
	remaining *time.Duration
	retimed   bool // the lifetime is changed
	removed   bool // the session is removed
}

// content returns what the session holds with the chosen ones of its changes alone.
func (s *Session) content(chosen *diff.List) (content, error) {
	whole := content{nil, s.Timeout(), s.remaining, s.retimed(), s.deleted && !s.hasData()}
	if s.work.only == nil {
		if !s.asSown() {
			whole.data = s.data()
		}
		return whole, nil
	}
	whole.data = s.data()
	all := s.Changes()
	if chosen.Len() == len(all) {
		return whole, nil
	}
	if whole.removed {
		return content{}, part.ErrIndivisible
	}
	data, err := s.divided(all).Take(chosen.All())
	some := content{data: data, timeout: s.timeoutOf(s.base)}
	if s.lifetime != nil {
		some.timeout = s.lifetime()
	}
	for _, c := range chosen.All() {
		if c.Attribute == "timeout" {
			some.timeout, some.remaining, some.retimed = whole.timeout, whole.remaining, whole.retimed
		}
	}
	return some, err
}

// keepRest keeps what a narrowed commit has not written, for [Work.Carry].
func (w *Work) keepRest(ctx context.Context) {
	if w.only == nil {
		return
	}
	planned := make(map[*Session]*commit.Write)
	for i, x := range w.plan.Writes {
		if x.Writes() {
			planned[w.plan.sessions[i]] = x
		}
	}
	var parted []*commit.Write
	var at []int // their indexes in kept
	for _, s := range w.order {
		pending := s.Pending()
		x := planned[s]
		switch {
		case pending == 0:
		case x == nil:
			w.keepWhole(s, noResult)
		case x.Fate == commit.Written && x.Changes.Len() < pending:
			parted, at = append(parted, x), append(at, len(w.kept))
			w.keepWhole(s, noResult)
		}
	}
	if len(parted) == 0 {
		return
	}
	for i, item := range w.plan.Wrote(ctx, parted) {
		s := w.kept[at[i]].s
		b := *s.base
		b.Item = item
		if slices.ContainsFunc(parted[i].Changes.All(), func(c diff.Change) bool { return c.Attribute == "timeout" }) {
			b.kept = nil
			s.dropTimeout()
		}
		s.base, s.attempt = &b, nil
	}
}

// noResult is the index of the result of a session that the commit had nothing to do with.
const noResult = -1

// keepWhole keeps all that the session holds.
func (w *Work) keepWhole(s *Session, result int) {
	root := tree.Snapshot(s.data()).(*tree.Map)
	copied := *s
	copied.root = root
	w.kept = append(w.kept, kept{&copied, result})
}
