package transact

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
	"sessh/repl/screen"
	"sessh/repl/stash"
	"sessh/repl/syntax"
	"sessh/repl/workspace"
	"sessh/session/diff"
	"sessh/session/figure"
)

// exampleEdit begins examples that need a pending change.
const exampleEdit = "sessh> set /Shop/s1/cart/total 12\n"

// Transactions returns the commands from savepoint to redo, and aside.
func Transactions() command.Table {
	return command.Table{
		{
			Name: "savepoint", Aliases: []string{"sp"}, Alike: []string{"save"}, Group: command.GroupTransaction, Args: "[NAME]", Short: "mark the current point of the transaction",
			Long: `rollback returns to it, any number of times. Savepoints stack up; without NAME
they are named sp1, sp2, and so on. A name that is used again hides the older one.
Making a savepoint costs the same, however large the sessions are.`,
			Example: exampleEdit + "sessh> savepoint before\nsavepoint before\n",
			Max:     1, KeepsTransaction: true, Run: savepoint,
		},
		{
			Name: "savepoints", Group: command.GroupTransaction, Short: "list the savepoints with the changes since",
			Long: `The last in the list is on top. Each is shown with the changes made since then
that still stand.`,
			Example:          exampleEdit + "sessh> savepoint before\nsavepoint before\nsessh> set /Shop/s1/cart/total 13\nsessh> savepoints\nbefore  1 change since\n  ~ /Shop/s1/cart/total  12 -> 13\n",
			KeepsTransaction: true, Paged: true, Shows: command.Always, Run: savepoints,
			Recalls: func(env command.Env, _ *command.Call, past command.Past) bool {
				return slices.ContainsFunc(env.Work.Savepoints(), func(p *workspace.Savepoint) bool { return slices.Contains(past.Savepoints, p) })
			},
		},
		{
			Name: "rollback", Group: command.GroupTransaction, Args: "[NAME]", Short: "return to a savepoint",
			Long: `Without NAME it returns to the savepoint on top. Later savepoints are gone; the
savepoint itself stays, and can be returned to again. A refresh made after it is
undone, too. A rollback is a step: undo takes it back, but does not bring back the
savepoints that it ended.`,
			Example: exampleEdit + "sessh> savepoint before\nsavepoint before\nsessh> set /Shop/s1/cart/total 13\nsessh> rollback before\n1 change undone: back at savepoint before\nsessh> get /Shop/s1/cart/total\n12\n",
			Kinds:   []command.Kind{command.SavepointName}, Max: 1, KeepsTransaction: true, Run: rollback,
			Recalls: func(env command.Env, c *command.Call, past command.Past) bool {
				p, err := env.Work.SavepointNamed(c.Text(0))
				return err == nil && slices.Contains(past.Savepoints, p)
			},
		},
		commitCommand(),
		{
			Name: "abort", Alike: []string{"reset", "discard", "cancel", "restore", "checkout"}, Group: command.GroupTransaction, Args: "[PATH...]", Short: "drop what is pending",
			Long: `Ends the transaction and its savepoints; nothing is written. It is the only way out
of a failed transaction. undo takes it back as long as nothing else was changed;
later, stash list shows what was dropped.

With PATH, only what is pending at or below these places is dropped, and the
transaction goes on: a step like any other, which undo takes back. The changes
inside one list are dropped together, and so are those of a session whose values
have several places.`,
			Example: exampleEdit + "sessh> set /Shop/s1/cart/note gift\nsessh> abort /Shop/s1/cart/note\n1 change dropped; 1 change still pending\nsessh> diff\n/Shop/s1/cart\n+ total  12\nsessh> abort\n1 change dropped\n",
			Kinds:   []command.Kind{command.PendingPlace}, Max: command.Many, KeepsTransaction: true, Run: abort,
		},
		{
			Name: "undo", Group: command.GroupTransaction, Args: "[N]", Short: "take back the last steps",
			Long: `A step is what one command changed; a rollback is one, too. So is an abort or a
stash that ended the transaction before: undo goes on with the steps of that one, up
to where it began. Savepoints stay as they are, and redo does the steps again. The
last 10,000 steps of a transaction can be taken back.`,
			Example: exampleEdit + "sessh> set /Shop/s1/cart/total 13\nsessh> undo\nundone: set /Shop/s1/cart/total 13\nsessh> get /Shop/s1/cart/total\n12\n",
			Max:     1, KeepsTransaction: true, Run: undo, Recalls: stepsPast,
		},
		{
			Name: "redo", Group: command.GroupTransaction, Args: "[N]", Short: "do undone steps again",
			Long:    "Works until something else is changed.",
			Example: exampleEdit + "sessh> undo\nundone: set /Shop/s1/cart/total 12\nsessh> redo\ndone again: set /Shop/s1/cart/total 12\n",
			Max:     1, KeepsTransaction: true, Run: redo, Recalls: stepsPast,
		},
		{
			Name: "aside", Group: command.GroupTransaction, Args: "LINE", Short: "run a line in a transaction of its own, and commit it",
			Long: `Runs LINE as another shell would: it sees what is committed, and what it changes is
committed at once. "aside:" marks what happened. The open transaction stays as it
is. It shows what the server holds now, and plays the other writer in a
walkthrough.`,
			Example: exampleEdit + "sessh> aside get /Shop/s1/cart\n{}\n",
			Kinds:   []command.Kind{command.Line}, Min: 1, Max: command.Many, KeepsTransaction: true, Run: aside,
			Flags: func(f *pflag.FlagSet) {
				f.Bool("read-only", false, "run LINE as sessh --read-only would")
			},
		},
	}
}

