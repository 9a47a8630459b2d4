package listing_test

import (
	"context"
	"iter"
	"slices"
	"testing"

	"sessh/session/format"
	"sessh/session/format/framework"
	"sessh/session/format/sesshjson"
	"sessh/session/listing"
	"sessh/session/memstore"
	"sessh/session/storage"
)

// inOrder lists items under keys, in their order.
type inOrder struct {
	storage.Store
	keys []string
}

func (s inOrder) List(context.Context) iter.Seq2[storage.Listed, error] {
	return func(yield func(storage.Listed, error) bool) {
		for _, key := range s.keys {
			if !yield(storage.Listed{Key: key, Version: 1}, nil) {
				return
			}
		}
	}
}

// TestNamesakesInARow: sessions of another format than their container's are left out, also if they follow
// one another or one of the container's.
func TestNamesakesInARow(t *testing.T) {
	t.Parallel()
	django, sessh := framework.Named("django"), sesshjson.Format{}
	key := func(f format.Format, id string) string {
		key, err := f.Key("django", id)
		if err != nil {
			t.Fatal(err)
		}
		return key
	}
	const id = "8hsfyw1m7tgaxhq2eq2k6qbwbd1a1dc"
	store := inOrder{memstore.New(memstore.Options{}), []string{key(django, id+"a"), key(sessh, "x"), key(sessh, "y"), key(django, id+"b"), key(sessh, "z"), key(django, id+"c")}}
	c := listing.NewCatalog(store, []format.Format{sessh, django})
	var got []string
	for e, err := range c.List(t.Context(), "", false) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, e.Format.Name()+" "+e.ID)
	}
	if want := []string{"django " + id + "a", "django " + id + "b", "django " + id + "c"}; !slices.Equal(got, want) {
		t.Errorf("%q are listed, want %q", got, want)
	}
	if met := c.LatestNamesakes(); len(met) != 1 || met[0].Format.Name() != sessh.Name() {
		t.Errorf("the namesakes are %v", met)
	}
}
