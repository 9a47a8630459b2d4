package listing_test

import (
	"context"
	"errors"
	"testing"

	"sessh/session/format"
	"sessh/session/format/framework"
	"sessh/session/format/sesshjson"
	"sessh/session/listing"
	"sessh/session/memstore"
	"sessh/session/storage"
	"sessh/session/storetest"
	"sessh/session/tree"
)

// TestLocate finds the format of a container by a session of it.
func TestLocate(t *testing.T) {
	t.Parallel()
	store := storetest.Faults(memstore.New(memstore.Options{}))
	formats := []format.Format{framework.Named("django"), sesshjson.Format{}}
	put := func(f format.Format, container, id string) listing.Entry {
		t.Helper()
		key, err := f.Key(container, id)
		if err != nil {
			t.Fatal(err)
		}
		value, flags, err := f.Encode(&format.Record{Container: container, ID: id, Data: tree.NewMap()}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if o := store.Apply(context.Background(), []storage.Write{{Key: key, Value: value, Flags: flags}})[0]; o.State != storage.Applied {
			t.Fatal(o)
		}
		return listing.Entry{Format: f, Container: container, ID: id, Item: storage.Listed{Key: key}}
	}
	put(formats[1], "shop", "s")
	c := listing.NewCatalog(store, formats)
	store.BeforeLoad = func(context.Context, []string) error { return storage.ErrUnreachable }
	if f, err := c.Locate(t.Context(), "shop", "s"); !errors.Is(err, storage.ErrUnreachable) {
		t.Errorf("%v, %v", f, err)
	}
	store.BeforeLoad = nil
	for _, test := range []struct{ container, id, want string }{
		{"shop", "s", "sessh"}, {"shop", "other", "sessh"}, {"django", "x", "django"}, {"nothing", "x", c.FormatOf("nothing").Name()},
	} {
		if f, err := c.Locate(t.Context(), test.container, test.id); err != nil || f.Name() != test.want {
			t.Errorf("%s/%s: %v, %v, want %s", test.container, test.id, f, err, test.want)
		}
	}

	const id = "8hsfyw1m7tgaxhq2eq2k6qbwbd1a1dcc"
	both := []listing.Entry{put(formats[0], "django", id), put(formats[1], "django", "alone")}
	put(formats[1], "django", id)
	others, err := c.NamesakesOf(t.Context(), both)
	if err != nil || len(others) != 2 || len(others[0]) != 1 || others[0][0].Name() != "sessh" || len(others[1]) != 0 {
		t.Errorf("namesakes are %v, %v", others, err)
	}
}
