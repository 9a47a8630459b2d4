package memcachedtest

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// Required is the environment variable that, if set to "required", makes a test without memcached fail
// instead of skipping it.
const Required = "SESSH_TEST_MEMCACHED"

const (
	tries = 10
	// patience only guards against a hang.
	patience = 5 * time.Minute
)

// A Server is a memcached process that runs for one test. Its methods must be called from the test's
// goroutine, and end the test if they fail.
type Server struct {
	// Addr is where it listens: host:port, or unix:/path.
	Addr string

	t       testing.TB
	args    []string
	env     []string      // beside ours
	clock   string        // the file that sets its clock, where it has one of its own
	aged    time.Duration // how much time has passed on it beside ours
	process *process
}

// Usual are the args of a server with as many threads and as large a hash table as memcached has by default:
// for what is measured. [Start] leaves both smaller.
var Usual = []string{"-t", "4", "-o", "hashpower=16"}

// Start runs memcached with additional args, and ends it with t.
func Start(t testing.TB, args ...string) *Server {
	t.Helper()
	return start(t, reserve, &Server{t: t, args: args})
}

// StartSocket is [Start] on a unix socket.
func StartSocket(t testing.TB, args ...string) *Server {
	t.Helper()
	// A test's own folder can be too deep for the 100 bytes of a socket's path.
	folder, err := os.MkdirTemp("", "mc")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	return start(t, func(testing.TB) string { return "unix:" + filepath.Join(folder, "s") }, &Server{t: t, args: args})
}

// start runs s at an address, or at another where it does not start there.
func start(t testing.TB, address func(testing.TB) string, s *Server) *Server {
	t.Helper()
	if _, err := exec.LookPath("memcached"); err != nil {
		if os.Getenv(Required) == "required" {
			t.Fatalf("memcached is required by %s, and not there: %v", Required, err)
		}
		t.Skipf("memcached is not there: %v", err)
	}
	t.Cleanup(s.end)
	var last error
	for range tries {
		addr := address(t)
		if s.process, last = run(addr, s.args, s.env); last == nil {
			s.Addr = addr
			return s
		}
	}
	t.Fatalf("memcached does not start: %v", last)
	return nil
}

// Kill ends the server at once, as a crash does: its items are gone, and its address refuses
// connections.
func (s *Server) Kill() { s.end() }

// Restart runs the server again at the same address, without its items. It kills a running server first.
func (s *Server) Restart() {
	s.t.Helper()
	s.end()
	var err error
	for range tries {
		if s.process, err = run(s.Addr, s.args, s.env); err == nil {
			return
		}
	}
	s.t.Fatalf("memcached does not start again: %v", err)
}

// RestartWith is Restart with other args.
func (s *Server) RestartWith(args ...string) {
	s.t.Helper()
	s.args = args
	s.Restart()
}

// Pause stops the process: it accepts connections and requests, and answers none until [Server.Resume].
func (s *Server) Pause() { s.t.Helper(); s.signal(stop) }

// Resume continues a paused server, which then executes what it was sent meanwhile.
func (s *Server) Resume() { s.t.Helper(); s.signal(resume) }

// Dial returns a connection to the server, for a test that looks behind the store. It is closed with the
// test.
func (s *Server) Dial() net.Conn {
	s.t.Helper()
	c, err := dial(s.Addr)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { c.Close() })
	return c
}

// Ask sends one request on a connection of its own, and returns the reply up to and including the line
// that begins with last, without its end. It retries if the crawler is busy.
func (s *Server) Ask(request, last string) string {
	s.t.Helper()
	for deadline := time.Now().Add(patience); ; {
		reply, busy := s.ask(request, last)
		if !busy {
			return reply
		}
		if time.Now().After(deadline) {
			s.t.Fatal("memcached's crawler is busy")
		}
	}
}

func (s *Server) ask(request, last string) (text string, busy bool) {
	s.t.Helper()
	c, err := dial(s.Addr)
	if err != nil {
		s.t.Fatal(err)
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(patience))
	if _, err := io.WriteString(c, request); err != nil {
		s.t.Fatal(err)
	}
	var reply strings.Builder
	for r := bufio.NewReader(c); ; {
		line, err := r.ReadString('\n')
		reply.WriteString(line)
		if err != nil {
			s.t.Fatalf("memcached answers %q with %q, and then: %v", request, reply.String(), err)
		}
		if strings.HasPrefix(line, "BUSY") {
			return "", true
		}
		if strings.HasPrefix(line, last) {
			return strings.TrimRight(reply.String(), "\r\n"), false
		}
	}
}

