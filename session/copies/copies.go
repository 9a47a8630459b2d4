package copies

import (
	"context"
	"errors"

	"sessh/session/storage"
)

// A Copy is an item under a session's key on another server than the session's.
type Copy struct {
	Server string
	Same   bool // whether it holds the same bytes as the session
}

// Find finds the copies of items: all[i] are those of items[i]. Only Key of an item is used.
// The error names the servers that could not be asked.
func Find(ctx context.Context, store storage.Store, items []*storage.Item) (all [][]Copy, err error) {
	locator := storage.AbilitiesOf(store).Locator
	all = make([][]Copy, len(items))
	found, err := locator.Copies(ctx, items, 0)
	var at []int
	var keys []string
	for i := range items {
		if len(found[i]) > 0 {
			at, keys = append(at, i), append(keys, items[i].Key)
		}
	}
	if len(at) == 0 {
		return all, err
	}
	var there []*storage.Item
	var of []int // the places in items
	for n, l := range store.Load(ctx, keys, storage.NeedValue) {
		if l.Item != nil {
			there, of = append(there, l.Item), append(of, at[n])
		}
		err = errors.Join(err, l.Err)
	}
	found, again := locator.Copies(ctx, there, storage.NeedValue)
	if err == nil {
		err = again
	}
	for n, i := range of {
		for _, c := range found[n] {
			all[i] = append(all[i], Copy{c.Server, storage.SameContent(c, there[n])})
		}
	}
	return all, err
}

// Astray is an item on another server than the one on which the application looks for it, so that
// the application does not find it.
type Astray struct {
	On    string // the server that the item is on
	Reads string // the server that the application reads
}

// FindAstray reports an item, given by key and server, that the application does not find. It
// returns nil if the item is where it belongs, or that is not known.
func FindAstray(l storage.Locator, key, server string) *Astray {
	if reads := l.Chosen(key); server != "" && reads != "" && reads != server {
		return &Astray{server, reads}
	}
	return nil
}
