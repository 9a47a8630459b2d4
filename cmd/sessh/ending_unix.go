//go:build unix

package main

import (
	"errors"
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/sys/unix"
)

// neverStop has nothing stop the program on its way out, as it would be when it uses
// the terminal in the background.
func neverStop() { signal.Ignore(syscall.SIGTTOU, syscall.SIGTTIN, syscall.SIGTSTP) }

// inForeground reports whether the terminal is ours.
func inForeground(tty *os.File) bool {
	group, err := unix.IoctlGetInt(int(tty.Fd()), unix.TIOCGPGRP)
	return err == nil && group == unix.Getpgrp()
}

// watchHangUp calls gone when the terminal is closed. A program that does not read
// from it, or is not in its foreground, would not notice.
func watchHangUp(tty *os.File, gone func()) {
	if tty == nil {
		return
	}
	go func() {
		fds := []unix.PollFd{{Fd: int32(tty.Fd())}}
		for {
			n, err := unix.Poll(fds, -1)
			switch {
			case errors.Is(err, unix.EINTR):
				continue
			case err == nil && n > 0 && fds[0].Revents&unix.POLLHUP != 0:
				gone()
			}
			return
		}
	}()
}

// hangUp ends a program that has the terminal, and gives it time to save its work.
func hangUp(p *os.Process) error {
	return errors.Join(p.Signal(syscall.SIGHUP), p.Signal(syscall.SIGCONT))
}
