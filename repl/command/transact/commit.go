package transact

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/pflag"

	"sessh/repl/command"
	"sessh/repl/hint"
	"sessh/repl/notation"
	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/repl/workspace"
	"sessh/session/commit"
	"sessh/session/figure"
	"sessh/session/part"
	"sessh/txn"
)

func commitCommand() *command.Command {
	return &command.Command{
		Name: "commit", Group: command.GroupTransaction, Args: "[PATH...]", Short: "write what is pending to the server",
		Long: `A session is written only if it is unchanged since the transaction read it.
Otherwise nothing is written, everything stays pending, and the conflict is
shown: base (as it was read), mine and theirs.
refresh then merges, resolve decides, and commit can be tried again. The same is
true if the server does not answer, if a session is too large for it, and after
Ctrl-C: what was written by then is put back, if it is unchanged since.
If nothing is pending, nothing is changed at all.

With PATH, only what is pending at these places is written. The rest becomes
pending in a new transaction without savepoints, in one step of undo. The same goes for --patch, which
shows one change after the other and asks whether to write it. The changes inside
one list are written together, and so are those of a session whose values have
several places.
--dry-run encodes what is pending, looks for locks and conflicts, and writes nothing.
At the prompt, several sessions or more than ten changes are listed first, in one
line for each session.

With several servers, a session is written on the one that the application reads.
Copies on others that held the same bytes are written as well, each only if it is
unchanged. Copies with other bytes are left alone and named, and so is each
copy that could not be written. A server whose memory is full confirms a write and
evicts other items: if that happens during a commit of 1,000 sessions or more, a note
says so.

If it fails half way, it reports what became of each session:
written    the server confirmed the write
restored   it was written, and the server confirmed that it was put back
untouched  nothing was written, and nothing of it can still arrive
conflict   nothing was written, since another program had changed it
unknown    none of these is certain: the answer was lost

What was not written stays pending. For an unknown session it reports what the server
holds: exactly what was to be written (which proves nothing, since others can write
the same), something else, or not the write, which may still arrive. The next commit
writes what the server does not hold, and that keeps the earlier write out.`,
		Example: exampleEdit + "sessh> commit\ncommitted 1 session, 1 change\n",
		Kinds:   []command.Kind{command.PendingPlace}, Max: command.Many, KeepsTransaction: true, Run: commitPending,
		Unreplayable: func(c *command.Call) bool { return c.IsSet("patch") },
		Flags: func(f *pflag.FlagSet) {
			f.BoolP("patch", "p", false, "ask for each change whether to write it")
			f.Bool("dry-run", false, "show what would be written, and write nothing")
		},
	}
}

func commitPending(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	w := env.Work.Open()
	if w == nil || w.Tx().Status() == txn.Active && !w.Unwritten() {
		if err := errors.Join(env.Work.ForgetHeld(), env.Work.Freshen(ctx)); err != nil {
			return nil, err
		}
		return output.Message{Words: "nothing to commit", Facts: map[string]any{"sessions": 0, "changes": 0}}, nil
	}
	if w.Tx().Status() != txn.Active { // which the commit explains
		return commitParts(ctx, env, nil)
	}
	var parts []part.Part // nil: all
	if len(c.Words) > 0 {
		var err error
		if parts, err = partsAt(ctx, env, c, w.Parts(), verb{"committed", "commits"}); err != nil {
			return nil, err
		}
	}
	switch {
	case c.IsSet("patch") && c.IsSet("dry-run"):
		return nil, c.UsageError(errors.New("--patch and --dry-run cannot be used together"))
	case c.IsSet("patch"):
		return choose(ctx, env, w, parts)
	case c.IsSet("dry-run"):
		return rehearse(ctx, env, w, parts)
	}
	announce(env, w, parts)
	return commitParts(ctx, env, parts)
}

// commitParts commits some parts of what is pending; nil stands for all.
func commitParts(ctx context.Context, env command.Env, parts []part.Part) (output.Result, error) {
	ending := env.Work.Savepoints()
	w, err := env.Work.CommitParts(ctx, parts)
	if err != nil {
		return commitFailed(ctx, env, err)
	}
	if n := len(ending); n > 0 && env.Work.Pending() > 0 {
		env.Out.Note("note: the commit has ended %s", figure.Count(n, "savepoint"))
	}
	return output.NewCommitted(w, env.Shell.Aside(), env.Work.Pending()), nil
}

