package workspace

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"sessh/repl/stash"
	"sessh/session/storage"
)

// TestItemsAsKept: an item is kept with the time that it had left, if that is known.
func TestItemsAsKept(t *testing.T) {
	t.Parallel()
	for _, item := range []*storage.Item{
		nil,
		{Key: "k", Value: []byte("v"), Flags: 1, Version: 7, TTL: 23*time.Hour + 48*time.Minute, Idle: -1},
		{Key: "k", Value: []byte("v"), TTL: storage.TTLNever, Idle: -1},
		{Key: "k", Value: []byte("v"), TTL: storage.TTLUnknown, Idle: -1},
	} {
		text, err := json.Marshal(stashItem(item))
		if err != nil {
			t.Fatal(err)
		}
		var read *stash.Item
		if err := json.Unmarshal(text, &read); err != nil {
			t.Fatal(err)
		}
		if got := itemOf(read, "k"); !reflect.DeepEqual(got, item) {
			t.Errorf("%s is read as %+v, want %+v", text, got, item)
		}
	}
	// Earlier versions did not keep it.
	if got := itemOf(&stash.Item{Value: []byte("v")}, "k"); got.TTL != storage.TTLUnknown {
		t.Errorf("the time left is %v", got.TTL)
	}
}
