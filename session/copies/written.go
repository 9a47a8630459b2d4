package copies

import (
	"context"
	"errors"
	"fmt"

	"sessh/session/storage"
)

// A Result is what a commit did to one copy of a session.
type Result struct {
	Server string
	Fate   Fate
	Err    error // of Failed and Unknown
}

// A Fate is what became of a copy in a commit.
type Fate uint8

const (
	// Written: the copy held the same bytes as the session when it was read, and was
	// written, or removed, like the session.
	Written Fate = iota + 1
	// Left: the copy holds other bytes than the session did, and was left as it is.
	Left
	// Failed: the copy held the same bytes and could not be written.
	Failed
	// Unknown: the server did not answer whether it has a copy, or whether the copy
	// was written.
	Unknown
)

// String returns the word for the fate in messages.
func (f Fate) String() string {
	switch f {
	case Written:
		return "written"
	case Left:
		return "different"
	case Failed:
		return "not written"
	case Unknown:
		return "unknown"
	}
	return fmt.Sprintf("Fate(%d)", uint8(f))
}

// errUnconfirmed is the error of a replica that is not written before the session is.
var errUnconfirmed = errors.New("the write to the session is not confirmed")

// Replicas are the copies of one item that a commit writes.
type Replicas struct {
	// Results are what became of them, and of the copies that are left as they are.
	Results []Result
	same    []replica // still to be written
}

// replica is a copy with the same bytes as the item, which is written like it.
type replica struct {
	item   *storage.Item
	result int // index into the results
}

// add adds a copy that is to be written.
func (r *Replicas) add(item *storage.Item) {
	r.same = append(r.same, replica{item, len(r.Results)})
	r.Results = append(r.Results, Result{Server: item.Server, Fate: Failed, Err: errUnconfirmed})
}

// Owed returns the copies to write once an earlier write of the item has turned out to have arrived.
func (r Replicas) Owed() Replicas {
	var owed Replicas
	for _, c := range r.same {
		owed.add(c.item)
	}
	return owed
}

// FindReplicas finds the copies of items that are about to be written: found[i] are those of items[i].
// It has to come before the versions of the items are checked, so that a copy that holds what the
// item held is up to date if the item is.
func FindReplicas(ctx context.Context, l storage.Locator, items []*storage.Item) (found []Replicas) {
	copies, err := l.Copies(ctx, items, storage.NeedValue|storage.NeedTTL)
	failed := unasked(err)
	found = make([]Replicas, len(items))
	for i, item := range items {
		r := &found[i]
		for _, c := range copies[i] {
			if storage.SameContent(c, item) {
				r.add(c)
			} else {
				r.Results = append(r.Results, Result{Server: c.Server, Fate: Left})
			}
		}
		r.Results = append(r.Results, failed...)
	}
	return found
}

// unasked returns results for the servers that could not be asked for copies.
func unasked(err error) (results []Result) {
	if err == nil {
		return nil
	}
	errs := []error{err}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		errs = joined.Unwrap()
	}
	for _, err := range errs {
		r := Result{Fate: Unknown, Err: err}
		var of *storage.Error
		if errors.As(err, &of) {
			r.Server = of.Server
		}
		results = append(results, r)
	}
	return results
}

// Due are the replicas of an item that was written.
type Due struct {
	Write    storage.Write // of the item
	Replicas *Replicas
}

// Write writes replicas, each on the condition that it is as it was found. They come last: as long
// as an item may have to be put back, its replicas are as they were. What becomes of them makes no
// failure of the commit.
func Write(ctx context.Context, store storage.Store, all []Due) {
	var writes []storage.Write
	var results []*Result
	for _, d := range all {
		for _, r := range d.Replicas.same {
			write := d.Write
			write.Server, write.Version = r.item.Server, r.item.Version
			writes, results = append(writes, write), append(results, &d.Replicas.Results[r.result])
		}
		d.Replicas.same = nil
	}
	if len(writes) == 0 {
		return
	}
	for i, o := range store.Apply(ctx, writes) {
		r := results[i]
		switch o.State {
		case storage.Applied:
			r.Fate, r.Err = Written, nil
		case storage.Overtaken:
			r.Fate, r.Err = Failed, errors.New("another program changed or removed it meanwhile")
		case storage.Unknown:
			r.Fate, r.Err = Unknown, o.Err
		default:
			r.Fate, r.Err = Failed, o.Err
		}
	}
}
