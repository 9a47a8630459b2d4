//go:build unix

package repeat

import (
	"os"
	"os/signal"
	"syscall"
)

// resumptions returns a channel with a signal for each time that the process goes on after it was
// stopped, until stop is called.
func resumptions() (resumed <-chan os.Signal, stop func()) {
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGCONT)
	return c, func() { signal.Stop(c) }
}
