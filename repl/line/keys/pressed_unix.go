//go:build unix

package keys

import (
	"errors"
	"os"
	"os/signal"
	"sync"

	"golang.org/x/sys/unix"
)

// Pressed calls heard, on a goroutine, for each byte that is typed while a command
// has the terminal f, as it is typed and without showing it, and with Ctrl-D when
// the terminal is gone. Ctrl-C and Ctrl-Z stay signals. stop gives the terminal back as it
// was, and must be called.
func Pressed(f *os.File, heard func(key byte)) (stop func(), err error) {
	fd := int(f.Fd())
	was, err := unix.IoctlGetTermios(fd, getTermios)
	if err != nil {
		return nil, err
	}
	// A program in the background would be stopped.
	if group, err := unix.IoctlGetInt(fd, unix.TIOCGPGRP); err != nil || group != unix.Getpgrp() {
		return nil, errors.New("another program has the terminal")
	}
	wake, end, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	now := *was
	now.Lflag &^= unix.ICANON | unix.ECHO
	now.Cc[unix.VMIN], now.Cc[unix.VTIME] = 1, 0
	if err := unix.IoctlSetTermios(fd, setTermios, &now); err != nil {
		return nil, errors.Join(err, wake.Close(), end.Close())
	}
	var both sync.WaitGroup
	both.Go(func() { hear(fd, int(wake.Fd()), heard) })
	// The shell behind sets the modes as it likes when the process is stopped.
	resumed, over := make(chan os.Signal, 1), make(chan struct{})
	signal.Notify(resumed, unix.SIGCONT)
	both.Go(func() {
		for {
			select {
			case <-resumed:
				if group, err := unix.IoctlGetInt(fd, unix.TIOCGPGRP); err == nil && group == unix.Getpgrp() {
					_ = unix.IoctlSetTermios(fd, setTermios, &now)
				}
			case <-over:
				return
			}
		}
	})
	return sync.OnceFunc(func() {
		signal.Stop(resumed)
		close(over)
		end.Close()
		both.Wait()
		wake.Close()
		_ = unix.IoctlSetTermios(fd, setTermios, was)
	}), nil
}

// hear calls heard until wake ends, or the terminal.
func hear(fd, wake int, heard func(key byte)) {
	const gone = 0x04
	for {
		var set unix.FdSet
		if max(fd, wake) >= unix.FD_SETSIZE {
			return
		}
		set.Set(fd)
		set.Set(wake)
		_, err := unix.Select(max(fd, wake)+1, &set, nil, nil, nil) // poll knows no terminals everywhere
		switch {
		case errors.Is(err, unix.EINTR):
			continue
		case err != nil, set.IsSet(wake):
			return
		}
		var b [64]byte
		n, err := unix.Read(fd, b[:])
		switch {
		case errors.Is(err, unix.EINTR), errors.Is(err, unix.EAGAIN):
			continue
		case err != nil, n == 0:
			heard(gone)
			return
		}
		for _, key := range b[:n] {
			heard(key)
		}
	}
}
