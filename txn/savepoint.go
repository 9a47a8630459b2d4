package txn

import (
	"context"
	"fmt"
	"slices"
)

// A Savepoint is a state of a transaction that can be returned to.
type Savepoint struct {
	tx     *Tx
	index  int
	parts  []part
	reason string // why it is no longer valid
}

// part is what one resource keeps of a savepoint.
type part struct {
	resource Resource
	mark     Mark // nil: the resource cannot return
}

// Optimistic is the option of [Tx.Savepoint] that accepts resources which cannot make
// savepoints: only a rollback fails then.
const Optimistic = true

// Savepoint marks the present state of all resources, in the order of joining. If one
// fails, the transaction fails.
func (tx *Tx) Savepoint(ctx context.Context, optimistic ...bool) (*Savepoint, error) {
	if err := tx.usable(); err != nil {
		return nil, err
	}
	s := &Savepoint{tx: tx, index: tx.made + 1}
	for _, r := range slices.Clone(tx.resources) {
		p := part{resource: r}
		if err := p.make(ctx, tx, len(optimistic) > 0 && optimistic[0]); err != nil {
			err = fmt.Errorf("savepoint: %s: %w", r.SortKey(), err)
			err = join(err, tx.abortAll(ctx, tx.resources), tx.callOffAll(ctx, tx.resources))
			tx.fail(err)
			return nil, err
		}
		s.parts = append(s.parts, p)
	}
	tx.made++
	tx.savepoints = append(tx.savepoints, s)
	return s, nil
}

func (p *part) make(ctx context.Context, tx *Tx, optimistic bool) error {
	sp, ok := p.resource.(Savepointer)
	switch {
	case !ok && optimistic:
		return nil
	case !ok:
		return ErrNoSavepoints
	}
	return guarded(func() (err error) {
		p.mark, err = sp.Savepoint(ctx, tx)
		return err
	})
}

// Index returns the savepoint's number, counted from 1. A transaction uses no number twice.
func (s *Savepoint) Index() int { return s.index }

// Err returns nil while the savepoint is valid, else a [SavepointError].
func (s *Savepoint) Err() error {
	if s.reason == "" {
		return nil
	}
	return &SavepointError{s.index, s.reason}
}

// Rollback returns to the savepoint. It may be called any number of times. Resources that
// joined later are aborted and no longer take part; savepoints made later become invalid. If
// a resource fails, the transaction fails, because only some resources are at the savepoint
// then.
func (s *Savepoint) Rollback(ctx context.Context) error {
	if err := s.Err(); err != nil && s.tx.status != Failed {
		return err
	}
	if err := s.tx.usable(); err != nil {
		return err
	}
	s.invalidateLater()
	err := s.rollback(context.WithoutCancel(ctx))
	if err != nil {
		err = fmt.Errorf("rollback to savepoint %d: %w", s.index, err)
		s.tx.fail(err)
	}
	return err
}

func (s *Savepoint) invalidateLater() {
	all := s.tx.savepoints
	at := slices.Index(all, s)
	for _, later := range all[at+1:] {
		later.reason = fmt.Sprintf("savepoint %d was rolled back to", s.index)
		later.parts = nil
	}
	s.tx.savepoints = all[:at+1]
}

func (s *Savepoint) rollback(ctx context.Context) error {
	for _, r := range slices.Clone(s.tx.resources) {
		i := slices.IndexFunc(s.parts, func(p part) bool { return p.resource == r })
		if i < 0 {
			s.tx.unjoin(r)
			if err := guarded(func() error { return r.Abort(ctx, s.tx) }); err != nil {
				return fmt.Errorf("%s: %w", r.SortKey(), err)
			}
			continue
		}
		p := s.parts[i]
		if p.mark == nil {
			return fmt.Errorf("%s: %w", r.SortKey(), ErrNoSavepoints)
		}
		if err := guarded(func() error { return p.mark.Rollback(ctx) }); err != nil {
			return fmt.Errorf("%s: %w", r.SortKey(), err)
		}
	}
	return nil
}
