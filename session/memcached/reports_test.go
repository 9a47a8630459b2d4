package memcached_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"sessh/session/memcached"
	"sessh/session/memcached/memcachedtest"
	"sessh/session/storage"
)

// client is a connection that speaks the text protocol.
type client struct {
	t    testing.TB
	conn net.Conn
}

func dial(t testing.TB, addr string) *client {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return &client{t, conn}
}

// ask sends a request, and wants a reply that ends as the last line of one does.
func (c *client) ask(request, reply string) {
	c.t.Helper()
	if _, err := c.conn.Write([]byte(request + "\r\n")); err != nil {
		c.t.Fatal(err)
	}
	got := ""
	for buf := make([]byte, 4096); !strings.HasSuffix(got, reply+"\r\n"); {
		n, err := c.conn.Read(buf)
		if got += string(buf[:n]); err != nil {
			c.t.Fatalf("%q: got %q, want %q: %v", request, got, reply, err)
		}
	}
}

// TestReports compares what a server reports with what clients did.
func TestReports(t *testing.T) {
	t.Parallel()
	server := memcachedtest.Start(t, "-m", "2")
	s := open(t, memcached.Options{}, server.Addr)
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	one, other := dial(t, server.Addr), dial(t, server.Addr)
	steps := []func(){
		func() { one.ask("set a 0 100 1\r\nx", "STORED") },
		func() { other.ask("get a", "END") },
		func() { other.ask("set a 0 0 2\r\nxy", "STORED") },
		func() { one.ask("add a 0 0 1\r\nx", "NOT_STORED") },
		func() { one.ask("set b 0 2678400 1\r\nx", "STORED") }, // 31 days in seconds
		func() {
			big := strings.Repeat("x", 300<<10)
			for i := range 20 {
				one.ask(fmt.Sprintf("set big%d 0 600 %d\r\n%s", i, len(big), big), "STORED")
			}
		},
	}
	var got []storage.Report
	removals, done := false, make(chan struct{})
	for r, err := range s.Watch(ctx, storage.LogWrites|storage.LogReads) {
		if err != nil {
			t.Fatal(err)
		}
		if r.Server != server.Addr {
			t.Errorf("the server is %q", r.Server)
		}
		switch {
		case r.Kind == storage.Began:
			removals = r.Removals
			go func() {
				defer close(done)
				for _, do := range steps {
					do()
				}
			}()
			continue
		case r.Kind == storage.Evicted:
			if !strings.HasPrefix(r.Key, "big") || r.TTL < 500*time.Second || r.Class == 0 || r.Fetched {
				t.Errorf("evicted: %+v", r)
			}
			cancel()
			continue
		case strings.HasPrefix(r.Key, "big"), ctx.Err() != nil:
			continue
		}
		if since := time.Since(r.Time); since < -time.Second || since > time.Minute {
			t.Errorf("it happened %v ago", since)
		}
		got = append(got, r)
	}
	<-done
	if len(got) != 8 {
		t.Fatalf("the reports are %+v (removals %v)", got, removals)
	}
	for i, want := range []storage.Report{
		{Kind: storage.Fetched, Key: "a"},
		{Kind: storage.Stored, Key: "a", TTL: 100 * time.Second, Size: 1, Command: "set"},
		{Kind: storage.Fetched, Key: "a"},
		{Kind: storage.Fetched, Key: "a"}, // comes with the next
		{Kind: storage.Stored, Key: "a", TTL: storage.TTLNever, Size: 2, Command: "set"},
		{Kind: storage.Fetched, Key: "a"}, // add
		{Kind: storage.Fetched, Key: "b"},
		{Kind: storage.Stored, Key: "b", Size: 1, Command: "set"},
	} {
		r := got[i]
		if i == 7 && r.TTL < 0 && r.TTL != storage.TTLUnknown {
			want.TTL = r.TTL
		}
		if r.Kind != want.Kind || r.Key != want.Key || want.Kind == storage.Stored && (r.TTL != want.TTL || r.Size != want.Size || r.Command != want.Command) {
			t.Errorf("report %d is %+v, want %+v", i, r, want)
		}
		if i > 0 && r.Order <= got[i-1].Order {
			t.Errorf("report %d has order %d after %d", i, r.Order, got[i-1].Order)
		}
	}
	if a, b := got[1].Conn, got[4].Conn; a == 0 || a == b || got[3].Conn != b || got[0].Conn != a {
		t.Errorf("the connections are %+v", got)
	}
}

// TestGroupsOfCounters asks for groups of counters.
func TestGroupsOfCounters(t *testing.T) {
	t.Parallel()
	s := open(t, memcached.Options{}, memcachedtest.Start(t).Addr, "127.0.0.1:1")
	for group, name := range map[string]string{"": "uptime", "settings": "item_size_max", "slabs": "active_slabs"} {
		all := s.Counters(t.Context(), group)
		if len(all) != 2 || all[0].Err != nil || all[0].Stats[name] == "" || all[1].Err == nil {
			t.Errorf("%q: %+v", group, all)
		}
	}
	if all := s.Counters(t.Context(), "nonsense"); !errors.Is(all[0].Err, storage.ErrUnsupported) {
		t.Errorf("a group that no server has: %+v", all[0])
	}
}
