package record

import (
	"bytes"
	"context"
	"strings"

	"sessh/repl/command"
	"sessh/repl/lines"
	"sessh/repl/mask"
	"sessh/repl/output"
	"sessh/repl/report"
	"sessh/repl/screen"
	"sessh/repl/walkthrough"
	"sessh/session/format/lazyregexp"
)

// A line is the current line of a recording.
type line struct {
	lines.Line
	shown   bytes.Buffer    // what it prints
	ran     []*command.Call // commands whose output varies
	asked   bool            // it asked the user
	found   *found          // by it, if what it did may be recorded; else nil
	instead bool            // that is recorded in its place
}

// Begin begins a line, and returns a printer for what it prints.
func (r *Recording) Begin(l lines.Line) *output.Printer {
	r.line = line{Line: l, instead: l.LeavesWalkthrough()}
	if _, whole := r.env.Shell.Commands().Recordable(l.Text); !whole || r.line.instead {
		r.KeepFound()
	}
	return output.New(output.Options{Out: &r.line.shown, Notes: &r.line.shown, EscapeCSV: true})
}

// Ran notes a command that the current line runs.
func (r *Recording) Ran(c *command.Call) {
	if c.Cmd.Steady != nil {
		r.line.ran = append(r.line.ran, c)
	}
	r.recordInstead(c)
}

// Asked notes that the current line asks the user.
func (r *Recording) Asked() { r.line.asked = true }

// End adds the current line, which has ended with failed; nil: it has not failed.
func (r *Recording) End(ctx context.Context, failed error) error {
	r.touched.open(r.env.Work.Open())
	r.touchShown(ctx, r.line.shown.String())
	shown := r.steady(r.line.shown.String())
	if failed != nil && ctx.Err() == nil {
		shown += r.elided(strings.Join(report.Lines(screen.NewPalette(false), failed, report.Means{Prompt: true, Pending: true}), "\n") + "\n")
	}
	return r.add(shown, failed != nil)
}

// add adds the current line, with its output.
func (r *Recording) add(shown string, failed bool) error {
	text, add := r.line.Text, r.rec.Add
	kept, whole := r.env.Shell.Commands().Recordable(r.line.Text)
	switch {
	case !whole:
		return r.addSecret(kept)
	case r.line.instead:
		return r.addEffect()
	case r.line.Kind == lines.Statement:
		text, add = r.line.Source, r.rec.AddStatement
	}
	text, shown = r.hidden.Line(text, shown)
	if r.line.asked && failed { // for the answer, which a replay does not give
		text, shown = text+walkthrough.SkipDirective, ""
	}
	return add(text, shown)
}

// steady returns the output of the current line as the recording has it.
func (r *Recording) steady(output string) string {
	for _, c := range r.line.ran {
		if output != "" {
			output = c.Cmd.Steady(r.env, c, output)
		}
	}
	if r.touched.isFull() { // it has fewer
		output = sessionCount.Get().ReplaceAllString(output, mask.Elided+" session"+mask.Elided)
	}
	return r.elided(output)
}

// sessionCount matches a number of sessions.
var sessionCount = lazyregexp.New(`\b\d[\d,]* sessions?\b`)

// elided returns an output without the names of the servers, and of the steps before the
// recording.
func (r *Recording) elided(output string) string {
	for _, label := range r.steps {
		for _, word := range []string{"undo: ", "undone: ", "done again: "} {
			output = strings.ReplaceAll(output, word+label+"\n", word+mask.Elided+"\n")
		}
	}
	if r.servers == nil {
		return output
	}
	return r.servers.ReplaceAllString(output, mask.Elided)
}
