// Package listing has what the commands that list sessions share: the rows of a listing, and
// the orders of sessions.
//
// [Each] lists the sessions of a store. Since there may be millions, those that wait to be
// sorted are kept as [Brief], and [First] keeps only as many as are shown.
package listing

import (
	"cmp"
	"container/heap"
	"context"
	"slices"
	"strings"
	"time"

	"sessh/repl/hint"
	"sessh/repl/screen"
	"sessh/session"
	"sessh/session/storage"
	"sessh/session/sweep"
)

// A Brief is what is kept of a listed session until it is shown: little, since there may be
// millions.
type Brief struct {
	Container, ID    string
	Expires, Touched int64 // Unix time in seconds; 0: never, or unknown
	Size             int32
}

// BriefOf returns the brief of a listed session.
func BriefOf(f sweep.Found) Brief {
	b := Brief{Container: f.Container.Name(), ID: f.ID, Size: int32(min(f.Item.Size, 1<<31-1))}
	if e := f.Item.Expires; !e.IsZero() {
		b.Expires = e.Add(time.Second - 1).Unix() // rounded up, since Left rounds down
	}
	if a := f.Item.LastAccess; !a.IsZero() {
		b.Touched = a.Unix()
	}
	return b
}

// Left returns how long a session has left, in whole seconds where the server counts those. Its clock
// may be most of a second ahead of ours: a session that was given an hour has an hour left, not more.
func Left(expires, now time.Time) time.Duration {
	left := expires.Sub(now)
	if expires.Nanosecond() == 0 {
		left = left.Truncate(time.Second)
	}
	return left
}

// Found returns the session as it was listed.
func (b Brief) Found() sweep.Found {
	f := sweep.Found{ID: b.ID, Item: storage.Listed{Size: int(b.Size)}}
	if b.Expires > 0 {
		f.Item.Expires = time.Unix(b.Expires, 0)
	}
	if b.Touched > 0 {
		f.Item.LastAccess = time.Unix(b.Touched, 0)
	}
	return f
}

// An Order compares two sessions.
type Order func(a, b Brief) int

// Orders are the orders that --sort names; equal sessions are ordered by name.
var Orders = map[string]Order{
	"name":   func(a, b Brief) int { return strings.Compare(a.ID, b.ID) },
	"size":   func(a, b Brief) int { return cmp.Or(cmp.Compare(b.Size, a.Size), strings.Compare(a.ID, b.ID)) },
	"ttl":    func(a, b Brief) int { return cmp.Or(cmp.Compare(a.end(), b.end()), strings.Compare(a.ID, b.ID)) },
	"access": func(a, b Brief) int { return cmp.Or(cmp.Compare(b.Touched, a.Touched), strings.Compare(a.ID, b.ID)) },
}

// end returns when the session expires, for sorting; sessions that never expire come last.
func (b Brief) end() uint64 { return uint64(b.Expires) - 1 }

// Reversed returns the reverse order.
func (o Order) Reversed() Order { return func(a, b Brief) int { return o(b, a) } }

// A First keeps the first sessions in an order.
type First struct {
	heap kept
	n    int
}

// NewFirst returns a First that keeps n sessions, or all if n is 0.
func NewFirst(n int, in Order) *First { return &First{kept{order: in}, n} }

// Add adds a session, which is kept if it is among the first.
func (f *First) Add(b Brief) {
	switch {
	case f.n == 0:
		f.heap.all = append(f.heap.all, b)
	case f.Len() < f.n:
		heap.Push(&f.heap, b)
	case f.heap.order(b, f.heap.all[0]) < 0:
		f.heap.all[0] = b
		heap.Fix(&f.heap, 0)
	}
}

// Len returns how many sessions are kept.
func (f *First) Len() int { return f.heap.Len() }

// Sorted returns the kept sessions in order. Nothing may be added afterwards.
func (f *First) Sorted() []Brief {
	slices.SortFunc(f.heap.all, f.heap.order)
	return f.heap.all
}

// kept is a heap with the last session on top.
type kept struct {
	order Order
	all   []Brief
}

func (k *kept) Len() int           { return len(k.all) }
func (k *kept) Less(i, j int) bool { return k.order(k.all[i], k.all[j]) > 0 }
func (k *kept) Swap(i, j int)      { k.all[i], k.all[j] = k.all[j], k.all[i] }
func (k *kept) Push(x any)         { k.all = append(k.all, x.(Brief)) }
func (k *kept) Pop() any {
	last := k.all[len(k.all)-1]
	k.all = k.all[:len(k.all)-1]
	return last
}

// Each calls f for each listed session of a container, or of all containers if container is
// empty. Errors do not end the listing; Each returns them joined.
func Each(ctx context.Context, root *session.Root, container string, progress *screen.Progress, f func(sweep.Found)) error {
	return EachWithLocks(ctx, root, container, progress, f, func(string) {})
}

// EachWithLocks is [Each], which also calls locked for each listed lock on a session of the container,
// with the id of the session.
func EachWithLocks(ctx context.Context, root *session.Root, container string, progress *screen.Progress, f func(sweep.Found), locked func(id string)) error {
	var in *session.Container
	if container != "" {
		in = root.Container(container)
	}
	var errs []error
	defer progress.Done()
	for found, err := range sweep.ListFor(ctx, root, container, false) {
		if err := ctx.Err(); err != nil {
			return err
		}
		switch {
		case err != nil:
			errs = append(errs, err)
		case container == "" || found.Container.Name() == container:
			progress.Add(1)
			f(found)
		default:
			if id, ok := in.LockOf(found.Item.Key); ok {
				locked(id)
			}
		}
	}
	return hint.Listing(errs)
}
