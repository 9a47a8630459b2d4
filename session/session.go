package session

import (
	"errors"
	"fmt"
	"time"

	"sessh/session/commit"
	"sessh/session/family"
	"sessh/session/storage"
	"sessh/session/tree"
	"sessh/session/undo"
	"sessh/txn"
)

// ErrReadOnlySession is wrapped by the error of a write to a session that cannot be written: its
// value could not be decoded, or it was opened read-only.
var ErrReadOnlySession = errors.New("session is read-only")

// A Session is one visitor's data, open in a transaction. A [Container] opens it. It belongs to
// one goroutine at a time.
type Session struct {
	work      *Work // nil: read-only
	container *Container
	id        string
	key       string
	root      *tree.Map    // see data; nil: not asked for yet
	seed      *family.Seed // what root is decoded from; nil: from the base, or there is none
	virtuals  tree.Virtuals
	base      *base
	first     base                 // that it was opened with
	lifetime  func() time.Duration // the container's
	deleted   bool
	shared    bool            // something has, or had, several places
	replaced  bool            // its item was opened as another session
	attempt   *commit.Attempt // a write whose outcome is not known
	seq       uint64          // revision of the latest change; 0: none
	planted   planted         // what Plant was given; zero once it was changed, undone or not
	cache     changeCache
	beside
}

// newSession returns the session that the store holds as b.
func newSession(w *Work, c *Container, id, key string, b base) *Session {
	if b.Record != nil {
		r := *b.Record
		b.Record = &r
	}
	s := new(Session)
	s.begin(w, c, id, key, b)
	return s
}

// begin makes s the session that the store holds as b, whose record is its own from now on.
func (s *Session) begin(w *Work, c *Container, id, key string, b base) {
	*s = Session{work: w, container: c, id: id, key: key, first: b, lifetime: c.lifetime}
	s.base = &s.first
	if b.Record != nil {
		// The tree will change; the committed one is decoded again if it is needed.
		s.root, b.Record.Data = b.Record.Data, nil
		s.own()
	}
}

// own makes the root part of the session.
func (s *Session) own() {
	tree.SetOwner(s.root, s.owner(), tree.Rooted)
	s.shares(s.root)
}

// data returns the root.
func (s *Session) data() *tree.Map {
	if s.root == nil {
		if s.seed == nil {
			s.root = tree.NewMap()
		} else {
			s.grow()
		}
		s.own()
	}
	return s.root
}

// hasData reports whether there is anything in the root.
func (s *Session) hasData() bool {
	if s.root == nil {
		return s.seed != nil // its data are not empty
	}
	return s.root.Len() > 0
}

// shares notes whether anything in a tree that was read has several places.
func (s *Session) shares(root *tree.Map) {
	s.shared = s.shared || tree.HasShared(root)
}

// ID returns the session id.
func (s *Session) ID() string { return s.id }

// Container returns the container of the session.
func (s *Session) Container() *Container { return s.container }

// Path returns the path of the session.
func (s *Session) Path() tree.Path { return tree.SessionPath(s.container.Name(), s.id) }

// Package returns the package data of that name. It is created on retrieval: if there is none,
// the mapping is empty and becomes part of the session when the first key is set in it. Until
// then it is neither pending nor stored.
func (s *Session) Package(name string) (*tree.Map, error) {
	root, err := s.Data()
	if err != nil {
		return nil, err
	}
	key := any(name)
	if v, ok := root.Get(key); ok {
		m, ok := v.(*tree.Map)
		if !ok {
			return nil, s.errorf(tree.KeyText(key), fmt.Errorf("is of type %s, not package data", tree.TypeName(v)))
		}
		return m, nil
	}
	return s.virtuals.Get(key, s.owner()), nil
}

// Data returns the mapping of package names to package data. It fails if the stored value could
// not be decoded.
func (s *Session) Data() (*tree.Map, error) {
	if s.base.Broken != nil {
		return nil, s.errorf("", s.base.Broken)
	}
	return s.data(), nil
}

