package repl

import (
	"context"
	"fmt"
	"maps"
	"path"
	"slices"

	"github.com/spf13/pflag"

	"sessh/repl/command"
	"sessh/repl/hint"
	"sessh/repl/listing"
	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/repl/syntax"
	"sessh/session"
)

func walkCommands() []*command.Command {
	return []*command.Command{
		{
			Name: "cd", Alike: []string{"use", "select", "enter", "open"}, Group: command.GroupWalk, Args: "[PATH]", Short: "go to a container, session, package or value",
			Long: `Paths are as in a file system: /CONTAINER/SESSION/PACKAGE/KEY, "..", "." and
relative ones; "cd -" goes back to where one was before, and cd alone to /.
A session or package that does not exist yet can be entered: it comes to be
with the first key that is set in it. Where the server holds other containers, and
none of this name, cd and set say so, once, and which may have been meant.`,
			Example: "sessh> cd /Shop/s1/cart\nsessh> pwd\n/Shop/s1/cart\nsessh> cd ..\nsessh> pwd\n/Shop/s1\n",
			Kinds:   []command.Kind{command.Folder}, Max: 1, Legacy: (*Shell).cd,
		},
		{
			Name: "ls", Aliases: []string{"dir"}, Alike: []string{"keys", "scan", "show", "ll", "list"}, Group: command.GroupWalk, Args: "[PATH]", Short: "list what is in a place",
			Long: `Lists containers, the sessions of a container, the packages of a session, or
keys with their values. What is pending is marked: + added, ~ changed,
- removed, ! in conflict. The last name of PATH can be a pattern with *, ? and [].
-l tells more: for sessions the time they have left, size, last access, and on which
other servers there are copies of them; for values their type and what is committed. Sessions are listed as the servers
name them, the first at once; --sort waits for all of them.`,
			Example: "sessh> set /Shop/s1/cart/total 12\nsessh> ls /Shop/s1/cart\n+ total  12\n",
			Kinds:   []command.Kind{command.Place}, Max: 1, Globs: true, Paged: true, Legacy: (*Shell).ls,
			Steady: command.SteadyWhere(func(env command.Env, c *command.Call) bool {
				return c.IsSet("long") && len(c.Path(env, 0)) <= place.Session
			}),
			Values: map[string][]string{"sort": slices.Sorted(maps.Keys(listing.Orders))},
			Flags: func(f *pflag.FlagSet) {
				f.BoolP("long", "l", false, "tell more of each")
				f.String("sort", "", "list sessions sorted by `ORDER`: name, size, ttl or access")
				f.Bool("reverse", false, "with --sort: the other way round")
				f.IntP("limit", "n", 0, "list no more than `N` sessions; 0 is all")
			},
		},
		{
			Name: "pwd", Group: command.GroupWalk, Short: "tell where one is",
			Long:    "Prints the path in the form in which it can be typed.",
			Example: "sessh> cd /Shop/s1\nsessh> pwd\n/Shop/s1\n", Legacy: (*Shell).pwd,
		},
		{
			Name: "tree", Group: command.GroupWalk, Args: "[PATH]", Short: "show a place with all that is below it",
			Long: `Shows the tree below PATH, or below where one is. --depth bounds the levels.
Below / and below a container the sessions are read in batches; raw items come
last.`,
			Example: "sessh> set /Shop/s1/cart/total 12\nsessh> tree /Shop/s1\n/Shop/s1\n  cart\n    + total  12\n",
			Kinds:   []command.Kind{command.Place}, Max: 1, Paged: true, Legacy: (*Shell).tree,
			Flags: func(f *pflag.FlagSet) { f.IntP("depth", "d", 0, "show no more than `N` levels; 0 is all") },
		},
		{
			Name: "containers", Group: command.GroupServer, Short: "list the containers with the number of their sessions",
			Long: `Counts the sessions of every container that the servers list. The same as
"ls /" in a form that is easier to read by programs.`,
			Example: "sessh> set /Shop/s1/cart/total 12\nsessh> commit\ncommitted 1 session, 1 change\nsessh> containers\n  Shop  1 session\n",
			Paged:   true, Legacy: (*Shell).containers,
		},
	}
}

