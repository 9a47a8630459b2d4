package record

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"sessh/repl/command/servers"
	"sessh/repl/dumpfile"
	"sessh/repl/mask"
	"sessh/session"
	"sessh/session/format"
	"sessh/session/memstore"
	"sessh/session/storage"
	"sessh/session/stored"
	"sessh/session/sweep"
)

// touched are the items that the lines of a recording have read, each as it was when the first
// line read it. A recording ends with those that it needs, as a set-up, so that it replays
// anywhere.
type touched struct {
	mu     sync.Mutex
	items  map[string]*storage.Item // by key; nil: there was none
	read   share                    // items that were read or listed
	opened share                    // items that were read only once their sessions were opened
	more   bool                     // items are left out
	named  map[name]format.Format   // sessions that lines have opened, with their formats
}

type name struct{ container, id string }

// A share is how many items are kept, and their size in bytes. Those of sessions that lines
// open have one of their own: what was listed before takes none of it.
type share struct{ items, bytes int }

// Limits of a share.
const (
	maxTouched     = 1000
	maxTouchedSize = 8 << 20 // bytes
)

// take takes a share for an item, if it is large enough.
func (s *share) take(item *storage.Item) bool {
	if s.items == maxTouched || s.bytes+len(item.Value) > maxTouchedSize {
		return false
	}
	s.items++
	s.bytes += len(item.Value)
	return true
}

func newTouched() *touched {
	return &touched{items: make(map[string]*storage.Item), named: make(map[name]format.Format)}
}

// see notes an item that is read.
func (t *touched) see(key string, item *storage.Item) { t.note(key, item, &t.read) }

func (t *touched) note(key string, item *storage.Item, of *share) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, known := t.items[key]; known {
		return
	}
	if item != nil && !of.take(item) {
		t.more = true
		return
	}
	t.items[key] = item
}

// isFull reports whether items were left out.
func (t *touched) isFull() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.more
}

// open notes the sessions of a transaction.
func (t *touched) open(w *session.Work) {
	if w == nil {
		return
	}
	for _, s := range w.Sessions() {
		if item := s.Item(); item != nil {
			t.note(item.Key, item, &t.opened)
		}
		t.named[name{s.Container().Name(), s.ID()}] = s.Container().Format()
	}
}

// beginnings returns the sessions that a recording with the text may begin with. What hide
// hides is not in them; left counts those that cannot be written without it.
func (t *touched) beginnings(ctx context.Context, o session.Options, hide *mask.Texts, text string) (all beginnings, left int, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	var writes []storage.Write
	for key, item := range t.items {
		if item != nil {
			writes = append(writes, storage.Write{Key: key, Value: item.Value, Flags: item.Flags})
		}
	}
	if len(writes) == 0 {
		return nil, 0, nil
	}
	store := memstore.New(memstore.Options{MaxItem: maxTouchedSize + 1<<10})
	defer store.Close()
	store.Apply(ctx, writes)
	root := session.NewRoot(store, o)
	sessions, err := t.sessions(ctx, root)
	if err != nil {
		return nil, 0, err
	}
	for _, d := range sessions {
		id := d.Session
		_, opened := t.named[name{d.Container, id}]
		if !hide.Session(d, func(d *dumpfile.Session) error { return encodeAnew(root.FormatNamed(d.Format), d) }) {
			left++
			continue
		}
		b, err := newBeginning(d)
		if err != nil {
			return nil, 0, err
		}
		b.opened, b.named, b.madeUp = opened, strings.Contains(text, d.Session), d.Session != id
		all = append(all, b)
	}
	return all, left, nil
}

// sessions returns what is in a store: the sessions that were opened under their
// names, the others under those by which a listing finds them.
func (t *touched) sessions(ctx context.Context, root *session.Root) ([]*dumpfile.Session, error) {
	var all []*dumpfile.Session
	done := make(map[string]bool)
	add := func(in *session.Container, id string) error {
		found, err := stored.Read(ctx, in, id)
		if err != nil || !found[0].Stored() || done[found[0].Item().Key] {
			return err
		}
		done[found[0].Item().Key] = true
		d, err := servers.DumpOf(ctx, found[0])
		if err != nil {
			return err
		}
		d.TTL, d.LastAccess = nil, ""
		all = append(all, d)
		return nil
	}
	for x, f := range t.named {
		if err := add(root.ContainerIn(x.container, f), x.id); err != nil {
			return nil, err
		}
	}
	for found, err := range sweep.List(ctx, root) {
		if err != nil {
			return nil, err
		}
		if done[found.Item.Key] {
			continue
		}
		if err := add(found.Container, found.ID); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(all, func(a, b *dumpfile.Session) int {
		return cmp.Or(strings.Compare(a.Container, b.Container), strings.Compare(a.Session, b.Session))
	})
	return all, nil
}
