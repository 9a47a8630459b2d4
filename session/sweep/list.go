package sweep

import (
	"context"
	"iter"

	"sessh/session"
	"sessh/session/family"
	"sessh/session/storage"
)

// Found is one session of a listing.
type Found struct {
	Container *session.Container
	// ID is the session id. If the key holds only a digest of it, ID is the text of the
	// digest and Exact is false.
	ID    string
	Exact bool
	Item  storage.Listed
}

// List streams the sessions of all containers, in the order of the store. Raw items are
// sessions of the containers of the raw format. Items of no format are left out.
func List(ctx context.Context, root *session.Root) iter.Seq2[Found, error] {
	return ListFor(ctx, root, "", false)
}

// ListNames is [List] for callers that need only names: of an item, only Key and Server
// are set, which may cost less.
func ListNames(ctx context.Context, root *session.Root) iter.Seq2[Found, error] {
	return ListFor(ctx, root, "", true)
}

// ListFor is [List], or [ListNames] if names is set, for callers that look for the
// sessions of one container; "" means all. Items of other containers are left out if it
// takes their values to recognize them, except the locks on its sessions.
func ListFor(ctx context.Context, root *session.Root, container string, names bool) iter.Seq2[Found, error] {
	return func(yield func(Found, error) bool) {
		of := containersOf(root)
		for e, err := range root.Catalog().List(ctx, container, names) {
			if err != nil {
				if !yield(Found{}, err) {
					return
				}
				continue
			}
			if !yield(Found{Container: of(root.Families().Of(e.Container, e.Format)), ID: e.ID, Exact: e.Exact, Item: e.Item}, nil) {
				return
			}
		}
	}
}

// containersOf returns a function that returns the containers of families, the same one for the same
// family.
func containersOf(root *session.Root) func(family.Family) *session.Container {
	known := make(map[family.Family]*session.Container)
	var last *session.Container
	return func(f family.Family) *session.Container {
		if last != nil && last.Family == f {
			return last
		}
		if last = known[f]; last == nil {
			last = root.Of(f)
			known[f] = last
		}
		return last
	}
}
