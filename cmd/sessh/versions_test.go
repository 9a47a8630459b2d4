//go:build unix

package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sessh/session/memcached/memcachedtest"
)

// TestVersionsOfMemcached runs the program on servers of other versions, and through
// what stands in between.
func TestVersionsOfMemcached(t *testing.T) {
	t.Parallel()
	const crawlerOff, notListed = "its LRU crawler is off", "listing is not supported by the server"
	for _, tt := range []struct {
		version string
		tells   bool   // whether ttl tells the time of a session
		list    string // "": it lists; else why not
		note    string // what listing says beside
		php     string // why an item whose time is to be kept is not written; "": it is
	}{
		{"1.4.39", false, crawlerOff, "", "the time that the session has left cannot be kept"},
		{"1.5.22", false, "", "may list less than it holds", "the time that the session has left cannot be kept"},
		{"1.6.0", true, "", "may list less than it holds", ""},
		{"1.6.9", true, "", "", ""},
		{"1.6.12", true, "", "", ""},
		{"1.6.45", true, "", "", ""},
		{"twemproxy", false, "twemproxy", "", "the time that the session has left cannot be kept"},
		{"proxy", true, "closes the connection", "", ""},
	} {
		t.Run(tt.version, func(t *testing.T) {
			t.Parallel()
			m := memcachedtest.StartModel(t, tt.version)
			dir := t.TempDir()
			run := func(status, says string, args ...string) {
				t.Helper()
				out, got := sessh(t, dir, append([]string{"--server", m.Addr}, args...)...)
				if got != status || !strings.Contains(out, says) {
					t.Errorf("%v: exit status %s, and it says\n%s\nwant %s, %q", args, got, out, status, says)
				}
			}
			run("0", "", "-c", "set /C/s1/p/k 1", "-c", "set /C/s2/p/k 2", "-c", "set /C/s3/p/k 3", "-c", "commit")
			run("0", "1", "get", "/C/s1/p/k")
			run("0", "committed 3 sessions", "-c", "set /C/s1/p/k 4", "-c", "rm -r /C/s2", "-c", "set /C/s3/p/k 6", "-c", "commit")
			run("0", "4", "get", "/C/s1/p/k")
			run("1", "", "get", "/C/s2/p/k")
			if out, _ := sessh(t, dir, "--server", m.Addr, "ttl", "/C/s1"); strings.Contains(out, "not reported") == tt.tells || !tt.tells && out == "" {
				t.Errorf("ttl says\n%s", out)
			}
			run("0", "committed 1 session", "-c", "rm -r /C/s3", "-c", "commit")
			if tt.list == "" {
				out, status := sessh(t, dir, "--server", m.Addr, "ls", "/C")
				if status != "0" || !strings.Contains(out, "s1") || strings.Contains(out, "s2") || (tt.note == "") == strings.Contains(out, "note: ") || strings.Count(out, tt.note) > 1 && tt.note != "" {
					t.Errorf("ls: exit status %s, and it says\n%s\nwant s1, and %q", status, out, tt.note)
				}
			} else {
				run("1", tt.list, "ls", "/C")
				run("1", notListed, "ls", "/")
				out, status := sessh(t, dir, "--server", m.Addr, "watch", "--every", "1ms", "--for", "500ms", "/C")
				blind := tt.version == "twemproxy" // the others tell of writes
				if strings.Count(out, notListed) > 1 || (status == "1") != blind || strings.Contains(out, "hint: watch CONTAINER/SESSION") != blind {
					t.Errorf("watch: exit status %s, and it says\n%s", status, out)
				}
				run("0", "", "watch", "--every", "1ms", "--for", "5ms", "/C/s1")
			}
			m.Ask("set memc.sess.key.u1 0 3600 7\r\na|i:12;\r\n")
			if tt.php == "" {
				run("0", "committed 1 session", "-c", "set /php/u1/a 13", "-c", "commit")
			} else {
				run("1", tt.php, "-c", "set /php/u1/a 13", "-c", "set /C/s1/p/k 5", "-c", "commit")
				run("1", "hint: expire /php/u1 DURATION before the commit sets a new one", "set", "/php/u1/a", "13")
				run("0", "4", "get", "/C/s1/p/k") // nothing of that commit was written
				run("0", "committed 1 session", "-c", "set /php/u1/a 13", "-c", "expire /php/u1 1h", "-c", "commit")
			}
			run("0", "13", "get", "/php/u1/a")
		})
	}
}

