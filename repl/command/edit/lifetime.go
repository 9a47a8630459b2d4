package edit

import (
	"context"
	"fmt"

	"sessh/repl/command"
	"sessh/repl/notation"
	"sessh/repl/output"
	"sessh/repl/place"
)

func lifetimes() command.Table {
	return command.Table{{
		Name: "expire", Group: command.GroupEdit, Args: "PATH DURATION", Short: "set how long a session lives",
		Long: `DURATION is written as 90s, 30m, 1h30m or 7d, or is "never". The new timeout is
pending like any other change, counts from the commit on, and stays with the
session.`,
		Example: "sessh> set /Shop/s1/cart/total 12\nsessh> expire /Shop/s1 2h\nsessh> diff\n/Shop/s1\n~ timeout  1h -> 2h\n/Shop/s1/cart\n+ total    12\n",
		Kinds:   []command.Kind{command.Place, command.Anything}, Min: 2, Max: 2, Changes: true, Run: expire,
	}}
}

func expire(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	d, err := notation.ParseDuration(c.Text(1))
	if err != nil {
		return nil, c.UsageError(err)
	}
	at := env.Place.Resolve(c.Words[0])
	if len(at) < place.Session {
		return nil, fmt.Errorf("%s is not a session, nor a place in one", at)
	}
	return nil, env.Shell.Step(ctx, c.Label(), func() error {
		s, err := env.Place.Session(ctx, at)
		if err != nil {
			return err
		}
		return s.SetTimeout(d)
	})
}
