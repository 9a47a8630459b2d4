package session

import "context"

// Further powers of a [Store], which not every one has.
type (
	// noter tells, once each, what is no error and should be known: those since
	// the last call.
	noter interface{ Notes() []string }
	// refuser tells why it takes no writes at all, as far as it knows without asking.
	refuser interface{ Refuses() error }
	// remover tells why an item cannot be removed, whatever its version.
	remover interface {
		CanRemove(ctx context.Context, key string) error
	}
)

// Notes are what a store has to tell since the last call that is no error: that a
// listing of it cannot be complete, for one.
func Notes(s Store) []string {
	if n, ok := s.(noter); ok {
		return n.Notes()
	}
	return nil
}

// Refuses is why a store takes no writes at all, as far as it knows without asking;
// nil where it takes them.
func Refuses(s Store) error {
	if r, ok := s.(refuser); ok {
		return r.Refuses()
	}
	return nil
}

// canRemove is why an item cannot be removed, or nil.
func canRemove(ctx context.Context, s Store, key string) error {
	if r, ok := s.(remover); ok {
		return r.CanRemove(ctx, key)
	}
	return nil
}

func (r *readOnly) Notes() []string { return Notes(r.Store) }

func (r *readOnly) Refuses() error { return ErrReadOnly }
