package repl

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
)

func lockCommands() []*command.Command {
	return []*command.Command{{
		Name: "unlock", Alike: []string{"release"}, Group: command.GroupServer, Args: "PATH", Short: "remove a lock that no request holds any more",
		Long: `An application like PHP locks a session while a request uses it. A request that is
killed leaves its lock behind, for ever where sess_lock_expire is 0: the session is
blocked. info, ls and the error of a commit tell when the lock was last used, and
when it expires. A request that runs all the same would write over what is
committed meanwhile: so unlock asks first, and in a script needs --force. It removes
the lock that it has looked at, at once, and is no part of the transaction.`,
		Example: "sessh> set /php/u8j3kfa2/name Bob\nsessh> set /items/memc.sess.key.lock.u8j3kfa2/value 1\nsessh> commit\ncommitted 2 sessions, 2 changes\n  /php/u8j3kfa2: written as php...\nsessh> unlock --force /php/u8j3kfa2\n/php/u8j3kfa2 is unlocked\n",
		Kinds:   []command.Kind{command.Place}, Min: 1, Max: 1, Legacy: (*Shell).unlock,
		Flags: func(f *pflag.FlagSet) { f.Bool("force", false, "do not ask") },
	}}
}

func (sh *Shell) unlock(ctx context.Context, c *use) error {
	names := c.Resolve(c.Words[0])
	if len(names) != place.Session {
		return fmt.Errorf("%s is no session", names)
	}
	in, err := sh.Root.Locate(ctx, names[0], names[1])
	switch {
	case err != nil:
		return err
	case !in.Locks():
		return fmt.Errorf("%s: applications do not lock sessions in format %s", names, in.Format().Name())
	}
	locks, err := in.LocksOn(ctx, names[1])
	lock := locks[0]
	switch {
	case err != nil:
		return err
	case lock == nil:
		return fmt.Errorf("%s is not locked", names)
	case sh.options.ReadOnly:
		return fmt.Errorf("%s stays locked: the store is %w", names, session.ErrReadOnly)
	}
	if !c.IsSet("force") {
		if err := sh.confirmUnlock(ctx, names, lock); err != nil {
			return err
		}
	}
	if err := in.Unlock(ctx, lock); err != nil {
		return fmt.Errorf("%s: %w", names, err)
	}
	return c.emit(output.Message{Words: names.String() + " is unlocked", Facts: map[string]any{"unlocked": names.String()}})
}

func (sh *Shell) confirmUnlock(ctx context.Context, names place.Path, lock *session.Lock) error {
	if sh.ask == nil {
		return hint.With(fmt.Errorf("a request may still hold the lock of %s, and there is nobody to ask", names), "unlock --force does it in a script")
	}
	sh.note("%s is %s.", names, output.LockedText("locked by the application", lock))
	answer, err := sh.ask(ctx, "A request that still uses it would write over what is committed. Remove the lock? [y/N] ")
	if err != nil {
		return err
	}
	if !strings.HasPrefix(strings.ToLower(strings.TrimSpace(answer)), "y") {
		return errors.New("the lock was not removed")
	}
	return nil
}
