package memcached_test

import (
	"context"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"sessh/session/memcached"
	mct "sessh/session/memcached/memcachedtest"
	"sessh/session/storage"
)

func TestRestartIsNoError(t *testing.T) {
	t.Parallel()
	for name, call := range map[string]func(s *setup) error{
		"read":       func(s *setup) error { return s.load("k", storage.NeedValue).Err },
		"lifetime":   func(s *setup) error { return s.load("k", storage.NeedTTL).Err },
		"write":      func(s *setup) error { return s.apply(storage.Write{Key: "new"}).Err },
		"batch":      func(s *setup) error { return s.Apply(s.t.Context(), additions("a", "b"))[1].Err },
		"list":       func(s *setup) error { return firstError(s.Store) },
		"statistics": func(s *setup) error { return s.Ping(s.t.Context()) },
	} {
		t.Run(name, func(t *testing.T) {
			server := mct.Start(t)
			s := &setup{open(t, memcached.Options{}, server.Addr), t, server, nil}
			s.warm()
			s.create("k", "v")
			server.Restart()
			if err := call(s); err != nil {
				t.Errorf("after a restart: %v", err)
			}
			if got := s.onServer("k"); got != "" {
				t.Errorf("k is %q after the restart", got)
			}
		})
	}
}

// TestDeadIdleConnection: a write notices before it is sent that its
// connection has died, and is sent once.
func TestDeadIdleConnection(t *testing.T) {
	t.Parallel()
	s := throughProxy(t, memcached.Options{})
	s.warm()
	s.proxy.Cut()
	if o := s.apply(storage.Write{Key: "k", Value: []byte("v")}); o.State != storage.Applied {
		t.Errorf("the write is %+v, want written", o)
	}
	if got := s.proxy.Count(mct.Reads + " " + mct.Writes); got != 2 { // warm's read, and the write
		t.Errorf("the requests are %q, want no look-up", s.proxy.Requests())
	}
}

// A listing has a line for each item, and how much is beside the key differs by version: from 3 bytes to
// some 80. After inSecondOfList bytes each of them is in the second line, if longKey has made all keys.
const inSecondOfList = 260

func longKey(key string) string { return key + strings.Repeat("-", 150-len(key)) }

// TestReadOnAConnectionThatDies: it is read again, on a fresh one.
func TestReadOnAConnectionThatDies(t *testing.T) {
	t.Parallel()
	s := throughProxy(t, memcached.Options{})
	s.warm()
	s.create(longKey("k"), "v")
	for _, need := range []storage.Need{storage.NeedValue, storage.NeedTTL} {
		s.proxy.Next(mct.Reads, mct.Cut())
		if l := s.load(longKey("k"), need); l.Err != nil || l.Item == nil {
			t.Errorf("need %b: %+v", need, l)
		}
	}
	s.proxy.Next(mct.Lists, mct.Cut())
	if err := firstError(s.Store); err != nil {
		t.Errorf("list: %v", err)
	}
	s.proxy.Next(mct.Lists, mct.Truncate(inSecondOfList))
	n := 0
	var last error
	s.create(longKey("l"), "v")
	for _, last = range s.List(t.Context()) {
		n++
	}
	if !errors.Is(last, storage.ErrUnreachable) || n != 2 {
		t.Errorf("a listing that breaks off ends after %d answers with %v, want an item and an error", n, last)
	}
}

func TestServerThatIsDown(t *testing.T) {
	t.Parallel()
	s := throughProxy(t, memcached.Options{})
	s.proxy.Refuse()
	for name, err := range map[string]error{
		"read":     s.load("k", storage.NeedValue).Err,
		"lifetime": s.load("k", storage.NeedTTL).Err,
		"write":    s.apply(storage.Write{Key: "k"}).Err,
		"batch":    s.Apply(t.Context(), additions("k", "l"))[0].Err,
		"delete":   s.apply(storage.Write{Key: "k", Delete: true, Version: 1}).Err,
		"list":     firstError(s.Store),
		"flush":    s.Flush(t.Context()),
		"ping":     s.Ping(t.Context()),
		"limit":    func() error { _, err := s.MaxValue(t.Context(), "k"); return err }(),
	} {
		if !errors.Is(err, storage.ErrUnreachable) || !strings.Contains(err.Error(), "connection refused") || !strings.Contains(err.Error(), s.proxy.Addr) {
			t.Errorf("%s: %v, want connection refused, and by whom", name, err)
		}
	}
	if o := s.apply(storage.Write{Key: "k"}); o.State != storage.Failed {
		t.Errorf("a write to a server that is down is %v, want untouched", o.State)
	}
	s.proxy.Accept()
	s.warm()
	s.proxy.Refuse()
	for _, writes := range [][]storage.Write{additions("k"), additions("k", "l")} {
		if o := s.Apply(t.Context(), writes)[0]; o.State != storage.Failed || !errors.Is(o.Err, storage.ErrUnreachable) {
			t.Errorf("a write to a server that went down is %+v, want untouched", o)
		}
	}
	s.proxy.Accept()
	if err := s.Ping(t.Context()); err != nil {
		t.Errorf("back again: %v", err)
	}
}

