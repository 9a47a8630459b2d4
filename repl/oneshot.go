package repl

import (
	"context"
	"errors"

	"sessh/repl/command"
	"sessh/repl/hint"
	"sessh/repl/report"
	"sessh/session/storage"
)

// One runs a single command, given as words that another shell has split, and commits what
// it changed. It returns the exit status.
func (sh *Shell) One(ctx context.Context, args []string) int {
	sh.unattended, sh.single = true, true
	err := sh.runWords(ctx, args)
	if err == nil && sh.Pending() > 0 {
		err = sh.commitOne(ctx)
	} else if err != nil && !sh.options.Fleeting {
		defer sh.noteDropped(err)
	}
	if err == nil {
		return sh.incomplete()
	}
	if sh.options.Fleeting && errors.Is(err, storage.ErrReadOnly) {
		err = errFleeting
	}
	err = inWords(ctx, err)
	sh.Report(err)
	return report.Status(err)
}

// alone reports whether the line that runs is a single command, not one of the lines of
// a file.
func (sh *Shell) alone() bool { return sh.single && sh.sources == 0 }

func (sh *Shell) commitOne(ctx context.Context) error {
	if sh.options.Fleeting {
		return errFleeting
	}
	return sh.Run(ctx, "commit")
}

// runWords runs a command given as words that another shell has split.
func (sh *Shell) runWords(ctx context.Context, args []string) error {
	sh.notFound = nil
	return sh.run(ctx, sh.commands.ParseSplit(args))
}

// incomplete returns the exit status of a command that succeeded, but may not have found
// what it was asked for.
func (sh *Shell) incomplete() int {
	if sh.notFound == nil {
		return report.Done
	}
	if !errors.Is(sh.notFound, command.ErrNoMatch) {
		sh.Report(sh.notFound)
	}
	return report.Failed
}

// errFleeting is the error of a command that would change a store which ends with it.
var errFleeting = &hint.Usage{Err: hint.With(errors.New("there is no server to commit to"), "--server HOST, or SESSH_SERVER in the environment, names one")}
