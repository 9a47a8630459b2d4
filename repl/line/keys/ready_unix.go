//go:build unix

package keys

import (
	"errors"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// readable reports whether a read of f would not wait, or no longer than that.
func readable(f *os.File, wait time.Duration) bool {
	fd := int(f.Fd())
	if fd >= unix.FD_SETSIZE {
		return false
	}
	for {
		var set unix.FdSet
		set.Set(fd)
		limit := unix.NsecToTimeval(int64(wait))
		n, err := unix.Select(fd+1, &set, nil, nil, &limit) // poll knows no terminals everywhere
		if !errors.Is(err, unix.EINTR) {
			return err == nil && n > 0
		}
	}
}
