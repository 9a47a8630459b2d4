package edit

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/pflag"

	"sessh/repl/command"
	"sessh/repl/hint"
	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/session"
	"sessh/session/storage"
	"sessh/session/tree"
)

func removing() command.Table {
	return command.Table{{
		Name: "rm", Aliases: []string{"del"}, Alike: []string{"delete", "remove", "unset", "unlink", "rmdir", "hdel", "drop"}, Group: command.GroupEdit, Args: "PATH...", Short: "remove keys, packages or sessions",
		Long: `The last name of a path can be a pattern with *, ? and []. Sessions are removed
only with -r. Like every change, it is pending until commit, which also removes
copies on other servers that hold the same bytes, and names those that do not.`,
		Example: "sessh> set /Shop/s1/cart/total 12\nsessh> rm /Shop/s1/cart/total\nsessh> ls /Shop/s1/cart\n",
		Kinds:   []command.Kind{command.Place}, Min: 1, Max: command.Many, Globs: true, Changes: true, Run: rm,
		Flags: func(f *pflag.FlagSet) { f.BoolP("recursive", "r", false, "also remove whole sessions") },
	}}
}

func rm(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	return nil, env.Shell.Step(ctx, c.Label(), func() error {
		for _, w := range c.Words {
			paths, err := env.Place.Expand(ctx, w)
			if err != nil {
				return err
			}
			slices.Reverse(paths) // so that the indexes of a list stay valid
			if len(paths[0]) == place.Session && !c.IsSet("recursive") {
				return isSession(ctx, env, paths[0])
			}
			if err := remove(ctx, env, paths); err != nil {
				return err
			}
		}
		return nil
	})
}

// remove removes sessions, or places in sessions; all paths are of the same length.
func remove(ctx context.Context, env command.Env, paths []place.Path) error {
	if len(paths[0]) == place.Session {
		return removeSessions(ctx, env, paths)
	}
	for _, path := range paths {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := removeInside(ctx, env, path); err != nil {
			return err
		}
	}
	return nil
}

// isSession returns the error about a session that rm without -r is to remove.
func isSession(ctx context.Context, env command.Env, path place.Path) error {
	at, err := env.Place.Find(ctx, path)
	switch {
	case err == nil && !at.Found:
		return at.Missing()
	case errors.Is(err, storage.ErrUnreachable):
		return err
	}
	return hint.With(fmt.Errorf("%s is a session", path), "rm -r also removes sessions")
}

// removeSessions removes sessions, many at a time.
func removeSessions(ctx context.Context, env command.Env, paths []place.Path) error {
	for batch := range slices.Chunk(paths, place.BatchSize) {
		if err := env.Place.OpenAll(ctx, batch); err != nil {
			return err
		}
		sessions := make([]*session.Session, len(batch))
		for i, path := range batch {
			var err error
			if sessions[i], err = env.Place.Session(ctx, path); err != nil {
				return err
			}
		}
		namesakes, err := env.Place.Namesakes(ctx, sessions...)
		if err != nil {
			return err
		}
		for i, s := range sessions {
			if err := s.Delete(); err != nil {
				return err
			}
			if namesakes[i] != "" {
				env.Out.Note("note: %s: %s, and stays", batch[i], namesakes[i])
			}
		}
	}
	return nil
}

// removeInside removes a place inside a session.
func removeInside(ctx context.Context, env command.Env, path place.Path) error {
	if len(path) < place.Session {
		err := fmt.Errorf("%s cannot be removed as a whole", path)
		if len(path) == place.Root {
			return hint.With(err, "rm -r /CONTAINER/* removes the sessions of a container")
		}
		if env.Work.IsEmpty(ctx, path[0]) {
			return command.EmptyContainer(path[0])
		}
		return hint.With(err, "rm -r %s/* removes its sessions", path)
	}
	at, err := env.Place.Find(ctx, path)
	if err != nil {
		return err
	}
	if !at.Found {
		return at.Missing()
	}
	noteElsewhere(env, at)
	switch parent := at.Parent.(type) {
	case *tree.Map:
		_, err = parent.Delete(at.Key)
	case *tree.List:
		err = parent.Delete(at.Key.(int))
	}
	return err
}
