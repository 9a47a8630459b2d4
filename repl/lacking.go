package repl

import (
	"cmp"
	"context"
	"errors"

	"sessh/repl/command"
	"sessh/repl/place"
)

// anySession is noSessions where the container has none, as far as it can be listed.
func (sh *Shell) anySession(ctx context.Context, c *use, container string) error {
	empty, err := sh.isEmpty(ctx, container)
	if err != nil || !empty {
		return err
	}
	return c.Call.NoSessions(c.env(), container)
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
			return cmp.Or(unread, command.EmptyContainer(names[0]))
		}
	}
	return err
}

// incomplete is the exit status of what went well, but for what it asked for.
func (sh *Shell) incomplete() int {
	if sh.lacking == nil {
		return ExitDone
	}
	if !errors.Is(sh.lacking, command.ErrNoMatch) {
		sh.Report(sh.lacking)
	}
	return ExitFailed
}
