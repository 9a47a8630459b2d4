package complete

import (
	"errors"
	"testing"
	"time"

	"sessh/session"
	"sessh/session/format"
	"sessh/session/format/sesshjson"
	"sessh/session/memstore"
	"sessh/session/storage"
	"sessh/session/storetest"
)

// TestListingThatFailed: what a listing that failed lacks may exist.
func TestListingThatFailed(t *testing.T) {
	t.Parallel()
	store := storetest.Faults(memstore.New(memstore.Options{}))
	root := session.NewRoot(store, session.Options{Formats: []format.Format{sesshjson.Format{}}})
	n := NewNames()
	defer n.Close()
	now := time.Now()
	store.BeforeList = func() error { return errors.New("down") }
	<-n.List(root, now)
	if exists, known := n.cachedHas("C", "s", now); exists || known {
		t.Errorf("after a listing that failed, that there is no session is known: %v", known)
	}
	store.BeforeList, now = nil, now.Add(listingAge)
	<-n.List(root, now)
	if exists, known := n.cachedHas("C", "s", now); exists || !known {
		t.Errorf("after a listing, that there is no session is known: %v", known)
	}
}

// TestListingThatFoundFewer: after a command has listed fewer sessions than are known, they are listed again,
// however young the last listing is.
func TestListingThatFoundFewer(t *testing.T) {
	t.Parallel()
	store := memstore.New(memstore.Options{})
	root := session.NewRoot(store, session.Options{Formats: []format.Format{sesshjson.Format{}}})
	n := NewNames()
	defer n.Close()
	n.Keep()
	version := make(map[string]uint64)
	for _, id := range []string{"a", "b", "c"} {
		version[id] = store.Apply(t.Context(), []storage.Write{{Key: "sessh/C/" + id, Value: []byte("{}")}})[0].Version
	}
	now := time.Now()
	<-n.List(root, now)
	for _, id := range []string{"b", "c"} {
		store.Apply(t.Context(), []storage.Write{{Key: "sessh/C/" + id, Delete: true, Version: version[id]}})
	}
	for _, test := range []struct{ listed, want int }{{-1, 3}, {3, 3}, {1, 1}} { // some, all as they were, all
		n.Add("C", "a")
		n.settle(n.ids["C"], test.listed)
		<-n.List(root, now)
		if found, _ := n.sessions("C", ""); len(found) != test.want {
			t.Errorf("after a listing of %d sessions: %q", test.listed, found)
		}
	}
}
