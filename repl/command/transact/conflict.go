package transact

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"sessh/repl/command"
	"sessh/repl/command/edit"
	"sessh/repl/hint"
	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/repl/syntax"
	"sessh/session"
	"sessh/session/diff"
	"sessh/session/figure"
	"sessh/session/tree"
)

const exampleConflict = "sessh> set /Shop/s1/cart/total 12\nsessh> commit\ncommitted 1 session, 1 change\n" +
	"sessh> set /Shop/s1/cart/total 15\nsessh> aside set /Shop/s1/cart/total 11\naside: committed 1 session, 1 change\n"

// Conflicts returns the commands refresh, conflicts and resolve.
func Conflicts() command.Table {
	return command.Table{
		{
			Name: "refresh", Group: command.GroupTransaction, Args: "[PATH...]", Short: "bring in what other programs have committed",
			Long: `Reads the open sessions again. Changes by other programs are brought in, and what is
pending stays pending. If both changed the same key, both sides are shown, and
--mine or --theirs decides: for all keys, or for those at or below PATH. Setting
or removing such a key decides it as well, and resolve has more ways. The timeout,
and the flags of a raw item, are treated like keys. One step of undo.`,
			Example: exampleEdit + "sessh> refresh\nno changes by other programs\n",
			Kinds:   []command.Kind{command.Place}, Max: command.Many, KeepsTransaction: true, Run: refresh,
			Flags: func(f *pflag.FlagSet) {
				f.BoolP("mine", "m", false, "in conflicts, keep what is pending")
				f.BoolP("theirs", "t", false, "in conflicts, take what other programs have written")
			},
		},
		{
			Name: "conflicts", Group: command.GroupTransaction, Args: "[PATH]", Short: "show what both sides changed",
			Long: `Shows base (as the transaction read it), mine (pending) and theirs (on the server)
for each place at or below PATH that both sides have changed: those that a refresh
has left open, or else those that it would find.`,
			Example: exampleConflict + "sessh> conflicts\n! /Shop/s1/cart/total\n    base    12\n    mine    15\n    theirs  11\n",
			Kinds:   []command.Kind{command.ConflictPlace}, Max: 1, KeepsTransaction: true, Paged: true, Shows: command.Always, Run: showConflicts,
			Flags: func(f *pflag.FlagSet) { f.Bool("full", false, "show long values in full") },
		},
		{
			Name: "resolve", Group: command.GroupTransaction, Args: "[PATH...]", Short: "decide conflicts",
			Long: `Brings in what other programs have committed, as refresh does, and decides the conflicts
at or below PATH, or all of them: --mine keeps what is pending, --theirs takes what
is on the server, --value sets another value (one word, which can be quoted, or a
list or object in JSON), --edit opens both sides in your editor, and treats what is
refused as edit does. PATH is as shown by conflicts, and Tab completes it.
--merge add adds what both sides added to a number, even if they added the same;
--merge union keeps what either side put into a list, and leaves out what either
removed; an element that stands there twice counts twice. The timeout of a session
is decided by --mine and --theirs. One step of undo; then commit.`,
			Example: exampleConflict + "sessh> resolve --merge add /Shop/s1/cart/total\n/Shop/s1 was changed by another program\nresolved 1 conflict: add\nsessh> get /Shop/s1/cart/total\n14\n",
			Kinds:   []command.Kind{command.ConflictPlace}, Max: command.Many, KeepsTransaction: true, Run: resolve,
			Unreplayable: func(c *command.Call) bool { return c.IsSet("edit") },
			Value:        "value",
			Values:       map[string][]string{"merge": slices.Sorted(maps.Keys(mergers))},
			Flags: func(f *pflag.FlagSet) {
				f.BoolP("mine", "m", false, "keep what is pending")
				f.BoolP("theirs", "t", false, "take what other programs have written")
				f.String("value", "", "set `VALUE`, read as set reads it")
				f.String("merge", "", "merge by `RULE`: add for numbers, union for lists")
				f.BoolP("edit", "e", false, "decide in your editor")
			},
		},
	}
}

// fuller is the command that shows conflicts in full.
const fuller = "conflicts --full"

// mergers are the rules of resolve --merge.
var mergers = map[string]diff.Resolver{"add": diff.Add, "union": diff.Union}

// showConflicts shows the open conflicts, or those that a refresh would find.
func showConflicts(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	found, err := env.Work.FindConflicts(ctx)
	if err != nil {
		return nil, err
	}
	if len(c.Words) > 0 {
		below := within(env, c.Words)
		found = slices.DeleteFunc(slices.Clone(found), func(x diff.Conflict) bool { return !below(x) })
	}
	return output.ListedConflicts(output.Conflicts{List: found, Full: c.IsSet("full"), Fuller: fuller}), nil
}

