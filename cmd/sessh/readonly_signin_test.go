//go:build unix

package main

import (
	"bufio"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sessh/session/memcached/memcachedtest"
)

// asked is a server that can be asked, past what stands in between.
type asked interface {
	Ask(request, last string) string
}

// signedIn is a server that asks for a sign-in, asked by alice.
type signedIn struct {
	*memcachedtest.Server
	t *testing.T
}

func (s signedIn) Ask(request, last string) string {
	s.t.Helper()
	c := s.Dial()
	defer c.Close()
	c.SetDeadline(time.Now().Add(5 * time.Minute))
	r := bufio.NewReader(c)
	var reply strings.Builder
	for _, q := range [][2]string{{signInRequest, "STORED"}, {request, last}} {
		reply.Reset()
		if _, err := io.WriteString(c, q[0]); err != nil {
			s.t.Fatal(err)
		}
		for line := ""; !strings.HasPrefix(line, q[1]); reply.WriteString(line) {
			var err error
			if line, err = r.ReadString('\n'); err != nil {
				s.t.Fatalf("%q is answered by %q, and then %v", q[0], reply.String(), err)
			}
			if strings.HasPrefix(line, "BUSY") { // its crawler, by itself
				return s.Ask(request, last)
			}
		}
	}
	return strings.TrimRight(reply.String(), "\r\n")
}

// signInRequest is alice's, with the secret.
var signInRequest = fmt.Sprintf("set auth 0 0 %d\r\nalice %s\r\n", len("alice "+secret), secret)

// TestReadOnlySignsIn: of a server that asks for a sign-in, a read-only sessh wants
// nothing but that and looks. Each connection is asked first whether it is wanted.
func TestReadOnlySignsIn(t *testing.T) {
	t.Parallel()
	srv := guarded(t)
	proxy := memcachedtest.NewProxy(t, srv.Addr)
	dir := t.TempDir()
	password := filepath.Join(dir, "password")
	write(t, password, secret)
	as := []string{"--user", "alice", "--password-file", password}
	if out, status := sessh(t, dir, append([]string{"--server", srv.Addr, "-c", "set /Shop/s1/cart/total 12", "-c", "commit"}, as...)...); status != "0" {
		t.Fatal(out)
	}
	before := contents(signedIn{srv, t})
	for _, line := range []string{
		"get /Shop/s1/cart/total", "ls /", "info /Shop/s1", "ttl /Shop/s1", "grep 12", "watch /Shop --for 2s", "servers", "stats",
		"set /Shop/s1/cart/total 13", "rm -r /Shop/s1", "expire /Shop/s1 2h", "set /Shop/new/cart/total 1", "flush --force",
	} {
		args := append([]string{"--server", proxy.Addr, "--read-only", "--allow-flush", "-c", line, "-c", "commit"}, as...)
		if out, _ := sessh(t, dir, args...); strings.Contains(out, secret) {
			t.Errorf("%s shows the password:\n%s", line, out)
		}
	}
	signs, _, _ := strings.Cut(signInRequest, "\r\n")
	for _, r := range proxy.Requests() {
		if r != signs && !looksOnly.MatchString(r) {
			t.Errorf("the server was asked for %.200q", r)
		}
	}
	if n := proxy.Count("set"); n != proxy.Accepted() || n < 13 {
		t.Errorf("%d sign-ins on %d connections", n, proxy.Accepted())
	}
	if after := contents(signedIn{srv, t}); after != before {
		t.Errorf("the server held\n%s\nand holds\n%s", before, after)
	}
}
