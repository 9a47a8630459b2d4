package memcachedtest

import (
	"errors"
	"net"
	"syscall"
	"time"
)

// A process that is being started elsewhere in the test holds a copy of each of our sockets until it has
// become another program, which takes a while on a busy machine. To others, a socket that was closed
// meanwhile is closed when its copy is.

// hangUp closes a connection, and waits until the other end has heard of it, as far as the system tells.
func hangUp(c net.Conn) {
	if tcp, ok := c.(*net.TCPConn); ok && tcp.CloseWrite() == nil {
		until(func() bool { return heard(tcp) })
	}
	c.Close()
}

// untilRefused waits until connections to an address are refused, whose listener was closed.
func untilRefused(addr string) {
	until(func() bool {
		c, err := net.DialTimeout("tcp", addr, patience)
		if err == nil {
			c.Close()
		}
		return errors.Is(err, syscall.ECONNREFUSED)
	})
}

// listenAgain listens at an address that is the caller's.
func listenAgain(addr string) (l net.Listener, err error) {
	until(func() bool {
		l, err = net.Listen("tcp", addr)
		return !errors.Is(err, syscall.EADDRINUSE)
	})
	return l, err
}

// until waits, as long as its patience lasts, until something is so.
func until(isSo func() bool) {
	poll := time.NewTicker(2 * time.Millisecond)
	defer poll.Stop()
	for deadline := time.Now().Add(patience); !isSo() && time.Now().Before(deadline); {
		<-poll.C
	}
}