// TestWithoutCAS: a server without CAS is read, and every write is refused at once;
// the prompt says so.
func TestWithoutCAS(t *testing.T) {
	t.Parallel()
	srv := memcachedtest.Start(t, "-C")
	proxy := memcachedtest.NewProxy(t, srv.Addr)
	dir := t.TempDir()
	other := memcachedtest.Start(t)
	fill(t, other.Addr, "set /Shop/s1/cart/total 12", "set /Shop/s2/cart/total 12", "commit", "dump /Shop "+dir+"/shop.jsonl")
	lines := strings.Split(other.Ask("get sessh/Shop/s1\r\n", "END"), "\r\n")
	store(srv, "sessh/Shop/s1", 0, []byte(lines[1]))
	store(srv, "plain", 0, []byte("text"))
	before := srv.Ask("gets sessh/Shop/s1\r\n", "END")
	for _, args := range [][]string{
		{"-c", "set /Shop/s1/cart/total 13", "-c", "commit"}, {"-c", "rm -r /Shop/s1", "-c", "commit"}, {"set", "/Shop/new/cart/total", "13"},
		{"-c", "set /Shop/s1/cart/total 13", "-c", "set /Shop/new/cart/total 13", "-c", "rm -r /items/plain", "-c", "commit"},
		{"load", "--replace", dir + "/shop.jsonl"}, {"expire", "/Shop/s1", "2h"},
	} {
		out, status := sessh(t, dir, append([]string{"--server", proxy.Addr}, args...)...)
		if status != "1" || strings.Count(out, "error: ") != 1 || !strings.Contains(out, "CAS") || !strings.Contains(out, "-C") {
			t.Errorf("%v: exit status %s, and it says\n%s", args, status, out)
		}
	}
	if i := slices.IndexFunc(proxy.Requests(), func(r string) bool { return !looksOnly.MatchString(r) }); i >= 0 {
		t.Errorf("the server was asked for %q", proxy.Requests()[i])
	}
	if after := srv.Ask("gets sessh/Shop/s1\r\n", "END"); after != before {
		t.Errorf("the session was %q, and is %q", before, after)
	}
	for _, line := range []string{"get /Shop/s1/cart/total", "info /Shop/s1", "ls /", "ttl /Shop/s1", "grep 12"} {
		if out, status := sessh(t, dir, "--server", srv.Addr, "-c", line); status != "0" {
			t.Errorf("%s: exit status %s, and it says\n%s", line, status, out)
		}
	}
	p := shell(t, 100, 30, "--server", srv.Addr)
	enter(t, p, "cd /Shop/s1/cart", srv.Addr+" Shop/s1/cart (ro)>")
	enter(t, p, "set total 13", srv.Addr+" Shop/s1/cart (ro) *1>")
	enter(t, p, "commit", srv.Addr+" Shop/s1/cart (ro) *1>")
	p.See("CAS")
}

// TestSignInIsNotSent: a server that asks for no sign-in gets no password, and sessh
// says so.
func TestSignInIsNotSent(t *testing.T) {
	t.Parallel()
	srv := memcachedtest.Start(t)
	srv.Ask("set auth 0 0 4\r\nmine\r\n", "STORED")
	proxy := memcachedtest.NewProxy(t, srv.Addr)
	password := filepath.Join(t.TempDir(), "password")
	write(t, password, secret)
	before := contents(srv)
	for _, args := range [][]string{{"ls", "/"}, {"--read-only", "ls", "/"}, {"set", "/C/s/p/k", "1"}, {"-c", "get /C/s", "-c", "flush --force"}} {
		out, status := sessh(t, t.TempDir(), append([]string{"--server", proxy.Addr, "--user", "alice", "--password-file", password}, args...)...)
		if status != "2" || !strings.Contains(out, "requires no authentication") || !strings.Contains(out, "hint: ") {
			t.Errorf("%v: exit status %s, and it says\n%s", args, status, out)
		}
	}
	untouched(t, srv, proxy, before)
}

// TestNoMemcached: what else listens there is named, with what to do about it.
func TestNoMemcached(t *testing.T) {
	t.Parallel()
	redis, web := memcachedtest.NewProxy(t, ""), memcachedtest.NewProxy(t, "")
	redis.Every("", memcachedtest.Answer("-ERR unknown command\r\n"))
	web.Every("", memcachedtest.Answer("HTTP/1.1 400 Bad Request\r\n"))
	for _, tt := range []struct{ name, addr, says, hint string }{
		{"memcached -B binary", memcachedtest.Start(t, "-B", "binary").Addr, "binary protocol only", "-B binary"},
		{"Redis", redis.Addr, "the protocol of Redis", "the right port"},
		{"a web server", web.Addr, "HTTP", "the right port"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			out, status := sessh(t, t.TempDir(), "--server", tt.addr, "ls", "/")
			if status != "3" || !strings.Contains(out, tt.says) || !strings.Contains(out, "hint: ") || !strings.Contains(out, tt.hint) || strings.Count(out, "\n") != 2 {
				t.Errorf("exit status %s, and it says\n%s", status, out)
			}
		})
	}
}
