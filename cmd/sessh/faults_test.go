//go:build unix

package main

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sessh/session/memcached"
	mct "sessh/session/memcached/memcachedtest"
)

// TestFaultsAtThePrompt: what happens to a server and its items between set and
// commit costs one message, which names the thing; what is pending is still
// there, and is committed when the cause is gone.
func TestFaultsAtThePrompt(t *testing.T) {
	t.Parallel()
	type place struct {
		*testing.T
		srv   *mct.Server
		proxy *mct.Proxy
	}
	for _, tt := range []struct {
		name  string
		args  []string // of memcached
		fault func(p *place)
		says  string // "" where it goes unnoticed
		mend  func(p *place)
		then  string // a line before the next commit
		// commits is what the next commit says; "": that it wrote both
		commits string
	}{
		{name: "the session is deleted past the shell", fault: func(p *place) { p.srv.Ask("delete sessh/C/s\r\n", "DELETED") },
			says: "/C/s: conflict: it is gone from the server", then: "refresh --mine"},
		{name: "the session expires", fault: func(p *place) { p.srv.Ask("touch sessh/C/s -1\r\n", "TOUCHED") },
			says: "/C/s: conflict: it is gone from the server", then: "refresh --mine"},
		{name: "the server is restarted, and the session stored again in another state", fault: func(p *place) {
			p.srv.Restart()
			fill(p.T, p.srv.Addr, "set /C/s/p/n 1", "set /C/s/p/theirs 5", "commit")
		}, says: "/C/s: conflict: it was changed by another program meanwhile", then: "refresh --mine"},
		{name: "the server has no memory for more", args: []string{"-M", "-m", "2"}, fault: func(p *place) { exhaust(p.T, p.srv) },
			says: `says "SERVER_ERROR out of memory storing object"`, mend: func(p *place) { p.srv.Ask("delete fill0\r\n", "DELETED"); p.srv.Ask("delete fill1\r\n", "DELETED") }},
		{name: "the server takes no more than it says", args: []string{"-I", "512k"}, fault: func(p *place) {
			p.proxy.Every(mct.Writes, mct.Answer("SERVER_ERROR object too large for cache\r\n"))
		}, says: "too large for the server", mend: func(p *place) { p.proxy.Heal() }},
		{name: "the server does not know the command", fault: func(p *place) { p.proxy.Every(mct.Writes, mct.Answer("ERROR\r\n")) },
			says: `says "ERROR"`, mend: func(p *place) { p.proxy.Heal() }},
		{name: "the server says half a word", fault: func(p *place) { p.proxy.Every(mct.Writes, mct.Truncate(4)) },
			says: "the server holds exactly this; who wrote it is not known", mend: func(p *place) { p.proxy.Heal() },
			commits: "nothing to commit: the server holds exactly what was pending in 2 sessions; who wrote it is not known"},
		{name: "the answers come late", fault: func(p *place) {
			late := make(chan struct{})
			timer := time.AfterFunc(50*time.Millisecond, func() { close(late) })
			p.Cleanup(func() { timer.Stop() })
			p.proxy.Every("", mct.HoldReply(late))
		}},
		{name: "the server is stopped for a moment", fault: func(p *place) {
			p.srv.Pause()
			time.AfterFunc(50*time.Millisecond, p.srv.Resume)
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := &place{T: t, srv: mct.Start(t, tt.args...)}
			p.proxy = mct.NewProxy(t, p.srv.Addr)
			fill(t, p.srv.Addr, "set /C/s/p/n 1", "commit")
			sh := pipedShell(t, "--server", p.proxy.Addr, "--timeout", "10s")
			sh.run("set /C/s/p/n 2")
			sh.run("set /C/new/p/n 3")
			tt.fault(p)
			out := sh.run("commit")
			if tt.says == "" {
				if !strings.Contains(out, "committed 2 sessions, 2 changes") {
					t.Errorf("commit says:\n%s", out)
				}
			} else {
				if !strings.Contains(out, tt.says) || strings.Count(out, "error: ") != 1 {
					t.Errorf("commit says, and not once %q:\n%s", tt.says, out)
				}
				if tt.mend != nil {
					tt.mend(p)
				}
				stillPending(t, sh)
				if tt.then != "" {
					sh.run(tt.then)
				}
				if tt.commits == "" {
					tt.commits = "committed 2 sessions"
				}
				if out := sh.run("commit"); !strings.Contains(out, tt.commits) {
					t.Errorf("the next commit says:\n%s", out)
				}
			}
			if got := p.srv.Ask("get sessh/C/s sessh/C/new\r\n", "END"); !strings.Contains(got, `"n":2`) || !strings.Contains(got, `"n":3`) {
				t.Errorf("the server holds %q", got)
			}
		})
	}
}

