//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os/exec"
	"strings"
	"testing"
	"time"

	"sessh/session/memcached/memcachedtest"
)

// whileItRuns starts a program, calls do again and again until it has ended, and returns what it
// has printed.
func whileItRuns(t *testing.T, cmd *exec.Cmd, every time.Duration, do func()) *bytes.Buffer {
	t.Helper()
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	deadline := time.After(5 * time.Minute)
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case err := <-ended:
			if err != nil {
				t.Fatalf("%v\n%s", err, out.String())
			}
			return &out
		case <-tick.C:
			do()
		case <-deadline:
			cmd.Process.Kill()
			<-ended
			t.Fatalf("it did not end in five minutes, and has printed\n%s", out.String())
		}
	}
}

// TestWatchShowsOldAndNew changes a session as an application does, until a
// watch that ends with the first event has ended.
func TestWatchShowsOldAndNew(t *testing.T) {
	t.Parallel()
	srv := memcachedtest.Start(t)
	set := func(n int) {
		t.Helper()
		doc := fmt.Sprintf(`{"version":1,"id":"s","timeout":3600,"data":{"p":{"n":%d,"same":1}}}`, n)
		if got := srv.Ask(fmt.Sprintf("set sessh/C/s 0 3600 %d\r\n%s\r\n", len(doc), doc), "STORED"); !strings.Contains(got, "STORED") {
			t.Fatal(got)
		}
	}
	set(0)
	// An hour between looks: what comes, the server has told.
	cmd := program(t, t.TempDir(), "--server", srv.Addr, "-o", "json", "watch", "--every", "1h", "--count", "1", "/C/s")
	n := 0
	out := whileItRuns(t, cmd, 5*time.Millisecond, func() {
		n++
		set(n)
	})
	var e struct {
		Path, Event, Time string
		Changes           []struct {
			Path     string
			Old, New any
		}
	}
	if err := json.Unmarshal(out.Bytes(), &e); err != nil {
		t.Fatalf("%v: %s", err, out.String())
	}
	if e.Path != "/C/s" || e.Event != "changed" || len(e.Changes) != 1 || !strings.HasSuffix(e.Changes[0].Path, "/p/n") {
		t.Fatalf("%s", out.String())
	}
	before, after := e.Changes[0].Old.(float64), e.Changes[0].New.(float64)
	if after <= before || int(after) > n {
		t.Errorf("n went from %v to %v, of %d", before, after, n)
	}
}

// A watch whose time is up while the server is being asked says nothing of the server.
func TestWatchEndsInTime(t *testing.T) {
	t.Parallel()
	srv := memcachedtest.Start(t)
	fill(t, srv.Addr, "set /C/s/p/k 1", "commit")
	proxy := memcachedtest.NewProxy(t, srv.Addr)
	for _, place := range []string{"/C/s", "/C", "/"} {
		p := pipedShell(t, "--server", proxy.Addr)
		p.run("ls /C")
		proxy.Every("", memcachedtest.HoldReply(make(chan struct{})))
		if out := p.run("watch --for 10ms " + place); out != "" {
			t.Errorf("%s: it says\n%s", place, out)
		}
		proxy.Heal()
	}
}

// TestWatchRaces has two clients race until a watch has seen two lost updates.
func TestWatchRaces(t *testing.T) {
	t.Parallel()
	srv := memcachedtest.Start(t)
	a, b := srv.Dial(), srv.Dial()
	ask := func(c net.Conn, request, last string) {
		t.Helper()
		if _, err := io.WriteString(c, request); err != nil {
			t.Fatal(err)
		}
		for got, buf := "", make([]byte, 4096); !strings.HasSuffix(got, last+"\r\n"); {
			n, err := c.Read(buf)
			if got += string(buf[:n]); err != nil {
				t.Fatal(err)
			}
		}
	}
	set := func(c net.Conn, data string) {
		t.Helper()
		doc := fmt.Sprintf(`{"version":1,"id":"s","timeout":3600,"data":{"cart":{%s}}}`, data)
		ask(c, fmt.Sprintf("set sessh/C/s 0 3600 %d\r\n%s\r\n", len(doc), doc), "STORED")
	}
	cmd := program(t, t.TempDir(), "--server", srv.Addr, "-o", "json", "watch", "--races", "--count", "2", "/C/s/cart")
	step := 0
	out := whileItRuns(t, cmd, 10*time.Millisecond, func() {
		switch step++; step % 3 {
		case 1:
			ask(a, "get sessh/C/s\r\n", "END")
			ask(b, "get sessh/C/s\r\n", "END")
		case 2:
			set(a, `"items":["tea"]`)
		default:
			set(b, `"total":1`)
		}
	})
	type line struct {
		Event, Path     string
		Perhaps, Unseen bool
		First, Last     struct{ Connection int }
		Lost            []struct{ Path, Key string }
	}
	var lines []line
	for d := json.NewDecoder(out); d.More(); {
		var l line
		if err := d.Decode(&l); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, l)
	}
	if len(lines) != 3 || lines[2].Event != "end" {
		t.Fatalf("%+v", lines)
	}
	for i, l := range lines[:2] {
		known := len(l.Lost) > 0 && strings.HasPrefix(l.Lost[0].Path, "/C/s/cart/")
		perhaps := l.Perhaps && i > 0 // the first one's read may have come before the watch
		if l.Event != "lost" || l.Path != "/C/s" || perhaps || l.First.Connection == l.Last.Connection || known == l.Unseen {
			t.Errorf("%+v", l)
		}
	}
}
