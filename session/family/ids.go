package family

import (
	"context"
	"iter"

	"sessh/session/listing"
	"sessh/session/storage"
)

// batch is the number of ids that are looked up at a time.
const batch = 256

// StoredIDs streams the ids of the sessions that the store lists. Of those whose keys hold only a
// digest of it, the values are read, which have the id.
func (f Family) StoredIDs(ctx context.Context) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		var digests []listing.Entry // whose ids are not known yet
		flush := func() bool {
			for id, err := range f.trueIDs(ctx, digests) {
				if (err != nil || id != "") && !yield(id, err) {
					return false
				}
			}
			digests = digests[:0]
			return true
		}
		for e, err := range f.all.catalog.List(ctx, f.name, true) {
			switch {
			case err != nil:
				if !yield("", err) {
					return
				}
			case !f.Has(e):
			case !e.Exact:
				if digests = append(digests, e); len(digests) == batch && !flush() {
					return
				}
			case e.ID != "" && !yield(e.ID, nil):
				return
			}
		}
		flush()
	}
}

// trueIDs finds the ids of sessions whose keys hold only a digest. The id of a session that is
// gone is "".
func (f Family) trueIDs(ctx context.Context, found []listing.Entry) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		if len(found) == 0 {
			return
		}
		keys := make([]string, len(found))
		for i, e := range found {
			keys[i] = e.Item.Key
		}
		for i, l := range f.all.store.Load(ctx, keys, storage.NeedValue) {
			id := ""
			if l.Item != nil {
				id = found[i].ID
				if r, err := f.format.Decode(l.Item.Value, l.Item.Flags); err == nil && r.ID != "" {
					id = r.ID
				}
			}
			if !yield(id, l.Err) {
				return
			}
		}
	}
}
