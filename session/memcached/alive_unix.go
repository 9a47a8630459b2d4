//go:build unix

package memcached

import (
	"net"
	"syscall"
)

// alive tells whether an idle connection is still open: looking into it finds
// neither its end nor, without TLS, bytes that nobody asked for.
func alive(c net.Conn, tls bool) bool {
	sc, ok := c.(syscall.Conn)
	if !ok {
		return true
	}
	rc, err := sc.SyscallConn()
	if err != nil {
		return true
	}
	open := true
	err = rc.Read(func(fd uintptr) bool {
		var one [1]byte
		n, _, err := syscall.Recvfrom(int(fd), one[:], syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
		switch {
		case err == syscall.EAGAIN || err == syscall.EWOULDBLOCK || err == syscall.EINTR:
		case err != nil, n == 0:
			open = false
		default:
			open = tls
		}
		return true
	})
	return err == nil && open
}