// resolve decides conflicts below the paths as the flags say.
func resolve(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	by, err := wayToDecide(env, c)
	if err != nil {
		return nil, err
	}
	if by.decide != nil {
		return resolveBy(ctx, env, c, by)
	}
	var r output.Result
	var unread error
	err = edit.EditConflicts(ctx, env, func(decide diff.Resolver) error {
		var err error
		if r, err = resolveBy(ctx, env, c, way{by.name, forData(decide)}); r != nil {
			unread, err = err, nil
		}
		return err
	})
	return r, errors.Join(err, unread)
}

// resolveBy decides conflicts below the paths in a way.
func resolveBy(ctx context.Context, env command.Env, c *command.Call, by way) (output.Result, error) {
	below := within(env, c.Words)
	asked := 0
	return refreshWith(ctx, env, c, by.name, diff.Resolution{
		Same: c.String("merge") != "",
		Decide: func(x diff.Conflict) (diff.Side, bool, error) {
			if !below(x) {
				return diff.Side{}, false, nil
			}
			asked++
			return by.decide(x)
		},
	}, func() error {
		switch {
		case asked > 0:
			return nil
		case len(c.Words) == 0:
			return errors.New("there are no conflicts")
		}
		return hint.With(fmt.Errorf("there is no conflict at %s", strings.Join(c.Shown(), " ")), "conflicts shows where conflicts are")
	})
}

// A way decides conflicts, and has a name. In the editor decide is nil.
type way struct {
	name   string
	decide diff.Resolver
}

var (
	keepMine   = way{"mine", func(x diff.Conflict) (diff.Side, bool, error) { return x.Mine, true, nil }}
	takeTheirs = way{"theirs", func(x diff.Conflict) (diff.Side, bool, error) { return x.Theirs, true, nil }}
	leaveOpen  = way{"", func(diff.Conflict) (diff.Side, bool, error) { return diff.Side{}, false, nil }}
)

// forData leaves conflicts about attributes of a session open.
func forData(decide diff.Resolver) diff.Resolver {
	return func(x diff.Conflict) (diff.Side, bool, error) {
		if x.Attribute != "" {
			return leaveOpen.decide(x)
		}
		return decide(x)
	}
}

// wayToDecide returns the way that the flags choose.
func wayToDecide(env command.Env, c *command.Call) (way, error) {
	var ways []way
	if c.IsSet("mine") {
		ways = append(ways, keepMine)
	}
	if c.IsSet("theirs") {
		ways = append(ways, takeTheirs)
	}
	if c.Flags.Changed("value") {
		v, err := edit.ReadTyped(c, c.String("value"))
		if err != nil {
			return way{}, hint.With(err, "in quotes it is text")
		}
		if len(c.Words) == 0 {
			return way{}, c.UsageError(errors.New("--value needs a PATH"))
		}
		ways = append(ways, way{"value", forData(func(x diff.Conflict) (diff.Side, bool, error) {
			edit.NoteDecided(env, x, v)
			return diff.Side{Value: tree.Clone(v.V), Present: true}, true, nil
		})})
	}
	if rule := c.String("merge"); rule != "" {
		ways = append(ways, way{rule, mergers[rule]})
	}
	if c.IsSet("edit") {
		if !env.Shell.HasTerminal() {
			return way{}, errors.New("--edit needs a terminal")
		}
		ways = append(ways, way{name: "edit"})
	}
	if len(ways) != 1 {
		return way{}, c.UsageError(errors.New("exactly one of --mine, --theirs, --value, --merge and --edit is needed"))
	}
	return ways[0], nil
}

// refreshed is the result of a refresh.
type refreshed struct {
	*session.Refresh
	decided int
	how     string               // the name of the way
	gone    map[sessionName]bool // the sessions that the server no longer has
}

// A sessionName is the container and id of a session.
type sessionName [2]string

func nameOf(p tree.Path) sessionName { return sessionName{p.Container, p.Session} }

// goneFrom returns the sessions that the server no longer has, of those that are taken over so, or in conflict.
func goneFrom(taken []diff.Change, conflicts []diff.Conflict) map[sessionName]bool {
	gone := make(map[sessionName]bool)
	for _, x := range taken {
		if len(x.Path.Keys) == 0 && x.Kind == diff.Removed {
			gone[nameOf(x.Path)] = true
		}
	}
	for _, x := range conflicts {
		if len(x.Path.Keys) == 0 && x.Attribute == "" && !x.Theirs.Present {
			gone[nameOf(x.Path)] = true
		}
	}
	return gone
}

