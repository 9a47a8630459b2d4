//go:build unix

package listing_test

import (
	"syscall"
	"time"
)

// worked returns how long this process has worked.
func worked() time.Duration {
	var used syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &used) != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
