package repl

import (
	"context"
	"errors"
	"io"
	"time"

	"sessh/repl/command"
	"sessh/repl/screen"
)

// env is what the commands of this shell have to work with.
func (sh *Shell) env() command.Env {
	return command.Env{Root: sh.Root, Place: sh.Where, Work: sh.Workspace, Out: forCommands{sh}, Shell: forCommands{sh}}
}

// forCommands is as much of a shell as commands see.
type forCommands struct{ sh *Shell }

func (f forCommands) Note(format string, args ...any)       { f.sh.note(format, args...) }
func (f forCommands) Progress(noun string) *screen.Progress { return f.sh.progress(noun) }
func (f forCommands) Width(used int) int                    { return f.sh.printer.Width(used) }
func (f forCommands) IsTerminal() bool                      { return f.sh.terminal() }
func (f forCommands) IsJSON() bool                          { return f.sh.printer.AsJSON }

func (f forCommands) NoteOnce(text string) {
	if f.sh.told[text] {
		return
	}
	f.sh.tell(text)
	f.sh.note("%s", text)
}

func (f forCommands) Now() time.Time   { return f.sh.options.Now() }
func (f forCommands) Embedded() bool   { return f.sh.options.Embedded }
func (f forCommands) Attended() bool   { return f.sh.ask != nil }
func (f forCommands) Input() io.Reader { return f.sh.options.In }

func (f forCommands) Ask(ctx context.Context, question string) (string, error) {
	if f.sh.ask == nil {
		return "", errors.New("there is nobody to ask")
	}
	return f.sh.ask(ctx, question)
}

func (f forCommands) Lacks(err error) error {
	if f.sh.single {
		return err
	}
	f.sh.lacking = err
	return nil
}

func (f forCommands) Saw(container string, ids ...string)        { f.sh.names.sawSession(container, ids...) }
func (f forCommands) Run(ctx context.Context, line string) error { return f.sh.Run(ctx, line) }

func (f forCommands) Step(ctx context.Context, label string, do func() error) error {
	return f.sh.Step(ctx, label, do)
}

// Step makes the changes of do one step of undo. Steps inside of it are part of it.
func (sh *Shell) Step(ctx context.Context, label string, do func() error) error {
	w, err := sh.Work(ctx)
	if err != nil {
		return err
	}
	if !sh.inStep {
		sh.told, sh.inStep = nil, true
		defer func() { sh.inStep = false }()
	}
	return w.Step(label, do)
}
