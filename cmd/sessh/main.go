// Sessh is a shell for web sessions kept in memcached: walk through them like folders,
// change them in one transaction, and commit without overwriting what another program
// has written.
//
//	sessh [flags]                      open the prompt, or run the lines of standard input
//	sessh [flags] -c LINE...           run lines
//	sessh [flags] COMMAND [ARGS...]    run one command, and commit what it changed
//
// "sessh --help" lists the flags, "sessh help" the commands and the topics. This
// package holds the flags and the wiring; the shell itself is [sessh/repl].
package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"sessh/repl"
	"sessh/repl/command/control"
	"sessh/repl/hint"
	"sessh/repl/line"
	"sessh/repl/report"
	"sessh/repl/screen"
)

func main() {
	collectLess()
	s := &settings{getenv: os.Getenv, lookupenv: os.LookupEnv, stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr}
	os.Exit(s.run(os.Args[1:]))
}

// run runs the program and returns the exit status.
func (s *settings) run(args []string) int {
	ctx, end, stop := hearEnding(context.Background(), s.stdin)
	defer stop()
	s.lasting, s.end = ctx, end
	status := report.Done
	root := s.command(func(cmd *cobra.Command, words []string) error {
		if s.version {
			fmt.Fprintf(cmd.OutOrStdout(), "sessh version %s\n", control.ThisBuild())
			return nil
		}
		status = end.status(s.start(ctx, words))
		return nil
	})
	words := separate(root, args)
	if err := knownShell(words); err != nil {
		return s.fail(&hint.Usage{Err: err}, "")
	}
	root.SetArgs(words)
	out := &firstError{Writer: s.stdout}
	root.SetOut(out)
	root.SetErr(s.stderr)
	err := root.ExecuteContext(ctx)
	switch {
	case out.err != nil:
		return s.fail(out.err, "")
	case err != nil:
		fmt.Fprintf(s.stderr, "error: %s\nhint: %s\n", screen.Safe(err.Error()), adviceOnFlag(root, err))
		return report.Usage
	}
	return status
}

// firstError keeps the first error of a Writer, which cobra does not report.
type firstError struct {
	io.Writer
	err error
}

func (w *firstError) Write(p []byte) (int, error) {
	n, err := w.Writer.Write(p)
	if w.err == nil {
		w.err = err
	}
	return n, err
}

// fewestFiles is how many files sessh must be able to open. Two of them are for Go
// itself, which ends the process if it gets none.
const fewestFiles = 4

// start opens the store and runs what was asked for: one command, lines given
// with -c, a script on standard input, or the prompt.
func (s *settings) start(ctx context.Context, words []string) int {
	if n := freeFiles(fewestFiles); n < fewestFiles {
		return s.fail(fmt.Errorf("this process can open no more than %d files, and sessh needs %d", n, fewestFiles), "ulimit -n raises the limit: to 64, for example")
	}
	words, ok := s.ready(words)
	if !ok {
		return report.Usage
	}
	s.end.listening()
	store, met, status := s.beginToOpen(ctx, words)
	if store == nil {
		return status
	}
	defer store.Close()
	o := s.shellOptions(store)
	o.Fleeting = o.Embedded && len(words) > 0
	sh := repl.New(o)
	defer sh.Close(context.WithoutCancel(ctx))
	interactive := len(words) == 0 && len(s.lines) == 0 && isTerminal(s.stdin)
	var h *line.History
	if interactive {
		h = s.readHistory()
	}
	if status := met(); status != report.Done {
		return status
	}
	if !interactive {
		s.end.scripting()
	}
	if s.recover {
		if err := sh.Run(ctx, "recover --left"); err != nil {
			sh.Report(err)
			return report.Status(err)
		}
	}
	switch {
	case len(words) > 0:
		return sh.One(ctx, words)
	case len(s.lines) > 0:
		return sh.Commands(ctx, s.lines)
	case !interactive:
		return sh.Script(ctx, "", &until{ctx: ctx, r: s.stdin})
	}
	return s.interact(ctx, sh, h)
}

// fail reports an error as the shell does, with text as the hint; "": the usual hint about
// such an error. It returns the exit status.
func (s *settings) fail(err error, text string) int {
	sh := repl.New(repl.Options{Err: s.stderr, ErrColor: s.colored(s.stderr)})
	if text != "" {
		err = hint.WithText(err, text)
	}
	sh.Report(err)
	return report.Status(err)
}
