//go:build unix

package main

import (
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"sessh/session/memcached/memcachedtest"
	"sessh/session/memcached/scheme"
)

// TestServersOfAnotherClient spreads sessions over three servers with a real
// client's ketama: every one is found, and a new one goes where that client
// looks for it.
func TestServersOfAnotherClient(t *testing.T) {
	t.Parallel()
	const python = "/usr/bin/python3"
	if err := exec.Command(python, "-c", "import pylibmc").Run(); err != nil {
		t.Skipf("pylibmc is not there: %v", err)
	}
	var addrs []string
	for range 3 {
		addrs = append(addrs, memcachedtest.Start(t).Addr)
	}
	all := strings.Join(addrs, ",")
	client := func(code string) string {
		t.Helper()
		out, err := exec.Command(python, "-c", "import pylibmc, sys\nc = pylibmc.Client(sys.argv[1].split(','), behaviors={'ketama': True})\n"+code, all).CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		return strings.TrimSpace(string(out))
	}
	client("for i in range(60): c.set('sessh/C/old%02d' % i, '{\"version\":1,\"id\":\"old%02d\",\"timeout\":3600,\"data\":{\"p\":{\"k\":1}}}' % i)")
	run := func(lines ...string) string {
		t.Helper()
		return sesshWith(t, []string{"--server", all, "--hash", "ketama"}, lines...)
	}
	if got := run("containers"); got != "  C  60 sessions\n" {
		t.Errorf("%s", got)
	}
	if got := sesshLines(t, all, "get /C/old07/p/k", "get /C/old31/p/k"); got != "1\n1\n" {
		t.Errorf("with another scheme they are not found: %s", got)
	}
	var lines []string
	for _, id := range []string{"a", "b", "c", "d", "e", "f", "g", "h"} {
		lines = append(lines, "set /C/new-"+id+"/p/k 1")
	}
	run(append(lines, "commit")...)
	if got := client("print(sum(c.get('sessh/C/new-' + x) is not None for x in 'abcdefgh'))"); got != "8" {
		t.Errorf("the client finds %s of 8 new sessions", got)
	}
	out, err := output(t, t.TempDir(), "--server", all, "--hash", "none", "ls")
	if err == nil || !strings.Contains(out, `there is no hash scheme "none"`) {
		t.Errorf("%v %s", err, out)
	}
}

// TestMisplaced: a listing that contradicts the scheme is reported once, on standard
// error, and the names that were given, and which ones it fits.
func TestMisplaced(t *testing.T) {
	t.Parallel()
	var servers []*memcachedtest.Server
	var addrs, local []string
	for range 2 {
		s := memcachedtest.Start(t)
		servers, addrs = append(servers, s), append(addrs, s.Addr)
		local = append(local, strings.Replace(s.Addr, "127.0.0.1", "localhost", 1))
	}
	all := strings.Join(addrs, ",")
	for _, test := range []struct {
		name   string
		scheme string
		names  []string
		given  string // the scheme that sessh is given
		keys   int
		astray int    // of them, those that are elsewhere by that scheme
		hint   string // "": nothing is said
	}{
		{"fits", "ketama", addrs, "ketama", 40, 0, ""},
		{"another scheme", "ketama", addrs, "", 40, 20, "hint: --hash ketama fits all items"},
		{"other names", "ketama", local, "ketama", 40, 20, "hint: --hash ketama --server " + strings.Join(local, ",") + " fits all items"},
		{"too few to tell", "ketama", local, "ketama", 5, 5, "localhost and 127.0.0.1 are two servers"},
	} {
		t.Run(test.name, func(t *testing.T) {
			pick, err := scheme.New(test.scheme, test.names)
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range servers {
				s.Ask("flush_all\r\n", "OK")
			}
			given, err := scheme.New(test.given, addrs)
			if err != nil {
				t.Fatal(err)
			}
			left := map[bool]int{true: test.astray, false: test.keys - test.astray} // the ports are random, and so are the rings
			for i := 0; left[true]+left[false] > 0; i++ {
				key, value := fmt.Sprint("sessh/C/", i), `{"version":1,"data":{"p":{"k":1}}}`
				astray := pick(key) != given(key)
				if left[astray] == 0 {
					continue
				}
				left[astray]--
				servers[pick(key)].Ask(fmt.Sprintf("set %s 0 0 %d\r\n%s\r\n", key, len(value), value), "STORED")
			}
			args := []string{"--server", all, "-c", "ls /", "-c", "grep k /C", "-c", "ls /"}
			if test.given != "" {
				args = append(args, "--hash", test.given)
			}
			out, stderr, err := outputs(t, t.TempDir(), args...)
			if err != nil || strings.Count(out, fmt.Sprintf("  C  %d sessions\n", test.keys)) != 2 {
				t.Fatalf("%v\n%s%s", err, out, stderr)
			}
			want := 1
			if test.hint == "" {
				want = 0
			}
			if strings.Count(stderr, "note: ") != want || !strings.Contains(stderr, test.hint) {
				t.Errorf("it says\n%s\nwant %d note, %q", stderr, want, test.hint)
			}
		})
	}
}

func TestOtherNames(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ server, want string }{
		{"127.0.0.1:11211", "localhost:11211"},
		{"localhost:11211", "127.0.0.1:11211"},
		{"[::1]:11211", "localhost:11211 127.0.0.1:11211"},
		{"/run/memcached.sock", ""},
	} {
		if got := strings.Join(otherNames(t.Context(), test.server), " "); got != test.want {
			t.Errorf("%s is also written %q, want %q", test.server, got, test.want)
		}
	}
}
