package session

import (
	"context"
	"iter"

	"sessh/session/family"
	"sessh/session/format"
	"sessh/session/listing"
	"sessh/session/storage"
)

// Found is one session of a listing.
type Found struct {
	Container *Container
	// ID is the session id. If the key holds only a digest of it, ID is the text of the
	// digest and Exact is false.
	ID    string
	Exact bool
	Item  storage.Listed
}

// List streams the sessions of all containers, in the order of the store. Raw items are
// sessions of the containers of the raw format. Items of no format are left out.
func (r *Root) List(ctx context.Context) iter.Seq2[Found, error] {
	return r.ListFor(ctx, "", false)
}

// ListNames is [Root.List] for callers that need only names: of an item, only Key and Server
// are set, which may cost less.
func (r *Root) ListNames(ctx context.Context) iter.Seq2[Found, error] {
	return r.ListFor(ctx, "", true)
}

// ListFor is [Root.List], or [Root.ListNames] if names is set, for callers that look for the
// sessions of one container; "" means all. Items of other containers are left out if it
// takes their values to recognise them, except the locks on its sessions.
func (r *Root) ListFor(ctx context.Context, container string, names bool) iter.Seq2[Found, error] {
	return func(yield func(Found, error) bool) {
		of := containersOf(r)
		for e, err := range r.catalog.List(ctx, container, names) {
			if err != nil {
				if !yield(Found{}, err) {
					return
				}
				continue
			}
			if !yield(Found{Container: of(r.families.Of(e.Container, e.Format)), ID: e.ID, Exact: e.Exact, Item: e.Item}, nil) {
				return
			}
		}
	}
}

// containersOf returns a function that returns the containers of families, the same one for the same
// family.
func containersOf(r *Root) func(family.Family) *Container {
	known := make(map[family.Family]*Container)
	var last *Container
	return func(f family.Family) *Container {
		if last != nil && last.Family == f {
			return last
		}
		if last = known[f]; last == nil {
			last = &Container{Family: f, root: r, timeout: r.options.Timeout}
			known[f] = last
		}
		return last
	}
}

// Misplaced returns what the latest listing has found out, if it is the first to contradict the
// store's hash scheme; else nil.
func (r *Root) Misplaced(ctx context.Context) *listing.Misplaced { return r.catalog.Misplaced(ctx) }

// NamesakesOf returns, for each of the sessions, the other formats in which the store holds a
// session with the same container and id.
func (r *Root) NamesakesOf(ctx context.Context, sessions []*Session) ([][]format.Format, error) {
	entries := make([]listing.Entry, len(sessions))
	for i, s := range sessions {
		entries[i] = listing.Entry{Format: s.container.Format(), Container: s.container.Name(), ID: s.id, Item: storage.Listed{Key: s.key}}
	}
	return r.catalog.NamesakesOf(ctx, entries)
}
