//go:build !linux

package memcachedtest

import "syscall"

// endsWithUs: only Linux ends a child with its parent.
func endsWithUs() *syscall.SysProcAttr { return nil }

func lockThread() func() { return func() {} }

// died reports that it does not wait: the child has to be reaped.
func died(int) bool { return false }
