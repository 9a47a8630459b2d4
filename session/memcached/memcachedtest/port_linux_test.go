package memcachedtest_test

import (
	"context"
	"errors"
	"net"
	"strconv"
	"syscall"
	"testing"

	"sessh/session/memcached/memcachedtest"
)

// localPortRange is IP_LOCAL_PORT_RANGE, since Linux 6.3: the lowest and the highest port that
// the system gives a socket.
const localPortRange = 51

// getPort asks the system for a port when there is but one to have, that of addr.
func getPort(t *testing.T, addr string) error {
	t.Helper()
	_, text, err := net.SplitHostPort(addr)
	if err != nil {
		t.Fatal(err)
	}
	port, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	only := net.ListenConfig{Control: func(_, _ string, c syscall.RawConn) error {
		var set error
		err := c.Control(func(fd uintptr) {
			set = syscall.SetsockoptInt(int(fd), syscall.IPPROTO_IP, localPortRange, port<<16|port)
		})
		return errors.Join(err, set)
	}}
	l, err := only.Listen(context.Background(), "tcp", "127.0.0.1:0")
	if errors.Is(err, syscall.ENOPROTOOPT) {
		t.Skip("this Linux does not take a range of ports for a socket")
	}
	if err == nil {
		l.Close()
	}
	return err
}

// canBeHad gets a port that was free a moment ago, unless others are always faster.
func canBeHad(t *testing.T) {
	t.Helper()
	var last error
	for range 100 {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		l.Close()
		if last = getPort(t, l.Addr().String()); last == nil {
			return
		}
	}
	t.Fatalf("a port that was free a moment ago cannot be had: %v", last)
}

// TestPortsAreReserved asks the system for free ports while a server is down: its port is not
// among them, so the server can return to it, and no other server answers there.
func TestPortsAreReserved(t *testing.T) {
	t.Parallel()
	canBeHad(t)
	p := memcachedtest.NewProxy(t, "")
	p.Refuse()
	if err := getPort(t, p.Addr); !errors.Is(err, syscall.EADDRINUSE) {
		t.Errorf("another gets the port of a proxy that refuses connections: %v", err)
	}
	p.Accept()
	s := memcachedtest.Start(t)
	s.Kill()
	if err := getPort(t, s.Addr); !errors.Is(err, syscall.EADDRINUSE) {
		t.Errorf("another gets the port of a server that is down: %v", err)
	}
	s.Restart()
	s.Ask("version\r\n", "VERSION")
}
