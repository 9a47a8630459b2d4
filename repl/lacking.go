package repl

import (
	"errors"

	"sessh/repl/command"
	"sessh/repl/report"
)

// incomplete is the exit status of what went well, but for what it asked for.
func (sh *Shell) incomplete() int {
	if sh.notFound == nil {
		return report.Done
	}
	if !errors.Is(sh.notFound, command.ErrNoMatch) {
		sh.Report(sh.notFound)
	}
	return report.Failed
}
