package memcachedtest_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"sessh/session/memcached/memcachedtest"
)

// talk is a client that sends and expects texts.
type talk struct {
	t *testing.T
	c net.Conn
	r *bufio.Reader
}

func dial(t *testing.T, addr string) *talk {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	c.SetDeadline(time.Now().Add(5 * time.Minute))
	return &talk{t, c, bufio.NewReader(c)}
}

func (x *talk) send(s string) {
	x.t.Helper()
	if _, err := io.WriteString(x.c, s); err != nil {
		x.t.Fatal(err)
	}
}

func (x *talk) expect(want string) {
	x.t.Helper()
	b := make([]byte, len(want))
	n, err := io.ReadFull(x.r, b)
	if err != nil || string(b) != want {
		x.t.Fatalf("the reply is %q (%v), want %q", b[:n], err, want)
	}
}

func (x *talk) expectEnd() {
	x.t.Helper()
	if b, err := x.r.ReadByte(); err == nil {
		x.t.Fatalf("the reply goes on with %q, want the end", b)
	}
}

func refused(addr string) bool {
	c, err := net.Dial("tcp", addr)
	if err == nil {
		c.Close()
	}
	return errors.Is(err, syscall.ECONNREFUSED)
}

func TestServerLifeCycle(t *testing.T) {
	t.Parallel()
	s := memcachedtest.Start(t)
	addr := s.Addr
	if got := s.Ask("add k 0 0 1\r\nv\r\n", "STORED"); got != "STORED" {
		t.Fatalf("add answers %q", got)
	}
	s.Restart()
	if s.Addr != addr {
		t.Errorf("restarted at %s, want the same address %s", s.Addr, addr)
	}
	if got := s.Ask("get k\r\n", "END"); got != "END" {
		t.Errorf("after the restart k is %q, want nothing", got)
	}
	s.Kill()
	s.Kill()
	if !refused(addr) {
		t.Error("a killed server accepts a connection")
	}
	s.Restart()
	s.Ask("version\r\n", "VERSION")
}

func TestServerPause(t *testing.T) {
	t.Parallel()
	s := memcachedtest.Start(t)
	c := s.Dial()
	s.Pause()
	io.WriteString(c, "version\r\n")
	c.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
	if n, err := c.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatalf("a paused server answers: %d bytes, %v", n, err)
	}
	s.Resume()
	c.SetReadDeadline(time.Now().Add(5 * time.Minute))
	if line, err := bufio.NewReader(c).ReadString('\n'); !strings.HasPrefix(line, "VERSION ") {
		t.Fatalf("a resumed server answers %q, %v", line, err)
	}
}

func TestServerTakesArguments(t *testing.T) {
	t.Parallel()
	s := memcachedtest.Start(t, "-I", "2m")
	if got := s.Ask("stats settings\r\n", "END"); !strings.Contains(got, "STAT item_size_max 2097152\r\n") {
		t.Errorf("-I 2m gives %q", got)
	}
}

func TestServerOnASocket(t *testing.T) {
	t.Parallel()
	s := memcachedtest.StartSocket(t)
	if !strings.HasPrefix(s.Addr, "unix:/") {
		t.Errorf("the address is %q", s.Addr)
	}
	s.Ask("version\r\n", "VERSION")
	s.Restart()
	s.Ask("version\r\n", "VERSION")
}

// outcome lets a function fail or skip a test without this one failing.
type outcome struct {
	testing.TB
	fatal, skip string
}

func (o *outcome) Helper()                   {}
func (o *outcome) Cleanup(f func())          { o.TB.Cleanup(f) }
func (o *outcome) Fatal(args ...any)         { o.fatal = fmt.Sprint(args...); panic(o) }
func (o *outcome) Fatalf(f string, a ...any) { o.fatal = fmt.Sprintf(f, a...); panic(o) }
func (o *outcome) Skipf(f string, a ...any)  { o.skip = fmt.Sprintf(f, a...); panic(o) }

func try(t *testing.T, f func(t testing.TB)) (o *outcome) {
	o = &outcome{TB: t}
	defer func() {
		if r := recover(); r != nil && r != any(o) {
			panic(r)
		}
	}()
	f(o)
	return o
}

