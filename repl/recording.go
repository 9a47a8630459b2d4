package repl

import (
	"context"
	"errors"

	"sessh/repl/command"
	"sessh/repl/files"
	"sessh/repl/hint"
	"sessh/repl/lines"
	"sessh/repl/record"
	"sessh/repl/report"
)

// record starts a recording.
func (sh *Shell) record(ctx context.Context, f *files.Out, name string) error {
	r, err := record.New(ctx, sh.env(), f, name, sh.unrecorded)
	if err != nil {
		return err
	}
	sh.recorder = r
	sh.tap.Observe(r.See)
	return nil
}

// stopRecording ends a recording, and replays it once. broken, if not nil, is the error of
// writing it.
func (sh *Shell) stopRecording(ctx context.Context, broken error) (*command.Recorded, error) {
	r := sh.recorder
	if r == nil {
		return nil, nil
	}
	sh.recorder = nil
	sh.printer.SetShadow(nil)
	sh.tap.Observe(nil)
	return r.Finish(ctx, broken)
}

// endRecording ends a recording as the shell ends.
func (sh *Shell) endRecording(ctx context.Context) error {
	done, err := sh.stopRecording(ctx, nil)
	if done != nil && sh.depth == 0 {
		sh.note("%s", done)
	}
	return err
}

// recorded runs a line, and records it if a recording is on.
func (sh *Shell) recorded(ctx context.Context, line lines.Line, run func() error) error {
	r := sh.recorder
	if r == nil || sh.running > 0 {
		return run()
	}
	sh.printer.SetShadow(r.Begin(line))
	err := run()
	sh.printer.SetShadow(nil)
	if sh.recorder != r || errors.Is(err, report.ErrQuit) { // the line ended the recording
		return err
	}
	if werr := r.End(ctx, err); werr != nil {
		_, werr = sh.stopRecording(ctx, werr)
		sh.note("the recording was stopped: %s", hint.Line(werr))
	}
	return err
}
