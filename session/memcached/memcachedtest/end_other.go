//go:build !linux

package memcachedtest

import "syscall"

// endsWithUs: only Linux ends a child with its parent.
func endsWithUs() *syscall.SysProcAttr { return nil }

func lockThread() func() { return func() {} }
