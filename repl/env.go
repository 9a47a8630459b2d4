package repl

import (
	"context"
	"io"
	"strings"
	"time"

	"sessh/repl/command"
	"sessh/repl/files"
	"sessh/repl/meter"
	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/repl/report"
	"sessh/repl/screen"
	"sessh/repl/setting"
)

// env returns what the commands of this shell can reach.
func (sh *Shell) env() command.Env {
	return command.Env{Root: sh.work.Root(), Place: sh.where, Work: sh.work, Out: access{sh}, Shell: access{sh}, Files: sh.files, Watched: &sh.watched, Recorded: &sh.lastWatch}
}

// access is the shell as commands see it.
type access struct{ sh *Shell }

var (
	_ command.Output = access{}
	_ command.Shell  = access{}
)

func (a access) Note(format string, args ...any)       { a.sh.note(format, args...) }
func (a access) Remark(format string, args ...any)     { a.sh.remark(format, args...) }
func (a access) Progress(noun string) *screen.Progress { return a.sh.printer.Progress(noun) }
func (a access) Width(used int) int                    { return a.sh.printer.Width(used) }
func (a access) Height() int                           { return a.sh.printer.Rows() }
func (a access) IsTerminal() bool                      { return a.sh.printer.IsTerminal() }
func (a access) IsJSON() bool                          { return a.sh.printer.IsJSON() }
func (a access) IsText() bool                          { return a.sh.printer.IsText() }
func (a access) Format() output.Format                 { return a.sh.printer.Format() }
func (a access) Gather() (done func())                 { return a.sh.printer.Gather() }

func (a access) Capture(narrower int, run func() error) (string, error) {
	return a.sh.printer.Capture(narrower, run)
}

func (a access) NoteOnce(topic, format string, args ...any) {
	if !a.sh.noted[topic] {
		if a.sh.noted == nil {
			a.sh.noted = make(map[string]bool)
		}
		a.sh.noted[topic] = true
		a.sh.note(format, args...)
	}
}

func (a access) Now() time.Time       { return a.sh.options.Now() }
func (a access) Server() string       { return a.sh.options.Server }
func (a access) Scheme() string       { return a.sh.options.Scheme }
func (a access) Embedded() bool       { return a.sh.options.Embedded }
func (a access) ReadOnly() bool       { return a.sh.options.ReadOnly }
func (a access) Single() bool         { return a.sh.alone() }
func (a access) Scripted() bool       { return a.sh.unattended }
func (a access) Aside() bool          { return a.sh.aside }
func (a access) Sourced() bool        { return a.sh.sources > 0 }
func (a access) Nested() bool         { return a.sh.depth > 0 }
func (a access) KeptEdits() string    { return a.sh.options.KeptEdits }
func (a access) AllowFlush() bool     { return a.sh.options.AllowFlush }
func (a access) ConfirmsCommit() bool { return a.sh.confirm != nil }
func (a access) Meter() *meter.Meter  { return a.sh.memory() }

func (a access) MayFlush() error {
	if a.sh.flushGuard == nil {
		return nil
	}
	return a.sh.flushGuard()
}

func (a access) Attended() bool             { return a.sh.ask != nil }
func (a access) Input() io.Reader           { return a.sh.options.In }
func (a access) Environ(name string) string { return a.sh.options.Environ(name) }
func (a access) HasTerminal() bool          { return a.sh.options.Run != nil }

func (a access) CanAsk() bool { return a.sh.asking() != nil }

func (a access) Ask(ctx context.Context, question string) (string, error) {
	ask := a.sh.asking()
	if ask != nil && a.sh.recorder != nil {
		a.sh.recorder.Asked()
	}
	return a.sh.answer(ctx, ask, question)
}

func (a access) Waited() time.Duration { return a.sh.waited }

func (a access) CanAskHidden() bool { return a.sh.hidden() != nil }

func (a access) AskHidden(ctx context.Context, question string) (string, error) {
	return a.sh.answer(ctx, a.sh.hidden(), question)
}

func (a access) Launch(ctx context.Context, name string, args ...string) error {
	return a.sh.waiting(func() error {
		return a.sh.withTerminal(func() error { return a.sh.options.Run(ctx, name, args...) })
	})
}

