package repl

import (
	"bytes"
	"context"
	"errors"
	"io"
	"regexp"
	"strings"

	"sessh/repl/command"
	"sessh/repl/files"
	"sessh/repl/hint"
	"sessh/repl/lines"
	"sessh/repl/output"
	"sessh/repl/report"
	"sessh/repl/screen"
	"sessh/repl/walkthrough"
	"sessh/session/figure"
)

// A recording is a walkthrough that is being written.
type recording struct {
	name    string // as typed
	file    *files.Out
	text    bytes.Buffer // what is in the file
	rec     *walkthrough.Recorder
	touched *touched
	servers *regexp.Regexp  // matches the names of the servers; nil: there is none
	steps   []string        // labels of what was pending before, which its first lines make in other steps
	shown   bytes.Buffer    // printed by the current line
	ran     []*command.Call // commands of the current line whose output varies
	env     command.Env
}

// record starts a recording. Its first lines make what is pending, and go to the current place.
func (sh *Shell) record(f *files.Out, name string) error {
	r := &recording{name: name, file: f, touched: newTouched(), servers: sh.serverNames(), env: sh.env()}
	var err error
	if r.rec, err = walkthrough.NewRecorder(io.MultiWriter(f, &r.text), "A recorded session"); err != nil {
		return f.Finish(err)
	}
	r.touched.open(sh.work.Open())
	first := pendingLines(sh.work.Open())
	if w := sh.work.Open(); w != nil {
		r.steps = w.Steps()
	}
	if len(sh.where.Here) > 0 {
		first = append(first, "cd "+sh.where.Here.String())
	}
	for _, line := range first {
		text, _ := sh.unrecorded.mask(line, "")
		if err := r.rec.Add(text, ""); err != nil {
			return f.Finish(err)
		}
	}
	sh.recorder = r
	sh.tap.Observe(r.touched.see)
	return nil
}

// serverNames returns what matches the names of the servers, which are others when a recording
// replays.
func (sh *Shell) serverNames() *regexp.Regexp {
	if sh.options.Embedded || sh.options.Server == "" {
		return nil
	}
	var all []string
	for _, name := range strings.Split(sh.options.Server, ",") {
		all = append(all, regexp.QuoteMeta(name))
	}
	return regexp.MustCompile(strings.Join(all, "|"))
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
	done := &command.Recorded{Name: r.name}
	if broken == nil {
		broken = sh.addTouched(ctx, r, done)
	}
	if err := r.file.Finish(broken); err != nil {
		return nil, err
	}
	return done, sh.check(ctx, r, done)
}

// addTouched adds the sessions that a recording begins with.
func (sh *Shell) addTouched(ctx context.Context, r *recording, done *command.Recorded) error {
	text, n, left, err := r.touched.dump(context.WithoutCancel(ctx), sh.options, sh.unrecorded)
	if err != nil {
		sh.note("note: the recording does not have the sessions that it begins with: %s", hint.Line(err))
		return nil
	}
	if left > 0 {
		sh.note("note: the recording does not have %s that it begins with", figure.Count(left, "session"))
	}
	done.Sessions = n
	return r.rec.AddRows("The sessions that it begins with", text)
}

// check replays a recording on a store in memory, and notes the examples that fail.
func (sh *Shell) check(ctx context.Context, r *recording, done *command.Recorded) error {
	stage, err := sh.newStage(ctx, command.StageOptions{Name: r.name, InMemory: true, AllowFlush: true})
	if err != nil {
		return err
	}
	defer stage.Close(ctx)
	report := walkthrough.Parse(r.name, r.text.Bytes()).Replay(ctx, stage, walkthrough.Options{Now: sh.options.Now})
	done.Passed, done.Failed, done.Skipped = report.Counts()
	done.Stopped = report.Stopped && ctx.Err() != nil
	for _, line := range report.Failures() {
		sh.note("note: %s", screen.Safe(line))
	}
	return nil
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
	rec := sh.recorder
	if rec == nil || sh.running > 0 {
		return run()
	}
	rec.shown.Reset()
	rec.ran = nil
	here := sh.where.Here.String()
	sh.printer.SetShadow(output.New(output.Options{Out: &rec.shown}))
	err := run()
	sh.printer.SetShadow(nil)
	if sh.recorder != rec || errors.Is(err, report.ErrQuit) { // the line ended the recording
		return err
	}
	rec.touched.open(sh.work.Open())
	shown := rec.steady(rec.shown.String())
	if err != nil && ctx.Err() == nil {
		shown += rec.elided(strings.Join(report.Lines(screen.NewPalette(false), err, report.Means{Prompt: true, Pending: true}), "\n") + "\n")
	}
	if werr := sh.addLine(rec, line, shown, here); werr != nil {
		_, werr = sh.stopRecording(ctx, werr)
		sh.note("the recording was stopped: %s", hint.Line(werr))
	}
	return err
}

// addLine adds a line that was run, with its output; it began at here.
func (sh *Shell) addLine(rec *recording, line lines.Line, shown, here string) error {
	text, add := line.Text, rec.rec.Add
	kept, whole := sh.commands.Recordable(text)
	switch {
	case !whole:
		sh.unrecorded.add(sh.commands.Credentials(text))
		if err := add(kept, ""); err != nil {
			return err
		}
		if at := sh.where.Here.String(); at != here {
			text, _ = sh.unrecorded.mask("cd "+at, "")
			if err := add(text, ""); err != nil {
				return err
			}
		}
		if kept != "" {
			sh.note("note: the recording does not have the cookie, and has a made-up id for the session behind it")
		}
		return nil
	case line.Kind == lines.Statement:
		text, add = line.Source, rec.rec.AddStatement
	}
	text, shown = sh.unrecorded.mask(text, shown)
	return add(text, shown)
}

// steady returns the output of the current line as the recording has it.
func (r *recording) steady(output string) string {
	for _, c := range r.ran {
		if output != "" {
			output = c.Cmd.Steady(r.env, c, output)
		}
	}
	return r.elided(output)
}

// elided returns an output without the names of the servers, and of the steps before the
// recording.
func (r *recording) elided(output string) string {
	for _, label := range r.steps {
		for _, word := range []string{"undo: ", "undone: "} {
			output = strings.ReplaceAll(output, word+label+"\n", word+elided+"\n")
		}
	}
	if r.servers == nil {
		return output
	}
	return r.servers.ReplaceAllString(output, elided)
}
