//go:build unix

package line

import (
	"os"

	"golang.org/x/sys/unix"
)

// readable reports whether a read of f would not wait.
func readable(f *os.File) bool {
	fd := int(f.Fd())
	var set unix.FdSet
	if fd >= unix.FD_SETSIZE {
		return false
	}
	set.Set(fd)
	n, err := unix.Select(fd+1, &set, nil, nil, &unix.Timeval{}) // poll knows no terminals everywhere
	return err == nil && n > 0
}
