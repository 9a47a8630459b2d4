package memcached_test

import (
	"errors"
	"slices"
	"testing"

	"sessh/session/memcached"
	mct "sessh/session/memcached/memcachedtest"
	"sessh/session/storage"
)

// TestReachAsksOnce: a server that is met is greeted, and not asked for more. Later it is asked whether
// it still answers.
func TestReachAsksOnce(t *testing.T) {
	t.Parallel()
	proxy := mct.NewProxy(t, mct.Start(t).Addr)
	s := open(t, memcached.Options{}, proxy.Addr)
	if all := s.Reach(t.Context(), 0); len(all) != 1 || all[0].Err != nil || all[0].Version == "" {
		t.Errorf("the server is %+v, want its version", all)
	}
	if got, want := proxy.Requests(), []string{"mn", "stats", "stats settings"}; !slices.Equal(got, want) {
		t.Errorf("it was asked %q, want %q", got, want)
	}
	if err := s.Ping(t.Context()); err != nil {
		t.Error(err)
	}
	if got := proxy.Count("stats"); got != 3 {
		t.Errorf("after a ping it was asked %q, want one more", proxy.Requests())
	}
	proxy.Refuse()
	proxy.Cut()
	if err := s.Ping(t.Context()); err == nil {
		t.Error("a server that is down answers")
	}
}

// TestNamesAreResolvedLater: New takes a name that does not resolve, and Resolve does not.
func TestNamesAreResolvedLater(t *testing.T) {
	t.Parallel()
	for name, does := range map[string]bool{"localhost:1": true, "127.0.0.1:1": true, "no-such-host.invalid:1": false} {
		s, err := memcached.New([]string{name}, memcached.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		if err := s.Resolve(t.Context()); (err == nil) != does || err != nil && !errors.Is(err, storage.ErrUnreachable) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
