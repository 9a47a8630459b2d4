package repl

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"sessh/repl/command"
	"sessh/repl/files"
	"sessh/repl/hint"
	"sessh/repl/notation"
)

// sent runs a call, and sends what it prints to the target of its line. If that is a file, not finding
// what was asked for is an error, and the file stays as it was.
func (sh *Shell) sent(ctx context.Context, c *command.Call, to *command.Target, run func(ctx context.Context) error) error {
	switch {
	case to == nil:
		return run(ctx)
	case to.Program != "":
		return sh.piped(ctx, c, to.Program, run)
	}
	var out *files.Out
	var err error
	if to.Append {
		out, err = sh.files.Append(ctx, to.File)
	} else {
		out, err = sh.files.Create(ctx, to.File, true)
	}
	if err != nil {
		return err
	}
	defer func(was bool) { sh.saving = was }(sh.saving)
	sh.saving = true
	err = out.Finish(sh.printer.Redirect(out, false, func() error {
		if err := run(ctx); err != nil || command.IsAnswer(sh.notFound) {
			return err
		}
		return sh.notFound // of the last line that source has run
	}))
	if err == nil && json.Valid([]byte(to.File)) {
		sh.note("note: the output of %s is in the file %s now; an expression with > in it needs quotes", c.Cmd.Name, to.File)
	}
	return err
}

// errReaderLeft is the error of writing to a program that reads no more.
var errReaderLeft = errors.New("the program has ended")

// piped runs a call, and a program that reads what it prints. If the program reads no more,
// the call ends early, which is not an error. Only a call that shows something is stopped
// before it writes more.
func (sh *Shell) piped(ctx context.Context, c *command.Call, program string, run func(ctx context.Context) error) error {
	if sh.options.Program == nil {
		return sh.noPrograms()
	}
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	given := ctx
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	ended := make(chan error, 1)
	to := sh.printer.Out()
	go func() {
		err := sh.options.Program(program, r, to)
		r.Close()
		if c.Cmd.Paged {
			stop(errReaderLeft)
		}
		ended <- err
	}()
	err = sh.printer.Redirect(toProgram{w}, true, func() error { return run(ctx) })
	w.Close()
	status := <-ended
	sh.programRan = true
	switch {
	case errors.Is(err, errReaderLeft), err != nil && errors.Is(err, context.Canceled) && context.Cause(ctx) == errReaderLeft:
		err = nil
	case err != nil:
		return err
	case given.Err() != nil: // Ctrl-C was for the program, too
		return nil
	}
	return programError(program, status)
}

// toProgram is the writing end of a pipe.
type toProgram struct{ io.Writer }

func (w toProgram) Write(b []byte) (int, error) {
	n, err := w.Writer.Write(b)
	if err != nil {
		err = errReaderLeft
	}
	return n, err
}

// programError returns the error of a line that ran a program which ended with err.
func programError(program string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", notation.Clip(program, notation.LongestLabel), err)
}

// noPrograms returns the error about a line that would run a program.
func (sh *Shell) noPrograms() error {
	if sh.files != nil && sh.files.Confined {
		return hint.With(errors.New("walkthroughs run no programs"), "at the prompt the line runs one")
	}
	return errors.New("no programs can be run here")
}

// runProgram runs a program that has the terminal.
func (sh *Shell) runProgram(program string) error {
	if sh.options.Program == nil {
		return sh.noPrograms()
	}
	sh.programRan = true
	return sh.withTerminal(func() error {
		return programError(program, sh.options.Program(program, nil, sh.printer.Out()))
	})
}

// freshLine goes to the start of a line of the terminal. If a program has left the cursor after a text,
// which the prompt would overwrite, it writes a % there, as zsh does. The position of the cursor cannot be
// asked for while the user may be typing. So freshLine writes as many characters as there are columns:
// they wrap into the next line, unless the cursor was in the first column, where they are erased.
func (sh *Shell) freshLine() {
	columns := sh.printer.Columns()
	if !sh.programRan || !sh.options.OutTerminal || columns < 2 || sh.options.Environ("TERM") == "dumb" {
		return
	}
	sh.programRan = false
	fmt.Fprintf(sh.printer.Out(), "%%%s\r\x1b[K", strings.Repeat(" ", columns-1))
}
