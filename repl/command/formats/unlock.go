package formats

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/pflag"

	"sessh/repl/command"
	"sessh/repl/hint"
	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/session"
	"sessh/session/storage"
)

func unlocking() command.Table {
	return command.Table{{
		Name: "unlock", Alike: []string{"release"}, Group: command.GroupServer, Args: "PATH", Short: "remove a lock that no request holds anymore",
		Long: `An application in PHP locks a session while a request uses it. A request that is
killed leaves its lock behind, for ever if sess_lock_expire is 0: the session is
blocked. info, ls and the error of a commit show when the lock was last used, and
when it expires. A request that is still running would overwrite what is committed
meanwhile, so unlock asks first, and in a script needs --force. It removes exactly
the lock that it looked at, at once; it is not part of the transaction.`,
		Example: "sessh> set /php/u8j3kfa2/name Bob\nsessh> set /items/memc.sess.key.lock.u8j3kfa2/value 1\nsessh> commit\ncommitted 2 sessions, 2 changes\n  /php/u8j3kfa2: written as php...\nsessh> unlock --force /php/u8j3kfa2\n/php/u8j3kfa2 is unlocked\n",
		Kinds:   []command.Kind{command.Place}, Min: 1, Max: 1, Run: unlock,
		Flags: func(f *pflag.FlagSet) { f.Bool("force", false, "do not ask") },
	}}
}

func unlock(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	path := env.Place.Resolve(c.Words[0])
	if len(path) != place.Session {
		return nil, fmt.Errorf("%s is not a session", path)
	}
	in, err := env.Root.Locate(ctx, path[0], path[1])
	switch {
	case err != nil:
		return nil, err
	case !in.Locks():
		return nil, fmt.Errorf("%s: applications do not lock sessions in format %s", path, in.Format().Name())
	}
	locks, err := in.LocksOn(ctx, path[1])
	lock := locks[0]
	switch {
	case err != nil:
		return nil, err
	case lock == nil:
		return nil, fmt.Errorf("%s is not locked", path)
	case env.Shell.ReadOnly():
		return nil, fmt.Errorf("%s stays locked: the store is %w", path, storage.ErrReadOnly)
	}
	if !c.IsSet("force") {
		if err := confirmUnlock(ctx, env, path, lock); err != nil {
			return nil, err
		}
	}
	if err := in.Unlock(ctx, lock); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return output.Message{Words: path.String() + " is unlocked", Facts: map[string]any{"unlocked": path.String()}}, nil
}

func confirmUnlock(ctx context.Context, env command.Env, path place.Path, lock *session.Lock) error {
	if !env.Shell.Attended() {
		return hint.With(fmt.Errorf("a request may still hold the lock of %s, and there is no terminal to ask", path), "unlock --force does it in a script")
	}
	env.Out.Note("%s is %s.", path, output.LockedText("locked by the application", lock))
	answer, err := env.Shell.Ask(ctx, "A request that still uses the session would overwrite what you commit. Remove the lock? [y/N] ")
	if err != nil {
		return err
	}
	if !strings.HasPrefix(strings.ToLower(strings.TrimSpace(answer)), "y") {
		return errors.New("the lock was not removed")
	}
	return nil
}
