package memcached_test

import (
	"testing"
	"time"

	"sessh/session/memcached"
	mct "sessh/session/memcached/memcachedtest"
	"sessh/session/storage/meanwhile"
)

// TestWorkWhileConnecting: what the caller of a read does meanwhile begins when the read was sent. It
// takes none of the time to connect, be it for the first connection or after the server has closed it.
func TestWorkWhileConnecting(t *testing.T) {
	t.Parallel()
	s := throughProxy(t, memcached.Options{})
	for _, name := range []string{"first", "closed"} {
		s.proxy.Heal()
		asked := make(chan struct{})
		s.proxy.Next("mg gets", mct.Meanwhile(func() { close(asked) }))
		early := false
		ctx, finish := meanwhile.With(t.Context(), func() {
			select {
			case <-asked:
			case <-time.After(unanswered):
				early = true
			}
		})
		l := s.Load(ctx, []string{"k"}, 0)
		if finish(); l[0].Err != nil || early {
			t.Errorf("%s connection: the work began before the read was sent: %v; %v", name, early, l[0].Err)
		}
		s.proxy.Cut()
	}
}
