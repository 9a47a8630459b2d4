package commit

import (
	"context"
	"errors"
	"slices"

	"sessh/session/copies"
	"sessh/session/parallel"
	"sessh/session/storage"
	"sessh/session/storage/meanwhile"
)

// A Round is one try to write items.
type Round struct {
	Writes []*Write

	store storage.Store
	can   storage.Abilities
}

// New returns a round that has not begun.
func New(store storage.Store, writes []*Write) *Round {
	for _, x := range writes {
		x.left = storage.TTLUnknown
	}
	return &Round{Writes: writes, store: store, can: storage.AbilitiesOf(store)}
}

// Find finds the changes of the writes that were to be found later; see [sessh/session/diff.LaterList].
func (r *Round) Find() {
	for _, x := range r.Writes {
		x.Changes.All()
	}
}

// Vote checks the writes and the versions of all items before the first write. The version of a single
// item needs no check, because its conditional write decides.
func (r *Round) Vote(ctx context.Context) {
	r.findCopies(ctx)
	asked := make([]*Write, 0, len(r.Writes))
	for _, x := range r.Writes {
		if len(r.Writes) > 1 || !x.Writes() || x.KeepsTime {
			asked = append(asked, x)
		}
	}
	asking, checked := meanwhile.With(ctx, func() { r.check(ctx) })
	var loaded []storage.Loaded
	if len(asked) > 0 {
		loaded = r.store.Load(asking, keysOf(asked), storage.NeedTTL)
	}
	checked()
	for i, l := range loaded {
		x := asked[i]
		switch {
		case x.Err != nil:
		case l.Err != nil:
			x.Fail(l.Err)
		case storage.VersionOf(l.Item) != storage.VersionOf(x.Was):
			x.Fate, x.Err = InConflict, x.Overtaken(l.Item)
		case l.Item == nil:
		case x.KeepsTime && l.Item.TTL == storage.TTLUnknown:
			x.Fail(&UntimedError{x.Path})
		default:
			x.left = l.Item.TTL
			if x.KeepsTime {
				x.Put.TTL = x.left
			}
		}
	}
}

// check fails the writes that must not be made, and those that are left when ctx ends.
func (r *Round) check(ctx context.Context) {
	parallel.Do(len(r.Writes), func(i int) {
		x := r.Writes[i]
		if x.Check == nil || x.Err != nil {
			return
		}
		if err := ctx.Err(); err != nil {
			x.Fail(err)
			return
		}
		if err := x.Check.Check(); err != nil {
			x.Fail(err)
		}
	})
}

// Rehearse sets the errors that are known before the first write, and writes nothing.
func (r *Round) Rehearse(ctx context.Context) {
	r.check(ctx)
	for i, l := range r.store.Load(ctx, keysOf(r.Writes), 0) {
		x := r.Writes[i]
		switch {
		case x.Err != nil:
		case l.Err != nil:
			x.Err = l.Err
		case storage.VersionOf(l.Item) != storage.VersionOf(x.Was):
			x.Err = x.Overtaken(l.Item)
		case x.Attempt != nil:
			x.Err = x.earlier()
		}
	}
}

// Send writes the items. If one was overtaken after the vote, those already written are put back
// unless they have been changed since. Nothing is put back if the store holds all that was to be
// written, even if it is not known who wrote some of it.
func (r *Round) Send(ctx context.Context) {
	writes, planned := make([]storage.Write, 0, len(r.Writes)), make([]*Write, 0, len(r.Writes))
	for _, x := range r.Writes {
		if x.Writes() {
			writes, planned = append(writes, x.Put), append(planned, x)
		}
	}
	if len(writes) == 0 {
		return
	}
	written := sort(planned, r.store.Apply(ctx, writes))
	ctx = context.WithoutCancel(ctx)
	if slices.ContainsFunc(planned, (*Write).missing) {
		r.restore(ctx, written)
		r.explain(ctx, planned)
	}
	r.writeCopies(ctx, slices.DeleteFunc(planned, func(x *Write) bool { return x.Fate != Written }))
}

// sort records the outcomes, and returns the writes that were applied.
func sort(planned []*Write, outcomes []storage.Outcome) (written []*Write) {
	written = make([]*Write, 0, len(planned))
	for i, o := range outcomes {
		x := planned[i]
		x.sent = true
		switch o.State {
		case storage.Applied:
			x.Fate, x.version = Written, o.Version
			x.written(x.Put, o)
			written = append(written, x)
		case storage.Overtaken:
			x.Fate, x.Err = InConflict, ErrConflict
		case storage.Unknown:
			x.attempted(o.Err)
		default:
			x.Fail(o.Err)
			x.reversion(o.Version)
		}
	}
	return written
}

// errStrayReply is the cause of an unknown outcome: the store answered that the write was
// overtaken, and the item still has the version that the write is for.
var errStrayReply = errors.New("the reply may belong to another request (it says that the write was overtaken, and it was not)")

// explain finds the causes of the conflicts of a round, and which of them are none.
func (r *Round) explain(ctx context.Context, planned []*Write) {
	overtaken := slices.DeleteFunc(slices.Clone(planned), func(x *Write) bool { return x.Fate != InConflict })
	if len(overtaken) == 0 {
		return
	}
	for i, l := range r.store.Load(ctx, keysOf(overtaken), 0) {
		x := overtaken[i]
		switch {
		case l.Err != nil:
		case l.Item != nil && l.Item.Version == x.Put.Version:
			x.attempted(&storage.UnprovedError{Cause: errStrayReply, Shows: storage.ErrAwaited})
		default:
			x.Err = x.Overtaken(l.Item)
		}
	}
}

// findCopies finds the copies of the items to write.
func (r *Round) findCopies(ctx context.Context) {
	items, asked := make([]*storage.Item, 0, len(r.Writes)), make([]*Write, 0, len(r.Writes))
	for _, x := range r.Writes {
		if x.Was != nil && x.Writes() {
			items, asked = append(items, x.Was), append(asked, x)
		}
	}
	if len(items) == 0 {
		return
	}
	for i, found := range copies.FindReplicas(ctx, r.can.Locator, items) {
		asked[i].copies = found
	}
}

// writeCopies writes the copies of items that were written.
func (r *Round) writeCopies(ctx context.Context, written []*Write) {
	var due []copies.Due
	for _, x := range written {
		if len(x.copies.Results) > 0 {
			due = append(due, copies.Due{Write: x.Put, Replicas: &x.copies})
		}
	}
	copies.Write(ctx, r.store, due)
}

// load reads what was written, from the servers that it was written to.
func (r *Round) load(ctx context.Context, writes []*Write, need storage.Need) []storage.Loaded {
	return Load(ctx, r.can.Locator, r.targets(writes), need)
}

func (r *Round) targets(writes []*Write) []*Target {
	targets := make([]*Target, len(writes))
	for i, x := range writes {
		targets[i] = &x.Target
	}
	return targets
}

// Wrote returns the items that some of its writes wrote, as a later round has to find them.
func (r *Round) Wrote(ctx context.Context, writes []*Write) []*storage.Item {
	items := make([]*storage.Item, len(writes))
	for i, l := range r.load(ctx, writes, storage.NeedValue|storage.NeedTTL) {
		items[i] = writes[i].wrote(l)
	}
	return items
}

func keysOf(writes []*Write) []string {
	keys := make([]string, len(writes))
	for i, x := range writes {
		keys[i] = x.Key
	}
	return keys
}
