//go:build darwin || dragonfly || freebsd || netbsd || openbsd

package line

import "golang.org/x/sys/unix"

const (
	getTermios = unix.TIOCGETA
	setTermios = unix.TIOCSETA
)