func (a access) Pressed(heard func(key byte)) (stop func(), err error) {
	if a.sh.options.Pressed == nil || a.sh.running > 1 || a.sh.depth > 0 || a.sh.printer.IsRedirected() {
		return nil, nil
	}
	return a.sh.options.Pressed(heard)
}

func (a access) Step(ctx context.Context, label string, do func() error) error {
	return a.sh.step(ctx, label, do)
}

func (a access) RunAt(ctx context.Context, at place.Path, line string) error {
	here, before := a.sh.where.Here, a.sh.where.Previous
	defer func() { a.sh.where.Here, a.sh.where.Previous = here, before }()
	a.sh.where.Here = at
	return a.sh.execOne(ctx, line)
}

func (a access) RunRest(ctx context.Context, c *command.Call, i int) error {
	return a.sh.runRest(ctx, c, i)
}

func (a access) OnlyShows(c *command.Call, i int) error {
	if c.IsSplit() {
		return a.sh.lines.WordsOnlyShow(c.SplitFrom(i), a.sh.options.Flags)
	}
	return a.sh.lines.OnlyShows(c.Text(i), a.sh.options.Flags)
}

func (a access) RunAside(ctx context.Context, c *command.Call, readOnly bool) error {
	return a.sh.runAside(ctx, c, readOnly)
}

func (a access) RunProgram(line string) error { return a.sh.runProgram(line) }

func (a access) Report(err error) { a.sh.Report(err) }

func (a access) NotFound(err error) error {
	if (a.sh.alone() || a.sh.saving && a.sh.sources == 0) && !command.IsAnswer(err) {
		return err
	}
	a.sh.notFound = err
	return nil
}

// Listed keeps names for completion; without a prompt there is no completion.
func (a access) Listed(container string, ids ...string) {
	if !a.sh.unattended {
		a.sh.names.Add(container, ids...)
	}
}

func (a access) ListedAll(container string, n int) { a.sh.names.Settle(container, n) }
func (a access) ForgetListed()                     { a.sh.names.Forget() }

func (a access) KeepUnrecorded(texts ...string) { a.sh.unrecorded.Add(texts) }
func (a access) KeepIDUnrecorded(id string)     { a.sh.unrecorded.AddID(id) }

func (a access) MeetContainer(ctx context.Context, at place.Path) { a.sh.noteNewContainer(ctx, at) }

// step makes the changes of do one step of undo. Steps inside do become part of it.
func (sh *Shell) step(ctx context.Context, label string, do func() error) error {
	if !sh.inStep {
		sh.noted, sh.inStep = nil, true
		defer func() { sh.inStep = false }()
	}
	return sh.work.Work().Step(sh.label(label), do)
}

// label returns the label of a step, without a credential.
func (sh *Shell) label(text string) string {
	if len(sh.commands.Credentials(text)) == 0 {
		return text
	}
	first, _, _ := strings.Cut(text, " ")
	if sh.commands.Lookup(first) == nil {
		first = ""
	}
	return strings.TrimSpace(first + " ...")
}

func (a access) Commands() command.Table { return a.sh.commands }

func (a access) History() []string {
	if a.sh.history == nil {
		return nil
	}
	return a.sh.history.Lines()
}

func (a access) Configured() ([]setting.Held, string) {
	return a.sh.options.Settings, a.sh.options.Config
}

func (a access) SetFormat(f output.Format) { a.sh.printer.SetFormat(f) }
func (a access) Timing() bool              { return a.sh.timing }
func (a access) SetTiming(on bool)         { a.sh.timing = on }
func (a access) SetPaging(on bool)         { a.sh.printer.SetPaging(on) }

func (a access) Quit(discard bool) error {
	a.sh.discard = a.sh.discard || discard
	return report.ErrQuit
}

func (a access) Source(ctx context.Context, name string, lines io.Reader) error {
	return a.sh.source(ctx, name, lines)
}

func (a access) Stage(ctx context.Context, o command.StageOptions) (command.Stage, error) {
	return a.sh.newStage(ctx, o)
}

func (a access) Record(ctx context.Context, file *files.Out, name string) error {
	return a.sh.record(ctx, file, name)
}

func (a access) Recording() string {
	if a.sh.recorder == nil {
		return ""
	}
	return a.sh.recorder.Name()
}

func (a access) StopRecording(ctx context.Context) (*command.Recorded, error) {
	return a.sh.stopRecording(ctx, nil)
}