// Exists reports whether the session exists: stored and neither deleted nor renewed, or pending.
func (s *Session) Exists() bool {
	return s.hasData() || s.Stored() && !s.deleted && !s.renewed
}

// Stored reports whether the store held the session when it was read.
func (s *Session) Stored() bool { return s.base.Item != nil }

// Item returns the item that the session was read from; nil for a new session. It must not be
// changed.
func (s *Session) Item() *storage.Item { return s.base.Item }

// Decoded returns the item with what it was decoded to, without the data.
func (s *Session) Decoded() family.Decoded { return s.base.Decoded }

// ReadAt returns when [Session.Item] was read.
func (s *Session) ReadAt() time.Time { return s.base.at }

// LastAccess returns the time of the session's last access, as the application stored it; zero if
// it is not known.
func (s *Session) LastAccess() time.Time {
	if s.base.Record == nil {
		return time.Time{}
	}
	return s.base.Record.LastAccess
}

// ErrNoSession is wrapped by errors about a session that does not exist.
var ErrNoSession = errors.New("there is no such session")

// Delete deletes the session with all its package data.
func (s *Session) Delete() error {
	if err := s.writable(); err != nil {
		return err
	}
	if !s.Exists() {
		return s.errorf("", ErrNoSession)
	}
	ops := tree.Clearing(s.data())
	if !s.deleted {
		ops = append(ops, undo.Set(&s.deleted, true))
	}
	return s.log(append(ops, undo.Set(&s.beside, s.beside.anew())))
}

// writable returns the reason why the session cannot be written, or nil.
func (s *Session) writable() error {
	if s.base.Broken != nil {
		return s.errorf("", fmt.Errorf("%w: %w", ErrReadOnlySession, s.base.Broken))
	}
	if s.work == nil {
		return s.errorf("", fmt.Errorf("%w: it was opened read-only", ErrReadOnlySession))
	}
	if s.replaced {
		if o := s.work.sessions[s.key]; o != nil {
			return s.errorf("", fmt.Errorf("%w: its item has been opened as %s", ErrReadOnlySession, o.Path()))
		}
	}
	if err := s.work.writable(); err != nil {
		return s.errorf("", err)
	}
	return nil
}

// unsealed returns the reason why the data of the session cannot be changed, or nil. It can be
// deleted nonetheless, and given another timeout.
func (s *Session) unsealed() error {
	if why := s.Sealed(); why != "" && (s.work == nil || !s.work.takesOver) {
		return s.errorf("", fmt.Errorf("%w: %s", ErrReadOnlySession, why))
	}
	return nil
}

// Sealed says why the data of the session cannot be changed, though they may be shown; "" if
// they can.
func (s *Session) Sealed() string {
	from := s.source()
	switch {
	case from.Item != nil:
		return from.Sealed
	case s.base.Record != nil:
		return s.base.Record.Sealed
	}
	return s.container.Format().Traits().Sealed
}

// changedAt notes that the session is not what it was.
func (s *Session) changedAt(revision uint64) { s.seq = revision }

// log applies ops as part of the transaction. They may change the tree.
func (s *Session) log(ops []undo.Op) error {
	if err := s.logBeside(ops); err != nil {
		return err
	}
	s.planted = planted{}
	return nil
}

// logBeside is log for ops that leave the tree as it is.
func (s *Session) logBeside(ops []undo.Op) error {
	if err := s.writable(); err != nil {
		return err
	}
	return s.work.record(s, ops)
}

// Flat reports whether the session holds its keys directly, without package data.
func (s *Session) Flat() bool { return s.container.Flat() }

func (s *Session) errorf(what string, err error) error {
	p := s.Path().String()
	if what != "" {
		p += ", " + what
	}
	return fmt.Errorf("%s: %w", p, err)
}

// Tx returns the transaction that the session is open in; nil if it was opened read-only.
func (s *Session) Tx() *txn.Tx {
	if s.work == nil {
		return nil
	}
	return s.work.tx
}
