//go:build unix

package line

import (
	"os"
	"os/signal"
	"syscall"
)

// watchSize calls resized when the size of the window has changed, until stop is called. What
// is not a file has no window.
func (e *Editor) watchSize() (stop func()) {
	if _, ok := e.config.Out.(*os.File); !ok {
		return func() {}
	}
	changed := make(chan os.Signal, 1)
	done, ended := make(chan struct{}), make(chan struct{})
	signal.Notify(changed, syscall.SIGWINCH)
	go func() {
		defer close(ended)
		for {
			select {
			case <-changed:
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