func TestWithoutMemcached(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	start := func(t testing.TB) { memcachedtest.Start(t) }
	t.Setenv(memcachedtest.Required, "")
	if o := try(t, start); !strings.Contains(o.skip, "memcached is not there") {
		t.Errorf("without memcached: %+v, want the test skipped with a word why", o)
	}
	t.Setenv(memcachedtest.Required, "required")
	if o := try(t, start); !strings.Contains(o.fatal, "memcached is required") {
		t.Errorf("without a required memcached: %+v, want the test failed", o)
	}
}

func TestServerThatDoesNotStart(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("memcached"); err != nil {
		t.Skip("memcached is not there")
	}
	o := try(t, func(t testing.TB) { memcachedtest.Start(t, "--no-such-flag") })
	if !strings.Contains(o.fatal, "does not start") || !strings.Contains(o.fatal, "no-such-flag") {
		t.Errorf("a bad flag: %+v, want a failure with memcached's own words", o)
	}
}

func TestServerThatIsNotRunning(t *testing.T) {
	t.Parallel()
	s := memcachedtest.Start(&outcome{TB: t})
	s.Kill()
	for name, f := range map[string]func(){"pause": s.Pause, "ask": func() { s.Ask("version\r\n", "VERSION") }, "dial": func() { s.Dial() }} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if o, ok := recover().(*outcome); !ok || o.fatal == "" {
					t.Error("it did not fail the test")
				}
			}()
			f()
		})
	}
}

func TestProxyPassesOn(t *testing.T) {
	t.Parallel()
	s := memcachedtest.Start(t, "-o", "no_lru_maintainer") // whose crawler is never busy by itself
	p := memcachedtest.NewProxy(t, s.Addr)
	c := dial(t, p.Addr)
	c.send("add k 7 0 5\r\nEND\r\n\r\nget k nokey\r\nms n 3 c ME\r\nabc\r\nmg n v f\r\n\r\n")
	c.expect("STORED\r\nVALUE k 7 5\r\nEND\r\n\r\nEND\r\n")
	c.expect("HD c")
	c.r.ReadString('\n')
	c.expect("VA 3 f0\r\nabc\r\nERROR\r\n")
	c.send("mg n v q\r\nmg nokey v q\r\nmn\r\nlru_crawler metadump all\r\n")
	c.expect("VA 3\r\nabc\r\nMN\r\nkey=")
	if got := p.Count(memcachedtest.Reads); got != 4 {
		t.Errorf("%d reads are counted, want 4 in %q", got, p.Requests())
	}
	if got := p.Accepted(); got != 1 {
		t.Errorf("%d connections are counted, want 1", got)
	}
}

