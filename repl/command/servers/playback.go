package servers

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"sessh/repl/command"
	"sessh/repl/dumpfile"
	"sessh/repl/hint"
	"sessh/repl/output"
	"sessh/repl/place"
	"sessh/repl/screen"
	"sessh/session/diff"
	"sessh/session/tree"
	"sessh/session/watch"
)

// A moment is a line of a recording as watch --file shows it.
type moment struct {
	names   place.Path
	time    time.Time
	shown   string // the time, as it can be typed behind @
	event   string
	how     string // it went
	gone    bool
	changes []diff.Change
	broken  error
}

func (m *moment) JSON() any {
	x := map[string]any{
		"time": m.time.UTC().Format(time.RFC3339Nano), "path": m.names.String(), "event": m.event,
		"changes": output.ChangesJSON(m.changes),
	}
	if m.how != "" {
		x["how"] = m.how
	}
	if m.broken != nil {
		x["error"] = hint.Line(m.broken)
	}
	return x
}

func (m *moment) Text(p *output.Printer) {
	sign := output.SignChanged
	switch {
	case m.gone:
		sign = output.SignRemoved
	case m.event == watch.Appeared.String():
		sign = output.SignAdded
	case m.event == dumpfile.There:
		sign = ' '
	}
	words := fmt.Sprintf("%s %c %s %s", m.shown, sign, m.names, screen.Safe(cmp.Or(m.how, m.event)))
	if m.broken != nil {
		words += ", and cannot be read: " + hint.Line(m.broken)
	}
	p.Line("%s", p.Color(sign).Sprint(words))
	for _, c := range m.changes {
		p.Line("%s", p.ChangeLine(fmt.Sprintf("  %c %s  ", output.ChangeSign(c.Kind), keysText(c.Path)), c))
	}
}

// playBack shows what a recording has of the sessions at, above and below a place, as the
// watch showed it.
func playBack(ctx context.Context, env command.Env, c *command.Call) (output.Result, error) {
	name, names := c.String("file"), c.Path(env, 0)
	in, err := env.Open(ctx, name)
	if err != nil {
		return nil, err
	}
	return output.Rows(func(emit func(output.Result) error) error {
		defer in.Close()
		p := &player{env: env, names: names, last: make(map[[2]string]*dumpfile.Session)}
		shown := 0
		var span dumpfile.Span
		for d, err := range dumpfile.NewReader(in, name).All(ctx) {
			if err == nil {
				err = span.Add(d)
			}
			if err != nil {
				return err
			}
			m := p.moment(d)
			if m == nil {
				continue
			}
			if err := emit(m); err != nil {
				return err
			}
			if shown++; shown == c.Number("count") {
				return nil
			}
		}
		if len(span.Wrong) > 0 {
			if err := span.Check(name); err != nil {
				return err
			}
		}
		noteLeftOut(env, name, span)
		return nil
	}), nil
}

// noteLeftOut notes which lines of a recording were left out.
func noteLeftOut(env command.Env, name string, s dumpfile.Span) {
	for _, note := range s.Notes(name) {
		env.Out.Note("note: %s", note)
	}
}

// A player makes moments of the lines of a recording.
type player struct {
	env   command.Env
	names place.Path
	last  map[[2]string]*dumpfile.Session // versions of the sessions, to compare the next ones with
}

// moment returns a line as it is shown; nil if it is not.
func (p *player) moment(d *dumpfile.Session) *moment {
	if d.Wrong != nil || d.IsMark() || !p.shows(d) {
		return nil
	}
	m := &moment{names: place.Path{d.Container, d.Session}, time: d.Time, shown: dumpfile.ShowTime(d.Time, p.env.Shell.Now()), event: d.Event, how: d.How, gone: d.IsGone()}
	id := [2]string{d.Container, d.Session}
	old := p.last[id]
	p.last[id] = d
	if m.gone {
		delete(p.last, id)
		return m
	}
	now, err := d.Content(p.env.Root.FormatNamed)
	if err != nil {
		m.broken = err
		return m
	}
	var was *tree.Map
	if old != nil {
		was, err = old.Content(p.env.Root.FormatNamed)
	}
	if d.Event != dumpfile.There && err == nil && (old != nil || d.Event == watch.Appeared.String()) {
		m.changes = p.changes(d, was, now)
	}
	if len(p.names) > place.Session && d.Event == watch.Rewritten.String() && len(m.changes) == 0 {
		return nil
	}
	return m
}

// shows reports whether the session of a line is at, above or below the place.
func (p *player) shows(d *dumpfile.Session) bool {
	at := place.Path{d.Container, d.Session}
	for i := range min(len(p.names), place.Session) {
		if p.names[i] != at[i] {
			return false
		}
	}
	return true
}

// changes returns the changes between two versions, at and below the place.
func (p *player) changes(d *dumpfile.Session, was, now *tree.Map) []diff.Change {
	if was == nil {
		was = tree.NewMap()
	}
	f := p.env.Root.FormatNamed(d.Format)
	how := diff.Comparison{Top: tree.SessionPath(d.Container, d.Session), Packages: f == nil || !f.Traits().Flat}
	all := how.Append(nil, was, now)
	if len(p.names) <= place.Session || d.Event != watch.Rewritten.String() {
		return all
	}
	var kept []diff.Change
	for _, c := range all {
		if p.names.Holds(c.Path) {
			kept = append(kept, c)
		}
	}
	return kept
}
