package session

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"sessh/session/undo"
	"sessh/txn"
)

// Work is what one transaction has open of a [Root]: its sessions, and one log
// of all changes to them, in the order in which they were made. It is the
// [txn.Resource] that commits them. Use it from one goroutine at a time.
type Work struct {
	root     *Root
	tx       *txn.Tx
	sessions map[string]*Session // by key
	order    []*Session
	log      *undo.Log[*Session]
	joined   bool
	plan     []*pendingWrite // of the commit round that is under way
	results  []Result        // of the latest round
	empty    *Map            // not to be changed
	round    []*pendingWrite // the plan of the latest round, when it was over
	held     []Result        // see Held
	kept     []kept          // what a round that failed half way leaves to be carried
}

// nothing is the empty mapping that is committed of sessions which are not there:
// one for all.
func (w *Work) noData() *Map {
	if w == nil {
		return NewMap()
	}
	return w.empty
}

// Tx is the transaction.
func (w *Work) Tx() *txn.Tx { return w.tx }

// Sessions are the open sessions, in the order of opening.
func (w *Work) Sessions() []*Session { return w.order[:len(w.order):len(w.order)] }

// open returns the sessions of the ids, reading those that are not open yet.
func (w *Work) open(ctx context.Context, c *Container, ids []string) ([]*Session, error) {
	if err := w.writable(); err != nil {
		return make([]*Session, len(ids)), fmt.Errorf("open %s: %w", ContainerPath(c.name), err)
	}
	if err := w.Join(); err != nil {
		return make([]*Session, len(ids)), err
	}
	return w.read(ctx, c, ids, func(s *Session) error {
		if o := w.sessions[s.key]; o != nil && o.seq > 0 {
			return s.errorf("", fmt.Errorf("its item is open as %s, with changes: commit or abort these first", o.Path()))
		}
		s.work = w
		w.sessions[s.key] = s // in the place of one that was only looked at
		w.order = append(w.order, s)
		return nil
	})
}

// view is open without making the sessions part of the transaction.
func (w *Work) view(ctx context.Context, c *Container, ids []string) ([]*Session, error) {
	return w.read(ctx, c, ids, func(*Session) error { return nil })
}

func (w *Work) read(ctx context.Context, c *Container, ids []string, keep func(*Session) error) ([]*Session, error) {
	sessions := make([]*Session, len(ids))
	keys, err := c.keys(ids)
	errs := []error{err}
	var wanted []string
	var at []int
	for i, key := range keys {
		if key == "" {
			continue
		}
		if s := w.openAs(c, key); s != nil {
			sessions[i] = s
			continue
		}
		wanted, at = append(wanted, key), append(at, i)
	}
	if len(wanted) == 0 {
		return sessions, err
	}
	loaded := w.root.store.Load(ctx, wanted, NeedValue)
	decoded := c.decodeAll(ctx, loaded)
	for i, l := range loaded {
		id := ids[at[i]]
		if l.Err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", SessionPath(c.name, id), l.Err))
			continue
		}
		if s := w.openAs(c, wanted[i]); s != nil { // the same id twice in ids
			sessions[at[i]] = s
			continue
		}
		s := newSession(nil, c, id, wanted[i], decoded[i])
		if err := keep(s); err != nil {
			errs = append(errs, err)
			continue
		}
		sessions[at[i]] = s
	}
	return sessions, errors.Join(errs...)
}

// openAs is the session that is open on the item under key; nil where there is none,
// or the item is open as a session of another container: one item can be read in
// several ways, as a raw one, too.
func (w *Work) openAs(c *Container, key string) *Session {
	if s := w.sessions[key]; s != nil && s.container.same(c) {
		return s
	}
	return nil
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

// Join makes the work part of the transaction, as opening a session does: a
// savepoint that is made next knows of it.
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
	s.Committed() // a copy now is less work than to decode it again later
	w.log.Record("change", s, ops)
	return nil
}

// Step makes all changes of f one step of undo, under the label. When f
// fails, its changes are taken back. Steps inside of steps are one; one that fails
// takes back what it did itself.
func (w *Work) Step(label string, f func() error) error {
	return w.log.Step(label, f, func() bool { return w.tx.Status() == txn.Committed })
}

// Undo takes the last step back and tells its label; false where there is none.
// Savepoints stay as they are: undoing is a change of its own. At least the last 10,000
// steps of a transaction can be taken back.
func (w *Work) Undo() (label string, ok bool, err error) {
	if err := w.writable(); err != nil {
		return "", false, err
	}
	label, ok = w.log.Undo()
	return label, ok, nil
}

// Redo does the step again that was last undone, and tells its label; false
// where there is none.
func (w *Work) Redo() (label string, ok bool, err error) {
	if err := w.writable(); err != nil {
		return "", false, err
	}
	label, ok = w.log.Redo()
	return label, ok, nil
}

// Steps are the labels of what can be undone, the latest first.
func (w *Work) Steps() []string { return w.log.Steps() }

// Savepoint marks the present point; see [txn.Savepointer]. To return to it is a step
// of its own, or part of the one that is under way: undo takes it back.
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

// A Point is a moment in the transaction that changes can be counted from.
type Point struct{ at *undo.State[*Session] }

// Here is the present point.
func (w *Work) Here() Point { return Point{w.log.Here()} }

// Abort drops all changes, and the steps of undo; see [Work.Revive].
func (w *Work) Abort(context.Context, *txn.Tx) error {
	w.log.Abort()
	w.joined = false
	w.plan = nil
	return nil
}

// Revive takes back an abort: what it has dropped is pending again, in a transaction of
// which nothing is open yet, on what the sessions were read with. So are the steps of
// undo, and of redo where the abort had nothing to drop. It must have been aborted.
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

// Revived reports whether the transaction is where it was aborted before it was revived,
// and nothing else was done since that undo has not taken back.
func (w *Work) Revived() bool { return w.log.Resumed() }

// Stands reports whether anything is done that was not undone. A commit leaves it as it
// was.
func (w *Work) Stands() bool { return w.log.Changed() }

// CanRedo reports whether there is a step to do again.
func (w *Work) CanRedo() bool { return w.log.CanRedo() }

// Unwritten reports whether there is anything that a commit would write, or has to find
// out about.
func (w *Work) Unwritten() bool {
	return slices.ContainsFunc(w.order, func(s *Session) bool { return s.attempt != nil || len(s.Changes()) > 0 })
}

// SortKey puts sessions before resources that cannot tell before their finish
// whether it will succeed.
func (w *Work) SortKey() string { return "session" }

// Idle reports whether nothing has been done in the transaction but reading.
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
