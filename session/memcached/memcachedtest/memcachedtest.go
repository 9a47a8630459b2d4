// Package memcachedtest starts real memcached servers for tests, and puts
// proxies before them that break in the ways that servers and networks do.
package memcachedtest

import (
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Required is the environment variable that, set to "required", makes tests fail
// instead of being skipped where there is no memcached.
const Required = "SESSH_TEST_MEMCACHED"

// A Server is a memcached server that a test has started.
type Server struct {
	t    testing.TB
	args []string
	port int
	cmd  *exec.Cmd
	// Addr is the server's host:port.
	Addr string
}

// Start starts a server on a free port of the loopback interface, and ends it
// with the test. Where memcached is not on the PATH the test is skipped.
func Start(t testing.TB, args ...string) *Server {
	t.Helper()
	if _, err := exec.LookPath("memcached"); err != nil {
		if os.Getenv(Required) == "required" {
			t.Fatalf("%s=required, and there is no memcached on the PATH", Required)
		}
		t.Skip("skipped: there is no memcached on the PATH")
	}
	s := &Server{t: t, args: args}
	for try := 0; ; try++ {
		s.port = freePort(t)
		s.Addr = net.JoinHostPort("127.0.0.1", strconv.Itoa(s.port))
		if s.launch() {
			break
		}
		if try == 5 {
			t.Fatal("memcached does not start")
		}
	}
	t.Cleanup(s.Kill)
	return s
}

func freePort(t testing.TB) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// launch starts the process and waits until it answers; false where it has ended.
func (s *Server) launch() bool {
	args := append([]string{"-l", "127.0.0.1", "-p", strconv.Itoa(s.port), "-U", "0", "-m", "256"}, s.args...)
	if os.Geteuid() == 0 {
		args = append([]string{"-u", "nobody"}, args...)
	}
	cmd := exec.Command("memcached", args...)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { cmd.Wait(); close(ended) }()
	deadline := time.After(20 * time.Second)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		if c, err := net.Dial("tcp", s.Addr); err == nil {
			c.Close()
			s.cmd = cmd
			return true
		}
		select {
		case <-ended:
			return false
		case <-deadline:
			cmd.Process.Kill()
			s.t.Fatalf("memcached %s does not answer", strings.Join(args, " "))
		case <-tick.C:
		}
	}
}

// Kill ends the server at once. What it held is gone.
func (s *Server) Kill() {
	if s.cmd == nil {
		return
	}
	s.cmd.Process.Signal(syscall.SIGCONT)
	s.cmd.Process.Kill()
	for { // until the port refuses
		c, err := net.Dial("tcp", s.Addr)
		if err != nil {
			break
		}
		c.Close()
	}
	s.cmd = nil
}

// Restart ends the server and starts it again, empty, on the same port.
func (s *Server) Restart() {
	s.t.Helper()
	s.Kill()
	if !s.launch() {
		s.t.Fatalf("memcached does not start again on %s", s.Addr)
	}
}

// Pause stops the server: connections open, and nothing answers.
func (s *Server) Pause() { s.cmd.Process.Signal(syscall.SIGSTOP) }

// Resume lets a paused server go on.
func (s *Server) Resume() { s.cmd.Process.Signal(syscall.SIGCONT) }
