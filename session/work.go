package session

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"sessh/session/commit"
	"sessh/session/part"
	"sessh/session/storage"
	"sessh/session/tree"
	"sessh/session/undo"
	"sessh/txn"
)

// A Work is what one transaction has open of a [Root]: sessions, and an undo log of all changes to
// them. It is the [txn.Resource] that commits them. It belongs to one goroutine at a time.
type Work struct {
	root      *Root
	tx        *txn.Tx
	sessions  map[string]*Session // by key
	order     []*Session
	log       *undo.Log[*Session]
	joined    bool
	takesOver bool            // see takeOver
	plan      *round          // the commit round that is under way
	round     *round          // the latest one, after it
	results   []commit.Result // of the latest round; nil: not asked for yet
	held      []commit.Result // see Held
	settled   []CommittedItem // what was held
	empty     *tree.Map       // never changed
	kept      []kept          // to be carried after a round that failed half way, or wrote parts
	only      part.Choice     // of the changes to write, see Narrow
}

// noData returns the committed data of sessions that do not exist, the same mapping for all.
func (w *Work) noData() *tree.Map {
	if w == nil {
		return tree.NewMap()
	}
	return w.empty
}

// Tx returns the transaction.
func (w *Work) Tx() *txn.Tx { return w.tx }

// Sessions returns the open sessions, in the order of opening.
func (w *Work) Sessions() []*Session { return w.order[:len(w.order):len(w.order)] }

// open returns the sessions with the ids, and reads those that are not open yet.
func (w *Work) open(ctx context.Context, c *Container, ids []string) ([]*Session, error) {
	if err := w.writable(); err != nil {
		return make([]*Session, len(ids)), fmt.Errorf("open %s: %w", tree.ContainerPath(c.Name()), err)
	}
	if err := w.Join(); err != nil {
		return make([]*Session, len(ids)), err
	}
	if len(w.sessions) == 0 && len(ids) > 1 {
		w.sessions, w.order = make(map[string]*Session, len(ids)), make([]*Session, 0, len(ids))
	}
	room := func(n int) []Session { return make([]Session, n) } // they end together
	replaced := false                                           // some of other containers, without changes
	sessions, err := w.read(ctx, c, ids, room, func(s *Session) (*Session, error) {
		if o := w.sessions[s.key]; o != nil {
			switch {
			case o.container.Same(c): // the same id twice in ids
				return o, nil
			case o.seq > 0:
				return nil, s.errorf("", fmt.Errorf("its item is open as %s, with changes: commit or abort these first", o.Path()))
			}
			o.replaced, replaced = true, true
		}
		s.work = w
		w.sessions[s.key] = s
		w.order = append(w.order, s)
		return s, nil
	})
	if replaced {
		w.order = slices.DeleteFunc(slices.Clone(w.order), func(s *Session) bool { return w.sessions[s.key] != s })
	}
	if c.lifetime != nil { // for those that were open before, too
		for _, s := range sessions {
			if s != nil {
				s.lifetime = c.lifetime
			}
		}
	}
	return sessions, err
}

// view is open without making the sessions part of the transaction.
func (w *Work) view(ctx context.Context, c *Container, ids []string) ([]*Session, error) {
	room := func(int) []Session { return nil } // one may be kept for longer than the others
	return w.read(ctx, c, ids, room, func(s *Session) (*Session, error) { return s, nil })
}

// read returns the sessions with the ids. It reads those that are not open, which are
// made in room(n), or each by itself. keep returns the session that is to be used for one.
func (w *Work) read(ctx context.Context, c *Container, ids []string, room func(n int) []Session, keep func(*Session) (*Session, error)) ([]*Session, error) {
	sessions := make([]*Session, len(ids))
	keys, err := c.Keys(ids)
	errs := []error{err}
	wanted, at := make([]string, 0, len(ids)), make([]int, 0, len(ids))
	for i, key := range keys {
		if key == "" {
			continue
		}
		if s := w.Opened(c, key); s != nil {
			sessions[i] = s
			continue
		}
		wanted, at = append(wanted, key), append(at, i)
	}
	if len(wanted) == 0 {
		return sessions, err
	}
	loaded := w.root.store.Load(ctx, wanted, storage.NeedValue|storage.NeedTTL)
	decoded := c.DecodedAll(ctx, loaded)
	now, free := c.root.Now(), room(len(wanted))
	for i, l := range loaded {
		id := ids[at[i]]
		if l.Err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", tree.SessionPath(c.Name(), id), l.Err))
			continue
		}
		var s *Session
		if len(free) > 0 {
			s, free = &free[0], free[1:]
		} else {
			s = new(Session)
		}
		s.begin(nil, c, id, wanted[i], base{Decoded: decoded[i], at: now})
		if s, err = keep(s); err != nil {
			errs = append(errs, err)
		}
		sessions[at[i]] = s
	}
	return sessions, errors.Join(errs...)
}

// Opened returns the session of the container that is open on the item under key, or nil. The item
// can be open as a session of another container, or as a raw item.
func (w *Work) Opened(c *Container, key string) *Session {
	if s := w.sessions[key]; s != nil && s.container.Same(c) {
		return s
	}
	return nil
}

