package copies_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"sessh/session/copies"
	"sessh/session/copies/copiestest"
	"sessh/session/memstore"
	"sessh/session/storage"
)

// fleet is a store of several servers m0, m1, ... The application reads m0.
type fleet struct {
	storage.Store
	servers []storage.Store
	down    int // a server that does not answer; 0: none
}

func newFleet(n int) *fleet {
	f := &fleet{}
	for range n {
		f.servers = append(f.servers, memstore.New(memstore.Options{}))
	}
	f.Store = f.servers[0]
	return f
}

// put stores an item on one of the servers, and returns it.
func (f *fleet) put(t *testing.T, server int, value string) *storage.Item {
	t.Helper()
	w := storage.Write{Key: "k", Value: []byte(value), TTL: time.Hour, Version: storage.VersionOf(f.item(server))}
	if o := f.servers[server].Apply(context.Background(), []storage.Write{w})[0]; o.State != storage.Applied {
		t.Fatal(o)
	}
	return f.item(server)
}

func (f *fleet) item(server int) *storage.Item {
	item := f.servers[server].Load(context.Background(), []string{"k"}, storage.NeedValue)[0].Item
	if item != nil {
		item.Server = fmt.Sprint("m", server)
	}
	return item
}

func (f *fleet) Abilities() storage.Abilities {
	a := f.Store.Abilities()
	a.Locator = f
	return a
}

func (f *fleet) Home(string) string   { return "m0" }
func (f *fleet) Chosen(string) string { return "m0" }

func (f *fleet) Copies(_ context.Context, items []*storage.Item, _ storage.Need) ([][]*storage.Item, error) {
	all := make([][]*storage.Item, len(items))
	var err error
	for i := range items {
		for n := 1; n < len(f.servers); n++ {
			if n == f.down {
				err = &storage.Error{Op: "read", Server: fmt.Sprint("m", n), Err: storage.ErrUnreachable}
			} else if item := f.item(n); item != nil {
				all[i] = append(all[i], item)
			}
		}
	}
	return all, err
}

func (f *fleet) LoadAt(ctx context.Context, items []*storage.Item, need storage.Need) []storage.Loaded {
	return f.Load(ctx, []string{items[0].Key}, need)
}

// Apply writes to the servers that the writes name.
func (f *fleet) Apply(ctx context.Context, writes []storage.Write) []storage.Outcome {
	outcomes := make([]storage.Outcome, len(writes))
	for i, w := range writes {
		n := 0
		if w.Server != "" {
			n = int(w.Server[1] - '0')
		}
		outcomes[i] = f.servers[n].Apply(ctx, []storage.Write{w})[0]
	}
	return outcomes
}

func TestFind(t *testing.T) {
	t.Parallel()
	f := newFleet(3)
	item := f.put(t, 0, "one")
	f.put(t, 1, "one")
	f.put(t, 2, "two")
	all, err := copies.Find(t.Context(), f, []*storage.Item{item})
	if got := fmt.Sprint(all); err != nil || got != "[[{m1 true} {m2 false}]]" {
		t.Errorf("%s, %v", got, err)
	}
	f.down = 1
	all, err = copies.Find(t.Context(), f, []*storage.Item{item})
	if got := fmt.Sprint(all); !errors.Is(err, storage.ErrUnreachable) || got != "[[{m2 false}]]" {
		t.Errorf("%s, %v", got, err)
	}
	all, err = copies.Find(t.Context(), memstore.New(memstore.Options{}), []*storage.Item{item})
	if err != nil || len(all) != 1 || all[0] != nil {
		t.Errorf("a store of one server has %v, %v", all, err)
	}
}

// TestWrite writes the replicas of an item that was written.
func TestWrite(t *testing.T) {
	t.Parallel()
	const unwritten = "m1 not written: the write to the session is not confirmed"
	for _, test := range []struct {
		name          string
		m1, m2        string // "" is nothing
		down          int
		then          func(f *fleet)
		before, after string
		holds         string // what m1 holds
	}{
		{"none", "", "", 0, nil, "", "", ""},
		{"a replica", "old", "", 0, nil, unwritten, "m1 written", "new"},
		{"another item", "other", "", 0, nil, "m1 different", "m1 different", "other"},
		{"overtaken", "old", "", 0, func(f *fleet) { f.put(t, 1, "theirs") }, unwritten, "m1 not written: another program changed or removed it meanwhile", "theirs"},
		{"a server is down", "old", "old", 2, nil, unwritten + `, m2 unknown: read on m2: server does not answer`, `m1 written, m2 unknown: read on m2: server does not answer`, "new"},
	} {
		f := newFleet(3)
		item := f.put(t, 0, "old")
		for i, v := range []string{test.m1, test.m2} {
			if v != "" {
				f.put(t, i+1, v)
			}
		}
		f.down = test.down
		found := copies.FindReplicas(t.Context(), f, []*storage.Item{item})
		before := copiestest.Texts(found[0].Results)
		if before != test.before {
			t.Errorf("%s: found are %s, want %s", test.name, before, test.before)
		}
		if test.then != nil {
			test.then(f)
		}
		write := storage.Write{Key: "k", Value: []byte("new"), TTL: time.Hour, Version: item.Version}
		copies.Write(t.Context(), f, []copies.Due{{Write: write, Replicas: &found[0]}})
		if after := copiestest.Texts(found[0].Results); after != test.after {
			t.Errorf("%s: then they are %s, want %s", test.name, after, test.after)
		}
		holds := ""
		if item := f.item(1); item != nil {
			holds = string(item.Value)
		}
		if holds != test.holds {
			t.Errorf("%s: m1 holds %q, want %q", test.name, holds, test.holds)
		}
	}
}

// TestOwed writes the replicas of a write that has turned out to have arrived: the others are no longer
// spoken of.
func TestOwed(t *testing.T) {
	t.Parallel()
	f := newFleet(3)
	item := f.put(t, 0, "old")
	f.put(t, 1, "other")
	f.put(t, 2, "old")
	found := copies.FindReplicas(t.Context(), f, []*storage.Item{item})
	owed := found[0].Owed()
	copies.Write(t.Context(), f, []copies.Due{{Write: storage.Write{Key: "k", Value: []byte("new")}, Replicas: &owed}})
	if got := copiestest.Texts(owed.Results); got != "m2 written" {
		t.Errorf("owed were %s", got)
	}
	if got := string(f.item(2).Value); got != "new" {
		t.Errorf("m2 holds %q", got)
	}
}

func TestAstray(t *testing.T) {
	t.Parallel()
	f := newFleet(2)
	if a := copies.FindAstray(f, "k", "m1"); a == nil || *a != (copies.Astray{On: "m1", Reads: "m0"}) {
		t.Errorf("%+v", a)
	}
	for _, server := range []string{"m0", ""} {
		if a := copies.FindAstray(f, "k", server); a != nil {
			t.Errorf("on %q: %+v", server, a)
		}
	}
}

func TestWordsOfFates(t *testing.T) {
	t.Parallel()
	for fate, want := range map[copies.Fate]string{
		copies.Written: "written", copies.Left: "different", copies.Failed: "not written", copies.Unknown: "unknown", 9: "Fate(9)",
	} {
		if got := fate.String(); got != want {
			t.Errorf("%d is %q, want %q", uint8(fate), got, want)
		}
	}
}
