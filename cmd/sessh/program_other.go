//go:build !unix

package main

import (
	"cmp"
	"errors"
	"os/exec"
)

// shellWords returns the command that runs a line as the user's shell does, or that shell
// itself for an empty line.
func shellWords(line string, getenv func(string) string) []string {
	shell := []string{cmp.Or(getenv("COMSPEC"), "cmd.exe")}
	if line == "" {
		return shell
	}
	return append(shell, "/c", line)
}

// endedByUser reports whether a program ended by Ctrl-C, so that its user knows why.
func endedByUser(err error) bool {
	const controlC = 0xc000013a
	ended, ok := errors.AsType[*exec.ExitError](err)
	return ok && uint32(ended.ExitCode()) == controlC // #nosec G115 -- an exit code of Windows has 32 bits
}
