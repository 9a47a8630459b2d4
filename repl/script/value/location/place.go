package location

import (
	"slices"

	"sessh/repl/script/bounds"
	"sessh/repl/script/object"
	"sessh/session"
	"sessh/session/tree"
	"sessh/txn"
)

// Place is where a list or mapping is in a session, so that it can be found again
// when its transaction has ended.
type Place struct {
	container *session.Container
	id        string
	tx        *txn.Tx
	keys      []any
}

// Locator opens sessions in the transaction of its manager.
type Locator struct {
	Manager *txn.Manager
	guard   *bounds.Guard
	touched *txn.Tx // the transaction that a session was last opened in
}

// New returns a locator.
func New(g *bounds.Guard, m *txn.Manager) *Locator { return &Locator{Manager: m, guard: g} }

// PlaceOf returns the place of a session.
func (l *Locator) PlaceOf(s *session.Session) *Place {
	return &Place{container: s.Container(), id: s.ID(), tx: l.Manager.Current()}
}

// Below returns the place under a key or index.
func (p *Place) Below(key any) *Place {
	if p == nil { // of a value that goes into no session
		return nil
	}
	return &Place{p.container, p.id, p.tx, append(slices.Clip(p.keys), key)}
}

// WithKeys returns what is under other keys in the same session.
func (p *Place) WithKeys(keys []any) *Place { return &Place{p.container, p.id, p.tx, keys} }

// IsPackage reports whether package data is at the place.
func (p *Place) IsPackage() bool { return len(p.keys) == 1 && !p.container.Flat() }

// InSession returns the same place in a session that was opened again.
func (p *Place) InSession(s *session.Session) *Place {
	return &Place{s.Container(), s.ID(), s.Tx(), p.keys}
}

// Ended reports whether the transaction in which the place was looked up is over.
func (p *Place) Ended() bool {
	switch p.tx.Status() {
	case txn.Committed, txn.Aborted:
		return true
	}
	return false
}

func (p *Place) String() string {
	path := tree.SessionPath(p.container.Name(), p.id)
	for _, k := range p.keys {
		path = path.Below(k)
	}
	return path.String()
}

// Reopen opens the session of a place in the current transaction.
func (l *Locator) Reopen(p *Place) (*session.Session, error) { return l.Session(p.container, p.id) }

// Session opens a session.
func (l *Locator) Session(c *session.Container, id string) (*session.Session, error) {
	tx := l.Manager.Tx()
	s, err := c.Session(l.guard.Context(), tx, id)
	if err != nil {
		return nil, object.Wrap(err)
	}
	l.touched = tx
	return s, nil
}

// top returns the package data that the keys begin with, or the session's data if
// it has no packages, and the remaining keys.
func (l *Locator) top(s *session.Session, keys []any) (any, []any, error) {
	name, ok := keys[0].(string)
	if s.Flat() || !ok {
		data, err := s.Data()
		return data, keys, err
	}
	m, err := s.Package(name)
	return m, keys[1:], err
}

// Again finds what is at the place now.
func (l *Locator) Again(p *Place) (*session.Session, any, error) {
	s, err := l.Reopen(p)
	if err != nil || len(p.keys) == 0 {
		return s, nil, err
	}
	v, rest, err := l.top(s, p.keys)
	if err != nil {
		return nil, nil, object.Wrap(err)
	}
	for _, k := range rest {
		ok := false
		switch x := v.(type) {
		case *tree.Map:
			v, ok = x.Get(k)
		case *tree.List:
			i, isIndex := k.(int)
			if isIndex {
				v, ok = x.At(i)
			}
		}
		if !ok {
			return nil, nil, object.Raise("RuntimeError", "%s is not there any more", p)
		}
	}
	return s, v, nil
}

// Holds reports whether values of sessions that are open in the transaction were
// made, or the transaction itself was given out.
func (l *Locator) Holds(tx *txn.Tx) bool { return tx != nil && l.touched == tx }

// Touch notes that statements have something of the transaction.
func (l *Locator) Touch(tx *txn.Tx) { l.touched = tx }
