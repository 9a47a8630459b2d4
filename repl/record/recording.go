package record

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"regexp"
	"strings"

	"sessh/repl/command"
	"sessh/repl/files"
	"sessh/repl/hint"
	"sessh/repl/mask"
	"sessh/repl/screen"
	"sessh/repl/walkthrough"
	"sessh/session"
	"sessh/session/figure"
	"sessh/session/storage"
)

// A Recording is a walkthrough that is being written. Use it from one goroutine, except for
// [Recording.See].
type Recording struct {
	name    string // as typed
	file    *files.Out
	text    bytes.Buffer // what is in the file
	rec     *walkthrough.Recorder
	env     command.Env
	hidden  *mask.Texts
	touched *touched
	servers *regexp.Regexp // matches the names of the servers; nil: there is none
	steps   []string       // labels of what was pending before, which its first lines make in other steps
	past    command.Past
	line    line // the current one
}

// New starts a recording in a file, whose name it has as typed. Its first lines make what is
// pending, and go to the current place. What hidden hides is not in it.
func New(ctx context.Context, env command.Env, file *files.Out, name string, hidden *mask.Texts) (*Recording, error) {
	r := &Recording{name: name, file: file, env: env, hidden: hidden, touched: newTouched(), servers: serverNames(env.Shell), past: past(env)}
	var err error
	if r.rec, err = walkthrough.NewRecorder(io.MultiWriter(file, &r.text), "A recorded session"); err != nil {
		return nil, file.Finish(err)
	}
	r.touched.open(env.Work.Open())
	r.touchPlace(ctx)
	var first []string
	for _, l := range pendingLines(env.Work.Open()) {
		first = append(first, l.again)
	}
	if w := env.Work.Open(); w != nil {
		r.steps = w.Steps()
	}
	if len(env.Place.Here) > 0 {
		first = append(first, "cd "+env.Place.Here.String())
	}
	for _, line := range first {
		text, _ := hidden.Line(line, "")
		if err := r.rec.Add(text, ""); err != nil {
			return nil, file.Finish(err)
		}
	}
	return r, nil
}

// serverNames returns what matches the names of the servers, which are others when a recording
// replays.
func serverNames(sh command.Settings) *regexp.Regexp {
	if sh.Embedded() || sh.Server() == "" {
		return nil
	}
	var all []string
	for _, name := range strings.Split(sh.Server(), ",") {
		all = append(all, regexp.QuoteMeta(name))
	}
	return regexp.MustCompile(strings.Join(all, "|"))
}

// Name returns the name of the file.
func (r *Recording) Name() string { return r.name }

// See notes an item that is read from the store, or that there is none (nil). It may be called
// from several goroutines at once.
func (r *Recording) See(key string, item *storage.Item) { r.touched.see(key, item) }

// Finish ends the recording, and replays it once. broken, if not nil, is the error of writing
// it.
func (r *Recording) Finish(ctx context.Context, broken error) (*command.Recorded, error) {
	done := &command.Recorded{Name: r.name}
	left := ""
	if broken == nil {
		left, broken = r.addTouched(ctx, done)
	}
	if err := r.file.Finish(broken); err != nil {
		return nil, err
	}
	err := r.check(ctx, done)
	if done.Failed > 0 && left != "" {
		r.env.Out.Note("note: %s", left)
	}
	return done, err
}

// addTouched adds the sessions that the recording begins with. left is what it could not add,
// which may be why it does not replay.
func (r *Recording) addTouched(ctx context.Context, done *command.Recorded) (left string, err error) {
	o := session.Options{Formats: r.env.Root.Formats(), Now: r.env.Shell.Now}
	all, masked, err := r.touched.beginnings(context.WithoutCancel(ctx), o, r.hidden, r.text.String())
	if err != nil {
		return "the recording does not have the sessions that it begins with: " + hint.Line(err), nil
	}
	switch {
	case r.touched.more:
		left = fmt.Sprintf("the recording does not have all sessions that its lines have read, which are more than %d, or %d MB", maxTouched, maxTouchedSize>>20)
	case masked > 0:
		left = fmt.Sprintf("the recording does not have %s with a cookie in it", figure.Count(masked, "session"))
	}
	text, n := r.leastRows(ctx, all)
	if rows, own, ok := r.demoRows(ctx, all, text); ok {
		text, n, left, done.OnDemo = rows, own, "", true
		if err := r.rec.Add("# These lines run on the data of the demo: sessh --demo replay FILE.", ""); err != nil {
			return "", err
		}
	}
	done.Sessions = n
	return left, r.rec.AddRows(beginTitle, text)
}

// check replays the recording, and notes the examples that fail.
func (r *Recording) check(ctx context.Context, done *command.Recorded) error {
	report, err := r.replay(ctx, r.text.Bytes(), !done.OnDemo)
	if err != nil {
		return err
	}
	done.Passed, done.Failed, done.Skipped = report.Counts()
	done.Stopped = report.Stopped && ctx.Err() != nil
	for _, line := range report.Failures() {
		r.env.Out.Note("note: %s", screen.Safe(line))
	}
	return nil
}
