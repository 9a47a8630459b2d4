package memcachedtest

import (
	"runtime"
	"syscall"
)

// endsWithUs makes the kernel end a child if the test's process dies without cleaning up.
func endsWithUs() *syscall.SysProcAttr { return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} }

// lockThread keeps the goroutine on its thread until the returned function is called.
func lockThread() func() {
	runtime.LockOSThread()
	return runtime.UnlockOSThread
}
