package value

import (
	"slices"

	"sessh/repl/script/object"
	"sessh/session"
	"sessh/session/tree"
	"sessh/txn"
)

// place is where a list or mapping is in a session, so that it can be found again
// when its transaction has ended.
type place struct {
	container *session.Container
	id        string
	tx        *txn.Tx
	keys      []any
}

func (rt *Runtime) placeOf(s *session.Session) *place {
	return &place{container: s.Container(), id: s.ID(), tx: rt.Manager.Current()}
}

// below returns the place under a key or index.
func (p *place) below(key any) *place {
	if p == nil { // of a value that goes into no session
		return nil
	}
	return &place{p.container, p.id, p.tx, append(slices.Clip(p.keys), key)}
}

// inSession returns the same place in a session that was opened again.
func (p *place) inSession(s *session.Session) *place {
	return &place{s.Container(), s.ID(), s.Tx(), p.keys}
}

// ended reports whether the transaction in which the place was looked up is over.
func (p *place) ended() bool {
	switch p.tx.Status() {
	case txn.Committed, txn.Aborted:
		return true
	}
	return false
}

func (p *place) String() string {
	path := tree.SessionPath(p.container.Name(), p.id)
	for _, k := range p.keys {
		path = path.Below(k)
	}
	return path.String()
}

// reopen opens the session of a place in the current transaction.
func (rt *Runtime) reopen(p *place) (*session.Session, error) { return rt.Session(p.container, p.id) }

func (rt *Runtime) Session(c *session.Container, id string) (*session.Session, error) {
	tx := rt.Manager.Tx()
	s, err := c.Session(rt.Context(), tx, id)
	if err != nil {
		return nil, object.Wrap(err)
	}
	rt.touched = tx
	return s, nil
}

// top returns the package data that the keys begin with, or the session's data if
// it has no packages, and the remaining keys.
func (rt *Runtime) top(s *session.Session, keys []any) (any, []any, error) {
	name, ok := keys[0].(string)
	if s.Flat() || !ok {
		data, err := s.Data()
		return data, keys, err
	}
	m, err := s.Package(name)
	return m, keys[1:], err
}

// again finds what is at the place now.
func (rt *Runtime) again(p *place) (*session.Session, any, error) {
	s, err := rt.reopen(p)
	if err != nil || len(p.keys) == 0 {
		return s, nil, err
	}
	v, rest, err := rt.top(s, p.keys)
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
