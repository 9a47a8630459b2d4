//go:build unix

package main

import (
	"os/exec"
	"strings"
	"testing"

	"sessh/session/memcached/memcachedtest"
)

// TestServersOfAnotherClient spreads sessions over three servers with a real
// client's ketama: every one is found, and a new one goes where that client
// looks for it.
func TestServersOfAnotherClient(t *testing.T) {
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
		args := []string{"--server", all, "--hash", "ketama"}
		for _, l := range lines {
			args = append(args, "-c", l)
		}
		out, err := program(t, t.TempDir(), args...).CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		return string(out)
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
	out, err := program(t, t.TempDir(), "--server", all, "--hash", "none", "ls").CombinedOutput()
	if err == nil || !strings.Contains(string(out), `there is no hash scheme "none"`) {
		t.Errorf("%v %s", err, out)
	}
}
