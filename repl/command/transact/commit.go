package transact

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"sessh/repl/command"
	"sessh/repl/hint"
	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/repl/workspace"
	"sessh/session"
	"sessh/txn"
)

func commit(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	w := env.Work.Open()
	if w == nil || w.Tx().Status() == txn.Active && !w.Unwritten() {
		if err := errors.Join(env.Work.ForgetHeld(), env.Work.Freshen(ctx)); err != nil {
			return nil, err
		}
		return output.Message{Words: "nothing to commit", Facts: map[string]any{"sessions": 0, "changes": 0}}, nil
	}
	w, err := env.Work.Commit(ctx)
	if err != nil {
		return commitFailed(ctx, env, err)
	}
	return output.NewCommitted(w, env.Shell.Aside()), nil
}

// commitFailed returns what became of each session, and the error.
func commitFailed(ctx context.Context, env command.Env, cause error) (output.Result, error) {
	ctx, cancel := workspace.InquiryContext(ctx)
	defer cancel()
	var ce *session.CommitError
	if !errors.As(cause, &ce) {
		return nil, cause
	}
	var shown output.List
	again := errors.Is(cause, txn.ErrRepeatable)
	calledOff := again && errors.Is(cause, context.Canceled) // every session was
	if len(ce.Results) > 1 && !calledOff || env.Out.IsJSON() || !again {
		shown = append(shown, fates{ce.Results})
	}
	if !errors.Is(cause, session.ErrConflict) {
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
		return append(shown, output.Conflicts{List: theirs.Conflicts}), cause
	case env.Shell.Scripted():
		return shown, cause
	}
	return shown, hint.With(cause, "no key was changed on both sides: refresh brings theirs in, then commit again")
}

// fates is the result that shows what became of each session of a commit.
type fates struct{ results []session.Result }

func (f fates) JSON() any {
	list := make([]any, len(f.results))
	for i, r := range f.results {
		m := map[string]any{"path": place.Of(r.Path).String(), "outcome": r.Fate.String(), "changes": output.ChangesJSON(r.Changes)}
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
		if r.Fate != session.Written && r.Fate != session.Untouched && r.Fate != session.Restored {
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
