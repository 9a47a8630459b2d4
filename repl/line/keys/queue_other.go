//go:build unix && !linux && !darwin && !dragonfly && !freebsd && !netbsd && !openbsd

package keys

const inQueue = 0
