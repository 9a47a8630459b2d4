package complete

import (
	"errors"
	"testing"
	"time"

	"sessh/session"
	"sessh/session/format"
	"sessh/session/format/sesshjson"
	"sessh/session/memstore"
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
