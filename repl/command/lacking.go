package command

import (
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

// ErrNoMatch is what a search lacks that found nothing: the status alone tells.
var ErrNoMatch = errors.New("nothing was found")

// NotFound notes that what the arguments name is not there: see [Memory].
func (c *Call) NotFound(env Env, err error) error {
	if len(c.Words) == 0 {
		return nil
	}
	return env.Shell.NotFound(err)
}

// CheckFound is Lacks for a place that would come to be with its first key.
func (c *Call) CheckFound(env Env, at *place.Spot) error {
	if at.Found {
		return nil
	}
	return c.NotFound(env, at.Missing())
}

// NoSessions is Lacks for a container that has none.
func (c *Call) NoSessions(env Env, container string) error {
	return c.NotFound(env, EmptyContainer(container))
}

// CheckNotEmpty is NoSessions for a container that has none, as far as it can be listed.
func (c *Call) CheckNotEmpty(ctx context.Context, env Env, container string) error {
	empty, err := env.Work.IsEmpty(ctx, container)
	if err != nil || !empty {
		return err
	}
	return c.NoSessions(env, container)
}

// EmptyContainer is the error about a container without sessions.
func EmptyContainer(name string) error {
	return hint.With(fmt.Errorf("there are no sessions in %s", place.Path{name}), "ls / lists the containers")
}
