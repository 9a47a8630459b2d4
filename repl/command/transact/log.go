package transact

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/pflag"

	"sessh/repl/command"
	"sessh/repl/hint"
	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/repl/syntax"
	"sessh/repl/workspace"
	"sessh/session/figure"
	"sessh/session/revert"
	"sessh/session/tree"
)

// Log returns the commands log and revert.
func Log() command.Table {
	return command.Table{
		{
			Name: "log", Group: command.GroupTransaction, Args: "[N]", Short: "show the commits",
			Long: `Shows for each commit of this shell its number, its time, and how many changes it
made in which sessions; the latest first, or commit N alone with its changes.
--long shows the changes of all. The last 100 are kept as long as the shell runs.
What is committed at the prompt is kept longer, with what is saved for recovery, in
files that only you can read: log shows, and revert takes back, what earlier shells
have committed to this server, each marked so. sessh --no-recovery keeps nothing.
A write whose answer was lost is listed once a later commit finds it on the server.`,
			Example: exampleEdit + "sessh> commit\ncommitted 1 session, 1 change\nsessh> log\n1  ...  1 change in /Shop/s1\n",
			Max:     1, KeepsTransaction: true, Paged: true, Shows: command.Always, Run: showLog, Steady: steadyLog,
			Recalls: func(_ command.Env, _ *command.Call, past command.Past) bool { return past.Commit > 0 },
			Flags:   func(f *pflag.FlagSet) { f.BoolP("long", "l", false, "also show the changes") },
		},
		{
			Name: "revert", Group: command.GroupTransaction, Args: "[N]", Short: "make the inverse of a commit pending",
			Long: `Takes back what the last commit of this shell, or commit N of log, wrote: as pending
changes, which diff shows and commit writes. A shell that has committed nothing takes
back the last commit of the others, and names it. Later changes in other places of the
same sessions stay, and a session that was removed, or given another lifetime, gets
back the time that it had left. If the same place was changed since, nothing is done,
and both are shown. One step of undo.`,
			Example: exampleEdit + "sessh> commit\ncommitted 1 session, 1 change\nsessh> set /Shop/s1/cart/total 13\nsessh> commit\ncommitted 1 session, 1 change\nsessh> revert\nsessh> diff\n/Shop/s1/cart\n~ total  13 -> 12\n",
			Max:     1, KeepsTransaction: true, Changes: true, Run: revertCommit, Recalls: revertsPast,
		},
	}
}

// commitNumbered returns the commit that the argument names; without one, the last of this shell,
// or if there is none, the last of all.
func commitNumbered(env command.Env, c *command.Call) (*workspace.Record, error) {
	all, unread := env.Work.History()
	if len(all) == 0 {
		return nil, errors.Join(errors.New(noCommits), unread)
	}
	if len(c.Words) == 0 {
		if own := env.Work.Commits(); len(own) > 0 {
			return own[len(own)-1], nil
		}
		return all[len(all)-1], nil
	}
	n, err := strconv.Atoi(c.Text(0))
	if err != nil {
		return nil, c.UsageError(fmt.Errorf("%s is not the number of a commit", syntax.QuoteWord(c.Text(0))))
	}
	for _, r := range all {
		if r.Number == n {
			return r, nil
		}
	}
	return nil, hint.With(errors.Join(fmt.Errorf("there is no commit %d", n), unread), "log lists them")
}

// revertsPast reports whether a use of revert takes back a commit of the past or of another shell, or
// has a number that counts those.
func revertsPast(env command.Env, c *command.Call, past command.Past) bool {
	r, err := commitNumbered(env, c)
	return err == nil && (r.Foreign || past.Commit > 0 && (len(c.Words) > 0 || r.Number <= past.Commit))
}

// steadyLog keeps the number of the first commit, unless it goes on from those of earlier shells.
func steadyLog(env command.Env, c *command.Call, output string) string {
	if env.Work.Lasts() {
		return command.SteadyNothing(env, c, output)
	}
	return command.SteadyFirstWord(env, c, output)
}

// noCommits reports that there are no commits, in a recording as in its replay, which has no earlier
// shells.
const noCommits = "nothing was committed in this run"

// logRow is one commit in the log.
type logRow struct {
	*workspace.Record
	long bool
}

func (r logRow) JSON() any {
	sessions := make([]string, len(r.Written))
	for i, w := range r.Written {
		sessions[i] = place.Of(w.Path()).String()
	}
	return map[string]any{
		"commit": r.Number, "time": r.At.UTC().Format(time.RFC3339), "sessions": sessions,
		"changes": output.ChangesJSON(r.Changes()),
	}
}

func (logRow) Columns() []string { return []string{"commit", "time", "sessions"} }

func (r logRow) Text(p *output.Printer) {
	p.Line("%s", r.line())
	if r.long {
		output.Diff{Changes: r.Changes()}.Text(p)
	}
}

func (r logRow) line() string {
	where := figure.Count(len(r.Written), "session")
	if len(r.Written) == 1 {
		where = place.Of(r.Written[0].Path()).String()
	}
	by := ""
	if r.Foreign {
		by = ", by another shell"
	}
	return fmt.Sprintf("%d  %s  %s in %s%s", r.Number, r.At.UTC().Format(time.DateTime), figure.Count(len(r.Changes()), "change"), where, by)
}

func showLog(_ context.Context, env command.Env, c *command.Call) (output.Result, error) {
	if len(c.Words) > 0 {
		r, err := commitNumbered(env, c)
		if err != nil {
			return nil, err
		}
		return output.Listed(logRow{}, logRow{r, true}), nil
	}
	all, err := env.Work.History()
	if err != nil {
		env.Out.Note("note: %s", hint.Line(err))
	}
	if len(all) == 0 {
		return output.Listed(logRow{}, output.None{Words: noCommits}), nil
	}
	var rows output.List
	for _, r := range slices.Backward(all) {
		rows = append(rows, logRow{r, c.IsSet("long")})
	}
	return output.Listed(logRow{}, rows), nil
}

// noteLasting notes the sessions whose lifetime is not taken back.
func noteLasting(env command.Env, paths []tree.Path) {
	if len(paths) == 0 {
		return
	}
	more := ""
	if n := len(paths) - 1; n > 0 {
		more = fmt.Sprintf(" and of %s", figure.Count(n, "other session"))
	}
	env.Out.Note("note: the lifetime of %s%s is not taken back: the time that was left is over or not known, or it was changed since", place.Of(paths[0]), more)
}

func revertCommit(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	r, err := commitNumbered(env, c)
	if err != nil {
		return nil, err
	}
	w := env.Work.Work()
	before := w.Revision()
	err = revert.Do(ctx, w, fmt.Sprintf("revert %d", r.Number), r.Written)
	if err == nil {
		noteLasting(env, revert.Lasting(w, r.Written))
	}
	if err == nil && w.Revision() == before {
		return output.Message{Words: fmt.Sprintf("nothing is left of commit %d to revert", r.Number), Facts: map[string]any{"changes": 0}}, nil
	}
	if err == nil && r.Foreign && len(c.Words) == 0 {
		env.Out.Note("note: reverted %s", logRow{Record: r}.line())
	}
	var changed *revert.Error
	if !errors.As(err, &changed) {
		return nil, err
	}
	first, mine := "", "there now"
	if changed.Pending > 0 {
		first, mine = "undo or abort takes back what is pending; ", "pending"
	}
	return output.Conflicts{List: changed.Conflicts}, hint.With(err, "%sbase is what the commit wrote, mine what is %s, theirs what was there before", first, mine)
}
