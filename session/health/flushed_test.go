package health_test

import (
	"testing"
	"time"

	"sessh/session/health"
	"sessh/session/memcached"
	"sessh/session/memcached/memcachedtest"
)

// TestFlushed: a server knows when it was flushed, and whether it was.
func TestFlushed(t *testing.T) {
	t.Parallel()
	server := memcachedtest.StartAging(t)
	store, err := memcached.Open(t.Context(), []string{server.Addr}, memcached.Options{Timeout: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	look := func() (time.Duration, bool) { return health.Look(t.Context(), store)[0].Flushed() }
	server.Age(time.Hour)
	if ago, ok := look(); ok {
		t.Errorf("it was flushed %v ago", ago)
	}
	if err := store.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, want := range []time.Duration{0, 3 * time.Hour} {
		server.Age(want)
		if ago, ok := look(); !ok || ago < want-2*time.Second || ago > want+time.Minute {
			t.Errorf("it was flushed %v ago, %v, want %v", ago, ok, want)
		}
	}
}

// TestWasReset: some resets of the counters show, and the time of a flush outlasts them.
func TestWasReset(t *testing.T) {
	t.Parallel()
	server := memcachedtest.Start(t)
	store, err := memcached.Open(t.Context(), []string{server.Addr}, memcached.Options{Timeout: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	server.Ask("set a 0 0 1\r\nx\r\n", "STORED")
	look := func() *health.Server { return &health.Look(t.Context(), store)[0] }
	if s := look(); s.WasReset() {
		t.Errorf("it was not reset: %v", s.Counters)
	}
	server.Ask("stats reset\r\n", "RESET")
	if s := look(); !s.WasReset() {
		t.Errorf("it was reset: %v", s.Counters)
	}
	server.Ask("flush_all\r\n", "OK")
	server.Ask("stats reset\r\n", "RESET")
	s := look()
	if _, ok := s.Flushed(); !ok || !s.WasReset() {
		t.Errorf("it was flushed and reset: %v, %v", s.Counters, s.Settings)
	}
}
