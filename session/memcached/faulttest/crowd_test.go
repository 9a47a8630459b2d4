package faulttest

import (
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"sessh/session"
	"sessh/session/commit"
	"sessh/session/diff"
	"sessh/session/memcached"
	mct "sessh/session/memcached/memcachedtest"
	"sessh/session/storage"
	"sessh/txn"
)

// occupy takes all connections of a server; free gives them back.
func occupy(t *testing.T, server *mct.Server) (free func()) {
	t.Helper()
	var taken []net.Conn
	for takes(server.Dial(), &taken) {
		if len(taken) > 1000 {
			t.Fatal("the server takes any number of connections")
		}
	}
	return func() {
		for _, c := range taken {
			c.Close()
		}
		for taken = nil; !takes(server.Dial(), &taken); { // it has not noticed yet
		}
		taken[len(taken)-1].Close()
	}
}

// takes reports whether a server takes a connection, and adds it to those taken.
func takes(c net.Conn, taken *[]net.Conn) bool {
	*taken = append(*taken, c)
	c.SetDeadline(time.Now().Add(5 * time.Minute)) // rather than that the test never ends
	io.WriteString(c, "version\r\n")
	reply := make([]byte, 100)
	n, err := c.Read(reply)
	return err == nil && !strings.HasPrefix(string(reply[:n]), "ERROR Too many")
}

// TestNoConnectionLeft: a server that takes no more connections says so unasked,
// before the first request, and that is not taken for an answer to it.
func TestNoConnectionLeft(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 3} {
		t.Run(fmt.Sprint(n, " sessions"), func(t *testing.T) {
			server := mct.Start(t, "-c", "32", "-t", "1")
			proxy := mct.NewProxy(t, server.Addr)
			root := newRoot(t, memcached.Options{}, proxy.Addr)
			other := newRoot(t, memcached.Options{}, server.Addr)
			free := occupy(t, server)
			if _, err := root.Container("C").Session(t.Context(), begin(t), "a"); !errors.Is(err, storage.ErrUnreachable) || !strings.Contains(err.Error(), "its limit of connections is reached") {
				t.Errorf("reading: %v, want that the server takes no more connections", err)
			}
			free()
			for i := range n {
				put(t, other, fmt.Sprint("s", i), i)
			}
			m := txn.NewManager()
			tx := m.Tx()
			for i := range n {
				set(t, root, tx, fmt.Sprint("s", i), 100+i)
			}
			proxy.Cut()
			free = occupy(t, server)
			var failed *commit.Error
			if err := tx.Commit(t.Context()); !errors.As(err, &failed) || !errors.Is(err, storage.ErrUnreachable) {
				t.Errorf("the commit: %v, want that the server is not reached", err)
			} else {
				for _, r := range failed.Results {
					if r.Fate != commit.Untouched {
						t.Errorf("%v is reported as %v: %v", r.Path, r.Fate, r.Err)
					}
				}
			}
			free()
			// The server is not taken for one that knows less than it does.
			again(t, m, root, tx)
			for i := range n {
				if got := value(t, other, fmt.Sprint("s", i)); got != int64(100+i) {
					t.Errorf("s%d is %v", i, got)
				}
			}
			tx = begin(t)
			s, err := root.Container("C").Session(t.Context(), tx, "s0")
			if err == nil {
				err = errors.Join(s.Delete(), tx.Commit(t.Context()))
			}
			if err != nil {
				t.Errorf("a delete on a condition: %v", err)
			}
		})
	}
}