func (s *Server) signal(send func(*os.Process) error) {
	s.t.Helper()
	if s.process == nil {
		s.t.Fatal("memcached is not running")
	}
	if err := send(s.process.cmd.Process); err != nil {
		s.t.Fatal(err)
	}
}

func (s *Server) end() {
	if s.process != nil {
		s.process.kill()
		s.process = nil
	}
}

// process is one run of memcached.
type process struct {
	cmd    *exec.Cmd
	output lockedBuffer
	ended  chan struct{}
	killed atomic.Bool
}

// run starts memcached and waits until it answers.
func run(addr string, args, env []string) (*process, error) {
	where, err := whereArgs(addr)
	if err != nil {
		return nil, err
	}
	p := &process{ended: make(chan struct{})}
	p.cmd = exec.Command("memcached", append(where, args...)...)
	p.cmd.Env = append(os.Environ(), env...)
	p.cmd.Stdout, p.cmd.Stderr = &p.output, &p.output
	p.cmd.SysProcAttr = endsWithUs()
	started := make(chan error)
	go func() {
		// The kernel ends the child with the thread that started it, so that
		// thread has to wait for it.
		defer lockThread()()
		err := p.cmd.Start()
		started <- err
		if err == nil {
			p.wait()
		}
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	if err := p.ready(addr); err != nil {
		p.kill()
		return nil, err
	}
	return p, nil
}

func whereArgs(addr string) ([]string, error) {
	// One thread to serve: a test has few clients, and starts many servers. And the smallest of hash tables:
	// a listing walks through all of it, which takes 13 ms in one of the usual size, and less than 1 ms here.
	args := []string{"-U", "0", "-m", "256", "-t", "1", "-o", "hashpower=12"}
	if os.Geteuid() == 0 {
		args = append(args, "-u", "root") // without a user's name memcached does not run as root
	}
	if path, ok := strings.CutPrefix(addr, "unix:"); ok {
		return append(args, "-s", path), nil
	}
	host, port, err := net.SplitHostPort(addr)
	return append(args, "-l", host, "-p", port), err
}

// ready waits until the process answers on addr. Where ports cannot be reserved, another process may have
// taken it, and is recognized by its process id.
func (p *process) ready(addr string) error {
	poll := time.NewTicker(2 * time.Millisecond)
	defer poll.Stop()
	deadline := time.After(patience)
	for {
		if pid, err := askPID(addr); err == nil && (pid == p.cmd.Process.Pid || pid == 0) {
			return nil
		}
		select {
		case <-p.ended:
			return fmt.Errorf("memcached ended: %s", strings.TrimSpace(p.output.String()))
		case <-deadline:
			return fmt.Errorf("memcached does not answer on %s: %s", addr, strings.TrimSpace(p.output.String()))
		case <-poll.C:
		}
	}
}

func (p *process) kill() {
	p.killed.Store(true)
	p.cmd.Process.Kill()
	<-p.ended
}

// reapLater is how long a killed server is left for the kernel to clear away. The names of its
// threads are entries below /proc; whoever reaps it at once spins in the kernel until they are gone,
// up to milliseconds where all processors are busy.
const reapLater = 20 * time.Millisecond

// wait waits until the process has ended.
func (p *process) wait() {
	defer close(p.ended)
	if died(p.cmd.Process.Pid) && p.killed.Load() {
		time.AfterFunc(reapLater, func() { p.cmd.Wait() })
		return
	}
	p.cmd.Wait()
}

// askPID returns the process id of the memcached at addr, 0 where it requires a
// sign-in, or hangs up since it speaks the binary protocol only (which it does when
// it has got 24 bytes).
func askPID(addr string) (int, error) {
	c, err := dial(addr)
	if err != nil {
		return 0, err
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(patience))
	if _, err := io.WriteString(c, strings.Repeat("stats\r\n", 4)); err != nil {
		return 0, err
	}
	for r := bufio.NewReader(c); ; {
		line, err := r.ReadString('\n')
		if errors.Is(err, io.EOF) || errors.Is(err, syscall.ECONNRESET) {
			return 0, nil
		}
		if err != nil {
			return 0, err
		}
		if pid, ok := strings.CutPrefix(line, "STAT pid "); ok {
			return strconv.Atoi(strings.TrimSpace(pid))
		}
		if strings.HasPrefix(line, "CLIENT_ERROR") {
			return 0, nil
		}
	}
}

func dial(addr string) (net.Conn, error) {
	if path, ok := strings.CutPrefix(addr, "unix:"); ok {
		return net.DialTimeout("unix", path, patience)
	}
	return net.DialTimeout("tcp", addr, patience)
}

// lockedBuffer is a buffer that the process's output is copied to while the
// test may read it.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
