package command

import (
	"context"
	"errors"
	"fmt"

	"sessh/repl/hint"
	"sessh/repl/place"
)

// The place that a command names need not exist: at the prompt any place can be entered,
// and is created by the first key that is set in it. A single command, as in a shell
// script, fails if what it names does not exist. A script of lines goes on, as at the
// prompt; its exit status reports whether its last line failed so.

// ErrNoMatch is what a search that found nothing reports to [Memory.NotFound]: it shows
// only in the exit status.
var ErrNoMatch = errors.New("nothing was found")

// NotFound reports that what the arguments name does not exist: see [Memory].
func (c *Call) NotFound(env Env, err error) error {
	if len(c.Words) == 0 {
		return nil
	}
	return env.Shell.NotFound(err)
}

// CheckFound calls NotFound if a place does not exist.
func (c *Call) CheckFound(env Env, at *place.Spot) error {
	if at.Found {
		return nil
	}
	return c.NotFound(env, at.Missing())
}

// NoSessions calls NotFound about a container without sessions.
func (c *Call) NoSessions(env Env, container string) error {
	return c.NotFound(env, EmptyContainer(container))
}

// CheckNotEmpty calls NotFound if a container has no sessions.
func (c *Call) CheckNotEmpty(ctx context.Context, env Env, container string) error {
	if !env.Work.IsEmpty(ctx, container) {
		return nil
	}
	return c.NoSessions(env, container)
}

// NoteNoEffect notes that a command has no effect if no line follows it.
func NoteNoEffect(env Env, c *Call) {
	switch {
	case env.Shell.Sourced():
	case env.Shell.Aside():
		env.Out.Note("note: %s has no effect in aside", c.Cmd.Name)
	case env.Shell.Single():
		env.Out.Note("note: %s has no effect as a single command", c.Cmd.Name)
	}
}

// EmptyContainer returns the error about a container without sessions.
func EmptyContainer(name string) error {
	return hint.With(fmt.Errorf("there are no sessions in %s", place.Path{name}), "ls / lists the containers")
}