// mostNamed is how many sessions that other programs have changed are named.
const mostNamed = 20

func (r refreshed) JSON() any {
	m := map[string]any{
		"sessions": place.Texts(r.Sessions), "held": place.Texts(r.Held), "taken": output.ChangesJSON(r.Taken),
		"conflicts": output.ConflictsJSON(r.Conflicts), "decided": r.decided,
	}
	if r.decided > 0 {
		m["how"] = r.how
	}
	return m
}

func (r refreshed) Text(p *output.Printer) {
	if len(r.Sessions) == 0 && len(r.Held) == 0 && len(r.Conflicts) == 0 && r.decided == 0 {
		p.Line("no changes by other programs")
	}
	for _, s := range r.Held {
		p.Line("%s is held by the server exactly as it was pending; who wrote it is not known", place.Of(s))
	}
	for _, s := range r.Sessions[:min(len(r.Sessions), mostNamed)] {
		words := "was changed by another program"
		if r.gone[nameOf(s)] {
			words = "is gone from the server"
		}
		p.Line("%s %s", place.Of(s), words)
	}
	if more := len(r.Sessions) - mostNamed; more > 0 {
		p.Line("and %s", figure.Count(more, "more session"))
	}
	if len(r.Taken) > 0 {
		p.Line("brought in:")
		output.Diff{Changes: r.Taken}.Text(p)
	}
	if r.decided > 0 {
		p.Line("resolved %s: %s", figure.Count(r.decided, "conflict"), r.how)
	}
	if len(r.Conflicts) > 0 {
		p.Line("%s to be decided, with resolve --mine or --theirs:", figure.Count(len(r.Conflicts), "conflict"))
		output.Conflicts{List: r.Conflicts, Fuller: fuller}.Text(p)
	}
}

func refresh(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	how := leaveOpen
	switch mine, theirs := c.IsSet("mine"), c.IsSet("theirs"); {
	case mine && theirs:
		return nil, c.UsageError(errors.New("--mine and --theirs cannot be used together"))
	case mine:
		how = keepMine
	case theirs:
		how = takeTheirs
	case len(c.Words) > 0:
		return nil, c.UsageError(errors.New("a PATH needs --mine or --theirs"))
	}
	below := within(env, c.Words)
	decide := func(x diff.Conflict) (diff.Side, bool, error) {
		if !below(x) {
			return diff.Side{}, false, nil
		}
		return how.decide(x)
	}
	return refreshWith(ctx, env, c, how.name, diff.Resolution{Decide: decide}, func() error { return nil })
}

// refreshWith brings in what other programs have committed, and decides conflicts in the way of
// that name. If check returns an error, nothing is changed.
func refreshWith(ctx context.Context, env command.Env, c *command.Call, name string, how diff.Resolution, check func() error) (output.Result, error) {
	w := env.Work.Work()
	decided := make(map[string]bool)
	decide := how.Decide
	var met []diff.Conflict
	how.Decide = func(x diff.Conflict) (diff.Side, bool, error) {
		met = append(met, x)
		to, ok, err := decide(x)
		if ok && err == nil {
			decided[output.ConflictText(x)] = true
		}
		return to, ok, err
	}
	var r *session.Refresh
	var unread error // about some sessions; the others are refreshed
	label := strings.Join(append([]string{c.Cmd.Name}, c.Shown()...), " ")
	if len(c.Words) == 0 && name != "" {
		label += " (" + name + ")"
	}
	err := env.Shell.Step(ctx, label, func() error {
		var err error
		switch r, err = w.Resolve(ctx, how); {
		case r == nil: // nothing was decided
			return err
		case err != nil:
			unread = err
			return nil
		}
		return check()
	})
	if err != nil {
		return nil, err
	}
	env.Work.Refreshed(r, unread == nil)
	return refreshed{r, len(decided), name, goneFrom(r.Taken, met)}, unread
}

// within returns a function that reports whether a conflict is at or below one of the typed
// paths; without paths, every conflict is.
func within(env command.Env, words []syntax.Word) func(diff.Conflict) bool {
	typed := make([]place.Path, len(words))
	for i, w := range words {
		typed[i] = env.Place.Resolve(w)
	}
	return func(x diff.Conflict) bool {
		return len(typed) == 0 || slices.ContainsFunc(typed, func(above place.Path) bool { return above.Holds(x.Path) })
	}
}
