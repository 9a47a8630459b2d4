package repl

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"sessh/repl/command"
	"sessh/repl/files"
	"sessh/repl/hint"
	"sessh/repl/output"
	"sessh/repl/report"
	"sessh/repl/stash"
	"sessh/session/diff"
	"sessh/session/figure"
	"sessh/session/storage"
	"sessh/session/tree"
)

// Script runs the lines of r up to the first error, and returns the exit status. Changes
// that are pending at the end are dropped, with a note.
func (sh *Shell) Script(ctx context.Context, name string, r io.Reader) int {
	sh.unattended = true
	defer sh.noteLost()
	err := inWords(ctx, sh.script(ctx, name, r))
	if err != nil && !errors.Is(err, report.ErrQuit) {
		sh.Report(err)
		sh.noteDropped(err)
		return report.Status(err)
	}
	return sh.finish()
}

// noteLost notes that what was committed is lost with the store.
func (sh *Shell) noteLost() {
	if sh.options.Embedded && len(sh.work.Commits()) > 0 {
		sh.note("note: without --server what was committed was in this process's memory, and is gone")
	}
}

// finish returns the exit status of a script that succeeded.
func (sh *Shell) finish() int {
	if sh.discard {
		if err := sh.work.Discard(context.Background(), stash.Quit, "quit"); err != nil {
			sh.Report(err)
			return report.Status(err)
		}
	}
	if sh.Pending() == 0 {
		return sh.incomplete()
	}
	sh.noteDropped(nil)
	return report.Pending
}

// noteDropped names the changes that are pending at the end of a script that failed with
// err, if not nil: those that are dropped, those that stay in the stash, and those that may
// have been, or may still be, written.
func (sh *Shell) noteDropped(err error) {
	w := sh.work.Open()
	if w == nil || w.Pending() == 0 || sh.discard {
		return
	}
	unknown := report.Unknown(err)
	for _, s := range w.Sessions() {
		if s.InDoubt() {
			unknown = append(unknown, s.Path())
		}
	}
	stay := sh.work.StaysInStash(w.Changes())
	var dropped, stashed, open []diff.Change
	for i, x := range w.Changes() {
		if slices.ContainsFunc(unknown, func(p tree.Path) bool { return x.Path.Within(p) }) {
			open = append(open, x)
			continue
		}
		if stay[i] {
			stashed = append(stashed, x)
			continue
		}
		dropped = append(dropped, x)
	}
	sh.noteChanges("dropped %s, not committed:", dropped)
	sh.noteChanges("%s from the stash not committed, and still in the stash:", stashed)
	sh.noteChanges("%s whose outcome is not known:", open)
}

// maxListed is how many changes that did not reach the server are named.
const maxListed = 20

func (sh *Shell) noteChanges(words string, changes []diff.Change) {
	if len(changes) == 0 {
		return
	}
	sh.note(words, figure.Count(len(changes), "change"))
	p := output.New(output.Options{Out: sh.options.Err, Palette: sh.printer.Palette, Columns: sh.printer.Columns})
	output.Diff{Changes: changes[:min(len(changes), maxListed)]}.Text(p)
	if more := len(changes) - maxListed; more > 0 {
		sh.note("and %d more", more)
	}
}

// script runs lines, and adds the line number to errors.
func (sh *Shell) script(ctx context.Context, name string, r io.Reader) error {
	in := bufio.NewReaderSize(r, 64<<10)
	for n := 1; ; n++ {
		text, err := files.ReadLine(in)
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		first := n
		if n == 1 {
			text = strings.TrimPrefix(text, byteOrderMark)
		}
		l := sh.lines.Begin(text)
		for err == nil && l.More() {
			if text, err = files.ReadLine(in); err != nil && !errors.Is(err, io.EOF) {
				return err
			}
			l.Add(text)
			n++
		}
		if runErr := sh.Run(ctx, l.Text()); runErr != nil {
			if errors.Is(runErr, report.ErrQuit) {
				return runErr
			}
			return &hint.Located{Where: lineAt(name, first), Err: runErr}
		}
		if _, told := sh.notFound.(*hint.Located); sh.notFound != nil && !told {
			sh.notFound = &hint.Located{Where: lineAt(name, first), Err: sh.notFound}
		}
		if err != nil {
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
}

// lineAt returns the place of a line in errors: FILE:LINE, or only the line if the script
// has no name.
func lineAt(name string, n int) string {
	if name == "" {
		return fmt.Sprintf("line %d", n)
	}
	return fmt.Sprintf("%s:%d", name, n)
}

// byteOrderMark begins files of some editors; it is not part of the text.
const byteOrderMark = "\ufeff"

// Commands runs lines as Script does.
func (sh *Shell) Commands(ctx context.Context, lines []string) int {
	return sh.Script(ctx, "", strings.NewReader(strings.Join(lines, "\n")))
}

// One runs a single command, given as words that another shell has split, and commits what
// it changed. It returns the exit status.
func (sh *Shell) One(ctx context.Context, args []string) int {
	sh.unattended, sh.single = true, true
	err := sh.runWords(ctx, args)
	if err == nil && sh.Pending() > 0 {
		err = sh.commitOne(ctx)
	} else if err != nil && !sh.options.Fleeting {
		defer sh.noteDropped(err)
	}
	if err == nil {
		return sh.incomplete()
	}
	if sh.options.Fleeting && errors.Is(err, storage.ErrReadOnly) {
		err = errFleeting
	}
	err = inWords(ctx, err)
	sh.Report(err)
	return report.Status(err)
}

// alone reports whether the line that runs is a single command, not one of the lines of
// a file.
func (sh *Shell) alone() bool { return sh.single && sh.sources == 0 }

func (sh *Shell) commitOne(ctx context.Context) error {
	if sh.options.Fleeting {
		return errFleeting
	}
	return sh.Run(ctx, "commit")
}

// runWords runs a command given as words that another shell has split.
func (sh *Shell) runWords(ctx context.Context, args []string) error {
	return sh.runTargeted(ctx, args, "")
}

// runTargeted is runWords with a target of what the command prints, such as "| wc -l"; "": none.
func (sh *Shell) runTargeted(ctx context.Context, args []string, target string) error {
	sh.notFound = nil
	p := sh.commands.ParseSplit(args)
	p.SendTo(target)
	return sh.commands.Private(strings.Join(args, " "), sh.run(ctx, p))
}

// incomplete returns the exit status of a command that succeeded, but may not have found
// what it was asked for.
func (sh *Shell) incomplete() int {
	if sh.notFound == nil {
		return report.Done
	}
	if !command.IsAnswer(sh.notFound) {
		sh.Report(sh.notFound)
	}
	return report.Failed
}

// errFleeting is the error of a command that would change a store which ends with it.
var errFleeting = &hint.Usage{Err: hint.With(errors.New("there is no server to commit to"), "--server HOST, or SESSH_SERVER in the environment, names one")}
