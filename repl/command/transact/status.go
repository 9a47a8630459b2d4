package transact

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"sessh/repl/command"
	"sessh/repl/hint"
	"sessh/repl/notation"
	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/repl/screen"
	"sessh/repl/syntax"
	"sessh/repl/workspace"
	"sessh/session"
	"sessh/session/diff"
	"sessh/session/figure"
	"sessh/txn"
)

// Status returns the commands status and diff.
func Status() command.Table {
	return command.Table{
		{
			Name: "status", Aliases: []string{"st"}, Group: command.GroupTransaction, Short: "show the state of the transaction",
			Long: `Shows the state of the transaction, how many changes are pending in which
sessions, whether others are known to have changed these since, the savepoints,
and what can be undone.`,
			Example:          "sessh> set /Shop/s1/cart/total 12\nsessh> status\ntransaction is open: 1 change in 1 session\n+ /Shop/s1  1 change\nundo: set /Shop/s1/cart/total 12\n",
			KeepsTransaction: true, Paged: true, Shows: command.Always, Run: status,
		},
		{
			Name: "diff", Alike: []string{"changes", "compare"}, Group: command.GroupTransaction, Args: "[PATH] | A B", Short: "compare what is pending with what is committed, or two places",
			Long: `Shows every pending change at or below PATH: + added, ~ changed (old -> new),
- removed. On a terminal, a text that is too long for the line is shown as the
places that differ, with the words marked: [-old-]{+new+}; --full shows whole
values. A pipe gets whole values. For a list or mapping that stands in several
places, it names the others. If the last commit found a conflict, base,
mine and theirs are shown as well. --since NAME compares with a savepoint
instead.

diff A B compares two places, usually two sessions: what makes B of A, with what is
pending or, with --committed, as they are stored. --file FILE compares what PATH is
with what it was when dump wrote FILE, or with the only session in FILE; redacted
values are not compared. --watched compares with what the session was when the last
watch in this shell saw it first. PATH@TIME, such as s1@12:03:05, is a place as it
was at a moment in the recording FILE, or in the last that watch --record of this
shell wrote; help paths explains TIME. The order of keys and sets does not count, nor
does what only frameworks spell differently: a tuple is a list, [] is {}, 5 is 5.0,
a symbol or bytes can be a text, and keys that look alike are the same. With
--exact, what get shows differently differs. --long shows the format, time left and
lock of both. As a single command, the exit status is 1 if anything differs.`,
			Example: "sessh> set /Shop/s1/cart/total 12\nsessh> diff\n/Shop/s1/cart\n+ total  12\nsessh> set /Shop/s2/cart {\"total\": 12.0, \"code\": \"SALE\"}\nsessh> diff /Shop/s1 /Shop/s2\n--- /Shop/s1\n+++ /Shop/s2\n+ cart/code  \"SALE\"\n",
			Kinds:   []command.Kind{command.Place}, Max: 2, KeepsTransaction: true, Paged: true, Shows: command.Always, Run: showDiffs,
			Steady: steadyDiff,
			Flags: func(f *pflag.FlagSet) {
				f.String("since", "", "show changes since the savepoint `NAME`")
				f.Bool("full", false, "show long values in full")
				f.BoolP("theirs", "t", false, "ask the server whether another program has changed the same sessions")
				f.String("file", "", "compare with the session in `FILE`, which dump or watch wrote")
				f.Bool("watched", false, "compare with what the last watch saw first")
				f.Bool("committed", false, "compare what is committed, not what is pending")
				f.Bool("exact", false, "tell apart what frameworks only spell differently")
				f.BoolP("long", "l", false, "show the format, time left and lock of both sessions")
			},
		},
	}
}

// pendingRow is a session with pending changes.
type pendingRow struct {
	path    place.Path
	sign    rune
	changes int
}

