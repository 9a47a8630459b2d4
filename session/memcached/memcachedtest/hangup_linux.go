package memcachedtest

import (
	"net"

	"golang.org/x/sys/unix"
)

// heard reports whether the other end of a connection has acknowledged its end. Until then it takes the
// connection for a live one: all processors may be too busy to deliver what was sent. Behind what does
// not fit into its buffers the end is not waited for.
func heard(c *net.TCPConn) bool {
	raw, err := c.SyscallConn()
	if err != nil {
		return true
	}
	underWay := false
	err = raw.Control(func(fd uintptr) {
		info, err := unix.GetsockoptTCPInfo(int(fd), unix.IPPROTO_TCP, unix.TCP_INFO)
		if err != nil || info.Notsent_bytes > 0 {
			return
		}
		switch info.State {
		case unix.BPF_TCP_FIN_WAIT1, unix.BPF_TCP_CLOSING, unix.BPF_TCP_LAST_ACK:
			underWay = true
		}
	})
	return err != nil || !underWay
}
