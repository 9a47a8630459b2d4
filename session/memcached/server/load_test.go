package server

import (
	"testing"

	"sessh/session/storage"
)

// TestItemArena: each item has a place of its own, and one that is alone shares no memory with others.
func TestItemArena(t *testing.T) {
	t.Parallel()
	for _, alone := range []bool{true, false} {
		a := &itemArena{alone: alone}
		var items []*storage.Item
		for i := range 200 {
			items = append(items, a.add(storage.Item{CAS: uint64(i)}))
			if alone && cap(a.free) > 0 {
				t.Fatal("there is memory for another item")
			}
		}
		for i, item := range items {
			if item.CAS != uint64(i) {
				t.Errorf("alone is %v: item %d is %d", alone, i, item.CAS)
			}
		}
	}
}
