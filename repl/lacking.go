package repl

import (
	"errors"

	"sessh/repl/command"
	"sessh/repl/report"
)

// incomplete is the exit status of what went well, but for what it asked for.
func (sh *Shell) incomplete() int {
	if sh.lacking == nil {
		return report.Done
	}
	if !errors.Is(sh.lacking, command.ErrNoMatch) {
		sh.Report(sh.lacking)
	}
	return report.Failed
}