func aside(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	return nil, env.Shell.RunAside(ctx, c, c.IsSet("read-only"))
}

func savepoint(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	p, err := env.Work.Mark(ctx, c.Text(0), false)
	if err != nil {
		return nil, err
	}
	command.NoteNoEffect(env, c)
	return output.Message{Words: "savepoint " + syntax.Quote(p.Name), Facts: map[string]any{"savepoint": p.Name}}, nil
}

// savepointRow is one savepoint of the stack.
type savepointRow struct {
	name    string
	width   int // of all names
	changes []diff.Change
}

func (r *savepointRow) JSON() any {
	return map[string]any{"savepoint": r.name, "since": output.ChangesJSON(r.changes)}
}

func (*savepointRow) Columns() []string { return []string{"savepoint", "since"} }

func (r *savepointRow) Text(p *output.Printer) {
	p.Line("%s  %s since", screen.Pad(syntax.Quote(r.name), r.width), figure.Count(len(r.changes), "change"))
	for _, c := range r.changes {
		path := place.Of(c.Path).String()
		if c.Attribute != "" {
			path += " " + c.Attribute
		}
		p.Line("%s", p.ChangeLine(fmt.Sprintf("  %c %s  ", output.ChangeSign(c.Kind), path), c))
	}
}

func savepoints(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	return output.Rows(func(emit func(output.Result) error) error {
		live := env.Work.Savepoints()
		if len(live) == 0 {
			return emit(output.None{Words: "there are no savepoints"})
		}
		width := 0
		for _, p := range live {
			width = max(width, screen.Width(syntax.Quote(p.Name)))
		}
		w := env.Work.Work()
		for _, p := range live {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := emit(&savepointRow{p.Name, width, w.Since(p.At)}); err != nil {
				return err
			}
		}
		return nil
	}), nil
}

func rollback(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	p, err := env.Work.SavepointNamed(c.Text(0))
	if err != nil {
		return nil, err
	}
	w := env.Work.Work()
	n, refreshed := len(w.Since(p.At)), w.RefreshedSince(p.At)
	if err := w.Step("rollback "+syntax.Quote(p.Name), func() error { return p.Txn.Rollback(ctx) }); err != nil {
		return nil, err
	}
	again := ""
	undone, data := figure.Count(n, "change")+" undone", map[string]any{"savepoint": p.Name, "undone": n}
	if refreshed {
		data["refresh"] = true
		if undone += ", and a refresh"; n == 0 {
			undone = "a refresh undone"
		}
		again = "refresh again brings in what another program has changed"
	}
	return output.Message{Words: undone + ": back at savepoint " + syntax.Quote(p.Name), Facts: data, Hint: again}, nil
}

func abort(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	if len(c.Words) > 0 {
		return dropParts(ctx, env, c)
	}
	n := env.Work.Pending()
	if err := env.Work.Discard(ctx, stash.Aborted, c.Line); err != nil {
		return nil, err
	}
	words := "nothing was pending"
	if n > 0 {
		words = figure.Count(n, "change") + " dropped"
	}
	return output.Message{Words: words, Facts: map[string]any{"dropped": n}}, nil
}

// dropParts drops what is pending at the places that the arguments name.
func dropParts(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	w := env.Work.Work()
	parts, err := partsAt(ctx, env, c, w.Parts(), verb{"dropped", "drops"})
	if err != nil {
		return nil, err
	}
	before := env.Work.Pending()
	if err := w.Drop(c.Label(), parts); err != nil {
		return nil, err
	}
	left := env.Work.Pending()
	words := figure.Count(before-left, "change") + " dropped"
	if left > 0 {
		words += "; " + figure.Count(left, "change") + " still pending"
	}
	return output.Message{Words: words, Facts: map[string]any{"dropped": before - left, "pending": left}}, nil
}

// stepsPast reports whether a recording has other steps.
func stepsPast(_ command.Env, _ *command.Call, past command.Past) bool { return past.Steps }

func undo(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	return retrace(c, "undone", "there is nothing to undo", func() (string, bool, error) { return env.Work.Undo(ctx) })
}

func redo(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	return retrace(c, "done again", "there is nothing to redo", func() (string, bool, error) { return env.Work.Redo(ctx) })
}

// retrace calls move for each of the steps that the argument counts, and reports them with
// word; none is the error if there is no step.
func retrace(c *command.Call, word, none string, move func() (label string, ok bool, err error)) (output.Result, error) {
	n := 1
	if len(c.Words) > 0 {
		if _, err := fmt.Sscanf(c.Text(0), "%d", &n); err != nil || n < 1 || fmt.Sprint(n) != c.Text(0) {
			return nil, c.UsageError(fmt.Errorf("%s is not a number of steps", syntax.QuoteWord(c.Text(0))))
		}
	}
	var shown output.List
	for i := range n {
		label, ok, err := move()
		switch {
		case err != nil:
			return shown, err
		case !ok && i == 0:
			return nil, errors.New(none)
		case !ok:
			return shown, nil
		}
		text := hint.Line(errors.New(label))
		shown = append(shown, output.Message{Words: word + ": " + text, Facts: map[string]any{"step": label}})
	}
	return shown, nil
}
