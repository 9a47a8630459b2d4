package servers

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/pflag"

	"sessh/repl/command"
	"sessh/repl/hint"
	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/repl/screen"
	"sessh/session"
	"sessh/session/figure"
	"sessh/session/stored"
	"sessh/session/sweep"
)

// Dumps returns the commands dump and load.
func Dumps() command.Table {
	return command.Table{
		{
			Name: "dump", Alike: []string{"export", "backup"}, Group: command.GroupServer, Args: "PATH FILE", Short: "write sessions to a file",
			Long: `Writes every session at and below PATH as a line of JSON: its names, format, time
left and data, and the item as it is stored; load reads them back. At / raw items
are written, too. Pending changes are not part of it. --redact KEYS replaces the
values of keys that match one of the patterns (separated by commas) wherever they
stand, and raw items without keys as a whole; it leaves out the stored item, so
that the file can go with a bug report. FILE of "-" is the standard output; any
other file appears once it is complete, and until then --force keeps the old one.
If the data of a session would take more than 64 MB, because one text is in it
very many times, only its item is written.`,
			Example: "sessh> set /Shop/s1/cart/total 12\nsessh> commit\ncommitted 1 session, 1 change\nsessh> dump /Shop shop.jsonl\n1 session dumped to shop.jsonl\n",
			Kinds:   []command.Kind{command.Place, command.File}, Min: 2, Max: 2, Run: dump,
			Unreplayable: func(c *command.Call) bool { return command.IsOutside(c.Text(1)) },
			Steady:       command.SteadyIf(func(_ command.Env, c *command.Call) bool { return c.Text(1) == "-" }),
			Flags: func(f *pflag.FlagSet) {
				f.String("redact", "", "replace the values of keys that match `KEYS`")
				f.Bool("force", false, "overwrite FILE once the new one is complete")
			},
		},
		{
			Name: "load", Alike: []string{"import"}, Group: command.GroupServer, Args: "FILE", Short: "read sessions from a file that dump or watch wrote",
			Long: `Puts the sessions of FILE into the open transaction, with the time that they had
left; commit stores them. An existing session is replaced only with --replace. What
was not edited in FILE is stored as the very item that it was, even if only its
application can write such a one. If data was edited, the change counts; the rest
is taken from the item, with what it shares. FILE of "-" is the standard input.
FILE can be a recording of watch, too: its sessions are loaded as they were at its
end, or at --at TIME, such as 12:03:05 (see help paths). Those that were gone by then
are counted, and not removed. A line of a recording that cannot be read is left out,
with a note; in a dump it is an error, and nothing is loaded.`,
			Example: "sessh> set /Shop/s1/cart/total 12\nsessh> commit\ncommitted 1 session, 1 change\nsessh> dump /Shop visitors.jsonl\n1 session dumped to visitors.jsonl\nsessh> rm -r /Shop/s1\nsessh> commit\ncommitted 1 session, 1 change\nsessh> load visitors.jsonl\n1 session loaded\nsessh> get /Shop/s1/cart/total\n12\n",
			Kinds:   []command.Kind{command.File}, Min: 1, Max: 1, Changes: true, Run: load, Steady: steadyLoad,
			Flags: func(f *pflag.FlagSet) {
				f.Bool("replace", false, "replace existing sessions")
				f.String("at", "", "load the sessions of a recording as they were at `TIME`")
			},
		},
	}
}

func dump(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	names := env.Place.Resolve(c.Words[0])
	if len(names) > place.Session {
		return nil, fmt.Errorf("%s is inside a session: dump writes whole sessions", names)
	}
	redact := strings.FieldsFunc(c.String("redact"), func(r rune) bool { return r == ',' })
	for _, glob := range redact {
		if err := place.CheckGlob(glob); err != nil {
			return nil, c.UsageError(err)
		}
	}
	if len(names) == place.Container && env.Shell.Single() {
		if err := c.CheckNotEmpty(ctx, env, names[0]); err != nil {
			return nil, err
		}
	}
	if c.Text(1) == "-" {
		return output.Bounded(ctx, output.Raw(func(to io.Writer, _ *screen.Palette) error {
			_, err := dumpTo(ctx, env, to, names, redact)
			return err
		})), nil
	}
	f, err := env.Files.Create(ctx, c.Text(1), c.IsSet("force"))
	if err != nil {
		return nil, err
	}
	w := bufio.NewWriter(f)
	n, err := dumpTo(ctx, env, w, names, redact)
	if err == nil {
		err = w.Flush()
	}
	if err = f.Finish(err); err != nil {
		return nil, err
	}
	return output.Message{Words: fmt.Sprintf("%s dumped to %s", n, c.Text(1)), Facts: map[string]any{"sessions": n.sessions, "items": n.items, "file": c.Text(1)}}, nil
}

// moved counts what was dumped or loaded.
type moved struct {
	sessions int
	items    int // raw items
}

func (n *moved) add(c *session.Container) {
	if c.Raw() {
		n.items++
		return
	}
	n.sessions++
}

func (n moved) String() string {
	switch {
	case n.items == 0:
		return figure.Count(n.sessions, "session")
	case n.sessions == 0:
		return figure.Count(n.items, "item")
	}
	return figure.Count(n.sessions, "session") + " and " + figure.Count(n.items, "item")
}

func dumpTo(ctx context.Context, env command.Env, w io.Writer, names, redact []string) (n moved, err error) {
	progress := env.Out.Progress("sessions")
	defer progress.Done()
	d := newDumper(redact)
	err = committed(ctx, env, names, func(sessions []*sweep.Peek) error {
		for x := range d.lines(ctx, sessions) {
			if err := x.write(env, w); err != nil {
				return err
			}
			progress.Add(1)
			n.add(x.of.Container)
		}
		return nil
	})
	return n, err
}

// committed calls f for the stored sessions at and below names, some at a time, without the pending
// changes.
func committed(ctx context.Context, env command.Env, names place.Path, f func([]*sweep.Peek) error) error {
	if len(names) == place.Session {
		in, err := stored.Locate(ctx, env.Root, names[0], names[1])
		if err != nil {
			return err
		}
		s, err := stored.Read(ctx, in, names[1])
		switch {
		case err != nil:
			return err
		case !s[0].Stored():
			return fmt.Errorf("%s is not stored", names)
		}
		return f([]*sweep.Peek{sweep.PeekOf(s[0])})
	}
	containers := names
	if len(names) == place.Root {
		var err error
		if containers, err = env.Work.Containers(ctx); err != nil {
			return err
		}
	}
	var errs []error
	for _, name := range containers {
		for sessions := range hint.Collect(sweep.Stored(ctx, env.Root, env.Root.Container(name)), &errs) {
			if err := f(sessions); err != nil {
				return err
			}
		}
	}
	if err := ctx.Err(); err != nil { // which ends a listing without an error
		return err
	}
	return hint.Listing(errs)
}
