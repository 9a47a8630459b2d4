package session

import (
	"errors"
	"slices"
	"time"

	"sessh/session/diff"
	"sessh/session/storage"
	"sessh/session/tree"
	"sessh/session/undo"
)

// A Draft is what is pending in one session, independent of a transaction: it can be kept, and
// made pending in another one with [Work.Adopt].
type Draft struct {
	Container *Container
	ID        string
	// Base is the item that the changes are counted from; nil if there was none. A commit
	// meets a conflict if the store holds another item by then.
	Base *storage.Item
	// Data is what the session shall hold; nil if it shall be removed. In the draft of an
	// open session it is live, and must not be changed.
	Data *tree.Map
	// Timeout is that of the session; [storage.TTLUnknown] if it has that of the base. Inherits is
	// set if it is the lifetime of a new session by [Session.Inherit], and no change.
	Timeout  time.Duration
	Inherits bool
	// Remaining is the time to live if that is not the timeout; see [Session.SetRemaining].
	Remaining *time.Duration
	Flags     *uint32 // set for a raw item; nil: unchanged
	// Renewed is set if the session is a new one in the place of the base; see [Session.Renew].
	Renewed bool
	// Way is the way in which a commit writes the session, as [format.Record.Way]; "" if its
	// neighbours decide, or there is only one.
	Way string
	// Undecided is the number of conflicts to decide in the session. Adopt restores them as long
	// as the program runs.
	Undecided int

	conflicts []diff.Conflict // the undecided ones
}

// Drafts returns the drafts of the sessions that have pending changes, in the order of
// opening.
func (w *Work) Drafts() []Draft {
	var drafts []Draft
	for _, s := range w.order {
		if len(s.Changes()) == 0 {
			continue
		}
		d := s.draft()
		if s.base.Item == nil { // whose lifetime is known by itself
			d.Timeout = s.Timeout()
		}
		drafts = append(drafts, d)
	}
	return drafts
}

// draft returns all that is pending in the session.
func (s *Session) draft() Draft {
	open := s.stillOpen()
	d := Draft{
		Container: s.container, ID: s.id, Base: s.base.Item, Data: s.data(),
		Timeout: s.ownTimeout(), Inherits: s.base.Item == nil && s.set == nil && s.inherited != nil, Remaining: s.remaining,
		Flags: s.flags, Renewed: s.Renewed(), Way: s.knownWay(), Undecided: len(open), conflicts: open,
	}
	if !slices.Contains(s.container.Format().Traits().Ways, d.Way) {
		d.Way = ""
	}
	if s.deleted && !s.hasData() {
		d.Data = nil
	}
	return d
}

// Adopt makes drafts pending in this transaction, in one step with a label: all of them or, if
// one fails, none. The transaction must not have opened the sessions.
func (w *Work) Adopt(label string, drafts []Draft) (*Adoption, error) {
	if err := w.writable(); err != nil {
		return nil, err
	}
	if err := w.Join(); err != nil {
		return nil, err
	}
	open := len(w.order)
	a := &Adoption{}
	err := w.Step(label, func() error {
		for _, d := range drafts {
			s, err := w.take(d)
			if err == nil {
				err = s.log([]undo.Op{a})
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		return a, nil
	}
	for _, s := range w.order[open:] {
		delete(w.sessions, s.key)
	}
	w.order = w.order[:open]
	return nil, err
}

// An Adoption is a step in which drafts were made pending.
type Adoption struct{ stands int }

func (a *Adoption) Apply()  { a.stands++ }
func (a *Adoption) Revert() { a.stands-- }

// Stands reports whether the step was not undone. A commit does not change that.
func (a *Adoption) Stands() bool { return a.stands > 0 }

// take opens a session on the base of a draft, not on what the store holds now, and makes the
// draft pending in it.
func (w *Work) take(d Draft) (*Session, error) {
	key, err := d.Container.Key(d.ID)
	if err != nil {
		return nil, err
	}
	s := newSession(w, d.Container, d.ID, key, base{Decoded: d.Container.Decoded(d.Base)}) // read some time ago
	switch {
	case w.sessions[key] != nil:
		return nil, s.errorf("", errors.New("it is already open in the transaction"))
	case s.base.Broken != nil:
		return nil, s.errorf("", s.base.Broken)
	}
	w.sessions[key] = s
	w.order = append(w.order, s)
	if err := s.draw(d); err != nil {
		delete(w.sessions, key)
		w.order = w.order[:len(w.order)-1]
		return nil, err
	}
	return s, nil
}

// draw makes a draft pending.
func (s *Session) draw(d Draft) error {
	if d.Data == nil {
		if err := s.Delete(); err != nil {
			return err
		}
	} else if err := s.drawWhole(d); err != nil {
		return err
	}
	rest := s.beside
	rest.remaining, rest.renewed, rest.conflicts = d.Remaining, d.Renewed, d.conflicts
	if !s.Stored() {
		rest.written = d.Way
	}
	return s.logBeside([]undo.Op{undo.Set(&s.beside, rest)})
}

// drawWhole makes the data of a draft pending, with their flags and timeout.
func (s *Session) drawWhole(d Draft) error {
	if err := s.replant(d); err != nil {
		return err
	}
	if d.Flags != nil && s.Exists() {
		if err := s.SetFlags(*d.Flags); err != nil {
			return err
		}
	}
	switch {
	case !s.Exists() || d.Timeout == storage.TTLUnknown || d.Timeout == s.ownTimeout():
		return nil
	case d.Inherits:
		return s.logBeside([]undo.Op{s.inherits(d.Timeout)})
	}
	return s.SetTimeout(d.Timeout)
}

// Revision returns a number that grows with every change of what is pending.
func (w *Work) Revision() uint64 { return w.log.Revision() }
