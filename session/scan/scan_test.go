package scan_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"sessh/session/family"
	"sessh/session/format"
	"sessh/session/format/framework"
	"sessh/session/format/sesshjson"
	"sessh/session/format/sparse"
	"sessh/session/listing"
	"sessh/session/memstore"
	"sessh/session/scan"
	"sessh/session/storage"
	"sessh/session/storetest"
	"sessh/session/tree"
)

// bench is a store with sessions of Django.
type bench struct {
	t      *testing.T
	store  *storetest.Faulty
	all    *family.Families
	format format.Format
}

func newBench(t *testing.T) *bench {
	b := &bench{t: t, store: storetest.Faults(memstore.New(memstore.Options{})), format: framework.Named("django")}
	formats := []format.Format{b.format}
	b.all = family.New(b.store, listing.NewCatalog(b.store, formats), formats, time.Now)
	return b
}

// id returns the id of a session as Django has them.
func id(n int) string { return fmt.Sprintf("%032d", n) }

// put stores a session whose n is the number in its id.
func (b *bench) put(n int) {
	b.t.Helper()
	data := tree.NewMap()
	if err := data.Set("n", n); err != nil {
		b.t.Fatal(err)
	}
	value, flags, err := b.format.Encode(&format.Record{Container: "django", ID: id(n), Data: data}, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	if o := b.store.Apply(context.Background(), []storage.Write{{Key: b.key(n), Value: value, Flags: flags, TTL: time.Hour}})[0]; o.State != storage.Applied {
		b.t.Fatal(o)
	}
}

func (b *bench) key(n int) string {
	b.t.Helper()
	key, err := b.all.Of("django", b.format).Key(id(n))
	if err != nil {
		b.t.Fatal(err)
	}
	return key
}

// scan returns the ids of a scan, and its first error.
func (b *bench) scan(container string) (ids []string, failed error) {
	b.t.Helper()
	for entries, err := range scan.All(b.t.Context(), b.all, container) {
		if failed == nil {
			failed = err
		}
		for _, e := range entries {
			ids = append(ids, e.ID)
		}
		if !slices.IsSortedFunc(entries, func(x, y *scan.Entry) int { return slices.Compare([]byte(x.ID), []byte(y.ID)) }) {
			b.t.Error("a batch is not sorted")
		}
	}
	slices.Sort(ids)
	return ids, failed
}

func TestAll(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	const many = 2500
	for i := range many {
		b.put(i)
	}
	for container, want := range map[string]int{"django": many, "": many, "other": 0} {
		ids, err := b.scan(container)
		if err != nil || len(ids) != want || len(slices.Compact(ids)) != want {
			t.Errorf("of %q there are %d, %v; want %d", container, len(ids), err, want)
		}
	}
	for range scan.All(t.Context(), b.all, "") {
		break // the readers ahead end as well
	}
}

// TestAllWithFaults leaves out what vanishes between listing and reading, and goes on after what cannot
// be read.
func TestAllWithFaults(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for i := range 3 {
		b.put(i)
	}
	b.store.BeforeLoad = func(ctx context.Context, _ []string) error {
		b.store.BeforeLoad = nil
		b.store.Store.Apply(ctx, []storage.Write{{Key: b.key(1), Delete: true, Version: b.store.Store.Load(ctx, []string{b.key(1)}, 0)[0].Item.Version}})
		return nil
	}
	if ids, err := b.scan("django"); err != nil || !slices.Equal(ids, []string{id(0), id(2)}) {
		t.Errorf("%v, %v", ids, err)
	}
	b.store.LoadKey = func(key string) error {
		if key == b.key(0) {
			return storage.ErrUnreachable
		}
		return nil
	}
	if ids, err := b.scan("django"); !errors.Is(err, storage.ErrUnreachable) || !slices.Equal(ids, []string{id(2)}) {
		t.Errorf("%v, %v", ids, err)
	}
}

// TestEntry decodes a session, and looks at it without.
func TestEntry(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.put(7)
	glance := scan.NewGlance(&sparse.Want{Names: map[string]*sparse.Want{"n": {}}})
	seen := 0
	for entries, err := range scan.All(t.Context(), b.all, "") {
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			seen++
			if n, ok := e.Decode().Data().Get("n"); !ok || n != int64(7) {
				t.Errorf("n is %v", n)
			}
			looked := glance.At(e, func(data *sparse.Value) {
				if n := data.Named("n"); n == nil || n.Int != 7 {
					t.Errorf("at a glance n is %+v", n)
				}
			})
			if !looked {
				t.Error("a glance takes decoding it")
			}
		}
	}
	if seen != 1 {
		t.Errorf("%d sessions", seen)
	}
}

// TestExcludes looks for texts in the bytes of a session.
func TestExcludes(t *testing.T) {
	t.Parallel()
	store, formats := memstore.New(memstore.Options{}), []format.Format{sesshjson.Format{}}
	all := family.New(store, listing.NewCatalog(store, formats), formats, time.Now)
	e := &scan.Entry{Family: all.Of("C", formats[0]), ID: "s", Item: &storage.Item{Key: "sessh/C/s", Value: []byte(`{"version":1,"id":"s","timeout":3600,"data":{"p":{"k":"tea"}}}`)}}
	for literal, want := range map[string]bool{"coffee": true, "tea": false, "": false} {
		if got := e.Excludes(literal); got != want {
			t.Errorf("%q is excluded: %t", literal, got)
		}
	}
}
