package memcached_test

import (
	"fmt"
	"testing"

	"sessh/session/memcached"
	mct "sessh/session/memcached/memcachedtest"
	"sessh/session/storage"
)

// TestLoadKeepsNoKeys: when Load returns, no server that it did not wait for looks at its keys any more. The
// race detector sees it.
func TestLoadKeepsNoKeys(t *testing.T) {
	t.Parallel()
	var addrs []string
	for range 4 {
		addrs = append(addrs, mct.Start(t).Addr)
	}
	s := open(t, memcached.Options{Pick: func(string, int) int { return 0 }}, addrs...)
	second := open(t, memcached.Options{}, addrs[1])
	keys := make([]string, 1)
	for i := range 20 {
		keys[0] = fmt.Sprint("k", i)
		if o := second.Apply(t.Context(), []storage.Write{{Key: keys[0], Value: []byte("v")}}); o[0].Err != nil {
			t.Fatal(o[0].Err)
		}
		if l := s.Load(t.Context(), keys, 0); l[0].Item == nil {
			t.Fatalf("%s is not found: %v", keys[0], l[0].Err)
		}
	}
}
