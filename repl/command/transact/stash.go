package transact

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/pflag"

	"sessh/repl/command"
	"sessh/repl/hint"
	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/repl/stash"
	"sessh/repl/syntax"
	"sessh/repl/workspace"
	"sessh/session/diff"
)

// Stash returns the commands stash and recover.
func Stash() command.Table {
	return command.Table{
		{
			Name: "stash", Aliases: []string{"keep"}, Alike: []string{"shelve"}, Group: command.GroupTransaction, Args: "[NAME] | list | show|pop|apply|drop [N|NAME] | clear", Short: "put pending changes aside, and take them back",
			Long: `stash, stash NAME   puts what is pending aside, and ends the transaction
stash list          lists what was put aside, the latest first, with its number
stash show [N]      shows its changes, as diff does
stash pop [N]       makes it pending again, in one step of undo
stash apply [N]     does the same, and keeps it in the stash
stash drop [N]      drops it
stash clear         removes everything, for good

N is a number of stash list, or a NAME; the default is the latest that was not
dropped. What was popped leaves the stash once it is committed, and is back in it
after an undo. A commit finds a conflict where others have written since.
Savepoints and the steps of undo are not kept.
The stash also holds what was pending in a shell that was killed, and the last 20
times that changes were dropped: by abort, when leaving the shell, or by stash drop.
It is kept per server, in files in your state folder that only you can read. With
--no-recovery, for sessions in memory, and for what a script drops, it lasts only as
long as the shell runs. A session that cannot be kept whole is not put aside.`,
			Example: exampleEdit + "sessh> stash lunch\nkept as lunch: 1 change in /Shop/s1\nsessh> stash list\n0  lunch: 1 change in /Shop/s1, kept by you at ...\nsessh> stash pop\npending again: 1 change in /Shop/s1\nsessh> get /Shop/s1/cart/total\n12\n",
			Verbs:   stashVerbs, Kinds: []command.Kind{command.Verb, command.StashName}, Max: 2, KeepsTransaction: true, Paged: true, Run: stashCommand,
			Steady: command.SteadyIf(func(_ command.Env, c *command.Call) bool { return len(c.Words) > 0 && c.Text(0) == "list" }),
		},
		{
			Name: "recover", Group: command.GroupTransaction, Short: "take back what killed shells left, and what was put aside",
			Long: `Makes everything pending again that killed shells have left in the stash, then
everything that was put aside, the oldest first; stash pop does so with one entry.
An entry with a session that is pending already stays in the stash.
What is pending at the prompt is saved to the stash after every line, until it is
committed or dropped. --list lists it, --drop drops it.`,
			Example:          "sessh> recover\nthere is nothing to recover\n",
			KeepsTransaction: true, Run: recoverAll,
			Flags: func(f *pflag.FlagSet) {
				f.Bool("list", false, "list what is there, and leave it")
				f.Bool("drop", false, "drop what is there")
				f.Bool("left", false, "only what killed shells left")
			},
		},
	}
}

var stashVerbs = []string{"apply", "clear", "drop", "list", "pop", "push", "show"}

func stashCommand(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	verb, word := c.Text(0), c.Text(1)
	if !slices.Contains(stashVerbs, verb) {
		if len(c.Words) > 1 {
			return nil, c.UsageError(fmt.Errorf("stash has no %s", syntax.QuoteWord(verb)))
		}
		return stashAway(ctx, env, c, verb)
	}
	if word != "" && (verb == "list" || verb == "clear") {
		return nil, c.UsageError(fmt.Errorf("stash %s takes no arguments", verb))
	}
	switch verb {
	case "push":
		return stashAway(ctx, env, c, word)
	case "list":
		return stashList(env)
	case "clear":
		return stashClear(env)
	}
	x, err := env.Work.StashNamed(word)
	if err != nil {
		return nil, err
	}
	switch verb {
	case "show":
		return stashShow(ctx, env, x)
	case "drop":
		if err := env.Work.Drop(x); err != nil {
			return nil, err
		}
		return EntryRow{x.Entry, "dropped " + workspace.Summary(x.Entry), Unlisted}, nil
	case "apply":
		_, err = env.Work.Adopt(ctx, x.Entry, c.Line)
	default:
		err = env.Work.Pop(ctx, x, c.Line)
	}
	if err != nil {
		return nil, err
	}
	return EntryRow{x.Entry, "pending again: " + workspace.Summary(x.Entry), Unlisted}, nil
}