// transactionState is the result of status.
type transactionState struct {
	state      string
	cause      error
	sessions   []pendingRow
	changes    int
	savepoints []string
	undo       string
	conflicts  []diff.Conflict // open
	overtaken  bool            // whether another program has changed the same sessions
	collisions []diff.Conflict // with those changes
}

func (t *transactionState) JSON() any {
	list := make([]any, len(t.sessions))
	for i, r := range t.sessions {
		list[i] = map[string]any{"path": r.path.String(), "state": output.StateWord(r.sign), "changes": r.changes}
	}
	m := map[string]any{
		"transaction": t.state, "changes": t.changes, "sessions": list, "savepoints": append([]string{}, t.savepoints...),
		"conflicts": output.ConflictsJSON(slices.Concat(t.conflicts, t.collisions)),
	}
	if t.cause != nil {
		m["cause"] = screen.ErrorText(t.cause)
	}
	if t.undo != "" {
		m["undo"] = t.undo
	}
	if t.overtaken {
		m["overtaken"] = true
	}
	return m
}

func (t *transactionState) Text(p *output.Printer) {
	head := "transaction is " + t.state
	switch {
	case len(t.sessions) > 0:
		head += fmt.Sprintf(": %s in %s", figure.Count(t.changes, "change"), figure.Count(len(t.sessions), "session"))
	default:
		head += ": nothing is pending"
	}
	p.Line("%s", head)
	if t.cause != nil {
		p.Line("%s", p.Palette.Error.Sprint("because: "+hint.Line(t.cause)))
	}
	for _, r := range t.sessions {
		if p.Err() != nil {
			return
		}
		p.Line("%s", p.Color(r.sign).Sprintf("%c %s  %s", r.sign, r.path, figure.Count(r.changes, "change")))
	}
	if t.overtaken {
		words := "refresh brings theirs in"
		if n := len(t.collisions); n > 0 {
			words = figure.Count(n, "conflict") + ", which conflicts shows"
		}
		p.Line("%s", p.Palette.Conflict.Sprint("another program has changed the same sessions: "+words))
	}
	if len(t.savepoints) > 0 {
		p.Line("savepoints: %s", strings.Join(notation.QuoteAll(t.savepoints), ", "))
	}
	if t.undo != "" {
		p.Line("undo: %s", hint.Line(errors.New(t.undo)))
	}
	if len(t.conflicts) > 0 {
		p.Line("%s", p.Palette.Conflict.Sprintf("to be decided: %s", figure.Count(len(t.conflicts), "conflict")))
		output.Conflicts{List: t.conflicts, Fuller: fuller}.Text(p)
	}
}

func status(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	t := &transactionState{state: "open", savepoints: []string{}}
	w := env.Work.Open()
	t.undo, _ = env.Work.UndoableEnd()
	if w == nil {
		return t, nil
	}
	switch w.Tx().Status() {
	case txn.Failed:
		t.state, t.cause = "failed", w.Tx().Err()
	case txn.Doomed:
		t.state = "doomed"
	}
	for _, s := range w.Sessions() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		n := len(s.Changes())
		if n == 0 {
			continue
		}
		t.sessions = append(t.sessions, pendingRow{place.Path{s.Container().Name(), s.ID()}, output.SessionSign(s), n})
		t.changes += n
	}
	for _, p := range env.Work.Savepoints() {
		t.savepoints = append(t.savepoints, p.Name)
	}
	if steps := w.Steps(); len(steps) > 0 {
		t.undo = steps[0]
	}
	t.conflicts = w.Conflicts()
	if t.overtaken = env.Work.Overtaken() && t.changes > 0; t.overtaken && len(t.conflicts) == 0 {
		t.collisions = collisions(ctx, w)
	}
	return t, nil
}

// collisions returns the conflicts that a refresh would find, if the servers answer soon.
func collisions(ctx context.Context, w *session.Work) []diff.Conflict {
	ctx, cancel := context.WithTimeout(ctx, workspace.CheckTimeout)
	defer cancel()
	r, err := w.Compare(ctx)
	if err != nil {
		return nil
	}
	return r.Conflicts
}

