package session_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"testing"
	"time"

	"sessh/session"
	"sessh/session/format"
	"sessh/session/format/sesshjson"
	"sessh/session/memstore"
	"sessh/session/storage"
	"sessh/session/storetest"
	"sessh/txn"
)

// fleet is a store of several servers in memory, each of which can be made to fail.
// An item is read from the first server that has it.
type fleet struct {
	servers []*storetest.Faulty
	down    map[int]bool
	named   int  // listings of names
	astray  bool // whether listings tell that items are not on the first server
}

var _ storage.Store = (*fleet)(nil)

func (f *fleet) Abilities() storage.Abilities {
	return storage.Abilities{Locator: f, ListNames: f.ListNames}
}

func newFleet(n int) *fleet {
	f := &fleet{down: make(map[int]bool)}
	for i := range n {
		s := memstore.New(memstore.Options{})
		for range 10 * i { // a version of one server is none of another's
			v := s.Apply(ctx, []storage.Write{{Key: "k"}})[0].Version
			s.Apply(ctx, []storage.Write{{Key: "k", Version: v, Delete: true}})
		}
		f.servers = append(f.servers, storetest.Faults(s))
	}
	return f
}

func serverName(i int) string { return fmt.Sprint("m", i) }

func (f *fleet) index(name string) int {
	for i := range f.servers {
		if serverName(i) == name {
			return i
		}
	}
	return 0
}

// load reads one item of one server.
func (f *fleet) load(ctx context.Context, i int, key string, need storage.Need) storage.Loaded {
	if f.down[i] {
		return storage.Loaded{Err: &storage.Error{Op: "read", Server: serverName(i), Key: key, Err: storage.ErrUnreachable}}
	}
	l := f.servers[i].Load(ctx, []string{key}, need)[0]
	if l.Item != nil {
		l.Item.Server = serverName(i)
	}
	return l
}

func (f *fleet) Load(ctx context.Context, keys []string, need storage.Need) []storage.Loaded {
	loaded := make([]storage.Loaded, len(keys))
	for n, key := range keys {
		for i := range f.servers {
			if loaded[n] = f.load(ctx, i, key, need); loaded[n].Item != nil || i == 0 && loaded[n].Err != nil {
				break
			}
		}
	}
	return loaded
}

func (f *fleet) LoadAt(ctx context.Context, items []*storage.Item, need storage.Need) []storage.Loaded {
	loaded := make([]storage.Loaded, len(items))
	for n, item := range items {
		loaded[n] = f.load(ctx, f.index(item.Server), item.Key, need)
	}
	return loaded
}

func (f *fleet) Copies(ctx context.Context, items []*storage.Item, need storage.Need) ([][]*storage.Item, error) {
	all := make([][]*storage.Item, len(items))
	failed := make([]error, len(f.servers))
	for n, item := range items {
		for i := range f.servers {
			if i == f.index(item.Server) {
				continue
			}
			l := f.load(ctx, i, item.Key, need)
			if l.Item != nil {
				all[n] = append(all[n], l.Item)
			}
			if l.Err != nil {
				failed[i] = l.Err
			}
		}
	}
	return all, errors.Join(failed...)
}

func (f *fleet) Home(key string) string { return serverName(len(key) % len(f.servers)) }

func (f *fleet) Chosen(string) string { return "" }

func (f *fleet) Apply(ctx context.Context, writes []storage.Write) []storage.Outcome {
	outcomes := make([]storage.Outcome, len(writes))
	for n, w := range writes {
		i := f.index(w.Server)
		if w.Server == "" {
			if l := f.Load(ctx, []string{w.Key}, 0)[0]; l.Item != nil {
				i = f.index(l.Item.Server)
			}
		}
		outcomes[n] = f.servers[i].Apply(ctx, []storage.Write{w})[0]
	}
	return outcomes
}

func (f *fleet) List(ctx context.Context) iter.Seq2[storage.Listed, error] {
	return func(yield func(storage.Listed, error) bool) {
		seen := make(map[string]bool)
		for i, s := range f.servers {
			for l, err := range s.List(ctx) {
				if seen[l.Key] {
					continue
				}
				seen[l.Key] = true
				l.Server, l.Astray = serverName(i), f.astray && i > 0
				if !yield(l, err) {
					return
				}
			}
		}
	}
}

func (f *fleet) ListNames(ctx context.Context) iter.Seq2[storage.Listed, error] {
	f.named++
	return f.List(ctx)
}

func (f *fleet) MaxValue(ctx context.Context, key string) (int, error) {
	return f.servers[0].MaxValue(ctx, key)
}

func (f *fleet) Flush(ctx context.Context) error {
	var errs []error
	for _, s := range f.servers {
		errs = append(errs, s.Flush(ctx))
	}
	return errors.Join(errs...)
}

func (f *fleet) Servers(context.Context) []storage.Server {
	all := make([]storage.Server, len(f.servers))
	for i := range all {
		all[i].Name = serverName(i)
	}
	return all
}

func (f *fleet) Close() error { return nil }

// put makes a server hold a value, whatever it held.
func (f *fleet) put(t testing.TB, i int, key, value string) {
	t.Helper()
	w := storage.Write{Key: key, Value: []byte(value), TTL: time.Hour}
	if l := f.servers[i].Store.Load(ctx, []string{key}, 0)[0]; l.Item != nil {
		w.Version = l.Item.Version
	}
	if o := f.servers[i].Store.Apply(ctx, []storage.Write{w})[0]; o.State != storage.Applied {
		t.Fatal(o.State, o.Err)
	}
}

// held returns what a server holds; "" for nothing.
func (f *fleet) held(i int, key string) string {
	if item := f.servers[i].Store.Load(ctx, []string{key}, storage.NeedValue)[0].Item; item != nil {
		return string(item.Value)
	}
	return ""
}

// port is a root on a fleet, with its transactions.
type port struct {
	*fleet
	t    *testing.T
	root *session.Root
	m    *txn.Manager
}

func newPort(t *testing.T, servers int, formats ...format.Format) *port {
	if formats == nil {
		formats = []format.Format{sesshjson.Format{}}
	}
	f := newFleet(servers)
	return &port{f, t, session.NewRoot(f, session.Options{Formats: formats}), txn.NewManager()}
}

func (p *port) tx() *txn.Tx {
	p.t.Helper()
	tx := p.m.Tx()
	return tx
}

func (p *port) open(id string) *session.Session {
	p.t.Helper()
	s, err := p.root.Container("C").Session(ctx, p.tx(), id)
	must(p.t, err)
	return s
}

func (p *port) set(id string, key, value any) {
	p.t.Helper()
	m, err := p.open(id).Package("p")
	must(p.t, err)
	must(p.t, m.Set(key, value))
}
