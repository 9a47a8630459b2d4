//go:build unix

package line

import (
	"os"
	"os/signal"
	"syscall"
	"time"
)

// settled is how long the size of a window stays the same when it is no longer being changed.
const settled = 20 * time.Millisecond

// watchSize calls resized when the size of the window has changed, and stays so, until stop is
// called. What is not a file has no window.
func (e *Editor) watchSize() (stop func()) {
	if _, ok := e.config.Out.(*os.File); !ok {
		return func() {}
	}
	changed := make(chan os.Signal, 1)
	done, ended := make(chan struct{}), make(chan struct{})
	signal.Notify(changed, syscall.SIGWINCH)
	go func() {
		defer close(ended)
		still := time.NewTimer(settled)
		still.Stop()
		defer still.Stop()
		for {
			select {
			case <-changed:
				still.Reset(settled)
			case <-still.C:
				e.resized()
			case <-done:
				return
			}
		}
	}()
	return func() {
		signal.Stop(changed)
		close(done)
		<-ended
	}
}
