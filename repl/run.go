package repl

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"sessh/repl/command"
	"sessh/repl/command/control"
	"sessh/repl/foreign"
	"sessh/repl/hint"
	"sessh/repl/lines"
	"sessh/session"
	"sessh/session/commit"
	"sessh/session/figure"
	"sessh/session/storage"
)

// Run runs one line. It returns the error of the line; a blank line or a comment does
// nothing.
func (sh *Shell) Run(ctx context.Context, text string) (err error) {
	text = sh.translated(text)
	line := sh.lines.Classify(text)
	if p := line.Parsed; p != nil && p.Cmd != nil && p.Cmd.Expand != nil {
		if text, err := p.Cmd.Expand(strings.TrimSpace(text[p.Name.End:])); err == nil && !p.AsksHelp() {
			return sh.Run(ctx, text) // so that a recording has a line that runs without the alias
		}
	}
	took := sh.timed(line)
	defer func() { took(err) }()
	return sh.recorded(ctx, line, func() error {
		switch line.Kind {
		case lines.Nothing:
			return nil
		case lines.Statement:
			sh.notFound = nil
			return sh.commands.Private(text, sh.runStatement(ctx, line.Source))
		}
		sh.notFound = nil
		return sh.commands.Private(text, sh.placed(line, sh.run(ctx, line.Parsed)))
	})
}

// translated returns a line in the words of this shell, and says once what a word of another one
// is here.
func (sh *Shell) translated(text string) string {
	ours, note, ok := foreign.Translate(text)
	if !ok {
		return text
	}
	if !sh.foreign[note] {
		if sh.foreign == nil {
			sh.foreign = make(map[string]bool)
		}
		sh.foreign[note] = true
		sh.note("note: %s", note)
	}
	return ours
}

// waiting calls f, which waits for the user: for an answer, or in an editor. That time is not counted
// as the line's.
func (sh *Shell) waiting(f func() error) error {
	began := sh.options.Now()
	defer func() { sh.waited += sh.options.Now().Sub(began) }()
	return f()
}

// timed returns what notes how long a line took, if that is wanted. Of a line that failed it is
// noted after the error.
func (sh *Shell) timed(line lines.Line) (done func(err error)) {
	if sh.running > 0 || sh.depth > 0 || line.Parsed != nil && line.Parsed.Cmd != nil && line.Parsed.Cmd.Name == "time" {
		return func(error) {}
	}
	sh.took = ""
	began, waited := sh.options.Now(), sh.waited
	return func(err error) {
		took := fmt.Sprintf("took %s", (sh.options.Now().Sub(began) - (sh.waited - waited)).Round(time.Microsecond))
		switch {
		case !sh.timing:
		case err != nil:
			sh.took = took
		default:
			sh.note("%s", took)
		}
	}
}

func (sh *Shell) run(ctx context.Context, p *command.Parsed) (err error) {
	defer sh.busy()()
	defer func() {
		if v := recover(); v != nil && p.Cmd != nil && p.Cmd.Secret { // it may be part of v
			err = fmt.Errorf("%s: this is a bug in sessh", p.Name.Text)
		} else if v != nil {
			err = fmt.Errorf("%s: this is a bug in sessh: %v", p.Name.Text, v)
		}
	}()
	c, err := sh.commands.Bind(p, sh.options.Flags)
	if err != nil {
		return err
	}
	return sh.sent(ctx, c, p.To, func(ctx context.Context) error { return sh.runCall(ctx, c) })
}

// runCall runs a call, or shows its help.
func (sh *Shell) runCall(ctx context.Context, c *command.Call) error {
	if c.WantsHelp {
		return sh.paged(func() error { return sh.printer.Emit(control.Manual{Command: c.Cmd}) })
	}
	if sh.recorder != nil {
		sh.recorder.Ran(c)
	}
	if sh.options.Fleeting && c.Cmd.Changes {
		return errFleeting
	}
	if !c.Cmd.KeepsTransaction {
		if err := sh.work.Freshen(ctx); err != nil {
			return err
		}
	}
	defer sh.noteMisplaced(ctx)
	if !c.Cmd.Paged || c.Endless() {
		return sh.perform(ctx, c)
	}
	shown := ctx
	if c.Cmd.Brief {
		shown = context.WithoutCancel(ctx)
	}
	return sh.paged(func() error { return sh.printer.Shows(shown, func() error { return sh.perform(ctx, c) }) })
}

