package output

import (
	"fmt"
	"strings"

	"sessh/repl/hint"
	"sessh/repl/place"
	"sessh/repl/screen"
	"sessh/session"
	"sessh/session/figure"
)

// Plans is the result that shows what a commit would write, in one line for each session.
type Plans struct {
	List []session.Plan
	Most int // how many sessions are shown at most; 0: all
}

func (l Plans) JSON() any {
	list := make([]any, len(l.List))
	for i, x := range l.List {
		m := map[string]any{"path": place.Of(x.Path).String(), "changes": ChangesJSON(x.Changes), "state": StateWord(planSign(x))}
		if x.Bytes > 0 {
			m["bytes"] = x.Bytes
		}
		if x.Err != nil {
			m["error"] = hint.Line(x.Err)
		}
		list[i] = m
	}
	return map[string]any{"plan": list}
}

func (l Plans) Text(p *Printer) {
	for _, line := range l.lines(p.Palette, p.columns()) {
		p.Line("%s", line)
	}
}

// Lines returns the lines without colours, shortened to a number of columns; 0: not shortened.
func (l Plans) Lines(columns int) []string { return l.lines(screen.NewPalette(false), columns) }

func (l Plans) lines(colors *screen.Palette, columns int) []string {
	p := &Printer{Palette: colors}
	var lines []string
	for i, x := range l.List {
		if l.Most > 0 && i == l.Most {
			return append(lines, fmt.Sprintf("  and %s more", figure.Count(len(l.List)-i, "session")))
		}
		text := planText(x)
		if columns > 0 {
			text = screen.Shorten(text, columns)
		}
		lines = append(lines, p.Color(planSign(x)).Sprint(text))
		if x.Err != nil {
			lines = append(lines, p.Color(SignConflict).Sprintf("  %c %s", SignConflict, hint.Line(x.Err)))
		}
	}
	return lines
}

// planSign returns the sign of the session.
func planSign(x session.Plan) rune {
	switch {
	case x.Removes:
		return SignRemoved
	case x.New:
		return SignAdded
	}
	return SignChanged
}

// planText describes what is written of the session.
func planText(x session.Plan) string {
	const most = 5 // names of places
	text := fmt.Sprintf("%c %s  %s", planSign(x), place.Of(x.Path), figure.Count(len(x.Changes), "change"))
	if x.Bytes > 0 {
		text += ", " + figure.Bytes(int64(x.Bytes))
	}
	if x.Removes {
		return text + ": removed"
	}
	var names []string
	for i, c := range x.Changes {
		if i == most {
			names = append(names, "...")
			break
		}
		name := c.Attribute
		if name == "" {
			name = strings.TrimPrefix(place.Of(c.Path)[place.Session:].String(), "/")
		}
		names = append(names, fmt.Sprintf("%c %s", ChangeSign(c.Kind), name))
	}
	return text + ": " + strings.Join(names, ", ")
}
