package family_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"sessh/session/family"
	"sessh/session/family/familytest"
	"sessh/session/format"
	"sessh/session/format/sesshjson"
	"sessh/session/listing"
	"sessh/session/memstore"
	"sessh/session/storage"
	"sessh/session/storetest"
	"sessh/session/tree"
)

// bench is a store and a family of sessions in it.
type bench struct {
	t     *testing.T
	store *storetest.Faulty
	now   time.Time
	family.Family
}

func newBench(t *testing.T) *bench {
	b := &bench{t: t, store: storetest.Faults(memstore.New(memstore.Options{})), now: time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)}
	formats := []format.Format{familytest.Lettered{}}
	all := family.New(b.store, listing.NewCatalog(b.store, formats), formats, func() time.Time { return b.now })
	b.Family = all.Of("C", formats[0])
	return b
}

// item returns an item of a session that is written in a way.
func (b *bench) item(way byte, id string) *storage.Item {
	b.t.Helper()
	key, err := b.Key(id)
	if err != nil {
		b.t.Fatal(err)
	}
	data := tree.NewMap()
	if err := data.Set("p", map[string]any{"k": id}); err != nil {
		b.t.Fatal(err)
	}
	value, flags, err := sesshjson.Format{}.Encode(&format.Record{Container: "C", ID: id, Data: data}, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	return &storage.Item{Key: key, Value: append([]byte{way}, value...), Flags: flags}
}

// put stores a value under a key.
func (b *bench) put(key string, value []byte) {
	b.t.Helper()
	if o := b.store.Apply(context.Background(), []storage.Write{{Key: key, Value: value, TTL: time.Hour}})[0]; o.State != storage.Applied {
		b.t.Fatal(o)
	}
}

// putAll stores sessions that are written as the letters.
func (b *bench) putAll(ways string) {
	b.t.Helper()
	for i := range len(ways) {
		item := b.item(ways[i], fmt.Sprintf("%c%d", ways[i], i))
		b.put(item.Key, item.Value)
	}
}

func TestKeys(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	one, err := b.Key("a")
	if err != nil {
		t.Fatal(err)
	}
	keys, err := b.Keys([]string{"a", ""})
	if err == nil || !strings.HasPrefix(err.Error(), "/C/") {
		t.Errorf("the error is %v", err)
	}
	if len(keys) != 2 || keys[0] != one || keys[1] != "" {
		t.Errorf("keys are %q, want %q and none", keys, one)
	}
}

func TestStoredIDs(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.putAll("abc")
	b.put("other", []byte("x"))
	ids := make(map[string]bool)
	for id, err := range b.StoredIDs(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		ids[id] = true
	}
	if len(ids) != 3 || !ids["a0"] || !ids["b1"] || !ids["c2"] {
		t.Errorf("ids are %v", ids)
	}
	b.store.BeforeList = func() error { return storage.ErrUnreachable }
	for id, err := range b.StoredIDs(t.Context()) {
		if !errors.Is(err, storage.ErrUnreachable) || id != "" {
			t.Errorf("%q, %v", id, err)
		}
	}
}
