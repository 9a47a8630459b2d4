package repl

import (
	"context"
	"fmt"
	"strings"

	"sessh/repl/command/servers"
	"sessh/repl/hint"
	"sessh/repl/lines"
	"sessh/repl/meter"
	"sessh/repl/notation"
	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/repl/report"
	"sessh/repl/screen"
	"sessh/repl/script"
	"sessh/repl/stash"
	"sessh/repl/walkthrough"
	"sessh/session/format/lazyregexp"
	"sessh/txn"
)

// interp returns the interpreter of statements.
func (sh *Shell) interp() *script.Interp {
	if sh.statements != nil {
		return sh.statements
	}
	o := script.Options{
		Root: sh.work.Root(), Manager: sh.work.Manager(), Now: sh.options.Now, Note: sh.note, Meter: sh.memory(),
		Commit: sh.commitQuietly, Abort: sh.abortQuietly, Savepoint: sh.scriptSavepoint, Flush: sh.scriptFlush,
		Python2: sh.python2,
		Preload: []string{"transaction"}, // at the prompt no import is needed
	}
	if sh.depth > 0 {
		o.Steps = maxSteps
	}
	sh.statements = script.New(o)
	return sh.statements
}

// memory returns the meter of statements and expressions.
func (sh *Shell) memory() *meter.Meter {
	if sh.meter == nil {
		sh.meter = meter.New(sh.options.Memory)
	}
	return sh.meter
}

// maxSteps limits the steps of one example of a walkthrough.
const maxSteps = 10_000_000

// runStatement runs a statement as one step of undo.
func (sh *Shell) runStatement(ctx context.Context, source string) error {
	defer sh.busy()()
	before := sh.work.LastCommit()
	r, err := sh.exec(ctx, source)
	if err != nil {
		return err
	}
	if r.Output != "" {
		if err := sh.printer.Shows(context.WithoutCancel(ctx), func() error { return sh.emitStatement(r.Output) }); err != nil {
			if sh.work.LastCommit() != before {
				err = fmt.Errorf("the statement has committed, and only the output failed: %w", err)
			}
			return err
		}
	}
	if r.Exception != nil {
		return r.Exception
	}
	return nil
}

func (sh *Shell) emitStatement(printed string) error {
	if sh.printer.IsJSON() {
		return sh.printer.Emit(output.Message{Words: printed, Facts: map[string]any{"output": printed}})
	}
	return sh.printer.Raw(screen.SafeLines(strings.TrimSuffix(printed, "\n")) + "\n")
}

// exec runs a statement in which the names of the current place are bound.
func (sh *Shell) exec(ctx context.Context, source string) (script.Result, error) {
	in := sh.interp()
	if err := sh.bindPlace(ctx, in, source); err != nil {
		return script.Result{}, err
	}
	var r script.Result
	err := sh.work.Work().Step(sh.label(notation.Clip(source, notation.LongestLabel)), func() error {
		r = in.Run(ctx, source)
		return nil
	})
	return r, err
}

// knowsPlace reports whether the current place gives a name a meaning.
func (sh *Shell) knowsPlace(name string) bool {
	if len(sh.where.Here) < place.Session {
		return false
	}
	return name == script.SessionName || name == script.DataName && (len(sh.where.Here) >= place.Package || sh.work.Root().Container(sh.where.Here[0]).Flat())
}

// part is how a line begins that uses the names that only a place gives a meaning.
var part = lazyregexp.New(`^\s*(session|data)\s*([\[.(]|$)`)

// placed returns the error of a line with a hint about the place at which it is a statement, if
// it would be one there.
func (sh *Shell) placed(l lines.Line, err error) error {
	m := part.Get().FindStringSubmatch(l.Text)
	if err == nil || m == nil || l.Parsed.Cmd != nil {
		return err
	}
	text := "session and data mean something in a session: cd CONTAINER/SESSION goes there"
	if sh.knowsPlace(script.SessionName) {
		text = "data is a package's, after cd PACKAGE: here it is session"
		if m[2] == "[" {
			text += "[...]"
		}
	}
	return &hint.Usage{Err: hint.With(err, "%s", text)}
}

// bindPlace binds the names session and data to the session and mapping at the current
// place, unless a statement has bound them.
func (sh *Shell) bindPlace(ctx context.Context, in *script.Interp, source string) error {
	if len(sh.where.Here) < place.Session || !strings.Contains(source, script.SessionName) && !strings.Contains(source, script.DataName) {
		in.Lend(nil, nil)
		return nil
	}
	s, err := sh.where.Session(ctx, sh.where.Here)
	if err != nil {
		return err
	}
	if len(sh.where.Here) == place.Session {
		in.Lend(s, nil)
		return nil
	}
	at, err := sh.where.Find(ctx, sh.where.Here)
	if err != nil {
		return err
	}
	in.Lend(s, at.Keys)
	return nil
}

// example runs a Python-style example of a walkthrough.
func (sh *Shell) example(ctx context.Context, e *walkthrough.Example) walkthrough.Result {
	defer sh.busy()()
	r, err := sh.exec(ctx, e.Source)
	if err != nil {
		return walkthrough.Result{Exception: &walkthrough.Exception{Name: "TransactionError", Text: hint.Line(err)}}
	}
	out := walkthrough.Result{Output: r.Output}
	if r.Exception != nil {
		out.Exception = &walkthrough.Exception{Module: r.Exception.Class().Module(), Name: r.Exception.Name(), Text: r.Exception.Text()}
	}
	return out
}

// commitQuietly commits for statements, which print nothing about it.
func (sh *Shell) commitQuietly(ctx context.Context) error {
	w, err := sh.work.Commit(ctx)
	if err != nil || w == nil {
		return err
	}
	for _, line := range output.DifferingCopies(w.Results()) {
		sh.note("%s", line)
	}
	if sh.aside {
		return sh.printer.Emit(output.NewCommitted(w, sh.aside, 0))
	}
	return nil
}

func (sh *Shell) abortQuietly(ctx context.Context) error {
	return sh.work.Discard(ctx, stash.Aborted, "transaction.abort()")
}

// scriptSavepoint makes a savepoint that commands know as well.
func (sh *Shell) scriptSavepoint(ctx context.Context, optimistic bool) (*txn.Savepoint, error) {
	p, err := sh.work.Mark(ctx, "", optimistic)
	if err != nil {
		return nil, err
	}
	return p.Txn, nil
}

// scriptFlush empties the store, if that is allowed or the user confirms it.
func (sh *Shell) scriptFlush(ctx context.Context) error {
	err := sh.flushAll(ctx)
	if h := report.Advice(err, sh.means()); h != "" { // a traceback has no line for a hint
		return fmt.Errorf("%w (%s)", err, h)
	}
	return err
}

func (sh *Shell) flushAll(ctx context.Context) error {
	switch {
	case sh.options.ReadOnly:
		return sh.work.Root().Store().Flush(ctx)
	case sh.flushGuard != nil:
		if err := sh.flushGuard(); err != nil {
			return err
		}
	default:
		if err := servers.ConfirmFlush(ctx, sh.env()); err != nil {
			return err
		}
	}
	if err := sh.work.Root().Store().Flush(ctx); err != nil {
		return err
	}
	sh.names.Forget()
	return nil
}
