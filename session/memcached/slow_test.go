package memcached_test

import (
	"bytes"
	"crypto/tls"
	"strings"
	"testing"
	"time"

	"sessh/session/memcached"
	mct "sessh/session/memcached/memcachedtest"
	"sessh/session/storage"
)

// TestSlowLink: over a link on which each part of a value comes in time, and the
// whole takes longer than the timeout, it is written and read.
func TestSlowLink(t *testing.T) {
	t.Parallel()
	value := []byte(strings.Repeat("0123456789abcdef", 60_000)) // 960,000 bytes
	for _, tt := range []struct {
		name   string
		tls    bool
		writes []storage.Write
	}{
		{"one write", false, []storage.Write{{Key: "k", Value: value}}},
		{"a batch", false, []storage.Write{{Key: "k", Value: value[:len(value)/2]}, {Key: "l", Value: value[:len(value)/2]}}},
		{"with TLS", true, []storage.Write{{Key: "k", Value: value}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			server := mct.Start(t)
			o, target := memcached.Options{Timeout: time.Second}, server.Addr
			if tt.tls {
				certificate, pool := certified(t)
				o.TLS = &tls.Config{RootCAs: pool}
				target = withTLS(t, certificate, target).Addr
			}
			stream := mct.NewStream(t, target)
			s := &setup{open(t, o, stream.Addr), t, server, nil}
			s.warm()
			stream.Delay(40 * time.Millisecond) // for each 32 KiB at most: 1.2 s or more for all
			for i, o := range s.Apply(t.Context(), tt.writes) {
				if o.State != storage.Applied || o.Err != nil {
					t.Errorf("%s is %+v, want written", tt.writes[i].Key, o)
				}
			}
			keys := make([]string, len(tt.writes))
			for i, w := range tt.writes {
				keys[i] = w.Key
			}
			for i, l := range s.Load(t.Context(), keys, storage.NeedValue) {
				if l.Err != nil || l.Item == nil || !bytes.Equal(l.Item.Value, tt.writes[i].Value) {
					t.Errorf("%s: %v", keys[i], l.Err)
				}
			}
		})
	}
}
