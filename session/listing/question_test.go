package listing

import (
	"fmt"
	"testing"

	"sessh/session/format/framework"
	"sessh/session/format/keys"
	"sessh/session/memstore"
	"sessh/session/storage"
)

// TestQuestionAgain reads batches with the memory of the ones before them, larger and smaller: what has
// vanished is no session, though there was one in its place.
func TestQuestionAgain(t *testing.T) {
	t.Parallel()
	store := memstore.New(memstore.Options{})
	c, q := NewCatalog(store, framework.All()), new(question)
	for round, n := range []int{3, 1, 6, 2} {
		q.items = q.items[:0]
		for i := range n {
			key := fmt.Sprintf("memc.sess.key.%d%025d", round, i)
			if (i+round)%2 == 0 {
				store.Apply(t.Context(), []storage.Write{{Key: key, Value: []byte("a|i:1;")}})
			}
			q.items = append(q.items, candidate{storage.Listed{Key: key}, keys.All})
		}
		q.begin(t.Context(), c)
		<-q.done
		if q.panicked != nil || len(q.loaded) != n || len(q.owned) != n || len(q.owners) != n {
			t.Fatalf("of %d items, %d are read, %v", n, len(q.loaded), q.panicked)
		}
		for i, item := range q.items {
			there := (i+round)%2 == 0
			if q.owned[i] != there || there && item.Key != "memc.sess.key."+q.owners[i].id {
				t.Errorf("%s, which is there: %v, is session %q: %v", item.Key, there, q.owners[i].id, q.owned[i])
			}
		}
	}
}
