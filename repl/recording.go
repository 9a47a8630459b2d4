package repl

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"sessh/repl/command"
	"sessh/repl/files"
	"sessh/repl/hint"
	"sessh/repl/lines"
	"sessh/repl/mask"
	"sessh/repl/output"
	"sessh/repl/report"
	"sessh/repl/screen"
	"sessh/repl/walkthrough"
	"sessh/session/figure"
	"sessh/session/format/lazyregexp"
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
	asked   bool            // the current line asked the user
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
	var first []string
	for _, l := range pendingLines(sh.work.Open()) {
		first = append(first, l.again)
	}
	if w := sh.work.Open(); w != nil {
		r.steps = w.Steps()
	}
	if len(sh.where.Here) > 0 {
		first = append(first, "cd "+sh.where.Here.String())
	}
	for _, line := range first {
		text, _ := sh.unrecorded.Line(line, "")
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
	left := ""
	if broken == nil {
		left, broken = sh.addTouched(ctx, r, done)
	}
	if err := r.file.Finish(broken); err != nil {
		return nil, err
	}
	err := sh.check(ctx, r, done)
	if done.Failed > 0 && left != "" {
		sh.note("note: %s", left)
	}
	return done, err
}

// addTouched adds the sessions that a recording begins with. left says what it could not add, which
// may be why it does not replay.
func (sh *Shell) addTouched(ctx context.Context, r *recording, done *command.Recorded) (left string, err error) {
	all, masked, err := r.touched.beginnings(context.WithoutCancel(ctx), sh.options, sh.unrecorded, r.text.String())
	if err != nil {
		return "the recording does not have the sessions that it begins with: " + hint.Line(err), nil
	}
	switch {
	case r.touched.more:
		left = fmt.Sprintf("the recording does not have all sessions that its lines have read, which are more than %d, or %d MB", maxTouched, maxTouchedSize>>20)
	case masked > 0:
		left = fmt.Sprintf("the recording does not have %s with a cookie in it", figure.Count(masked, "session"))
	}
	text, n := sh.leastRows(ctx, r, all)
	done.Sessions = n
	return left, r.rec.AddRows(beginTitle, text)
}

// check replays a recording on a store in memory, and notes the examples that fail.
func (sh *Shell) check(ctx context.Context, r *recording, done *command.Recorded) error {
	report, err := sh.replayText(ctx, r.name, r.text.Bytes())
	if err != nil {
		return err
	}
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
	rec.ran, rec.asked = nil, false
	was := sh.before(line)
	sh.printer.SetShadow(output.New(output.Options{Out: &rec.shown, Notes: &rec.shown}))
	err := run()
	sh.printer.SetShadow(nil)
	if sh.recorder != rec || errors.Is(err, report.ErrQuit) { // the line ended the recording
		return err
	}
	rec.touched.open(sh.work.Open())
	sh.touchShown(ctx, rec, rec.shown.String())
	shown := rec.steady(rec.shown.String())
	if err != nil && ctx.Err() == nil {
		shown += rec.elided(strings.Join(report.Lines(screen.NewPalette(false), err, report.Means{Prompt: true, Pending: true}), "\n") + "\n")
	}
	if werr := sh.addLine(rec, line, shown, err != nil, was); werr != nil {
		_, werr = sh.stopRecording(ctx, werr)
		sh.note("the recording was stopped: %s", hint.Line(werr))
	}
	return err
}

// A before is what a line found that a recording does not keep.
type before struct {
	kept    string // what it keeps of the line
	whole   bool   // which is all of it
	here    string
	pending []pendingLine
}

// before returns what a line finds.
func (sh *Shell) before(line lines.Line) (b before) {
	if b.kept, b.whole = sh.commands.Recordable(line.Text); !b.whole {
		b.here, b.pending = sh.where.Here.String(), pendingLines(sh.work.Open())
	}
	return b
}

// addLine adds a line that was run, with its output.
func (sh *Shell) addLine(rec *recording, line lines.Line, shown string, failed bool, was before) error {
	text, add := line.Text, rec.rec.Add
	switch {
	case !was.whole:
		return sh.addEffect(rec, line.Text, was)
	case line.Kind == lines.Statement:
		text, add = line.Source, rec.rec.AddStatement
	case line.RunsProgram():
		text, shown = text+walkthrough.SkipDirective, ""
	}
	text, shown = sh.unrecorded.Line(text, shown)
	if rec.asked && failed { // for the answer, which a replay does not give
		text, shown = text+walkthrough.SkipDirective, ""
	}
	return add(text, shown)
}

// addEffect adds, for a line that a recording does not have since it may hold a credential, what
// the line did: lines that make the same changes, and go to the same place.
func (sh *Shell) addEffect(rec *recording, line string, was before) error {
	secrets := sh.commands.Credentials(line)
	sh.unrecorded.Add(secrets)
	all := []string{was.kept}
	if len(secrets) > 0 { // else what is secret in the changes is not known
		for _, l := range linesBetween(was.pending, pendingLines(sh.work.Open())) {
			l = sh.unrecorded.Effect(l)
			if _, whole := sh.commands.Recordable(l); whole {
				all = append(all, l)
			}
		}
	}
	if at := sh.where.Here.String(); at != was.here {
		text, _ := sh.unrecorded.Line("cd "+at, "")
		all = append(all, text)
	}
	for _, l := range all {
		if err := rec.rec.Add(l, ""); err != nil {
			return err
		}
	}
	switch {
	case was.kept != "" && len(all) > 1:
		sh.note("note: the recording does not have the cookie, and has a made-up id for the session behind it")
	case len(all) > 1:
		sh.note("note: the recording does not have this line, which may hold a cookie; it has what the line did, without that")
	case was.kept != "":
		sh.note("note: the recording does not have the cookie")
	default:
		sh.note("note: the recording does not have this line, which may hold a cookie")
	}
	return nil
}

// steady returns the output of the current line as the recording has it.
func (r *recording) steady(output string) string {
	for _, c := range r.ran {
		if output != "" {
			output = c.Cmd.Steady(r.env, c, output)
		}
	}
	if r.touched.isFull() { // it has fewer
		output = sessionCount().ReplaceAllString(output, mask.Elided+" session"+mask.Elided)
	}
	return r.elided(output)
}

// sessionCount matches a number of sessions.
var sessionCount = lazyregexp.New(`\b\d[\d,]* sessions?\b`)

// elided returns an output without the names of the servers, and of the steps before the
// recording.
func (r *recording) elided(output string) string {
	for _, label := range r.steps {
		for _, word := range []string{"undo: ", "undone: "} {
			output = strings.ReplaceAll(output, word+label+"\n", word+mask.Elided+"\n")
		}
	}
	if r.servers == nil {
		return output
	}
	return r.servers.ReplaceAllString(output, mask.Elided)
}
