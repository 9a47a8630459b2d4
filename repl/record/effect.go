package record

import (
	"slices"
	"strings"

	"sessh/repl/command"
	"sessh/repl/place"
	"sessh/repl/walkthrough"
	"sessh/session/part"
)

// For a line that a replay cannot run, such as edit, or that may hold a credential, a recording
// has what the line did: lines that make the same changes, write them, and go to the same place.

// found is what a line found.
type found struct {
	here    string
	pending []pendingLine
	parts   []part.Part
	commit  int // the number of the last one
}

// KeepFound keeps what the current line finds before a part of it runs.
func (r *Recording) KeepFound() {
	if r.line.found == nil {
		r.line.found = r.find()
	}
}

func (r *Recording) find() *found {
	w := r.env.Work.Open()
	f := &found{here: r.env.Place.Here.String(), pending: pendingLines(w), commit: r.env.Work.LastCommit()}
	if w != nil {
		f.parts = w.Parts()
	}
	return f
}

// recordInstead has what a call does recorded in its place, if a replay cannot run it.
func (r *Recording) recordInstead(c *command.Call) {
	recalls := c.Cmd.Recalls != nil && c.Cmd.Recalls(r.env, c, r.past)
	if !recalls && (c.Cmd.Unreplayable == nil || !c.Cmd.Unreplayable(c)) {
		return
	}
	r.KeepFound()
	r.line.instead = true
	if recalls {
		r.env.Out.Note("note: the recording skips this line, which depends on lines that it does not have; it has what the line did")
	}
}

// past returns what a recording that begins now does not have.
func past(env command.Env) (p command.Past) {
	p.Savepoints = slices.Clone(env.Work.Savepoints())
	if all, _ := env.Work.History(); len(all) > 0 {
		p.Commit = all[len(all)-1].Number
	}
	return p
}

// An effect is a line that does a part of what another one did.
type effect struct{ line, output string }

// changesSince returns lines that do what was done since.
func (r *Recording) changesSince(was *found) (all []effect) {
	now, before := r.find(), was.pending
	if now.commit != was.commit {
		all = append(all, effect{commitLine(was.parts, now.parts), "committed ...\n"})
		before = slices.DeleteFunc(slices.Clone(before), func(l pendingLine) bool { return !slices.Contains(now.pending, l) })
	}
	for _, l := range linesBetween(before, now.pending) {
		all = append(all, effect{line: l})
	}
	return all
}

// commitLine returns a line that commits the parts of what is pending that are not left.
func commitLine(parts, left []part.Part) string {
	line := "commit"
	if len(left) == 0 {
		return line
	}
	for _, p := range parts {
		if !slices.ContainsFunc(left, func(x part.Part) bool { return x.Path.String() == p.Path.String() }) {
			line += " " + place.Of(p.Path).String()
		}
	}
	return line
}

// wentTo returns a line that goes where the current line went; "" if it went nowhere.
func (r *Recording) wentTo(was *found) string {
	if at := r.env.Place.Here.String(); at != was.here {
		text, _ := r.hidden.Line("cd "+at, "")
		return text
	}
	return ""
}

// addEffect adds a line that a replay cannot run, to be skipped, and what it did.
func (r *Recording) addEffect() error {
	text, _ := r.hidden.Line(r.line.Text, "")
	all := append([]effect{{line: strings.TrimSuffix(text, walkthrough.SkipDirective) + walkthrough.SkipDirective}}, r.changesSince(r.line.found)...)
	r.past.Steps = r.past.Steps || len(all) > 2 // a replay makes the changes in several
	if to := r.wentTo(r.line.found); to != "" {
		all = append(all, effect{line: to})
	}
	if w := r.env.Work.Open(); w != nil && len(all) > 1 {
		if steps := w.Steps(); len(steps) > 0 {
			r.steps = append(r.steps, steps[0])
		}
	}
	for _, e := range all {
		text, output := r.hidden.Line(e.line, e.output)
		if err := r.rec.Add(text, output); err != nil {
			return err
		}
	}
	return nil
}

// addSecret adds, for a line that may hold a credential, what is kept of it, and what it did.
func (r *Recording) addSecret(kept string) error {
	secrets := r.env.Shell.Commands().Credentials(r.line.Text)
	r.hidden.Add(secrets)
	all := []string{kept}
	if len(secrets) > 0 { // else what is secret in the changes is not known
		for _, e := range r.changesSince(r.line.found) {
			l := r.hidden.Effect(e.line)
			if _, whole := r.env.Shell.Commands().Recordable(l); whole {
				all = append(all, l)
			}
		}
	}
	if to := r.wentTo(r.line.found); to != "" {
		all = append(all, to)
	}
	for _, l := range all {
		if err := r.rec.Add(l, ""); err != nil {
			return err
		}
	}
	switch {
	case kept != "" && len(all) > 1:
		r.env.Out.Note("note: the recording does not have the cookie, and has a made-up id for the session behind it")
	case len(all) > 1:
		r.env.Out.Note("note: the recording does not have this line, which may hold a cookie; it has what the line did, without that")
	case kept != "":
		r.env.Out.Note("note: the recording does not have the cookie")
	default:
		r.env.Out.Note("note: the recording does not have this line, which may hold a cookie")
	}
	return nil
}
