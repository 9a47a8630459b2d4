package repl

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"sync"

	"sessh/repl/command/servers"
	"sessh/repl/dumpfile"
	"sessh/repl/place"
	"sessh/repl/screen"
	"sessh/session"
	"sessh/session/diff"
	"sessh/session/format"
	"sessh/session/marked"
	"sessh/session/memstore"
	"sessh/session/storage"
)

// touched are the items that the lines of a recording have read, each as it was when the first
// line read it. A recording ends with them, as a set-up, so that it replays anywhere.
type touched struct {
	mu    sync.Mutex
	items map[string]*storage.Item // by key; nil: there was none
	size  int                      // of all values, in bytes
	more  int                      // items that are left out
	named map[name]format.Format   // sessions that lines have opened, with their formats
}

type name struct{ container, id string }

// Limits of what a recording begins with.
const (
	maxTouched     = 1000
	maxTouchedSize = 8 << 20 // bytes
)

func newTouched() *touched {
	return &touched{items: make(map[string]*storage.Item), named: make(map[name]format.Format)}
}

// see notes an item that is read.
func (t *touched) see(key string, item *storage.Item) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, known := t.items[key]; known {
		return
	}
	if item != nil && (len(t.items) >= maxTouched || t.size+len(item.Value) > maxTouchedSize) {
		t.more++
		return
	}
	t.items[key] = item
	if item != nil {
		t.size += len(item.Value)
	}
}

// open notes the sessions of a transaction.
func (t *touched) open(w *session.Work) {
	if w == nil {
		return
	}
	for _, s := range w.Sessions() {
		if item := s.Item(); item != nil {
			t.see(item.Key, item)
		}
		t.named[name{s.Container().Name(), s.ID()}] = s.Container().Format()
	}
}

// dump returns the sessions, as dump writes them, and their number. What hide hides is not in
// them; left counts those that cannot be written without it.
func (t *touched) dump(ctx context.Context, o Options, hide *unrecorded) (text string, n, left int, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	var writes []storage.Write
	for key, item := range t.items {
		if item != nil {
			writes = append(writes, storage.Write{Key: key, Value: item.Value, Flags: item.Flags})
		}
	}
	if len(writes) == 0 {
		return "", 0, 0, nil
	}
	store := memstore.New(memstore.Options{MaxItem: maxTouchedSize + 1<<10})
	defer store.Close()
	store.Apply(ctx, writes)
	sh := New(Options{Store: store, Embedded: true, Server: memstore.Name, Formats: o.Formats, Now: o.Now})
	defer sh.Close(ctx)
	all, err := t.sessions(ctx, sh)
	if err != nil {
		return "", 0, 0, err
	}
	var b strings.Builder
	for _, d := range all {
		if !hide.maskSession(d) {
			left++
			continue
		}
		line, err := json.Marshal(d)
		if err != nil {
			return "", 0, 0, err
		}
		b.Write(append(screen.SafeJSON(line), '\n'))
		n++
	}
	return b.String(), n, left + t.more, nil
}

// sessions returns what is in the store of a shell: the sessions that were opened under their
// names, the others under those by which a listing finds them.
func (t *touched) sessions(ctx context.Context, sh *Shell) ([]*dumpfile.Session, error) {
	var all []*dumpfile.Session
	root, done := sh.work.Root(), make(map[string]bool)
	add := func(in *session.Container, id string) error {
		found, err := in.Read(ctx, id)
		if err != nil || !found[0].Stored() || done[found[0].Item().Key] {
			return err
		}
		done[found[0].Item().Key] = true
		d, err := servers.DumpOf(ctx, sh.env(), found[0])
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
	for found, err := range root.List(ctx) {
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

// pendingLines returns lines that make the changes of a transaction again.
func pendingLines(w *session.Work) []string {
	if w == nil {
		return nil
	}
	var lines []string
	for _, c := range w.Changes() {
		at := place.Of(c.Path).String()
		switch {
		case c.Attribute != "": // no line for it, or one that depends on the time
		case c.Kind == diff.Removed:
			lines = append(lines, "rm -r "+at)
		default:
			var b bytes.Buffer
			if err := marked.Write(io.Writer(&b), c.New); err == nil {
				lines = append(lines, "set --json "+at+" "+b.String())
			}
		}
	}
	return lines
}
