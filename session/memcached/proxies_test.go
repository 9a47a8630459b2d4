package memcached_test

import (
	"testing"
	"time"

	"sessh/session/memcached"
	mct "sessh/session/memcached/memcachedtest"
	"sessh/session/storage"
)

// TestErrorsOfProxies: a proxy that gives up on a server behind it says SERVER_ERROR,
// and the write may have been made all the same. Of memcached's own words that is not
// so.
func TestErrorsOfProxies(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		line string
		made bool
		want storage.State
	}{
		{"SERVER_ERROR Connection timed out", true, storage.Unknown},
		{"SERVER_ERROR Connection reset by peer", true, storage.Unknown},
		{"SERVER_ERROR backend failure", true, storage.Unknown},
		{"SERVER_ERROR out of memory storing object", false, storage.Failed},
		{"SERVER_ERROR Out of memory allocating new item", false, storage.Failed},
		{"SERVER_ERROR object too large for cache", false, storage.Failed},
	} {
		for _, many := range []bool{false, true} {
			t.Run(tt.line, func(t *testing.T) {
				s := throughProxy(t, memcached.Options{})
				s.warm()
				s.proxy.Next("add", mct.Answer(tt.line+"\r\n").After(func() {
					if tt.made {
						s.server.Ask("add k 0 0 1\r\nv\r\n", "STORED")
					}
				}))
				writes := []storage.Write{{Key: "k", Value: []byte("v")}}
				if many {
					writes = append(writes, storage.Write{Key: "other"})
				}
				if o := s.Apply(t.Context(), writes)[0]; o.State != tt.want {
					t.Errorf("it is %v (%v), want %v", o.State, o.Err, tt.want)
				}
			})
		}
	}
}

// TestGreetingThatIsLost: a connection that breaks off at the greeting does not make a
// memcached a server that knows no more than twemproxy.
func TestGreetingThatIsLost(t *testing.T) {
	t.Parallel()
	for times, told := range map[int]bool{1: true, 2: false} {
		s := throughProxy(t, memcached.Options{})
		for range times {
			s.proxy.Next("mn", mct.Cut())
		}
		s.apply(storage.Write{Key: "k", TTL: time.Hour})
		if l := s.load("k", storage.NeedTTL); l.Item == nil || told && l.Item.TTL == storage.TTLUnknown {
			t.Errorf("lost %d times: %+v", times, l)
		}
		if err := firstError(s.Store); err != nil {
			t.Errorf("lost %d times: it does not list: %v", times, err)
		}
	}
}

// TestServerBehindTwemproxyIsDown: its keys fail, and what it held is not taken for
// gone.
func TestServerBehindTwemproxyIsDown(t *testing.T) {
	t.Parallel()
	server := mct.Start(t)
	s := open(t, memcached.Options{}, mct.StartTwemproxy(t, server.Addr))
	if o := s.Apply(t.Context(), additions("k"))[0]; o.State != storage.Applied {
		t.Fatalf("%+v", o)
	}
	version := s.Load(t.Context(), []string{"k"}, 0)[0].Item.Version
	server.Kill()
	if l := s.Load(t.Context(), []string{"k"}, 0)[0]; l.Err == nil || l.Item != nil {
		t.Errorf("read: %+v", l)
	}
	if o := s.Apply(t.Context(), []storage.Write{{Key: "k", Version: version}})[0]; o.State == storage.Applied || o.State == storage.Overtaken {
		t.Errorf("written: %+v", o)
	}
}
