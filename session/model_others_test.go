package session_test

import (
	"slices"

	"pgregory.net/rapid"

	"sessh/session"
	"sessh/session/diff"
	"sessh/session/format"
	"sessh/session/format/sesshjson"
	"sessh/txn"
)

// other changes a session as another program.
func (x *model) other(t *rapid.T) {
	root := session.NewRoot(x.store.Store, session.Options{Formats: []format.Format{sesshjson.Format{}}})
	m := txn.NewManager()
	x.check(m.Run(ctx, func(tx *txn.Tx) error {
		s := rapid.SampledFrom([]int{0, 1, 2, 3}).Draw(t, "theirs")
		x.change(t, x.sessionsOf(root, tx)[s])
		for _, s := range x.sessionsOf(root, tx) {
			if len(s.Changes()) > 0 {
				x.writing(s)
			}
		}
		return nil
	}))
}

// writing notes that a session is to be written.
func (x *model) writing(s *session.Session) {
	x.writes++
	if p := s.Path().String(); s.Exists() {
		x.server[p] = x.writes
	} else {
		delete(x.server, p)
	}
}

// refresh takes over what others have written, and decides conflicts.
func (x *model) refresh(t *rapid.T) {
	x.findLost()
	from, w := x.now, x.work()
	was := w.Revision()
	choice := rapid.SampledFrom([]diff.Choice{diff.Mine, diff.Theirs}).Draw(t, "choice")
	r, err := w.Refresh(ctx, choice)
	x.check(err)
	if len(r.Conflicts)+len(w.Conflicts()) > 0 {
		t.Fatalf("%+v is left to be decided", r.Conflicts)
	}
	if w.Revision() != was {
		counts := make(map[string]int)
		for path := range x.states[from].counts {
			counts[path] = x.server[path]
		}
		x.enter(counts)
		x.did(from)
	}
	for _, s := range x.sessions() {
		if v := x.stale(s); v {
			t.Fatalf("%s is not up to date after a refresh", s.Path())
		}
	}
}

// stale reports whether a session counts from something that the server no longer holds.
func (x *model) stale(s *session.Session) bool {
	p := s.Path().String()
	return x.states[x.now].counts[p] != x.server[p]
}

// overtaken reports whether another program has written a session that is pending.
func (x *model) overtaken() bool {
	return slices.ContainsFunc(x.sessions(), func(s *session.Session) bool { return len(s.Changes()) > 0 && x.stale(s) })
}
