//go:build unix

package server

import (
	"net"
	"syscall"
)

// alive reports whether an idle connection can take another request: neither its end nor
// unexpected bytes have arrived. The end of TLS arrives as bytes, too.
func alive(c net.Conn) bool {
	sc, ok := c.(syscall.Conn)
	if !ok {
		return false
	}
	rc, err := sc.SyscallConn()
	if err != nil {
		return false
	}
	open := false
	// Read would fail, because the deadline of the latest reply has passed.
	err = rc.Control(func(fd uintptr) {
		var one [1]byte
		_, _, err := syscall.Recvfrom(int(fd), one[:], syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
		open = err == syscall.EAGAIN || err == syscall.EWOULDBLOCK
	})
	return err == nil && open
}
