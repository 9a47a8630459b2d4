package session

import (
	"errors"
	"sessh/session/undo"
	"time"
)

// A Draft is what is pending in one session, apart from any transaction: it can
// be kept, and made pending again in another one.
type Draft struct {
	Container *Container
	ID        string
	// Base is the item that the changes count from; nil where there was none. A
	// commit finds a conflict where the store holds something else by then.
	Base *Item
	// Data is what the session is to hold; nil where it is to be removed. It is
	// live where the draft is that of an open session, and not to be changed.
	Data    *Map
	Timeout time.Duration
	Flags   *uint32 // that a raw item was given; nil: as they are
	// Undecided is how many conflicts are to be decided in it. What is made pending
	// of a draft does not tell them any longer.
	Undecided int
}

// Encoded is what the draft is written as, by a commit at that time. It fails where
// that would not be read as the draft's data.
func (d Draft) Encoded(at time.Time) (value []byte, flags uint32, err error) {
	r := &Record{Container: d.Container.name, ID: d.ID, LastAccess: at, Timeout: d.Timeout, Data: d.Data, Flags: d.Flags}
	value, flags, err = d.Container.format.Encode(r, source(d.Data, d.Base))
	if err != nil {
		return nil, 0, err
	}
	s := &Session{container: d.Container, id: d.ID, root: d.Data, timeout: d.Timeout, shared: hasRefs(d.Data)}
	p := &pendingWrite{s: s, write: Write{Value: value, Flags: flags}}
	return value, flags, p.verify(r)
}

// Drafts are the drafts of the sessions that have pending changes, in the order
// of opening.
func (w *Work) Drafts() []Draft {
	var drafts []Draft
	for _, s := range w.order {
		if len(s.Changes()) == 0 {
			continue
		}
		d := Draft{Container: s.container, ID: s.id, Base: s.base.item, Data: s.root, Timeout: s.timeout, Flags: s.flags, Undecided: len(s.stillOpen())}
		if s.deleted && s.root.Len() == 0 {
			d.Data = nil
		}
		drafts = append(drafts, d)
	}
	return drafts
}

// Adopt makes drafts pending in this transaction, in one step under the label,
// which may not have opened the sessions yet. It does all of it, or nothing.
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

// An Adoption is that drafts were made pending, as part of the log.
type Adoption struct{ stands int }

func (a *Adoption) Apply()  { a.stands++ }
func (a *Adoption) Revert() { a.stands-- }

// Stands reports whether the step is done, and was not undone. A commit leaves it
// as it was.
func (a *Adoption) Stands() bool { return a.stands > 0 }

// take opens a session on what a draft counts from, not on what the store holds
// now, and makes the draft pending in it.
func (w *Work) take(d Draft) (*Session, error) {
	key, err := d.Container.key(d.ID)
	if err != nil {
		return nil, err
	}
	s := newSession(w, d.Container, d.ID, key, d.Container.decode(d.Base))
	switch {
	case w.sessions[key] != nil:
		return nil, s.errorf("", errors.New("it is open in the transaction already"))
	case s.base.broken != nil:
		return nil, s.errorf("", s.base.broken)
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
		return s.Delete()
	}
	if err := s.replant(d); err != nil {
		return err
	}
	if d.Flags != nil && s.Exists() {
		if err := s.SetFlags(*d.Flags); err != nil {
			return err
		}
	}
	if s.timeout != d.Timeout && s.Exists() {
		return s.SetTimeout(d.Timeout)
	}
	return nil
}

// Revision is a number that is another one after every change of what is pending.
func (w *Work) Revision() uint64 { return w.log.Revision() }
