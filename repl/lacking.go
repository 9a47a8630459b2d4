package repl

import (
	"context"
	"errors"
	"fmt"
)

// What a command asks for need not be there: at the prompt any place can be entered,
// and comes to be with the first key that is set in it. A command of its own, in
// somebody's shell script, fails where it names what is not there. A script of lines
// goes on, as at the prompt, and its status tells whether its last line did.

// noMatch is what a search lacks that found nothing: the status alone tells.
type noMatch struct{}

func (noMatch) Error() string { return "nothing was found" }

// lacks notes that what the arguments name is not there; it is an error of a command
// that is run on its own.
func (c *call) lacks(err error) error {
	switch {
	case len(c.words) == 0:
		return nil
	case c.single:
		return err
	}
	c.lacking = err
	return nil
}

// absent is lacks for a place that would come to be with its first key.
func (c *call) absent(at *spot) error {
	if at.found {
		return nil
	}
	return c.lacks(at.missing())
}

// noSessions is lacks for a container that has none.
func (c *call) noSessions(container string) error {
	return c.lacks(withHint(fmt.Errorf("there are no sessions in %s", pathText([]string{container})), "ls / lists the containers"))
}

// anySession is noSessions where the container has none, as far as it can be listed.
func (sh *Shell) anySession(ctx context.Context, c *call, container string) error {
	tx, err := sh.tx(ctx)
	if err != nil {
		return err
	}
	for range sh.root.Container(container).IDs(ctx, tx) {
		return nil
	}
	return c.noSessions(container)
}

// incomplete is the exit status of what went well, but for what it asked for.
func (sh *Shell) incomplete() int {
	if sh.lacking == nil {
		return ExitDone
	}
	if !errors.Is(sh.lacking, noMatch{}) {
		sh.Report(sh.lacking)
	}
	return ExitFailed
}