func TestProxyFaults(t *testing.T) {
	t.Parallel()
	s := memcachedtest.Start(t)
	p := memcachedtest.NewProxy(t, s.Addr)
	has := func(key string) bool { return strings.Contains(s.Ask("get "+key+"\r\n", "END"), "VALUE") }
	add := func(key string) string { return "add " + key + " 0 0 1\r\nv\r\n" }

	t.Run("cut before", func(t *testing.T) {
		p.Next(memcachedtest.Writes, memcachedtest.Cut())
		c := dial(t, p.Addr)
		c.send("get k\r\n" + add("before"))
		c.expect("END\r\n")
		c.expectEnd()
		if has("before") {
			t.Error("the server got the request")
		}
	})
	t.Run("cut in place of the reply", func(t *testing.T) {
		p.Nth(2, "add", memcachedtest.CutReply())
		c := dial(t, p.Addr)
		c.send(add("first") + add("second"))
		c.expect("STORED\r\n")
		c.expectEnd()
		if !has("second") {
			t.Error("the server did not get the request")
		}
	})
	t.Run("cut in the reply", func(t *testing.T) {
		p.Next("", memcachedtest.Truncate(4))
		c := dial(t, p.Addr)
		c.send("version\r\n")
		c.expect("VERS")
		c.expectEnd()
	})
	t.Run("hold the request", func(t *testing.T) {
		until, held := make(chan struct{}), false
		p.Next("add", memcachedtest.Hold(until).Then(func() { held = true }))
		p.Next("get", memcachedtest.Meanwhile(func() {
			if !held {
				t.Error("the next request overtakes the held one")
			}
		}))
		c := dial(t, p.Addr)
		c.send(add("held") + "get held\r\n")
		if has("held") {
			t.Error("the server got the request")
		}
		close(until)
		c.expect("STORED\r\nVALUE held 0 1\r\n")
	})
	t.Run("a request that arrives when its client has left", func(t *testing.T) {
		until := make(chan struct{})
		p.Next("add", memcachedtest.Hold(until))
		c := dial(t, p.Addr)
		c.send("get nokey\r\n" + add("left"))
		c.expect("END\r\n")
		c.c.Close()
		other := dial(t, p.Addr) // others are served meanwhile
		other.send("get nokey\r\n")
		other.expect("END\r\n")
		close(until)
		p.Drain()
		if !has("left") {
			t.Error("the server did not get the request")
		}
	})
	t.Run("about a key", func(t *testing.T) {
		p.NextAbout("mine", "add", memcachedtest.Cut())
		c := dial(t, p.Addr)
		c.send(add("theirs") + add("mine"))
		c.expect("STORED\r\n")
		c.expectEnd()
		if has("mine") {
			t.Error("the server got the request")
		}
	})
	t.Run("drop", func(t *testing.T) {
		p.Next("add", memcachedtest.Drop())
		c := dial(t, p.Addr)
		c.send("get nokey\r\n" + add("dropped") + "get k\r\n")
		c.expect("END\r\n")
		c.c.SetReadDeadline(time.Now().Add(20 * time.Millisecond))
		if b, err := c.r.ReadByte(); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("the reply is %q (%v), want none, and no end", b, err)
		}
		c.c.Close()
		p.Drain()
		if has("dropped") {
			t.Error("the server got the request")
		}
	})
	t.Run("stray", func(t *testing.T) {
		p.Next("add", memcachedtest.Stray("ERROR\r\n"))
		c := dial(t, p.Addr)
		c.send(add("stray"))
		c.expect("ERROR\r\nSTORED\r\n")
	})
	t.Run("instead", func(t *testing.T) {
		p.Next("add", memcachedtest.Instead("ERROR\r\n"))
		c := dial(t, p.Addr)
		c.send(add("instead") + "get nokey\r\n")
		c.expect("ERROR\r\nEND\r\n")
		if !has("instead") {
			t.Error("the server did not get the request")
		}
	})
	t.Run("hold the reply", func(t *testing.T) {
		until, arrived := make(chan struct{}), make(chan struct{})
		p.Next("add", memcachedtest.HoldReply(until))
		c := dial(t, p.Addr)
		c.send(add("late"))
		go func() {
			for !has("late") {
			}
			close(arrived)
		}()
		<-arrived
		close(until)
		c.expect("STORED\r\n")
	})
	t.Run("an old server", func(t *testing.T) {
		p.Old()
		c := dial(t, p.Addr)
		c.send("mg first v\r\nlru_crawler metadump all\r\nmn\r\nget first\r\n")
		c.expect("ERROR\r\nERROR\r\nERROR\r\nVALUE first 0 1\r\n")
		p.Heal()
		c.expect("v\r\nEND\r\n")
		c.send("mn\r\n")
		c.expect("MN\r\n")
	})
	t.Run("refuse", func(t *testing.T) {
		c := dial(t, p.Addr)
		c.send("mn\r\n")
		c.expect("MN\r\n")
		p.Refuse()
		c.expectEnd()
		if !refused(p.Addr) {
			t.Error("a connection is accepted")
		}
		p.Accept()
		c = dial(t, p.Addr)
		c.send("mn\r\n")
		c.expect("MN\r\n")
		p.Cut()
		c.expectEnd()
	})
}

func TestProxyWithoutAServer(t *testing.T) {
	t.Parallel()
	p := memcachedtest.NewProxy(t, "")
	p.Next("version", memcachedtest.Answer("VERSION 1.4.0\r\n"))
	c := dial(t, p.Addr)
	c.send("version\r\nversion\r\n")
	c.expect("VERSION 1.4.0\r\n")
	c.expectEnd()

	p.Next("version", memcachedtest.Hold(nil)) // held until the test ends
	dial(t, p.Addr).send("version\r\n")
	dial(t, p.Addr).send("add k 0 0 x\r\n")
}

// TestAging: time passes on a server, and what has expired is gone.
func TestAging(t *testing.T) {
	t.Parallel()
	s := memcachedtest.StartAging(t)
	s.Ask("set a 0 3600 1\r\nx\r\n", "STORED")
	s.Age(59 * time.Minute)
	if got := s.Ask("get a\r\n", "END"); !strings.HasPrefix(got, "VALUE") {
		t.Errorf("after 59 minutes: %q", got)
	}
	s.Age(2 * time.Minute)
	if got := s.Ask("get a\r\n", "END"); got != "END" {
		t.Errorf("after 61 minutes: %q", got)
	}
}
