package faulttest

import (
	"bufio"
	"errors"
	"fmt"
	"strings"
	"testing"

	"sessh/session/commit"
	"sessh/session/memcached"
	mct "sessh/session/memcached/memcachedtest"
	"sessh/txn"
)

// exhaust stores items of about size bytes until the server has no memory for more.
func exhaust(t *testing.T, server *mct.Server, size int) {
	t.Helper()
	c := server.Dial()
	defer c.Close()
	r := bufio.NewReader(c)
	for _, n := range []int{size * 8 / 10, size, size * 12 / 10} {
		for i := 0; ; i++ {
			if i == 10000 {
				t.Fatal("the server does not run out of memory")
			}
			fmt.Fprintf(c, "add fill%d-%d 0 0 %d\r\n%s\r\n", n, i, n, strings.Repeat("y", n))
			line, err := r.ReadString('\n')
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(line, "out of memory") {
				break
			}
		}
	}
}

// TestRefusedWrites: a server that has no room for what a session would become
// keeps what it is, and what another program has made of it. (Some commands of the
// protocol remove an item when the new one is refused, whatever the condition.)
func TestRefusedWrites(t *testing.T) {
	t.Parallel()
	const long = 4000
	for _, tt := range []struct {
		name string
		args []string
		// silent is a server that does not report how large an item may be
		silent bool
		length int
		fill   func(*testing.T, *mct.Server)
		says   string
	}{
		{name: "out of memory", args: []string{"-M", "-m", "2"}, length: long, fill: func(t *testing.T, s *mct.Server) { exhaust(t, s, long) }, says: "out of memory storing object"},
		{name: "too large", args: []string{"-I", "512k"}, silent: true, length: 600_000, says: "too large"},
	} {
		for _, n := range []int{1, 2} {
			t.Run(fmt.Sprintf("%s, %d sessions", tt.name, n), func(t *testing.T) {
				server := mct.Start(t, tt.args...)
				proxy := mct.NewProxy(t, server.Addr)
				if tt.silent {
					proxy.Every("stats", mct.Answer("ERROR\r\n"))
				}
				root, other := newRoot(t, memcached.Options{}, proxy.Addr), newRoot(t, memcached.Options{}, server.Addr)
				tx := begin(t)
				for i := range n {
					put(t, other, fmt.Sprint("s", i), 1)
					set(t, root, tx, fmt.Sprint("s", i), strings.Repeat("x", tt.length))
				}
				if tt.fill != nil {
					tt.fill(t, server)
				}
				err := tx.Commit(t.Context())
				var ce *commit.Error
				if !errors.As(err, &ce) || !strings.Contains(err.Error(), tt.says) {
					t.Fatalf("the commit: %v, want %q", err, tt.says)
				}
				for _, r := range ce.Results {
					if r.Fate != commit.Untouched {
						t.Errorf("%s is %v, want untouched", r.Path, r.Fate)
					}
				}
				for i := range n {
					if got := server.Ask(fmt.Sprintf("get sessh/C/s%d\r\n", i), "END"); !strings.Contains(got, `"n":1`) {
						t.Errorf("what was there is %q", got)
					}
				}
				if tx.Status() != txn.Active {
					t.Errorf("the transaction is %v, want its changes still pending", tx.Status())
				}
			})
		}
	}
}
