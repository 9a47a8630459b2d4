package browse

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/pflag"

	"sessh/repl/command"
	"sessh/repl/hint"
	"sessh/repl/output"
	"sessh/repl/place"
)

// reading returns the commands that show a session or a value.
func reading() command.Table {
	return command.Table{
		{
			Name: "get", Aliases: []string{"cat"}, Alike: []string{"print", "read", "echo", "hget", "hgetall", "view", "less"}, Group: command.GroupEdit, Args: "[PATH]", Short: "print a value in full",
			Long: `Prints the pending value at PATH in full: nothing is shortened. Lists and mappings
are laid out over several lines. --committed prints what the transaction read from
the server, --raw prints text and bytes as they are, without quotes (not to a
terminal), --json prints JSON with marked types, which set accepts. Bytes that are
not text are printed in hexadecimal, and so is text with --hex. A terminal without
a pager gets the first 4 MB, a pipe everything.`,
			Example: "sessh> set /Shop/s1/cart/total 12\nsessh> get /Shop/s1/cart/total\n12\n",
			Kinds:   []command.Kind{command.Place}, Max: 1, Paged: true, Shows: command.Always, Run: get,
			Flags: func(f *pflag.FlagSet) {
				f.Bool("committed", false, "print what is committed")
				f.Bool("raw", false, "print text and bytes as they are")
				f.Bool("hex", false, "print text and bytes in hexadecimal")
				f.BoolP("json", "j", false, "print JSON that keeps all types")
			},
		},
		{
			Name: "info", Alike: []string{"stat", "type", "file"}, Group: command.GroupEdit, Args: "[PATH]", Short: "describe a session or a value",
			Long: `For a session: its format and how it was recognized, the server of its item and
other servers that have a copy, its size, flags and cas, the time left, when it
was last used, its timeout, whether it is locked, and what is pending. For a value:
its type, size, and what is committed.`,
			Example: "sessh> set /Shop/s1/cart/total 12\nsessh> info /Shop/s1/cart/total\npath       /Shop/s1/cart/total\ntype       integer\nstate      added\nvalue      12\n",
			Kinds:   []command.Kind{command.Place}, Max: 1, Paged: true, Shows: command.Always, Run: info,
			Steady: command.SteadyIf(func(env command.Env, c *command.Call) bool { return len(c.Path(env, 0)) == place.Session }),
		},
		{
			Name: "ttl", Group: command.GroupEdit, Args: "[PATH]", Short: "print the time that a session has left, or how many have how much",
			Long: `Asks the server without touching the session: its life is not extended. A session
that does not expire has "never". For a container, or all at /, it counts the sessions by
the time that they have left.`,
			Example: "sessh> set /Shop/s1/cart/total 12\nsessh> commit\ncommitted 1 session, 1 change\nsessh> ttl /Shop/s1\n1h\n",
			Kinds:   []command.Kind{command.Place}, Max: 1, Shows: command.Always, Run: ttl, Steady: command.SteadyNothing,
		},
	}
}

func get(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	names := c.Path(env, 0)
	if len(names) < place.Session {
		return nil, aboveSessions(ctx, env, names, hint.With(fmt.Errorf("%s is not a value", names), "ls %s shows what is in it", names))
	}
	at, err := env.Place.Find(ctx, names)
	if err != nil {
		return nil, err
	}
	value, ok := at.Value, false
	switch {
	case c.IsSet("committed"):
		if value, ok = at.Committed(); !ok {
			return nil, fmt.Errorf("%s is not committed", names)
		}
	case !at.Found && !at.ComesToBe():
		return nil, at.Missing()
	case !at.Found:
		if err := c.CheckFound(env, at); err != nil {
			return nil, err
		}
		noteNew(ctx, env, names)
	}
	if c.IsSet("raw") && env.Out.IsTerminal() {
		return nil, errors.New("raw output is not written to a terminal, which might act on it")
	}
	return output.FullValue{Path: names, Value: value, Raw: c.IsSet("raw"), Typed: c.IsSet("json"), Hex: c.IsSet("hex")}, nil
}

// aboveSessions returns the error of a command that needs a path below a container: err, or
// that the container does not exist.
func aboveSessions(ctx context.Context, env command.Env, names place.Path, err error) error {
	if len(names) == place.Container {
		if env.Work.IsEmpty(ctx, names[0]) {
			return command.EmptyContainer(names[0])
		}
	}
	return err
}
