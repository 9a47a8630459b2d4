package watch

import (
	"testing"

	"sessh/session"
	"sessh/session/format"
	"sessh/session/format/sesshjson"
	"sessh/session/memstore"
	"sessh/session/storage"
)

// TestRecord: the first look of the last watch that saw a session counts, and what earlier
// watches saw makes room.
func TestRecord(t *testing.T) {
	t.Parallel()
	store := memstore.New(memstore.Options{})
	defer store.Close()
	c := session.NewRoot(store, session.Options{Formats: []format.Format{sesshjson.Format{}}}).Container("C")
	var r Record
	saw := func(id string, size int) {
		r.note(First{Container: c, Item: &storage.Item{Value: make([]byte, size)}}, id)
	}
	want := func(id string, size int) {
		t.Helper()
		f, ok := r.Of("C", id)
		if !ok && size != 0 || ok && len(f.Item.Value) != size {
			t.Errorf("%s: %v, want %d bytes", id, ok, size)
		}
	}
	r.begin()
	saw("a", 1)
	saw("a", 2)
	saw("b", 3)
	want("a", 1)
	r.begin()
	want("a", 1)
	saw("a", 4)
	want("a", 4)
	want("b", 3)
	saw("large", mostKept-4)
	want("a", 4)
	want("b", 0)
	want("large", mostKept-4)
	saw("more", 1)
	want("more", 0)
	if r.size != mostKept {
		t.Errorf("%d bytes are counted", r.size)
	}
	var none *Record
	none.begin()
	none.note(First{}, "a")
}