// partsAt returns those of the parts that are at or below the places that the arguments name. A place
// where nothing is pending is noted, unless that is so at all of them.
func partsAt(ctx context.Context, env command.Env, c *command.Call, all []part.Part, do verb) ([]part.Part, error) {
	chosen := make([]bool, len(all))
	var unchanged []place.Path
	for i := range c.Words {
		at := c.Path(env, i)
		found := false
		for j, p := range all {
			if at.Holds(p.Path) {
				chosen[j], found = true, true
			}
		}
		if found {
			continue
		}
		if err := indivisible(at, all, c.Cmd.Name, do); err != nil {
			return nil, err
		}
		unchanged = append(unchanged, at)
	}
	if len(unchanged) == len(c.Words) {
		var texts []string
		for _, at := range unchanged {
			texts = append(texts, at.String())
		}
		return nil, fmt.Errorf("nothing is pending in %s", notation.List(texts))
	}
	for _, at := range unchanged {
		if err := checkThere(ctx, env, at); err != nil {
			return nil, err
		}
		env.Out.Note("note: nothing is pending in %s", at)
	}
	var parts []part.Part
	for j, p := range all {
		if chosen[j] {
			parts = append(parts, p)
		}
	}
	return parts, nil
}

// A verb is what a command does to parts, in its messages.
type verb struct{ done, does string }

// indivisible returns the error about a place inside of a part.
func indivisible(at place.Path, all []part.Part, command string, do verb) error {
	for _, p := range all {
		above := place.Of(p.Path)
		if len(above) < len(at) && p.Changes[0].Attribute == "" && at[:len(above)].Holds(p.Path) {
			return hint.With(fmt.Errorf("%s can only be %s together with what else is pending in %s", at, do.done, above), "%s %s %s both", command, above, do.does)
		}
	}
	return nil
}

// commitFailed returns what became of each session, and the error.
func commitFailed(ctx context.Context, env command.Env, cause error) (output.Result, error) {
	ctx, cancel := workspace.InquiryContext(ctx)
	defer cancel()
	var ce *commit.Error
	if !errors.As(cause, &ce) {
		return nil, cause
	}
	var shown output.List
	again := errors.Is(cause, txn.ErrRepeatable)
	calledOff := again && errors.Is(cause, context.Canceled) // every session was
	if len(ce.Results) > 1 && !calledOff || env.Out.IsJSON() || !again {
		shown = append(shown, fates{ce.Results})
	}
	if !errors.Is(cause, commit.ErrConflict) {
		return shown, cause
	}
	theirs, err := env.Work.CompareOpen(ctx)
	switch {
	case err != nil:
		return shown, errors.Join(cause, err)
	case theirs == nil:
		return shown, cause
	}
	if len(theirs.Taken) > 0 {
		shown = append(shown, taken{changes: theirs.Taken})
	}
	switch {
	case len(theirs.Conflicts) > 0:
		return append(shown, output.Conflicts{List: theirs.Conflicts, Fuller: fuller}), cause
	case env.Shell.Scripted():
		return shown, cause
	}
	return shown, hint.With(cause, "no key was changed on both sides: refresh brings theirs in, then commit again")
}

// fates is the result that shows what became of each session of a commit.
type fates struct{ results []commit.Result }

func (f fates) JSON() any {
	list := make([]any, len(f.results))
	for i, r := range f.results {
		m := map[string]any{"path": place.Of(r.Path).String(), "outcome": r.Fate.String(), "changes": output.ChangesJSON(r.Changes.All())}
		if r.Err != nil {
			m["error"] = hint.Line(r.Err)
		}
		if len(r.Copies) > 0 {
			m["copies"] = output.CopyFates(r.Copies)
		}
		if r.Astray != nil {
			m["astray"] = output.AstrayJSON(r.Astray)
		}
		list[i] = m
	}
	return map[string]any{"outcomes": list}
}

func (f fates) Text(p *output.Printer) {
	for _, r := range f.results {
		sign := rune(output.SignNone)
		if r.Fate != commit.Written && r.Fate != commit.Untouched && r.Fate != commit.Restored {
			sign = output.SignConflict
		}
		words := fmt.Sprintf("%c %s: %s", sign, place.Of(r.Path), r.Fate)
		if r.Err != nil {
			words += ", " + strings.TrimPrefix(hint.Line(r.Err), r.Fate.String()+": ")
		}
		p.Line("%s", p.Color(sign).Sprint(words))
	}
	output.WriteCopies(p, f.results)
}