// TestManyServers commits sessions on more servers than there are sessions on
// most of them, of which some are down.
func TestManyServers(t *testing.T) {
	t.Parallel()
	const many = 24
	sessions := 600
	if testing.Short() {
		sessions = 120
	}
	servers, addresses := make([]*mct.Server, many), make([]string, many)
	for i := range servers {
		servers[i] = mct.Start(t, "-t", "1")
		addresses[i] = servers[i].Addr
	}
	root, other := newRoot(t, memcached.Options{}, addresses...), newRoot(t, memcached.Options{}, addresses...)
	m := txn.NewManager()
	tx := m.Tx()
	id := func(i int) string { return fmt.Sprint("s", i) }
	for i := range sessions {
		if i%2 == 0 {
			put(t, other, id(i), i)
		}
	}
	for i := range sessions {
		set(t, root, tx, id(i), 1000+i)
	}
	down := servers[:3]
	for _, s := range down {
		s.Kill()
	}
	var failed *commit.Error
	if err := tx.Commit(t.Context()); !errors.As(err, &failed) || !errors.Is(err, storage.ErrUnreachable) {
		t.Fatalf("the commit: %v, want that servers are not reached", err)
	}
	if len(failed.Results) != sessions {
		t.Errorf("it reports %d sessions of %d", len(failed.Results), sessions)
	}
	unreached := 0
	for _, r := range failed.Results {
		if r.Fate != commit.Untouched {
			t.Errorf("%v is reported as %v: %v", r.Path, r.Fate, r.Err)
		}
		if errors.Is(r.Err, storage.ErrUnreachable) {
			unreached++
		}
	}
	if share := sessions * len(down) / many; unreached < share/3 || unreached > share*3 {
		t.Errorf("%d sessions are on servers that are down, want about %d", unreached, share)
	}
	for _, s := range servers[3:] {
		if got := s.Ask("stats\r\n", "END"); !strings.Contains(got, "STAT cas_hits 0\r") {
			t.Errorf("%s was written to", s.Addr)
		}
	}
	for _, s := range down {
		s.Restart()
	}
	// What was on the servers that came again is gone: that is a conflict.
	if tx.Status() == txn.Failed {
		t.Fatal("the transaction has failed before anything was written")
	}
	err := tx.Commit(t.Context())
	if !errors.Is(err, commit.ErrConflict) {
		t.Fatalf("the next commit: %v, want conflicts", err)
	}
	if _, err := root.Work(tx).Resolve(t.Context(), diff.Resolution{Decide: diff.Mine.Within(nil)}); err != nil {
		t.Fatal(err)
	}
	if err := tx.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	for i := range sessions {
		if got := value(t, other, id(i)); got != int64(1000+i) {
			t.Errorf("s%d is %v", i, got)
		}
	}
}

// TestLatency: a network that takes its time changes nothing about a commit; one
// that takes longer than is waited for is a server that does not answer.
func TestLatency(t *testing.T) {
	if testing.Short() {
		t.Skip("it measures many servers that are slow")
	}
	t.Parallel()
	server := mct.Start(t)
	stream := mct.NewStream(t, server.Addr)
	root := newRoot(t, memcached.Options{}, stream.Addr)
	other := newRoot(t, memcached.Options{}, server.Addr)
	stream.Delay(40 * time.Millisecond)
	m := txn.NewManager()
	tx := m.Tx()
	const sessions = 300
	for i := range 3 {
		set(t, root, tx, fmt.Sprint("s", i), i)
	}
	if err := tx.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	tx = m.Tx()
	stream.Delay(0)
	for i := range sessions {
		set(t, root, tx, fmt.Sprint("s", i), 100+i)
	}
	stream.Delay(40 * time.Millisecond)
	if err := tx.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	for i := range sessions {
		if got := value(t, other, fmt.Sprint("s", i)); got != int64(100+i) {
			t.Errorf("s%d is %v", i, got)
		}
	}

	slow := newRoot(t, memcached.Options{Timeout: 4 * time.Second}, stream.Addr)
	stream.Delay(0)
	tx = m.Tx()
	for i := range 3 {
		set(t, slow, tx, fmt.Sprint("s", i), 500+i)
	}
	stream.Delay(10 * time.Second)
	var failed *commit.Error
	if err := tx.Commit(t.Context()); !errors.As(err, &failed) || !errors.Is(err, storage.ErrUnreachable) {
		t.Fatalf("the commit: %v, want that the server does not answer", err)
	}
	stream.Delay(0)
	again(t, m, slow, tx)
	for i := range 3 {
		if got := value(t, other, fmt.Sprint("s", i)); got != int64(500+i) {
			t.Errorf("s%d is %v", i, got)
		}
	}
}

// again commits what is pending after a commit that failed.
func again(t *testing.T, m *txn.Manager, root *session.Root, tx *txn.Tx) {
	t.Helper()
	if tx.Status() == txn.Failed {
		work := root.Work(tx)
		if err := m.Abort(t.Context()); err != nil {
			t.Fatal(err)
		}
		tx = m.Tx()
		if _, err := work.Carry(t.Context(), tx); err != nil {
			t.Fatal(err)
		}
	}
	if err := tx.Commit(t.Context()); err != nil {
		t.Errorf("the next commit: %v", err)
	}
}

// value returns what a session has under the key that set sets; nil: nothing.
func value(t *testing.T, root *session.Root, id string) any {
	t.Helper()
	s, err := root.Container("C").Session(t.Context(), begin(t), id)
	if err != nil {
		t.Fatal(err)
	}
	p, err := s.Package("p")
	if err != nil {
		t.Fatal(err)
	}
	v, _ := p.Get("n")
	return v
}
