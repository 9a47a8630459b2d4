package memcachedtest

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// StartTwemproxy runs twemproxy in front of memcached servers, and ends it with t. It skips the test if
// twemproxy is not installed.
func StartTwemproxy(t testing.TB, servers ...string) (addr string) {
	t.Helper()
	program, err := exec.LookPath("nutcracker")
	if err != nil {
		program = "/usr/sbin/nutcracker" // which is not on every PATH
		if _, err := os.Stat(program); err != nil {
			t.Skip("twemproxy is not there: no nutcracker")
		}
	}
	var last error
	for range tries {
		if addr, last = runTwemproxy(t, program, servers); last == nil {
			return addr
		}
	}
	t.Fatalf("twemproxy does not start: %v", last)
	return ""
}

func runTwemproxy(t testing.TB, program string, servers []string) (addr string, err error) {
	addr = reserve(t)
	_, statsPort, err := net.SplitHostPort(reserve(t))
	if err != nil {
		return "", err
	}
	config := "pool:\n  listen: " + addr + "\n  hash: fnv1a_64\n  distribution: ketama\n  timeout: 2000\n  servers:\n"
	for _, s := range servers {
		config += "   - " + s + ":1\n"
	}
	file := filepath.Join(t.TempDir(), "twemproxy.yml")
	if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
		return "", err
	}
	var output lockedBuffer
	cmd := exec.Command(program, "-c", file, "-a", "127.0.0.1", "-s", statsPort)
	cmd.Stdout, cmd.Stderr, cmd.SysProcAttr = &output, &output, endsWithUs()
	started, ended := make(chan error), make(chan struct{})
	go func() {
		defer lockThread()() // see run
		err := cmd.Start()
		started <- err
		if err == nil {
			cmd.Wait()
			close(ended)
		}
	}()
	if err := <-started; err != nil {
		return "", err
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		<-ended
	})
	poll := time.NewTicker(2 * time.Millisecond)
	defer poll.Stop()
	deadline := time.After(patience)
	for !answersGet(addr) {
		select {
		case <-ended:
			return "", fmt.Errorf("it ended: %s", strings.TrimSpace(output.String()))
		case <-deadline:
			return "", fmt.Errorf("it does not answer: %s", strings.TrimSpace(output.String()))
		case <-poll.C:
		}
	}
	return addr, nil
}

// answersGet reports whether there is a server at addr that answers a get.
func answersGet(addr string) bool {
	c, err := dial(addr)
	if err != nil {
		return false
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(patience))
	if _, err := fmt.Fprint(c, "get nothing\r\n"); err != nil {
		return false
	}
	line, err := bufio.NewReader(c).ReadString('\n')
	return err == nil && line == "END\r\n"
}
