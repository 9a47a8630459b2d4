package listing

import (
	"context"

	"sessh/session/format/client"
	"sessh/session/format/keys"
	"sessh/session/storage"
)

// How many items are read together to recognize them: few at first, and then as many as have
// askedBytes, as far as the ones before tell. While the listing goes on, a batch is read for each
// processor, and one more.
const (
	firstItems = 256
	fewItems   = 64
	mostItems  = 2048
	askedBytes = 4 << 20
)

// A candidate is an item whose value decides which of some formats it has.
type candidate struct {
	storage.Listed
	open keys.Set
}

// question is a batch of items that are read to recognize them. Its memory is used for one batch after the
// other.
type question struct {
	items    []candidate
	done     chan struct{} // closed when the other fields are set
	loaded   []storage.Loaded
	owners   []fit
	owned    []bool // whether there is an owner
	panicked any

	keys    []string
	rulings []ruling
	stored  client.Stored
}

// begin begins to read the items.
func (q *question) begin(ctx context.Context, c *Catalog) {
	n := len(q.items)
	if cap(q.keys) < n {
		q.keys, q.rulings = make([]string, 0, n), make([]ruling, 0, n)
		q.owners, q.owned = make([]fit, n), make([]bool, n)
	}
	q.keys, q.rulings, q.owners, q.owned = q.keys[:0], q.rulings[:0], q.owners[:n], q.owned[:n]
	q.done = make(chan struct{})
	go func() {
		defer close(q.done)
		defer func() { q.panicked = recover() }() // panics in the caller's goroutine
		for i := range q.items {
			q.keys = append(q.keys, q.items[i].Key)
		}
		q.loaded = c.store.Load(ctx, q.keys, storage.NeedValue|storage.NeedBriefly)
		for i, l := range q.loaded {
			if q.owned[i] = false; l.Item != nil {
				q.owned[i] = c.recognize(l.Item, q.items[i].open, &q.owners[i], &q.stored)
				q.rulings = append(q.rulings, c.ruling(l.Item, &q.owners[i], q.owned[i]))
			}
		}
		c.verdicts.put(q.rulings...)
	}()
}

// next returns how many items are to be read together, if they are as large as these.
func (q *question) next() int {
	bytes := 1
	for _, l := range q.loaded {
		if l.Item != nil {
			bytes += len(l.Item.Value)
		}
	}
	return min(max(askedBytes*len(q.loaded)/bytes, fewItems), mostItems)
}
