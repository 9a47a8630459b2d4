//go:build unix

package main

import (
	"cmp"
	"errors"
	"os/exec"
	"syscall"
)

// shellWords returns the command that runs a line as the user's shell does, or that shell
// itself for an empty line.
func shellWords(line string, getenv func(string) string) []string {
	if line == "" {
		return []string{cmp.Or(getenv("SHELL"), "sh")}
	}
	return []string{"sh", "-c", line}
}

// endedByUser reports whether a program ended by Ctrl-C, so that its user knows why.
func endedByUser(err error) bool {
	ended, ok := errors.AsType[*exec.ExitError](err)
	if !ok {
		return false
	}
	status, ok := ended.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && status.Signal() == syscall.SIGINT
}
