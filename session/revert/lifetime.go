package revert

import (
	"time"

	"sessh/session"
	"sessh/session/diff"
	"sessh/session/storage"
	"sessh/session/tree"
)

// slack is how far apart two sessions may end that count as ending at the same time: stores count whole
// seconds, and a commit takes some.
const slack = 5 * time.Second

// timeout returns the timeout that reverts the change of a session's lifetime; ok is false if there was
// none, or it was changed since.
func timeout(s *session.Session, x session.CommittedItem, was, wrote diff.Version) (to time.Duration, ok bool) {
	switch {
	case !s.Exists():
		return 0, false
	case was.Timeout != storage.TTLUnknown:
		return was.Timeout, wrote.Timeout != was.Timeout && s.Version().Timeout == wrote.Timeout
	case wrote.Timeout != storage.TTLUnknown || !x.Retimed() || s.Version().Timeout != storage.TTLUnknown:
		return 0, false
	}
	left, ok := leftOf(s, x)
	return left, ok && !alike(left, s.Item().TTL)
}

// alike reports whether two sessions with those times to live end at the same time.
func alike(a, b time.Duration) bool {
	if a == storage.TTLNever || b == storage.TTLNever {
		return a == b
	}
	return (a - b).Abs() <= slack
}

// leftOf returns what would be left of the lifetime that a session had before a commit, in a format
// that does not store it. ok is false if that is over, or not known, or the session has another
// lifetime by now than the one from the commit.
func leftOf(s *session.Session, x session.CommittedItem) (left time.Duration, ok bool) {
	now := s.Item()
	if now == nil || x.After == nil || x.At.IsZero() || x.Before.TTL == storage.TTLUnknown || x.After.TTL == storage.TTLUnknown {
		return 0, false
	}
	since := s.ReadAt().Sub(x.At)
	given := x.After.TTL
	if given != storage.TTLNever {
		given = max(given-since, time.Nanosecond)
	}
	switch {
	case !alike(now.TTL, given):
		return 0, false
	case x.Before.TTL == storage.TTLNever:
		return storage.TTLNever, true
	}
	left = (x.Before.TTL - since).Truncate(time.Second)
	return left, left >= time.Second
}

// Lasting returns those of the sessions whose lifetime the commit has changed, and that [Do] has left
// with it: what they had left before is over, or not known, or another program has changed it.
func Lasting(w *session.Work, written []session.CommittedItem) (paths []tree.Path) {
	for _, x := range written {
		key, err := x.Container.Key(x.ID)
		if err != nil || x.Before == nil || x.After == nil || !x.Retimed() {
			continue
		}
		was := x.Container.VersionOf(x.Container.Decoded(x.Before), nil).Timeout
		s := w.Opened(x.Container, key)
		if s == nil || !s.Exists() {
			continue
		}
		is := s.Version().Timeout
		if left, ok := leftOf(s, x); is == storage.TTLUnknown && ok && alike(left, s.Item().TTL) {
			continue // it is as it was
		}
		if is == storage.TTLUnknown || was != storage.TTLUnknown && is != was {
			paths = append(paths, x.Path())
		}
	}
	return paths
}

// Retimed adds to what a commit wrote the change of the lifetime, in a format that does not store it.
func Retimed(x session.CommittedItem) session.CommittedItem {
	if !x.Retimed() && x.Before != nil && x.After != nil {
		c := diff.Change{Path: x.Path(), Kind: diff.Changed, Old: storage.TTLUnknown, New: x.After.TTL, Attribute: "timeout"}
		x.Changes = diff.ListOf(append([]diff.Change{c}, x.Changes.All()...))
	}
	return x
}
