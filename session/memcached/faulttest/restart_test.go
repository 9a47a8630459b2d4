package faulttest

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"sessh/session"
	"sessh/session/commit"
	"sessh/session/format"
	"sessh/session/format/sesshjson"
	"sessh/session/memcached"
	mct "sessh/session/memcached/memcachedtest"
	"sessh/txn"
)

// newRoot returns a root on servers, with a store of its own.
func newRoot(t testing.TB, o memcached.Options, servers ...string) *session.Root {
	t.Helper()
	return session.NewRoot(openStore(t, o, servers...), session.Options{Formats: []format.Format{sesshjson.Format{}}})
}

// set sets the key n of a session, in the transaction.
func set(t testing.TB, root *session.Root, tx *txn.Tx, id string, v any) {
	t.Helper()
	s, err := root.Container("C").Session(t.Context(), tx, id)
	if err != nil {
		t.Fatal(err)
	}
	p, err := s.Package("p")
	if err == nil {
		err = p.Set("n", v)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func begin(testing.TB) *txn.Tx { return txn.NewManager().Tx() }

// put sets the key n of a session as another program.
func put(t testing.TB, root *session.Root, id string, n int) {
	t.Helper()
	tx := begin(t)
	set(t, root, tx, id, n)
	if err := tx.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// TestVersionsBeginAgain: a server that was restarted counts versions from 1 again,
// so that what another program stores then may have the very version that was read
// before. It is a conflict all the same.
func TestVersionsBeginAgain(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name     string
		sessions int
		old      bool
	}{
		{"one session", 1, false},
		{"several sessions", 3, false},
		{"a server without meta commands", 1, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			server := mct.Start(t)
			proxy := mct.NewProxy(t, server.Addr)
			if tt.old {
				proxy.Old()
			}
			mine, other := newRoot(t, memcached.Options{}, proxy.Addr), newRoot(t, memcached.Options{}, server.Addr)
			tx := begin(t)
			for i := range tt.sessions {
				put(t, other, fmt.Sprint("s", i), 1)
				set(t, mine, tx, fmt.Sprint("s", i), 2)
			}
			before := versions(server, tt.sessions)
			server.Restart()
			proxy.Cut()
			for i := range tt.sessions {
				put(t, other, fmt.Sprint("s", i), 3)
			}
			if after := versions(server, tt.sessions); after != before {
				t.Fatalf("the versions are %s and %s: the test shows nothing", before, after)
			}
			if err := tx.Commit(t.Context()); !errors.Is(err, commit.ErrConflict) {
				t.Errorf("the commit: %v, want a conflict", err)
			}
			for i := range tt.sessions {
				if got := server.Ask(fmt.Sprintf("get sessh/C/s%d\r\n", i), "END"); !strings.Contains(got, `"n":3`) {
					t.Errorf("what somebody else stored is %q", got)
				}
			}
		})
	}
}

// versions returns those that the server itself counts.
func versions(server *mct.Server, sessions int) string {
	var all []string
	for i := range sessions {
		line, _, _ := strings.Cut(server.Ask(fmt.Sprintf("gets sessh/C/s%d\r\n", i), "END"), "\r\n")
		all = append(all, line[strings.LastIndexByte(line, ' ')+1:])
	}
	return strings.Join(all, " ")
}

// TestVersionsAgree: every way of reading an item gives the same version.
func TestVersionsAgree(t *testing.T) {
	t.Parallel()
	server := mct.Start(t)
	proxy := mct.NewProxy(t, server.Addr)
	proxy.Old()
	put(t, newRoot(t, memcached.Options{}, server.Addr), "s", 1)
	seen := make(map[uint64]int)
	for _, addr := range []string{server.Addr, server.Addr, proxy.Addr} {
		store, err := memcached.Open(t.Context(), []string{addr}, memcached.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { store.Close() })
		l := store.Load(t.Context(), []string{"sessh/C/s"}, 0)[0]
		if l.Item == nil {
			t.Fatal(l.Err)
		}
		seen[l.Item.Version]++
		if line, _, _ := strings.Cut(server.Ask("gets sessh/C/s\r\n", "END"), "\r\n"); !strings.HasSuffix(line, fmt.Sprint(" ", l.Item.CAS)) {
			t.Errorf("the server says %s, and the item %d", line, l.Item.CAS)
		}
		if addr == proxy.Addr {
			continue // it does not list
		}
		for listed, err := range store.List(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			seen[listed.Version]++
		}
	}
	if len(seen) != 1 {
		t.Errorf("it has the versions %v", seen)
	}
}
