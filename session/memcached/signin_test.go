package memcached_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sessh/session/memcached"
	mct "sessh/session/memcached/memcachedtest"
	"sessh/session/memcached/server"
	"sessh/session/storage"
)

// users returns a file of users for memcached -Y.
func users(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "users")
	if err := os.WriteFile(file, []byte("alice:secret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// TestSignInIsAskedFor: a server that asks for no sign-in stores the password as
// an item. It does not get it, on no connection, and that is an error.
func TestSignInIsAskedFor(t *testing.T) {
	t.Parallel()
	expect := func(t *testing.T, what string, err error) {
		t.Helper()
		if !errors.Is(err, server.ErrNoSignIn) || errors.Is(err, storage.ErrUnreachable) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v, want that no sign-in is asked for", what, err)
		}
	}
	all := func(t *testing.T, s storage.Store) {
		t.Helper()
		expect(t, "statistics", s.Servers(t.Context())[0].Err)
		expect(t, "a read", s.Load(t.Context(), []string{"k"}, storage.NeedValue)[0].Err)
		expect(t, "a write", s.Apply(t.Context(), additions("k"))[0].Err)
		expect(t, "many", s.Apply(t.Context(), additions("k", "l"))[1].Err)
		expect(t, "a listing", firstError(s))
		expect(t, "a flush", s.Flush(t.Context()))
		for _, err := range s.Abilities().Watch(t.Context(), storage.LogWrites) {
			expect(t, "a watch", err)
			break
		}
	}
	o := memcached.Options{User: "alice", Password: "secret"}
	t.Run("at first", func(t *testing.T) {
		s := throughProxy(t, o)
		s.server.Ask("set auth 0 0 5\r\nother\r\n", "STORED")
		all(t, s.Store)
		if n := s.proxy.Count("set"); n != 0 {
			t.Errorf("%d passwords were sent", n)
		}
		if got := s.onServer("auth"); got != "other" {
			t.Errorf("the item auth is %q", got)
		}
	})
	t.Run("after a reconnect", func(t *testing.T) {
		s := throughProxy(t, o)
		s.proxy.Next("get", mct.Answer("CLIENT_ERROR unauthenticated\r\n"))
		s.proxy.Next("set", mct.Answer("STORED\r\n"))
		s.warm()
		s.proxy.Cut()
		all(t, s.Store)
		if n := s.proxy.Count("set"); n != 1 {
			t.Errorf("%d passwords were sent, want the one that was asked for", n)
		}
	})
	t.Run("each connection", func(t *testing.T) {
		server := mct.Start(t, "-Y", users(t))
		proxy := mct.NewProxy(t, server.Addr)
		s := open(t, o, proxy.Addr)
		exercise(t, s)
		proxy.Cut()
		exercise(t, s)
		// No connection but begins so; the listing ends its own.
		requests := proxy.Requests()
		if n := proxy.Count("set"); n != proxy.Accepted() || n < 2 {
			t.Errorf("%d sign-ins on %d connections", n, proxy.Accepted())
		}
		for i, r := range requests {
			if strings.HasPrefix(r, "set ") && (r != "set auth 0 0 12" || !strings.HasPrefix(requests[i-1], "get sessh:")) {
				t.Errorf("%q comes after %q", r, requests[i-1])
			}
		}
	})
	t.Run("bare", func(t *testing.T) {
		p := mct.NewProxy(t, "")
		p.Every("get", mct.Answer("END\r\n"))
		expect(t, "a read", open(t, o, p.Addr).Load(t.Context(), []string{"k"}, 0)[0].Err)
		if slices.ContainsFunc(p.Requests(), func(r string) bool { return !strings.HasPrefix(r, "get ") }) {
			t.Errorf("it was asked for %q", p.Requests())
		}
	})
}
