//go:build unix

package line

import (
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// notStopped is how long it takes at most to be stopped.
const notStopped = 300 * time.Millisecond

// suspend stops the process as Ctrl-Z is expected to, where a shell is there
// that can let it go on; else it rings the bell.
func (e *Editor) suspend() {
	self, err := unix.Getsid(0)
	parent, perr := unix.Getsid(os.Getppid())
	if err != nil || perr != nil || self == os.Getpid() || self != parent {
		e.rl.Terminal.Bell()
		return
	}
	e.out.leave()
	e.rl.Terminal.ExitRawMode()
	resumed := make(chan os.Signal, 1)
	signal.Notify(resumed, syscall.SIGCONT)
	defer signal.Stop(resumed)
	if syscall.Kill(0, syscall.SIGTSTP) == nil {
		// The kernel does not stop a process that no shell could resume.
		timer := time.NewTimer(notStopped)
		defer timer.Stop()
		select {
		case <-resumed:
		case <-timer.C:
		}
	}
	e.rl.Terminal.EnterRawMode()
	e.out.back()
}
