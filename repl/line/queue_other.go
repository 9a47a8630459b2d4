//go:build unix && !linux && !darwin && !dragonfly && !freebsd && !netbsd && !openbsd

package line

const inQueue = 0
