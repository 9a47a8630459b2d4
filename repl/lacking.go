package repl

import (
	"cmp"
	"context"
	"errors"

	"sessh/repl/command"
	"sessh/repl/place"
)

// aboveSessions is the error of a command that wants more of a path than a container: err,
// unless there is no such container.
func (sh *Shell) aboveSessions(ctx context.Context, names place.Path, err error) error {
	if len(names) == place.Container {
		if empty, unread := sh.IsEmpty(ctx, names[0]); unread != nil || empty {
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