func showDiff(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	return output.ListedChanges(output.Rows(func(emit func(output.Result) error) error {
		var since *workspace.Savepoint
		if name := c.String("since"); name != "" {
			var err error
			if since, err = env.Work.SavepointNamed(name); err != nil {
				return err
			}
		}
		below, none := place.Path{}, ""
		if len(c.Words) > 0 {
			below = env.Place.Resolve(c.Words[0])
		}
		within := func(x diff.Change) bool { return below.Holds(x.Path) }
		changes, err := pendingChanges(ctx, env.Work.Open())
		if err != nil {
			return err
		}
		if len(below) > 0 && !slices.ContainsFunc(changes, within) {
			if err := checkThere(ctx, env, below); err != nil {
				return err
			}
			if len(changes) > 0 {
				none = " in " + below.String()
			}
		}
		w := env.Work.Open()
		if w == nil {
			if err := emit(output.Diff{None: "nothing is pending" + none}); err != nil || !c.IsSet("theirs") {
				return err
			}
			return emit(&taken{none: "no changes by other programs"})
		}
		if since != nil {
			changes, none = w.Since(since.At), "nothing has changed"+none+" since savepoint "+syntax.Quote(since.Name)
		} else {
			none = "nothing is pending" + none
		}
		changes = slices.DeleteFunc(changes, func(x diff.Change) bool { return !within(x) })
		if err := emit(output.Diff{Changes: changes, None: none, Every: true, Full: c.IsSet("full")}); err != nil {
			return err
		}
		open := w.Conflicts()
		var others *taken
		if env.Work.Overtaken() || c.IsSet("theirs") {
			theirs, err := env.Work.CompareOpen(ctx)
			if err != nil {
				return err
			}
			open = theirs.Conflicts
			if c.IsSet("theirs") || len(theirs.Taken) > 0 {
				others = &taken{theirs.Taken, "other programs made no further changes"}
			}
		}
		for _, r := range besideConflicts(others, output.Conflicts{List: open, Full: c.IsSet("full"), Fuller: "diff --full"}) {
			if err := emit(r); err != nil {
				return err
			}
		}
		return nil
	})), nil
}

// checkThere returns an error if nothing is at a place below the root.
func checkThere(ctx context.Context, env command.Env, names place.Path) error {
	switch {
	case len(names) == place.Container && env.Work.IsEmpty(ctx, names[0]):
		return command.EmptyContainer(names[0])
	case len(names) == place.Container:
		return nil
	}
	at, err := env.Place.Find(ctx, names)
	if err == nil && !at.Found {
		return at.Missing()
	}
	return err
}

// besideConflicts returns the changes of others and the conflicts; the message that others
// made no further changes is last.
func besideConflicts(others *taken, open output.Conflicts) (shown output.List) {
	if others != nil && len(others.changes) > 0 {
		shown = append(shown, others)
	}
	if len(open.List) > 0 {
		shown = append(shown, open)
	}
	if others != nil && len(others.changes) == 0 {
		shown = append(shown, others)
	}
	return shown
}

// pendingChanges returns the changes of all sessions of w, if that is not nil; it fails if ctx ends.
func pendingChanges(ctx context.Context, w *session.Work) ([]diff.Change, error) {
	if w == nil {
		return nil, nil
	}
	var all []diff.Change
	for _, s := range w.Sessions() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		all = append(all, s.Changes()...)
	}
	return all, nil
}

// taken is the result that shows changes by other programs.
type taken struct {
	changes []diff.Change
	none    string
}

func (t taken) JSON() any {
	return map[string]any{"theirs": output.ChangesJSON(t.changes)}
}

func (t taken) Text(p *output.Printer) {
	if len(t.changes) > 0 {
		p.Line("changed by another program:")
	}
	output.Diff{Changes: t.changes, None: t.none}.Text(p)
}
