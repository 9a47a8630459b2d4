//go:build unix

package memcachedtest

import (
	"fmt"
	"os"
	"syscall"
)

// stop stops a process where it is, and waits until it has stopped: the signal
// takes a while to reach all threads.
func stop(p *os.Process) error {
	if err := p.Signal(syscall.SIGSTOP); err != nil {
		return err
	}
	var status syscall.WaitStatus
	if _, err := syscall.Wait4(p.Pid, &status, syscall.WUNTRACED, nil); err != nil {
		return err
	}
	if !status.Stopped() {
		return fmt.Errorf("memcached does not stop: %v", status)
	}
	return nil
}

// resume lets a stopped process go on.
func resume(p *os.Process) error { return p.Signal(syscall.SIGCONT) }
