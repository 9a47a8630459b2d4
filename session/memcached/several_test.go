package memcached_test

import (
	"strings"
	"testing"

	"sessh/session/memcached"
	mct "sessh/session/memcached/memcachedtest"
	"sessh/session/storage"
)

// several is three servers, and what stands on each of them.
type several struct {
	t       *testing.T
	servers []*mct.Server
	addrs   []string
	alone   []*memcached.Store
}

func startSeveral(t *testing.T) *several {
	x := &several{t: t}
	for range 3 {
		srv := mct.Start(t)
		x.servers, x.addrs = append(x.servers, srv), append(x.addrs, srv.Addr)
		x.alone = append(x.alone, open(t, memcached.Options{}, srv.Addr))
	}
	return x
}

// put stores a value on one of the servers, past the scheme.
func (x *several) put(server int, keys []string, value string) {
	x.t.Helper()
	writes := make([]storage.Write, len(keys))
	for i, key := range keys {
		writes[i] = storage.Write{Key: key, Value: []byte(value)}
	}
	for _, o := range x.alone[server].Apply(x.t.Context(), writes) {
		if o.State != storage.Applied {
			x.t.Fatal(o)
		}
	}
}

// values returns what the servers hold under a key; "" is nothing.
func (x *several) values(key string) string {
	x.t.Helper()
	var all []string
	for _, s := range x.alone {
		l := s.Load(x.t.Context(), []string{key}, storage.NeedValue)[0]
		switch {
		case l.Err != nil:
			x.t.Fatal(l.Err)
		case l.Item == nil:
			all = append(all, "-")
		default:
			all = append(all, string(l.Item.Value))
		}
	}
	return strings.Join(all, " ")
}

// byDigit returns a scheme by which the last digit of a key is its server.
func byDigit(key string, n int) int { return int(key[len(key)-1]-'0') % n }
