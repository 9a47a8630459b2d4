//go:build unix

package main

import (
	"bufio"
	"fmt"
	"strings"
	"testing"

	"sessh/repl/line/ptytest"
	mct "sessh/session/memcached/memcachedtest"
)

// TestDoctorOnFullServer: that all connections are used is what the doctor finds, and what others say.
func TestDoctorOnFullServer(t *testing.T) {
	t.Parallel()
	srv := mct.Start(t, "-c", "20")
	for full := false; !full; {
		c := srv.Dial()
		fmt.Fprint(c, "version\r\n")
		line, err := bufio.NewReader(c).ReadString('\n')
		full = err != nil || strings.HasPrefix(line, "ERROR")
	}
	out, err := program(t, t.TempDir(), "--server", srv.Addr, "doctor").CombinedOutput()
	if exitText(err) != "1" || !strings.HasPrefix(string(out), "connections-refused  "+srv.Addr+"\n  all its connections are in use") {
		t.Errorf("%v: %s", err, out)
	}
	out, err = program(t, t.TempDir(), "--server", srv.Addr, "ls", "/").CombinedOutput()
	if exitText(err) != "3" || !strings.Contains(string(out), "its limit of connections is reached\nhint: close connections") {
		t.Errorf("%v: %s", err, out)
	}
}

// TestDoctorWithoutListing: where sessions cannot be listed there is no answer, not a good one.
func TestDoctorWithoutListing(t *testing.T) {
	t.Parallel()
	proxy := mct.StartTwemproxy(t, mct.Start(t).Addr)
	out, err := program(t, t.TempDir(), "--server", proxy, "doctor").CombinedOutput()
	if exitText(err) != "1" || !strings.Contains(string(out), "no answer: an unknown number of sessions on 1 server\nnot checked: ") {
		t.Errorf("%v: %s", err, out)
	}
	out, err = program(t, t.TempDir(), "--server", proxy, "doctor", "--report", "json").CombinedOutput()
	if exitText(err) != "1" || !strings.Contains(string(out), `"findings":[],"healthy":null,`) || !strings.Contains(string(out), `"sessions":null,`) {
		t.Errorf("%v: %s", err, out)
	}
}

// TestDoctorEndsEarly: q and Ctrl-C end the watch of the doctor, and what it has found is shown.
func TestDoctorEndsEarly(t *testing.T) {
	t.Parallel()
	srv := mct.Start(t)
	srv.Ask("set sessh/Shop/s1 0 0 29\r\n{\"version\":1,\"data\":{\"p\":{}}}\r\n", "STORED")
	for _, key := range []string{"q", "\x03"} {
		p := ptytest.Start(t, 100, 30, program(t, t.TempDir(), "--server", srv.Addr))
		p.See("/>")
		p.Type("doctor --watch 1h\r")
		p.See("(watching for 1h; q or Ctrl-C ends it)")
		p.Type(key)
		p.See("1 finding: 1 session on 1 server, watched for ")
		p.Type("exit\r")
		if status := p.Exit(); status != 0 {
			t.Errorf("after %q: exit status %d", key, status)
		}
	}
}
