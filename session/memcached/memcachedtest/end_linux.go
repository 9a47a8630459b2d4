package memcachedtest

import (
	"errors"
	"runtime"
	"syscall"

	"golang.org/x/sys/unix"
)

// endsWithUs makes the kernel end a child if the test's process dies without cleaning up.
func endsWithUs() *syscall.SysProcAttr { return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} }

// lockThread keeps the goroutine on its thread until the returned function is called.
func lockThread() func() {
	runtime.LockOSThread()
	return runtime.UnlockOSThread
}

// died waits until a child has ended, and leaves it to be reaped. It reports whether it could wait.
func died(pid int) bool {
	for {
		err := unix.Waitid(unix.P_PID, pid, nil, unix.WEXITED|unix.WNOWAIT, nil)
		if !errors.Is(err, unix.EINTR) {
			return err == nil
		}
	}
}