// Leave closes the sessions of a container without changes, so that they are read again when
// they are opened again.
func (w *Work) Leave(container string) {
	w.order = slices.DeleteFunc(slices.Clone(w.order), func(s *Session) bool {
		if s.container.Name() != container || s.seq > 0 || s.attempt != nil {
			return false
		}
		delete(w.sessions, s.key)
		return true
	})
}

func (w *Work) writable() error {
	switch w.tx.Status() {
	case txn.Active, txn.Doomed:
		return nil
	case txn.Failed:
		return w.tx.Err()
	case txn.Committing:
		return errors.New("the transaction is being committed")
	}
	return txn.ErrFinished
}

// Join makes the work part of the transaction, as opening a session does, so that savepoints
// include it.
func (w *Work) Join() error {
	if w.joined {
		return nil
	}
	if err := w.tx.Join(w); err != nil {
		return err
	}
	w.joined = true
	return nil
}

func (w *Work) record(s *Session, ops []undo.Op) error {
	if err := w.Join(); err != nil {
		return err
	}
	s.Committed() // copying it now costs less than decoding it again later
	w.log.Record("change", s, ops)
	return nil
}

// Step makes all changes of f one step of undo with a label. If f fails, its changes are taken
// back. A step inside another one is part of it; if it fails, its own changes are taken back.
func (w *Work) Step(label string, f func() error) error {
	return w.log.Step(label, f, func() bool { return w.tx.Status() == txn.Committed })
}

// takeOver is Step for changes to what the store holds or held, which sealed sessions allow, too.
func (w *Work) takeOver(label string, f func() error) error {
	w.takesOver = true
	defer func() { w.takesOver = false }()
	return w.Step(label, f)
}

// Undo takes the last step back and returns its label; ok is false if there is none. Savepoints
// stay valid. At least the last 10,000 steps of a transaction can be undone.
func (w *Work) Undo() (label string, ok bool, err error) {
	if err := w.writable(); err != nil {
		return "", false, err
	}
	label, ok = w.log.Undo()
	return label, ok, nil
}

// Redo makes the step again that was last undone, and returns its label; ok is false if there is
// none.
func (w *Work) Redo() (label string, ok bool, err error) {
	if err := w.writable(); err != nil {
		return "", false, err
	}
	label, ok = w.log.Redo()
	return label, ok, nil
}

// Steps returns the labels of the steps that can be undone, the latest first.
func (w *Work) Steps() []string { return w.log.Steps() }

// Savepoint marks the present state; see [txn.Savepointer]. Returning to it is a step, or part of
// the one under way, which can be undone.
func (w *Work) Savepoint(context.Context, *txn.Tx) (txn.Mark, error) {
	return &mark{w.log, w.log.Here()}, nil
}

type mark struct {
	log *undo.Log[*Session]
	at  *undo.State[*Session]
}

func (m *mark) Rollback(context.Context) error {
	m.log.Rollback(m.at)
	return nil
}

// A Point is a state of the transaction that changes can be counted from.
type Point struct{ at *undo.State[*Session] }

// Here returns the present state.
func (w *Work) Here() Point { return Point{w.log.Here()} }

// Abort drops all changes and the steps of undo; see [Work.Revive].
func (w *Work) Abort(context.Context, *txn.Tx) error {
	w.log.Abort()
	w.joined = false
	w.plan = nil
	return nil
}

// Revive takes back an abort: what it has dropped is pending again in another transaction, which
// must not have opened sessions of this root. Changes are counted from what the sessions were
// read with. The steps of undo are back as well, and those of redo if the abort had dropped
// nothing.
func (w *Work) Revive(to *txn.Tx) error {
	if s := w.tx.Status(); s != txn.Aborted {
		return fmt.Errorf("the transaction is not aborted: %s", s)
	}
	if _, ok := to.Data(w.root); ok {
		return errors.New("the transaction has sessions of its own")
	}
	w.tx = to
	to.SetData(w.root, w)
	if err := w.Join(); err != nil {
		return err
	}
	w.log.Resume()
	return nil
}

// Revived reports whether the transaction was revived and is where it was when it was aborted,
// with nothing done since that was not undone.
func (w *Work) Revived() bool { return w.log.Resumed() }

// Stands reports whether anything was done that was not undone. A commit does not change that.
func (w *Work) Stands() bool { return w.log.Changed() }

// CanRedo reports whether there is a step to make again.
func (w *Work) CanRedo() bool { return w.log.CanRedo() }

// Unwritten reports whether there is anything that a commit would write or look up.
func (w *Work) Unwritten() bool {
	return slices.ContainsFunc(w.order, func(s *Session) bool { return s.attempt != nil || s.Pending() > 0 })
}

// SortKey returns "session".
func (w *Work) SortKey() string { return "session" }

// Idle reports whether the transaction was only read in.
func (w *Work) Idle() bool {
	if !w.log.Idle() {
		return false
	}
	for _, s := range w.order {
		if s.attempt != nil || s.seq > 0 {
			return false
		}
	}
	return true
}
