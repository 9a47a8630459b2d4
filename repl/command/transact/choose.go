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
	"sessh/repl/screen"
	"sessh/session"
	"sessh/session/figure"
	"sessh/session/part"
)

// Limits beyond which a commit says first what it writes, and the most sessions that it lists.
const (
	fewSessions = 1
	fewChanges  = 10
	mostListed  = 20
)

// announce shows the user what a commit is about to write, if that is more than one sees at a
// glance. A commit that asks whether to go on shows it itself.
func announce(env command.Env, w *session.Work, parts []part.Part) {
	if !env.Shell.Attended() || env.Shell.ConfirmsCommit() {
		return
	}
	w.Narrow(parts)
	plans := w.Plans()
	w.Narrow(nil)
	if len(plans) > fewSessions || changesIn(plans) > fewChanges {
		list(env, plans)
	}
}

func changesIn(plans []session.Plan) (n int) {
	for _, x := range plans {
		n += len(x.Changes)
	}
	return n
}

func list(env command.Env, plans []session.Plan) {
	for _, line := range (output.Plans{List: plans, Most: mostListed}).Lines(env.Out.Width(0)) {
		env.Out.Remark("%s", line)
	}
}

// Confirm shows the user what is about to be committed, and asks whether to go on.
func Confirm(ctx context.Context, env command.Env, w *session.Work) (yes bool, err error) {
	plans := w.Plans()
	if len(plans) == 0 {
		return true, nil
	}
	list(env, plans)
	answer, err := env.Shell.Ask(ctx, fmt.Sprintf("Commit %s to %s? [y/N] ", figure.Count(changesIn(plans), "change"), screen.Safe(env.Shell.Server())))
	answer = strings.ToLower(strings.TrimSpace(answer))
	return answer != "" && strings.HasPrefix("yes", answer), err
}

// rehearse shows what a commit would write, and what would keep it from that.
func rehearse(ctx context.Context, env command.Env, w *session.Work, parts []part.Part) (output.Result, error) {
	w.Narrow(parts)
	defer w.Narrow(nil)
	plans, err := w.Rehearse(ctx)
	if err != nil {
		return nil, err
	}
	for _, x := range plans {
		if x.Err != nil && err == nil {
			err = fmt.Errorf("the commit would fail: %s: %w", place.Of(x.Path), x.Err)
		}
	}
	if err != nil {
		return output.Plans{List: plans}, err
	}
	changes := changesIn(plans)
	words := fmt.Sprintf("would commit %s, %s", figure.Count(len(plans), "session"), figure.Count(changes, "change"))
	return output.List{output.Plans{List: plans}, output.Message{Words: words, Facts: map[string]any{"sessions": len(plans), "changes": changes}}}, nil
}

// choose asks for each part whether to commit it, and commits those.
func choose(ctx context.Context, env command.Env, w *session.Work, parts []part.Part) (output.Result, error) {
	if !env.Shell.Attended() {
		return nil, hint.With(errors.New("there is no terminal to ask"), "commit PATH commits what is pending at PATH")
	}
	if parts == nil {
		parts = w.Parts()
	}
	return output.Rows(func(emit func(output.Result) error) error {
		chosen, err := ask(ctx, env, parts, emit)
		if err != nil {
			return err
		}
		if len(chosen) == 0 {
			return emit(output.Message{Words: "nothing was committed", Facts: map[string]any{"sessions": 0, "changes": 0}})
		}
		r, err := commitParts(ctx, env, chosen)
		if r != nil {
			err = errors.Join(emit(r), err)
		}
		return err
	}), nil
}

// An answer is what the user decides about a part.
type answer struct {
	key   string
	means string
	take  bool
	// session reports that the rest of the session is decided as well, and all that all is.
	session, all bool
}

var answers = []answer{
	{key: "y", means: "commit this change", take: true},
	{key: "n", means: "leave this change pending"},
	{key: "q", means: "leave this change and all after it pending", all: true},
	{key: "a", means: "commit this change and those after it in this session", take: true, session: true},
	{key: "d", means: "leave this change and those after it in this session pending", session: true},
}

// ask goes through parts, and returns those to commit.
func ask(ctx context.Context, env command.Env, parts []part.Part, emit func(output.Result) error) (chosen []part.Part, err error) {
	for i := 0; i < len(parts); {
		if err := emit(output.Diff{Changes: parts[i].Changes, Every: true}); err != nil {
			return nil, err
		}
		a, err := askOne(ctx, env, fmt.Sprintf("(%d/%d) Commit this change [y,n,q,a,d,?]? ", i+1, len(parts)))
		if err != nil {
			return nil, err
		}
		n := 1
		switch {
		case a.all:
			n = len(parts) - i
		case a.session:
			for i+n < len(parts) && inSameSession(parts[i], parts[i+n]) {
				n++
			}
		}
		if a.take {
			chosen = append(chosen, parts[i:i+n]...)
		}
		i += n
	}
	return chosen, nil
}

func inSameSession(a, b part.Part) bool {
	return a.Path.Container == b.Path.Container && a.Path.Session == b.Path.Session
}

// askOne asks until the answer is one of [answers].
func askOne(ctx context.Context, env command.Env, question string) (answer, error) {
	for {
		text, err := env.Shell.Ask(ctx, question)
		if err != nil {
			return answer{}, err
		}
		text = strings.ToLower(strings.TrimSpace(text))
		for _, a := range answers {
			if text == a.key {
				return a, nil
			}
		}
		for _, a := range answers {
			env.Out.Note("%s - %s", a.key, a.means)
		}
		env.Out.Note("? - show this help; Ctrl-C commits nothing")
	}
}
