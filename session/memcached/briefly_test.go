package memcached_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"sessh/session/memcached"
	"sessh/session/memcached/memcachedtest"
	"sessh/session/storage"
)

// TestLoadBriefly: items that share memory are those that are read one by one, and appending to the value of
// one changes no other.
func TestLoadBriefly(t *testing.T) {
	t.Parallel()
	server := memcachedtest.Start(t)
	store, err := memcached.Open(t.Context(), []string{server.Addr}, memcached.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	var writes []storage.Write
	var keys []string
	for i, n := range []int{0, 1, 300, 1000, 1021, 1022, 1023, 1024, 5000, 17_000, 300, 300, 100_000, 7} {
		key := fmt.Sprintf("k%d", i)
		keys = append(keys, key, "none"+key)
		writes = append(writes, storage.Write{Key: key, Flags: uint32(i), Value: []byte(strings.Repeat(string(rune('a'+i)), n))})
	}
	for _, o := range store.Apply(t.Context(), writes) {
		if o.State != storage.Applied {
			t.Fatal(o)
		}
	}
	want := store.Load(t.Context(), keys, storage.NeedValue)
	got := store.Load(t.Context(), keys, storage.NeedValue|storage.NeedBriefly)
	for _, l := range got {
		if l.Item != nil {
			_ = append(l.Item.Value, "more"...)
		}
	}
	for i := range keys {
		if !reflect.DeepEqual(got[i], want[i]) {
			t.Errorf("%s: %+v, want %+v", keys[i], got[i].Item, want[i].Item)
		}
	}
}
