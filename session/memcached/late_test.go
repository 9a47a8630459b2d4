package memcached_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"sessh/session/memcached"
	mct "sessh/session/memcached/memcachedtest"
	"sessh/session/storage"
)

// TestWriteThatIsHeldBack: a request that is under way for long, while reads pass.
// What becomes of the write is not told as certain until the request cannot change
// it any more; and then it does not.
func TestWriteThatIsHeldBack(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		held   int // how many requests
		old    bool
		cancel bool
		write  func(version uint64) storage.Write
		want   any
		late   bool   // of the outcome
		value  string // before what was held back arrives, and
		after  string // thereafter
	}{
		{name: "change", held: 1, write: changeOf, want: storage.Applied, value: "new", after: "new"},
		{name: "removal", held: 1, write: removalOf, want: storage.Applied, value: "", after: ""},
		{name: "addition", held: 1, write: additionOf, want: storage.Applied, late: true, value: "new", after: "new"},
		{name: "change, twice", held: 2, write: changeOf, want: storage.Unknown, value: "old", after: "new"},
		{name: "change, cancelled", held: 1, cancel: true, write: changeOf, want: storage.Failed, value: "old", after: "old"},
		{name: "removal, cancelled", held: 1, cancel: true, write: removalOf, want: storage.Failed, value: "old", after: "old"},
		{name: "addition, cancelled", held: 1, cancel: true, write: additionOf, want: storage.Unknown, value: "", after: "new"},
		{name: "change, cancelled, on a server that tells no lifetimes", held: 1, old: true, cancel: true, write: changeOf, want: storage.Unknown, value: "old", after: "new"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := throughProxy(t, memcached.Options{Timeout: unanswered, Grace: unanswered})
			if tt.old {
				s.proxy.Old()
			}
			s.warm()
			w := tt.write(0)
			if !strings.HasPrefix(tt.name, "addition") {
				s.server.Ask("set k 7 1000 3\r\nold\r\n", "STORED")
				w = tt.write(s.load("k", 0).Item.Version)
			}
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			release := make(chan struct{})
			fault := mct.Hold(release)
			if tt.cancel {
				fault = fault.After(cancel)
			}
			for range tt.held {
				s.proxy.Next(mct.Writes, fault)
			}
			o := s.Apply(ctx, []storage.Write{w})[0]
			if o.State != tt.want || o.Late != tt.late {
				t.Errorf("the outcome is %+v, want %v, late %v", o, tt.want, tt.late)
			}
			if o.State == storage.Unknown && !errors.Is(o.Err, storage.ErrAwaited) {
				t.Errorf("the outcome is %v, want that it may still arrive", o.Err)
			}
			if got := s.onServer("k"); got != tt.value {
				t.Errorf("the server holds %q, want %q", got, tt.value)
			}
			if o.State == storage.Failed {
				expectFence(t, s, w, o)
				if l := s.load("k", storage.NeedValue|storage.NeedTTL); l.Item.Flags != 7 || l.Item.TTL < 900*time.Second {
					t.Errorf("the item is %+v, want its flags and the time that it had left", l.Item)
				}
			}
			close(release)
			s.proxy.Drain()
			if got := s.onServer("k"); got != tt.after {
				t.Errorf("when all has arrived, the server holds %q, want %q", got, tt.after)
			}
		})
	}
}

func changeOf(version uint64) storage.Write {
	return storage.Write{Key: "k", Value: []byte("new"), Version: version}
}

func removalOf(version uint64) storage.Write {
	return storage.Write{Key: "k", Delete: true, Version: version}
}

func additionOf(uint64) storage.Write { return storage.Write{Key: "k", Value: []byte("new")} }

// TestEqualWriteByAnother: the request is dropped, and another program writes the
// same bytes.
func TestEqualWriteByAnother(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 2} {
		s := throughProxy(t, memcached.Options{})
		s.warm()
		version := s.create("k", "5")
		s.proxy.Next("cas", mct.Cut().After(func() { s.server.Ask("set k 0 0 1\r\n6\r\n", "STORED") }))
		o := s.Apply(t.Context(), append([]storage.Write{{Key: "k", Value: []byte("6"), Version: version}}, additions("a", "b")[:n-1]...))[0]
		if o.State != storage.Unknown || !errors.Is(o.Err, storage.ErrHeld) {
			t.Errorf("the outcome is %+v, want unknown", o)
		}
	}
}

// TestOvertakenWhenSentAgain: by the first request, or by another program?
func TestOvertakenWhenSentAgain(t *testing.T) {
	t.Parallel()
	for name, value := range map[string]string{"what may be the first request": "new", "something else": "other"} {
		t.Run(name, func(t *testing.T) {
			s := throughProxy(t, memcached.Options{})
			s.warm()
			version := s.create("k", "old")
			s.proxy.Next("cas", mct.Cut())
			s.proxy.Next("cas", mct.Meanwhile(func() { s.server.Ask(fmt.Sprintf("set k 0 0 %d\r\n%s\r\n", len(value), value), "STORED") }))
			want := storage.ErrPassed
			if value == "new" {
				want = storage.ErrHeld
			}
			if o := s.apply(storage.Write{Key: "k", Value: []byte("new"), Version: version}); o.State != storage.Unknown || !errors.Is(o.Err, want) {
				t.Errorf("the outcome is %+v, want unknown: %v", o, want)
			}
		})
	}
}