// stillPending looks for the two changes of the test.
func stillPending(t *testing.T, sh *piped) {
	t.Helper()
	if out := sh.run("status"); !strings.Contains(out, "2 sessions") {
		t.Errorf("status says:\n%s", out)
	}
	if out := sh.run("diff"); !strings.Contains(out, "~ n  1 -> 2") || !strings.Contains(out, "+ n  3") {
		t.Errorf("diff says:\n%s", out)
	}
}

// exhaust fills a server with small items until it has no memory for one more.
func exhaust(t *testing.T, srv *mct.Server) {
	t.Helper()
	c := srv.Dial()
	r := bufio.NewReader(c)
	for i := range 100_000 {
		fmt.Fprintf(c, "add fill%d 0 0 100\r\n%0100d\r\n", i, 0)
		line, err := r.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(line, "out of memory") {
			return
		}
	}
	t.Fatal("the server does not run out of memory")
}

// TestTooLargeAtThePrompt: a session that grew too large stands in no one's way,
// once it is made smaller.
func TestTooLargeAtThePrompt(t *testing.T) {
	t.Parallel()
	srv := mct.Start(t)
	fill(t, srv.Addr, "set /C/s/p/n 1", "commit")
	large := filepath.Join(t.TempDir(), "large")
	if err := os.WriteFile(large, []byte(strings.Repeat("x", 2<<20)), 0o600); err != nil {
		t.Fatal(err)
	}
	sh := pipedShell(t, "--server", srv.Addr)
	sh.run("set /C/s/p/n 2")
	sh.run("set /C/new/p/n 3")
	sh.run("set --file " + large + " /C/s/p/large")
	if out := sh.run("commit"); !strings.Contains(out, "error: /C/s: too large: the session takes") || strings.Count(out, "error: ") != 1 {
		t.Errorf("commit says:\n%s", out)
	}
	if got := srv.Ask("get sessh/C/s sessh/C/new\r\n", "END"); !strings.Contains(got, `"n":1`) || strings.Contains(got, "new") {
		t.Errorf("the server holds %q, want nothing written", got)
	}
	sh.run("rm /C/s/p/large")
	stillPending(t, sh)
	if out := sh.run("commit"); !strings.Contains(out, "committed 2 sessions, 2 changes") {
		t.Errorf("the next commit says:\n%s", out)
	}
}

// TestOneOfTwoServersDies: a commit is for all sessions or for none; the server
// that is in the way is named.
func TestOneOfTwoServersDies(t *testing.T) {
	t.Parallel()
	up, down := mct.Start(t), mct.Start(t)
	servers := up.Addr + "," + down.Addr
	store, err := memcached.Open(t.Context(), []string{up.Addr, down.Addr}, memcached.Options{Timeout: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	id := make(map[string]string) // a session of each
	for i := 0; len(id) < 2; i++ {
		s := fmt.Sprint("s", i)
		id[store.Home("sessh/C/"+s)] = s
	}
	here, there := id[up.Addr], id[down.Addr]
	fill(t, servers, "set /C/"+here+"/p/n 1", "set /C/"+there+"/p/n 1", "commit")
	sh := pipedShell(t, "--server", servers, "--timeout", "10s")
	sh.run("set /C/" + here + "/p/n 2")
	sh.run("set /C/" + there + "/p/n 2")
	down.Kill()
	out := sh.run("commit")
	if !strings.Contains(out, "/C/"+there) || !strings.Contains(out, down.Addr) || !strings.Contains(out, "connection refused") || strings.Count(out, "error: ") != 1 {
		t.Errorf("commit says:\n%s", out)
	}
	if got := up.Ask("get sessh/C/"+here+"\r\n", "END"); !strings.Contains(got, `"n":1`) {
		t.Errorf("the server that is up holds %q", got)
	}
	down.Restart()
	if out := sh.run("diff"); strings.Count(out, "~ n  1 -> 2") != 2 {
		t.Errorf("diff says:\n%s", out)
	}
	if out := sh.run("commit"); !strings.Contains(out, "/C/"+there+": conflict: it is gone from the server") {
		t.Errorf("commit says:\n%s", out)
	}
	sh.run("refresh --mine")
	if out := sh.run("commit"); !strings.Contains(out, "committed 2 sessions") {
		t.Errorf("the last commit says:\n%s", out)
	}
	for srv, s := range map[*mct.Server]string{up: here, down: there} {
		if got := srv.Ask("get sessh/C/"+s+"\r\n", "END"); !strings.Contains(got, `"n":2`) {
			t.Errorf("%s holds %q", srv.Addr, got)
		}
	}
}
