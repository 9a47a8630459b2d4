package repl

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"sessh/repl/command/transact"
	"sessh/repl/hint"
	"sessh/repl/line"
	"sessh/repl/lines"
	"sessh/repl/report"
	"sessh/repl/screen"
	"sessh/repl/stash"
	"sessh/session"
	"sessh/session/figure"
)

// A Terminal is what an interactive shell needs of the terminal.
type Terminal interface {
	// Read reads a line. It returns [line.ErrInterrupt] for Ctrl-C, io.EOF for Ctrl-D on an
	// empty line, and any other error if no line can be read anymore: the terminal is gone,
	// or ctx has ended.
	Read(ctx context.Context, prompt string) (string, error)
	// ReadAnswer is Read for the answer to a question: it recalls and completes nothing.
	ReadAnswer(ctx context.Context, prompt string) (string, error)
	// ReadHidden is ReadAnswer for a secret: what is typed is not shown.
	ReadHidden(ctx context.Context, prompt string) (string, error)
	// Remember adds a line to the history.
	Remember(text string) error
}

// Interact reads lines and runs them until quit or Ctrl-D, and returns the exit status.
// Ctrl-C clears the line, or stops what is running. If ctx ends or the terminal is gone, it
// asks nothing, and leaves what is pending in the stash.
func (sh *Shell) Interact(ctx context.Context, t Terminal, h *line.History) int {
	sh.history = h
	if h != nil {
		before := h.At(sh.options.Server)
		defer func() { h.At(before) }()
	}
	sh.names.Keep()
	defer sh.hearInterrupts()()
	sh.ask, sh.askHidden = answering(t.ReadAnswer), answering(t.ReadHidden)
	if sh.options.Confirm {
		sh.confirm = func(ctx context.Context, w *session.Work) (yes bool, err error) {
			return transact.Confirm(ctx, sh.env(), w)
		}
	}
	if !sh.temporary {
		sh.work.StartSaving()
	}
	if !sh.options.Recover {
		sh.offerRecovery(ctx)
	}
	sh.noteKeptEdits()
	sh.work.SavePending()
	defer sh.entitle()()
	for {
		sh.work.CheckOvertaken(ctx)
		sh.showTitle()
		text, err := sh.readLine(ctx, t, sh.prompt(sh.printer.Columns()), "")
		switch {
		case errors.Is(err, line.ErrInterrupt):
			continue
		case errors.Is(err, io.EOF):
			if sh.leave(ctx, t) {
				return report.Done
			}
			continue
		case err != nil:
			sh.leaveBehind(stash.Killed)
			return report.Done
		}
		all, err := sh.continued(ctx, t, text)
		if err != nil {
			continue
		}
		sh.remember(t, all)
		if sh.runAll(ctx, all) && sh.leave(ctx, t) {
			return report.Done
		}
	}
}

// A question asks the user.
type question = func(ctx context.Context, text string) (string, error)

// A confirmation asks the user whether to commit; nil: the user is not asked.
type confirmation func(ctx context.Context, w *session.Work) (yes bool, err error)

// mayCommit returns the reason why w must not be committed, or nil. It is called for every commit, whichever
// line makes it.
func (sh *Shell) mayCommit(ctx context.Context, w *session.Work) error {
	if sh.confirm == nil {
		return nil
	}
	switch yes, err := sh.confirm(ctx, w); {
	case yes || err != nil:
		return err
	case sh.aside:
		return errors.New("nothing was committed")
	}
	return errors.New("nothing was committed: everything is still pending")
}

// answering returns a question whose answer is read so.
func answering(read question) question {
	return func(ctx context.Context, text string) (string, error) {
		answer, err := read(ctx, text)
		if errors.Is(err, line.ErrInterrupt) || errors.Is(err, io.EOF) {
			return "", errors.New("nothing was done")
		}
		return answer, err
	}
}

// remember adds lines that were typed or pasted together to the history, unless there is a
// credential in them.
func (sh *Shell) remember(t Terminal, all []string) {
	if slices.ContainsFunc(all, sh.commands.HoldsSecret) {
		return
	}
	if err := t.Remember(strings.Join(all, "\n")); err != nil && !sh.historyFailed {
		sh.historyFailed = true
		sh.note("the history is not kept: %s", hint.Line(err))
	}
}

// asking returns the question that asks at the prompt, or at a terminal without one; nil if there is no terminal.
func (sh *Shell) asking() question {
	if sh.ask == nil && sh.options.Ask != nil {
		return answering(sh.options.Ask)
	}
	return sh.ask
}

// answer asks a question, and returns the answer of the user.
func (sh *Shell) answer(ctx context.Context, ask question, text string) (answer string, err error) {
	if ask == nil {
		return "", errors.New("there is no user to ask")
	}
	err = sh.waiting(func() (err error) {
		answer, err = ask(ctx, text)
		return err
	})
	return answer, err
}

// hidden returns the question that asks for a secret; nil if there is no terminal.
func (sh *Shell) hidden() question {
	if sh.askHidden != nil {
		return sh.askHidden
	}
	return sh.options.AskHidden
}

// runAll runs the lines that were typed or pasted, up to the first error or Ctrl-C, and
// reports whether to quit.
func (sh *Shell) runAll(ctx context.Context, all []string) (quit bool) {
	work := sh.stoppable(ctx)
	defer work.done()
	for i, l := range all {
		err := work.run(l)
		sh.freshLine()
		last := i == len(all)-1
		sh.saveAfter(err, last)
		switch {
		case errors.Is(err, report.ErrQuit):
			return true
		case err == nil && (last || !work.stopped()):
			continue
		}
		rest := commandsIn(all[i+1:])
		if err == nil && rest > 0 {
			err = errInterrupted
		}
		if err != nil {
			sh.Report(err)
		}
		if rest > 0 {
			sh.note("%s after it not run", figure.Count(rest, "line"))
		}
		return false
	}
	return false
}

// commandsIn returns how many of the lines are not blank or comments.
func commandsIn(all []string) int {
	n := 0
	for _, l := range all {
		if !lines.IsNothing(l) {
			n++
		}
	}
	return n
}

// Report writes an error to standard error, with its hint.
func (sh *Shell) Report(err error) {
	if errors.Is(err, report.ErrQuit) {
		return
	}
	for _, l := range report.Lines(screen.NewPalette(sh.options.ErrColor), err, sh.means()) {
		fmt.Fprintln(sh.options.Err, l)
	}
	if sh.took != "" {
		sh.note("%s", sh.took)
		sh.took = ""
	}
}

func (sh *Shell) means() report.Means {
	return report.Means{Prompt: !sh.unattended, Pending: sh.Pending() > 0, ReadOnly: sh.readOnlyIn()}
}

// readOnlyIn returns the place in the configuration file that makes the shell read-only; "" if none
// does.
func (sh *Shell) readOnlyIn() string {
	for _, h := range sh.options.Settings {
		if h.Name == "read-only" && strings.HasPrefix(h.Origin, sh.options.Config+":") {
			return h.Origin
		}
	}
	return ""
}

const morePrompt = "... "

// continued splits what was typed or pasted into lines, and reads what the last one still
// needs.
func (sh *Shell) continued(ctx context.Context, t Terminal, text string) (all []string, err error) {
	all, last := sh.lines.Join(nil, text)
	for last.More() {
		if text, err = sh.readLine(ctx, t, morePrompt, last.Text()+"\n"); err != nil {
			return nil, err
		}
		var done []string
		done, last = sh.lines.Join(last, text)
		all = append(all, done...)
	}
	return append(all, last.Text()), nil
}
