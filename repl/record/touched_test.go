package record

import (
	"fmt"
	"testing"

	"sessh/session/storage"
)

// TestOpenedBesideManyListed: a recording has what a line opened, even if more sessions were
// listed before than it can have.
func TestOpenedBesideManyListed(t *testing.T) {
	t.Parallel()
	r := newTouched()
	for i := range maxTouched + 10 {
		r.see(fmt.Sprint(i), &storage.Item{Value: []byte("x")})
	}
	r.note("opened", &storage.Item{Value: []byte("y")}, &r.opened)
	if len(r.items) != maxTouched+1 || r.items["opened"] == nil || !r.more {
		t.Errorf("%d items, %v, %t", len(r.items), r.items["opened"], r.more)
	}
}