func TestOneOfSeveralIsDown(t *testing.T) {
	t.Parallel()
	up, down := mct.Start(t), mct.Start(t)
	s := open(t, memcached.Options{Pick: func(key string, n int) int { return int(key[0]-'a') % n }}, up.Addr, down.Addr)
	down.Kill()
	keys := []string{"a1", "b1", "a2", "b2"}
	for i, o := range s.Apply(t.Context(), additions(keys...)) {
		if (o.State == storage.Applied) != (i%2 == 0) {
			t.Errorf("write of %s: %+v", keys[i], o)
		}
	}
	for i, l := range s.Load(t.Context(), keys, storage.NeedValue) {
		if (l.Item != nil) != (i%2 == 0) || (l.Err != nil) != (i%2 == 1) {
			t.Errorf("read of %s: %+v", keys[i], l)
		}
	}
	items, failures := 0, 0
	for _, err := range s.List(t.Context()) {
		if err != nil {
			failures++
		} else {
			items++
		}
	}
	if items != 2 || failures != 1 {
		t.Errorf("listed %d items and %d errors, want those of the server that is up, and one", items, failures)
	}
	servers := s.Servers(t.Context())
	if servers[0].Err != nil || servers[0].Version == "" || servers[1].Err == nil || servers[1].Name != down.Addr {
		t.Errorf("the servers are %+v", servers)
	}
	if err := s.Ping(t.Context()); err != nil {
		t.Errorf("ping: %v, want an answer of one to be enough", err)
	}
	if err := s.Flush(t.Context()); !errors.Is(err, storage.ErrUnreachable) {
		t.Errorf("flush: %v, want to hear of the server that was not flushed", err)
	}
}

func TestServerThatIsStuck(t *testing.T) {
	t.Parallel()
	server := mct.Start(t)
	s := &setup{open(t, memcached.Options{Timeout: unanswered}, server.Addr), t, server, nil}
	s.warm()
	server.Pause()
	for i, o := range s.Apply(t.Context(), additions("a", "b", "c")) {
		if o.State != storage.Unknown {
			t.Errorf("write %d is %+v, want unknown", i, o)
		}
	}
	for name, err := range map[string]error{
		"read":     s.load("k", storage.NeedValue).Err,
		"lifetime": s.load("k", storage.NeedTTL).Err,
		"list":     firstError(s.Store),
	} {
		if !errors.Is(err, storage.ErrUnreachable) || !strings.Contains(err.Error(), "no answer within "+unanswered.String()) {
			t.Errorf("%s: %v, want no answer within %v", name, err, unanswered)
		}
	}
	for i, o := range s.Apply(t.Context(), additions("a", "b", "c")) { // over a connection that was never answered on
		if o.State != storage.Failed {
			t.Errorf("write %d is %+v, want untouched", i, o)
		}
	}
	server.Resume()
}

// TestCancel: a context that ends interrupts each wait for a server that is stuck.
func TestCancel(t *testing.T) {
	t.Parallel()
	for name, call := range map[string]func(ctx context.Context, s *setup) error{
		"read":       func(ctx context.Context, s *setup) error { return s.Load(ctx, []string{"k"}, storage.NeedValue)[0].Err },
		"lifetime":   func(ctx context.Context, s *setup) error { return s.Load(ctx, []string{"k"}, storage.NeedTTL)[0].Err },
		"write":      func(ctx context.Context, s *setup) error { return s.Apply(ctx, additions("k"))[0].Err },
		"batch":      func(ctx context.Context, s *setup) error { return s.Apply(ctx, additions("k", "l"))[0].Err },
		"flush":      func(ctx context.Context, s *setup) error { return s.Flush(ctx) },
		"statistics": func(ctx context.Context, s *setup) error { return s.Servers(ctx)[0].Err },
		"list": func(ctx context.Context, s *setup) (last error) {
			for _, last = range s.List(ctx) {
			}
			return last
		},
	} {
		for _, when := range []string{"connected", "signing in"} {
			t.Run(name+" "+when, func(t *testing.T) {
				t.Parallel()
				s := throughProxy(t, memcached.Options{Timeout: time.Hour, User: "u"})
				s.proxy.Next("get", mct.Answer("CLIENT_ERROR unauthenticated\r\n"))
				s.proxy.Next("set", mct.Answer("STORED\r\n"))
				s.warm()
				if when == "signing in" {
					s.proxy.Cut()
				}
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				s.proxy.Every("", mct.Hold(nil).After(cancel))
				if err := call(ctx, s); !errors.Is(err, context.Canceled) {
					t.Errorf("the error is %v, want that it was cancelled", err)
				}
			})
		}
	}
}

// TestCancelledWriteIsAnswered: a server that is well may still say what became
// of a write that is under way.
func TestCancelledWriteIsAnswered(t *testing.T) {
	t.Parallel()
	s := throughProxy(t, memcached.Options{Grace: time.Minute})
	s.warm()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	s.proxy.Next("add", mct.Meanwhile(cancel))
	if o := s.Apply(ctx, additions("k"))[0]; o.State != storage.Applied {
		t.Errorf("the write is %+v, want written", o)
	}
}

// TestDeadlineWhileConnecting: it is the caller that has waited long enough, and
// not the server that has not answered, whichever of the two notices first.
func TestDeadlineWhileConnecting(t *testing.T) {
	t.Parallel()
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { silent.Close() })
	store := open(t, memcached.Options{User: "u", Password: "p"}, silent.Addr().String())
	for range 200 {
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		err := store.Load(ctx, []string{"k"}, 0)[0].Err
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) || strings.Contains(err.Error(), "no answer") {
			t.Fatalf("the error is %v", err)
		}
	}
}
