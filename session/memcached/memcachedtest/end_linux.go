package memcachedtest

import (
	"runtime"
	"syscall"
)

// endsWithUs has the kernel end a child when the test's process dies without
// having cleaned up.
func endsWithUs() *syscall.SysProcAttr { return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} }

// lockThread keeps the goroutine on its thread until the function it returns is called.
func lockThread() func() {
	runtime.LockOSThread()
	return runtime.UnlockOSThread
}
