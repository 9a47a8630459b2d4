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
	found before
	shown bytes.Buffer    // what it prints
	ran   []*command.Call // commands whose output varies
	asked bool            // it asked the user
}

// A before is what a line found that a recording does not keep.
type before struct {
	kept    string // what it keeps of the line
	whole   bool   // which is all of it
	here    string
	pending []pendingLine
}

// Begin begins a line, and returns a printer for what it prints.
func (r *Recording) Begin(l lines.Line) *output.Printer {
	r.line = line{Line: l, found: r.before(l)}
	return output.New(output.Options{Out: &r.line.shown, Notes: &r.line.shown, EscapeCSV: true})
}

// before returns what a line finds.
func (r *Recording) before(l lines.Line) (b before) {
	if b.kept, b.whole = r.env.Shell.Commands().Recordable(l.Text); !b.whole {
		b.here, b.pending = r.env.Place.Here.String(), pendingLines(r.env.Work.Open())
	}
	return b
}

// Ran notes a command that the current line runs.
func (r *Recording) Ran(c *command.Call) {
	if c.Cmd.Steady != nil {
		r.line.ran = append(r.line.ran, c)
	}
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
	switch {
	case !r.line.found.whole:
		return r.addEffect()
	case r.line.Kind == lines.Statement:
		text, add = r.line.Source, r.rec.AddStatement
	case r.line.RunsProgram():
		text, shown = text+walkthrough.SkipDirective, ""
	}
	text, shown = r.hidden.Line(text, shown)
	if r.line.asked && failed { // for the answer, which a replay does not give
		text, shown = text+walkthrough.SkipDirective, ""
	}
	return add(text, shown)
}

// addEffect adds, for a line that a recording does not have since it may hold a credential, what
// the line did: lines that make the same changes, and go to the same place.
func (r *Recording) addEffect() error {
	was, commands := r.line.found, r.env.Shell.Commands()
	secrets := commands.Credentials(r.line.Text)
	r.hidden.Add(secrets)
	all := []string{was.kept}
	if len(secrets) > 0 { // else what is secret in the changes is not known
		for _, l := range linesBetween(was.pending, pendingLines(r.env.Work.Open())) {
			l = r.hidden.Effect(l)
			if _, whole := commands.Recordable(l); whole {
				all = append(all, l)
			}
		}
	}
	if at := r.env.Place.Here.String(); at != was.here {
		text, _ := r.hidden.Line("cd "+at, "")
		all = append(all, text)
	}
	for _, l := range all {
		if err := r.rec.Add(l, ""); err != nil {
			return err
		}
	}
	note := r.env.Out.Note
	switch {
	case was.kept != "" && len(all) > 1:
		note("note: the recording does not have the cookie, and has a made-up id for the session behind it")
	case len(all) > 1:
		note("note: the recording does not have this line, which may hold a cookie; it has what the line did, without that")
	case was.kept != "":
		note("note: the recording does not have the cookie")
	default:
		note("note: the recording does not have this line, which may hold a cookie")
	}
	return nil
}

// steady returns the output of the current line as the recording has it.
func (r *Recording) steady(output string) string {
	for _, c := range r.line.ran {
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
func (r *Recording) elided(output string) string {
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
