package repl

import (
	"context"
	"errors"

	"sessh/repl/report"
	"sessh/session"
)

// One runs one command whose words another shell has taken apart, and commits
// what it changed. It returns the exit status.
func (sh *Shell) One(ctx context.Context, args []string) int {
	sh.unattended, sh.single = true, true
	err := sh.runWords(ctx, args)
	if err == nil && sh.Pending() > 0 {
		err = sh.commitOne(ctx)
	} else if err != nil && !sh.options.Fleeting {
		defer sh.noteDropped(err)
	}
	switch {
	case err == nil:
		return sh.incomplete()
	}
	if sh.options.Fleeting && errors.Is(err, session.ErrReadOnly) {
		err = errFleeting
	}
	err = inWords(ctx, err)
	sh.Report(err)
	return report.Status(err)
}

func (sh *Shell) commitOne(ctx context.Context) error {
	if sh.options.Fleeting {
		return errFleeting
	}
	return sh.Run(ctx, "commit")
}

// runWords runs a command whose words another shell has already taken apart.
func (sh *Shell) runWords(ctx context.Context, args []string) error {
	sh.notFound = nil
	return sh.run(ctx, sh.commands.ParseGiven(args))
}