// perform runs a command and prints its result. A command that fails can have a result as
// well.
func (sh *Shell) perform(ctx context.Context, c *command.Call) error {
	r, err := c.Cmd.Run(ctx, sh.env(), c)
	failed := sh.printer.Emit(r)
	if failed != nil && errors.Is(err, failed) { // it could write nothing itself
		return err
	}
	return errors.Join(failed, err)
}

// execOne runs a line as part of the current step.
func (sh *Shell) execOne(ctx context.Context, text string) error {
	p := sh.commands.Parse(text)
	c, err := sh.commands.Bind(p, sh.options.Flags)
	switch {
	case err != nil:
		return err
	case p.To != nil:
		return hint.With(errors.New("what a line prints for each session cannot go elsewhere"), "it goes where the output of the whole command does")
	case c.WantsHelp:
		return &hint.Usage{Err: hint.With(fmt.Errorf("the help of %s is not shown for each session", c.Cmd.Name), "help %s shows it", c.Cmd.Name)}
	case c.Cmd.KeepsTransaction: // it is about the transaction or the shell, and not about a place
		return fmt.Errorf("%s is not run for each session", c.Cmd.Name)
	}
	return sh.perform(ctx, c)
}

// paged runs a command with a pager, unless it runs inside another line.
func (sh *Shell) paged(run func() error) error {
	if sh.running > 1 {
		return run()
	}
	return sh.printer.Paged(run)
}

// runAside runs the arguments of a call as a line in another shell on the same store.
func (sh *Shell) runAside(ctx context.Context, c *command.Call, readOnly bool) error {
	if sh.depth >= maxDepth {
		return errors.New("aside lines nest too deeply")
	}
	o := sh.options
	o.Interact, o.Run, o.Format, o.Pending, o.Commits = nil, nil, sh.printer.Format(), "", ""
	o.ReadOnly = o.ReadOnly || readOnly
	var root *session.Root
	if o.ReadOnly == sh.options.ReadOnly { // shared, with what is known about containers
		root = sh.work.Root()
	}
	other := newShell(o, root)
	other.aside, other.files, other.meter = true, sh.files, sh.memory()
	other.unrecorded, other.confirm = sh.unrecorded, sh.confirm
	other.unattended, other.single, other.saving = sh.unattended, sh.alone(), sh.saving
	other.depth, other.flushGuard = sh.depth+1, sh.flushGuard
	other.printer.SetNested()
	other.printer.SetShadow(sh.printer.Shadow())
	other.where.Here, other.where.Previous = slices.Clone(sh.where.Here), slices.Clone(sh.where.Previous)
	defer other.Close(context.WithoutCancel(ctx))
	if err := other.runRest(ctx, c, 0); err != nil {
		if n := other.work.Pending(); n > 0 {
			sh.note("aside: %s dropped, not committed", figure.Count(n, "change"))
		}
		return sh.refusedAside(err)
	}
	sh.notFound = other.notFound
	if other.work.Pending() == 0 {
		return nil
	}
	err := other.Run(ctx, "commit")
	if errors.Is(err, commit.ErrConflict) {
		err = hint.With(err, "aside keeps nothing pending: run the line again")
	}
	return sh.refusedAside(err)
}

// refusedAside returns an error of a line that was run aside: it may be aside that refuses
// writes.
func (sh *Shell) refusedAside(err error) error {
	if errors.Is(err, storage.ErrReadOnly) && !sh.options.ReadOnly && !sh.options.Fleeting {
		return hint.WithText(err, "aside was given --read-only")
	}
	return err
}
