package repl

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"

	"sessh/repl/line"
	"sessh/repl/screen"
	"sessh/repl/script"
	"sessh/repl/stash"
	"sessh/session"
)

// Terminal is what an interactive shell needs of the terminal.
type Terminal interface {
	// Read reads a line. It returns [line.ErrInterrupt] for Ctrl-C and io.EOF
	// for Ctrl-D on an empty line.
	Read(ctx context.Context, prompt string) (string, error)
	// Remember keeps a line for Up.
	Remember(text string) error
}

// Interact reads lines and runs them until quit or Ctrl-D, and returns the
// exit status. Ctrl-C clears the line, or stops what is running.
func (sh *Shell) Interact(ctx context.Context, t Terminal, h *line.History) int {
	sh.history = h
	sh.names.keep()
	defer sh.hearInterrupts()()
	sh.ask = func(ctx context.Context, question string) (string, error) {
		answer, err := t.Read(ctx, question)
		if errors.Is(err, line.ErrInterrupt) || errors.Is(err, io.EOF) {
			return "", errors.New("nothing was done")
		}
		return answer, err
	}
	if f, ok := sh.shelf.lasting.(*stash.Folder); ok && sh.keeper == nil {
		sh.keeper = f.Keeper()
	}
	if !sh.options.Recover {
		sh.offerRecovery(ctx)
	}
	defer sh.savePending()
	for {
		sh.forgetInterrupts()
		sh.savePending()
		sh.lookAround(ctx)
		text, err := t.Read(ctx, sh.Prompt(sh.printer.columns()))
		switch {
		case errors.Is(err, line.ErrInterrupt):
			continue
		case err != nil:
			if sh.leave(ctx, t) {
				return ExitDone
			}
			continue
		}
		lines, err := sh.continued(ctx, t, text)
		if err != nil {
			continue
		}
		if err := t.Remember(strings.Join(lines, "\n")); err != nil && !sh.historyFailed {
			sh.historyFailed = true
			sh.note("the history is not kept: %s", oneLine(err))
		}
		if sh.lines(ctx, lines) && sh.leave(ctx, t) {
			return ExitDone
		}
	}
}

// lines runs the lines of what was typed or pasted, up to the first error,
// and reports whether to quit.
func (sh *Shell) lines(ctx context.Context, all []string) (quit bool) {
	for i, l := range all {
		err := sh.interruptible(ctx, l)
		switch {
		case errors.Is(err, quitting{}):
			return true
		case err != nil:
			sh.Report(err)
			if rest := commandsIn(all[i+1:]); rest > 0 {
				sh.note("%s of what was pasted not run", count(rest, "line"))
			}
			return false
		}
	}
	return false
}

// commandsIn is how many of the lines do something.
func commandsIn(lines []string) int {
	n := 0
	for _, l := range lines {
		if !doesNothing(l) {
			n++
		}
	}
	return n
}

// interruptible runs a line that Ctrl-C stops.
func (sh *Shell) interruptible(ctx context.Context, text string) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	done := make(chan struct{})
	defer close(done)
	go func() {
		select {
		case <-sh.interrupts:
			cancel()
		case <-done:
		}
	}()
	err := sh.Run(ctx, text)
	var ce *session.CommitError
	if err != nil && ctx.Err() != nil && !errors.As(err, &ce) { // that tells what became of the sessions
		return errInterrupted
	}
	return err
}

// hearInterrupts keeps Ctrl-C from ending the shell, whenever it comes.
func (sh *Shell) hearInterrupts() (stop func()) {
	sh.interrupts = make(chan os.Signal, 1)
	signal.Notify(sh.interrupts, os.Interrupt)
	return func() { signal.Stop(sh.interrupts) }
}

// forgetInterrupts drops what came when nothing was running.
func (sh *Shell) forgetInterrupts() {
	select {
	case <-sh.interrupts:
	default:
	}
}

var errInterrupted = errors.New("stopped")

// leave asks what to do with pending changes, and reports whether to go.
func (sh *Shell) leave(ctx context.Context, t Terminal) bool {
	n := sh.Pending()
	if n == 0 || sh.discard {
		sh.dropPending()
		return true
	}
	for {
		answer, err := t.Read(ctx, fmt.Sprintf("%s pending: commit, drop, or stay? [c/d/S] ", count(n, "change")))
		if err != nil && !errors.Is(err, line.ErrInterrupt) {
			// Ctrl-D again: who insists on leaving leaves.
			// One that is told to end keeps what is pending for the next.
			if errors.Is(err, io.EOF) {
				sh.dropPending()
			}
			return true
		}
		switch a := strings.ToLower(strings.TrimSpace(answer)); {
		case err != nil, a == "", strings.HasPrefix("stay", a):
			return false
		case strings.HasPrefix("commit", a):
			if err := sh.interruptible(ctx, "commit"); err != nil {
				sh.Report(err)
				return false
			}
			return true
		case strings.HasPrefix("drop", a), strings.HasPrefix("discard", a):
			sh.dropPending()
			return true
		}
	}
}

// Report tells of an error, and of what can be done about it.
func (sh *Shell) Report(err error) { sh.reportAt("", err) }

func (sh *Shell) reportAt(where string, err error) {
	if errors.Is(err, quitting{}) {
		return
	}
	var e *script.Exception
	if errors.As(err, &e) {
		fmt.Fprint(sh.options.Err, traceback(sh.errorPalette(), e))
		return
	}
	for _, l := range sh.errorLines(where, err) {
		fmt.Fprintln(sh.options.Err, l)
	}
}

// errorLines are the lines that tell of an error.
func (sh *Shell) errorLines(where string, err error) []string {
	return errorLines(sh.errorPalette(), where, err, hint(err, sh.means()))
}

func (sh *Shell) errorPalette() *screen.Palette { return screen.NewPalette(sh.options.ErrColor) }

func plainErrorLines(where string, err error) []string {
	return errorLines(plainPalette, where, err, hint(err, means{prompt: true, pending: true}))
}

func errorLines(pal *screen.Palette, where string, err error, h string) []string {
	lines := []string{pal.Error.Sprint("error:") + " " + where + oneLine(err)}
	if h != "" {
		lines = append(lines, pal.Hint.Sprint("hint:")+" "+screen.Safe(h))
	}
	return lines
}
