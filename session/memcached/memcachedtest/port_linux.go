package memcachedtest

import (
	"net"
	"os"
	"strconv"
	"syscall"
	"testing"
)

// reserve returns an address of the loopback interface that is this test's until it ends,
// whether or not something listens there. Whoever wants to listen or to connect, and asks the
// system for a port, gets another; who names the port can listen there.
//
// A port that was free a moment ago is not enough. Packages are tested at the same time, and a
// server takes a while to come up. Another test's listener may have got the port by then, or
// get that of a server that is down.
func reserve(t testing.TB) string {
	t.Helper()
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(os.NewSyscallError("socket", err))
	}
	t.Cleanup(func() { syscall.Close(fd) })
	// A socket that is bound and does not listen leaves the port to those that say so, too, as
	// servers do.
	if err := syscall.SetsockoptInt(fd, syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1); err != nil {
		t.Fatal(os.NewSyscallError("setsockopt", err))
	}
	if err := syscall.Bind(fd, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		t.Fatal(os.NewSyscallError("bind", err))
	}
	bound, err := syscall.Getsockname(fd)
	if err != nil {
		t.Fatal(os.NewSyscallError("getsockname", err))
	}
	return net.JoinHostPort("127.0.0.1", strconv.Itoa(bound.(*syscall.SockaddrInet4).Port))
}
