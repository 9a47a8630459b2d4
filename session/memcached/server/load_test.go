package server

import (
	"testing"

	"sessh/session/storage"
)

// TestItemRoom: each item has a place of its own, and one that is alone shares no memory with others.
func TestItemRoom(t *testing.T) {
	t.Parallel()
	for _, alone := range []bool{true, false} {
		r := &itemRoom{alone: alone}
		var items []*storage.Item
		for i := range 200 {
			items = append(items, r.add(storage.Item{CAS: uint64(i)}))
			if alone && cap(r.free) > 0 {
				t.Fatal("there is room for another item")
			}
		}
		for i, item := range items {
			if item.CAS != uint64(i) {
				t.Errorf("alone is %v: item %d is %d", alone, i, item.CAS)
			}
		}
	}
}