func (sh *Shell) cd(ctx context.Context, c *use) error {
	var names place.Path
	if len(c.Words) > 0 {
		names = c.Resolve(c.Words[0])
	}
	if err := sh.enterable(ctx, names); err != nil {
		return err
	}
	if !slices.Equal(names, sh.Here) {
		sh.Before, sh.Here = sh.Here, names
	}
	sh.tellNewContainer(ctx, names)
	sh.tellNew(ctx, names)
	return c.emit(output.Quiet{Facts: map[string]any{"path": names.String()}})
}

// enterable tells why one cannot go to a place, if so.
func (sh *Shell) enterable(ctx context.Context, names place.Path) error {
	switch len(names) {
	case place.Root:
		return nil
	case place.Container:
		_, err := sh.Root.Container(names[0]).Format().Key(names[0], "x")
		return err
	case place.Session:
		_, err := sh.Session(ctx, names)
		return err
	}
	at, err := sh.Find(ctx, names)
	switch {
	case err != nil:
		return err
	case !at.Found && !at.ComesToBe():
		return at.Missing()
	}
	switch at.Value.(type) {
	case *session.Map, *session.List, *session.Ref:
		return nil
	}
	return hint.With(fmt.Errorf("%s is of type %s, not a place to go to", names, session.TypeName(at.Value)), "get %s shows it", names)
}

func (sh *Shell) pwd(_ context.Context, c *use) error {
	words := sh.Here.String()
	return c.emit(output.Message{Words: words, Facts: map[string]any{"path": words}})
}

func (sh *Shell) ls(ctx context.Context, c *use) error {
	names := c.here(0)
	match := func(string) bool { return true }
	if len(c.Words) > 0 {
		if p := syntax.ParsePath(c.Words[0]); len(p.Elems) > 0 && p.Elems[len(p.Elems)-1].Pattern {
			glob := names[len(names)-1]
			if _, err := path.Match(glob, ""); err != nil {
				return fmt.Errorf("the pattern %s is not closed", syntax.Quote(glob))
			}
			names = names[:len(names)-1]
			match = func(name string) bool { return place.Matches(glob, name) }
		}
	}
	c.printer.Wrote = false
	if err := sh.list(ctx, c, names, match); err != nil || c.printer.Wrote {
		return err
	}
	pattern := len(c.Words) > 0 && len(names) < len(c.Resolve(c.Words[0]))
	sh.nothing(ctx, names, pattern)
	switch {
	case pattern:
		return c.Call.Lacks(c.env(), fmt.Errorf("nothing matches %s", c.Text(0)))
	case len(names) == place.Container:
		return c.Call.NoSessions(c.env(), names[0])
	}
	return nil
}

// nothing says on a terminal why nothing is listed.
func (sh *Shell) nothing(ctx context.Context, names place.Path, pattern bool) {
	switch {
	case !sh.options.OutTerminal:
	case pattern:
		sh.note("(nothing matches)")
	case len(names) == place.Root:
		sh.note("(no sessions)")
	case len(names) == place.Container:
		sh.note("(no sessions in %s)", names)
	default:
		sh.tellNew(ctx, names)
	}
}

// tellNew says on a terminal that a place is not there yet, if so.
func (sh *Shell) tellNew(ctx context.Context, names place.Path) {
	if len(names) < place.Session || !sh.options.OutTerminal {
		return
	}
	if at, err := sh.Find(ctx, names); err == nil && !at.Found {
		sh.note("(new: it comes to be with the first key that is set in it)")
	}
}

func (sh *Shell) list(ctx context.Context, c *use, names place.Path, match func(string) bool) error {
	switch len(names) {
	case place.Root:
		return sh.listContainers(ctx, c, match)
	case place.Container:
		if c.String("sort") != "" {
			return sh.listSorted(ctx, c, names[0], match)
		}
		return sh.listSessions(ctx, c, names[0], match)
	}
	at, err := sh.Find(ctx, names)
	if err != nil {
		return err
	}
	if !at.Found && !at.ComesToBe() {
		return at.Missing()
	}
	if r, ok := at.Value.(*session.Ref); ok {
		at.Value = r.To()
	}
	if _, ok := at.Committed(); !ok {
		if err := c.Call.Absent(c.env(), at); err != nil {
			return err
		}
	}
	entries, err := sh.entries(ctx, at, match)
	if err != nil {
		return err
	}
	return c.emit(&contents{entries: entries, long: c.IsSet("long"), packages: len(names) == place.Session})
}
