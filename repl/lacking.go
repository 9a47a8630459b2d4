package repl

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"sessh/repl/hint"
	"sessh/repl/place"
)

// What a command asks for need not be there: at the prompt any place can be entered,
// and comes to be with the first key that is set in it. A single command, as in a shell
// script, fails if it names something that does not exist. A script of lines goes on,
// as at the prompt; its exit status reports whether its last line failed so.

// noMatch is what a search lacks that found nothing: the status alone tells.
type noMatch struct{}

func (noMatch) Error() string { return "nothing was found" }

// lacks notes that what the arguments name is not there; it is an error of a command
// that is run on its own.
func (c *use) lacks(err error) error {
	switch {
	case len(c.Words) == 0:
		return nil
	case c.single:
		return err
	}
	c.lacking = err
	return nil
}

// absent is lacks for a place that would come to be with its first key.
func (c *use) absent(at *place.Spot) error {
	if at.Found {
		return nil
	}
	return c.lacks(at.Missing())
}

// noSessions is lacks for a container that has none.
func (c *use) noSessions(container string) error {
	return c.lacks(emptyContainer(container))
}

func emptyContainer(name string) error {
	return hint.With(fmt.Errorf("there are no sessions in %s", place.Path{name}), "ls / lists the containers")
}

// anySession is noSessions where the container has none, as far as it can be listed.
func (sh *Shell) anySession(ctx context.Context, c *use, container string) error {
	empty, err := sh.isEmpty(ctx, container)
	if err != nil || !empty {
		return err
	}
	return c.noSessions(container)
}

// isEmpty reports whether a container can be listed, and has no sessions.
func (sh *Shell) isEmpty(ctx context.Context, container string) (bool, error) {
	tx, err := sh.Tx(ctx)
	if err != nil {
		return false, err
	}
	for range sh.Root.Container(container).IDs(ctx, tx) {
		return false, nil
	}
	return true, nil
}

// aboveSessions is the error of a command that wants more of a path than a container: err,
// unless there is no such container.
func (sh *Shell) aboveSessions(ctx context.Context, names place.Path, err error) error {
	if len(names) == place.Container {
		if empty, unread := sh.isEmpty(ctx, names[0]); unread != nil || empty {
			return cmp.Or(unread, emptyContainer(names[0]))
		}
	}
	return err
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
