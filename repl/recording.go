package repl

import (
	"bytes"
	"context"
	"errors"
	"strings"

	"sessh/repl/command"
	"sessh/repl/files"
	"sessh/repl/hint"
	"sessh/repl/lines"
	"sessh/repl/output"
	"sessh/repl/report"
	"sessh/repl/screen"
	"sessh/repl/walkthrough"
)

// A recording is a walkthrough that is being written.
type recording struct {
	name  string // as typed
	file  *files.Out
	rec   *walkthrough.Recorder
	shown bytes.Buffer    // printed by the current line
	ran   []*command.Call // commands of the current line whose output varies
	env   command.Env
}

// record starts a recording.
func (sh *Shell) record(f *files.Out, name string) error {
	rec, err := walkthrough.NewRecorder(f, "A recorded session")
	if err == nil && len(sh.where.Here) > 0 {
		text, _ := sh.unrecorded.mask("cd "+sh.where.Here.String(), "")
		err = rec.Add(text, "")
	}
	if err != nil {
		return f.Finish(err)
	}
	sh.recorder = &recording{name: name, file: f, rec: rec, env: sh.env()}
	return nil
}

// stopRecording ends a recording; broken, if not nil, is the error of writing it.
func (sh *Shell) stopRecording(broken error) error {
	if sh.recorder == nil {
		return nil
	}
	err := sh.recorder.file.Finish(broken)
	sh.recorder = nil
	sh.printer.SetShadow(nil)
	return err
}

// recorded runs a line, and records it if a recording is on.
func (sh *Shell) recorded(ctx context.Context, line lines.Line, run func() error) error {
	rec := sh.recorder
	if rec == nil || sh.running > 0 {
		return run()
	}
	rec.shown.Reset()
	rec.ran = nil
	sh.printer.SetShadow(output.New(output.Options{Out: &rec.shown}))
	err := run()
	sh.printer.SetShadow(nil)
	if sh.recorder != rec || errors.Is(err, report.ErrQuit) { // the line ended the recording
		return err
	}
	shown := rec.steady(rec.shown.String())
	if err != nil && ctx.Err() == nil {
		shown += strings.Join(report.Lines(screen.NewPalette(false), err, report.Means{Prompt: true, Pending: true}), "\n") + "\n"
	}
	text, add := line.Text, rec.rec.Add
	kept, whole := sh.commands.Recordable(text)
	switch {
	case !whole:
		sh.unrecorded.add(sh.commands.Credentials(text))
		text, shown = kept, ""
		if kept != "" && err == nil {
			sh.note("note: the recording has neither the cookie nor the place that it leads to")
		}
	case line.Kind == lines.Statement:
		text, add = line.Source, rec.rec.AddStatement
	}
	text, shown = sh.unrecorded.mask(text, shown)
	if werr := add(text, shown); werr != nil {
		sh.note("the recording was stopped: %s", hint.Line(sh.stopRecording(werr)))
		return err
	}
	return err
}

// steady returns the output of the current line as the recording has it.
func (r *recording) steady(output string) string {
	for _, c := range r.ran {
		if output != "" {
			output = c.Cmd.Steady(r.env, c, output)
		}
	}
	return output
}
