package browse

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/spf13/pflag"

	"sessh/repl/command"
	"sessh/repl/hint"
	"sessh/repl/listing"
	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/session/tree"
)

// walking returns the commands that go to a place and list its contents.
func walking() command.Table {
	return command.Table{
		{
			Name: "cd", Alike: []string{"enter", "open"}, Group: command.GroupWalk, Args: "[PATH]", Short: "go to a container, session, package or value",
			Long: `Paths are as in a file system: /CONTAINER/SESSION/PACKAGE/KEY, "..", "." and
relative ones; "cd -" goes back to the previous place, and cd alone to /.
A session or package that does not exist yet can be entered, and is created by
the first key that is set in it. If the server has other containers but none of
this name, cd and set point that out once, and name the one that may be meant.`,
			Example: "sessh> cd /Shop/s1/cart\nsessh> pwd\n/Shop/s1/cart\nsessh> cd ..\nsessh> pwd\n/Shop/s1\n",
			Kinds:   []command.Kind{command.Folder}, Max: 1, Run: cd,
		},
		byCookie(),
		{
			Name: "ls", Aliases: []string{"dir"}, Alike: []string{"keys", "scan", "show", "ll", "list"}, Group: command.GroupWalk, Args: "[PATH]", Short: "list the contents of a place",
			Long: `Lists containers, the sessions of a container, the packages of a session, or
keys with their values. Pending changes are marked: + added, ~ changed,
- removed, ! in conflict. The last name of PATH can be a pattern with *, ? and [].
-l shows more: for sessions the time left, size, last access, and other servers
that have a copy; for values their type and what is committed. Sessions are
listed in the order of the servers, the first at once; --sort waits for all, and
--sort size shows the sizes.`,
			Example: "sessh> set /Shop/s1/cart/total 12\nsessh> ls /Shop/s1/cart\n+ total  12\n",
			Kinds:   []command.Kind{command.Place}, Max: 1, Globs: true, Paged: true, Shows: command.Always, Run: ls,
			Steady: steadyLs,
			Values: map[string][]string{"sort": slices.Sorted(maps.Keys(listing.Orders))},
			Flags: func(f *pflag.FlagSet) {
				f.BoolP("long", "l", false, "show more about each")
				f.String("sort", "", "sort sessions by `ORDER`: name, size, ttl or access")
				f.Bool("reverse", false, "with --sort: in reverse order")
				f.IntP("limit", "n", 0, "list at most `N`, pending ones included; 0 means all")
			},
		},
		{
			Name: "pwd", Group: command.GroupWalk, Short: "print the current place",
			Long:    "Prints the path in a form that can be typed.",
			Example: "sessh> cd /Shop/s1\nsessh> pwd\n/Shop/s1\n", Shows: command.Always, Run: pwd,
		},
		{
			Name: "tree", Group: command.GroupWalk, Args: "[PATH]", Short: "show a place and everything below it",
			Long: `Shows the tree below PATH, or below the current place. --depth limits the levels.
Below / and below a container the sessions are read in batches; raw items come
last.`,
			Example: "sessh> set /Shop/s1/cart/total 12\nsessh> tree /Shop/s1\n/Shop/s1\n  cart\n    + total  12\n",
			Kinds:   []command.Kind{command.Place}, Max: 1, Paged: true, Shows: command.Always, Run: drawTree,
			Flags: func(f *pflag.FlagSet) { f.IntP("depth", "d", 0, "show at most `N` levels; 0 means all") },
		},
		{
			Name: "containers", Group: command.GroupServer, Short: "list the containers and how many sessions they have",
			Long: `Counts the sessions of every container that the servers list: "ls /" in a form
that is easier for programs to read.`,
			Example: "sessh> set /Shop/s1/cart/total 12\nsessh> commit\ncommitted 1 session, 1 change\nsessh> containers\n  Shop  1 session\n",
			Paged:   true, Shows: command.Always, Run: containers,
		},
	}
}

func cd(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	var to place.Path
	if len(c.Words) > 0 {
		to = env.Place.Resolve(c.Words[0])
	}
	if err := enterable(ctx, env, to); err != nil {
		return nil, err
	}
	env.Place.Go(to)
	env.Shell.MeetContainer(ctx, to)
	noteNew(ctx, env, to)
	command.NoteNoEffect(env, c)
	return output.JSONOnly{Facts: map[string]any{"path": to.String()}}, nil
}

// enterable returns the reason why a place cannot be entered, if there is one.
func enterable(ctx context.Context, env command.Env, to place.Path) error {
	switch len(to) {
	case place.Root:
		return nil
	case place.Container:
		f := env.Root.Container(to[0]).Format()
		if takes := f.Traits().Takes; takes != nil {
			return takes(to[0])
		}
		_, err := f.Key(to[0], "x")
		return err
	case place.Session:
		_, err := env.Place.Session(ctx, to)
		return err
	}
	at, err := env.Place.Find(ctx, to)
	switch {
	case err != nil:
		return err
	case !at.Found && !at.ComesToBe():
		return at.Missing()
	}
	switch at.Value.(type) {
	case *tree.Map, *tree.List, *tree.Ref:
		return nil
	}
	return hint.With(fmt.Errorf("%s is of type %s, not a place to go to", to, tree.TypeName(at.Value)), "get %s shows it", to)
}

func pwd(_ context.Context, env command.Env, _ *command.Call) (output.Result, error) {
	path := env.Place.Here.String()
	return output.Message{Words: path, Facts: map[string]any{"path": path}}, nil
}