func stashAway(ctx context.Context, env command.Env, c *command.Call, name string) (output.Result, error) {
	meant := slices.IndexFunc(stashVerbs, func(v string) bool { return len(name) > 2 && v != name && hint.Distance(name, v) == 1 })
	switch {
	case c.Text(0) == name && meant >= 0:
		return nil, &hint.Usage{Err: hint.With(fmt.Errorf("stash has no %s", syntax.Quote(name)), "did you mean stash %s? stash push %s puts aside under that name", stashVerbs[meant], syntax.Quote(name))}
	case workspace.IsEntryNumber(name):
		return nil, c.UsageError(errors.New("a number cannot be a name: numbers are for entries"))
	case env.Work.Pending() == 0:
		return output.Message{Words: "nothing is pending", Facts: map[string]any{"changes": 0}}, nil
	}
	e, err := env.Work.PutAside(ctx, name, c.Line)
	if err != nil {
		return nil, err
	}
	words := "kept "
	if name != "" {
		words = "kept as " + syntax.Quote(name) + ": "
	}
	return EntryRow{e, words + workspace.Summary(e), Unlisted}, nil
}

func stashList(env command.Env) (output.Result, error) {
	env.Work.NoteSlowStash()
	all, err := env.Work.Entries()
	if err != nil {
		env.Out.Note("%s", hint.Line(err))
	}
	if len(all) == 0 {
		return output.Listed(EntryRow{}, output.None{Words: "the stash is empty"}), nil
	}
	var rows output.List
	for i, x := range all {
		words := fmt.Sprintf("%d  %s, %s at %s", i, workspace.Title(x.Entry), workspace.Origin(x.Why), workspace.Time(x.Entry))
		rows = append(rows, EntryRow{x.Entry, words, i})
	}
	return output.Listed(EntryRow{}, rows), nil
}

// stashShow shows the changes of an entry.
func stashShow(ctx context.Context, env command.Env, x workspace.Stashed) (output.Result, error) {
	return output.ListedChanges(output.Rows(func(emit func(output.Result) error) error {
		return env.Work.ChangesOf(ctx, x.Entry, func(all []diff.Change) error {
			return emit(output.Diff{Changes: all, None: "unchanged"})
		})
	})), nil
}

func stashClear(env command.Env) (output.Result, error) {
	n, err := env.Work.Clear()
	word := "entries"
	if n == 1 {
		word = "entry"
	}
	return output.Message{Words: fmt.Sprintf("%d %s removed", n, word), Facts: map[string]any{"removed": n}}, err
}

func recoverAll(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	if c.IsSet("list") && c.IsSet("drop") {
		return nil, c.UsageError(errors.New("--list and --drop cannot be used together"))
	}
	env.Work.NoteSlowStash()
	all, err := env.Work.Entries()
	all = slices.DeleteFunc(all, func(x workspace.Stashed) bool {
		return x.Why.Discarded() || c.IsSet("left") && !x.Why.Unfinished()
	})
	switch {
	case len(all) == 0 && err != nil: // what cannot be read may be what is wanted
		return nil, err
	case len(all) == 0:
		return output.None{Words: "there is nothing to recover"}, nil
	}
	slices.Reverse(all)
	slices.SortStableFunc(all, func(a, b workspace.Stashed) int { return rank(a) - rank(b) })
	var rows output.List
	errs := []error{err}
	for _, x := range all {
		var err error
		words := "recovered " + workspace.Title(x.Entry)
		switch {
		case c.IsSet("list"):
			words = fmt.Sprintf("%s at %s, %s", workspace.Title(x.Entry), workspace.Time(x.Entry), workspace.Origin(x.Why))
		case c.IsSet("drop"):
			words, err = "dropped "+workspace.Title(x.Entry), env.Work.Drop(x)
		default:
			err = env.Work.Pop(ctx, x, "recover")
			if err != nil && !errors.Is(err, stash.ErrGone) { // which names the entry
				err = fmt.Errorf("%s stays in the stash: %w", workspace.Title(x.Entry), err)
			}
		}
		if err == nil {
			rows = append(rows, EntryRow{x.Entry, words, Unlisted})
		}
		errs = append(errs, err)
	}
	return rows, errors.Join(errs...)
}

// rank orders what recover takes back: what was pending in other shells before what was put aside.
func rank(x workspace.Stashed) int {
	if x.Why.Unfinished() {
		return 0
	}
	return 1
}

// Unlisted is the Number of an [EntryRow] that is not part of a list.
const Unlisted = -1

// An EntryRow is the result about one entry of the stash.
type EntryRow struct {
	*stash.Entry
	Words  string
	Number int // in stash list
}

func (r EntryRow) JSON() any {
	paths := make([]string, len(r.Sessions))
	for i, x := range r.Sessions {
		paths[i] = place.Path{x.Container, x.ID}.String()
	}
	m := map[string]any{"saved": r.At.UTC().Format(time.RFC3339), "why": string(r.Why), "changes": r.Changes, "sessions": paths}
	if r.Name != "" {
		m["name"] = r.Name
	}
	if r.Number != Unlisted {
		m["number"] = r.Number
	}
	return m
}

// Columns returns the columns of stash list.
func (r EntryRow) Columns() []string {
	if r.Number == Unlisted {
		return nil
	}
	return []string{"number", "name", "saved", "why", "changes", "sessions"}
}

func (r EntryRow) Text(p *output.Printer) { p.Line("%s", r.Words) }
