package output

import (
	"fmt"
	"maps"
	"strings"

	"sessh/repl/place"
	"sessh/repl/screen"
	"sessh/session/diff"
	"sessh/session/figure"
	"sessh/session/tree"
)

// A Side is one of two values that are compared.
type Side struct {
	Path  place.Path
	State string // what it is of: " in shop.jsonl"; "": the place as it is
	Facts Facts  // about its session
}

func (s Side) json() any {
	m := map[string]any{"path": s.Path.String()}
	if s.State != "" {
		m["state"] = strings.TrimSpace(s.State)
	}
	if len(s.Facts) > 0 {
		maps.Copy(m, s.Facts.JSON().(map[string]any))
	}
	return m
}

// text returns a line that names the side.
func (s Side) text() string {
	text := s.Path.String() + screen.Safe(s.State)
	for i, f := range s.Facts {
		sep := ", "
		if i == 0 {
			sep = "  "
		}
		text += sep + f.text
	}
	return text
}

// Comparison is the result of a command that compares two values. The paths of the
// differences are shown as they are below both.
type Comparison struct {
	Old, New Side
	Top      tree.Path // of the new value, as in the paths of the differences
	diff.Differences
	Full bool // show values in full
}

func (c Comparison) JSON() any {
	changes := make([]any, len(c.Changes))
	for i, x := range c.Changes {
		changes[i] = comparedRow{difference{x}, c.name(x)}.JSON()
	}
	return map[string]any{"old": c.Old.json(), "new": c.New.json(), "changes": changes, "unknown": c.Unknown}
}

// comparedRow is one difference of two places, by its path below both.
type comparedRow struct {
	difference
	name string
}

func (r comparedRow) JSON() any {
	m := r.difference.JSON().(map[string]any)
	m["path"] = r.name
	return m
}

// Rows returns the differences.
func (c Comparison) Rows() (rows []Result) {
	for _, x := range c.Changes {
		rows = append(rows, comparedRow{difference{x}, c.name(x)})
	}
	return rows
}

// name returns the path of a difference as it is below both values; "." for the values.
func (c Comparison) name(x diff.Change) string {
	below := place.Of(x.Path)[place.Session+len(c.Top.Keys):]
	if len(below) == 0 {
		return "."
	}
	return strings.TrimPrefix(below.String(), "/")
}

func (c Comparison) Text(p *Printer) {
	if len(c.Changes) > 0 || len(c.Old.Facts) > 0 {
		p.Line("%s", p.Palette.Removed.Sprint("--- "+c.Old.text()))
		p.Line("%s", p.Palette.Added.Sprint("+++ "+c.New.text()))
	}
	if len(c.Changes) == 0 {
		p.Line("nothing differs")
	}
	const widest = 40
	wide := 0
	for _, x := range c.Changes {
		wide = max(wide, screen.Width(c.name(x)))
	}
	wide = p.padded(wide, widest)
	for _, x := range c.Changes {
		if p.err != nil {
			return
		}
		head := fmt.Sprintf("%c %s  ", ChangeSign(x.Kind), screen.Pad(c.name(x), wide))
		line, below := p.changeLines(head, x, Diff{Every: true, Full: c.Full})
		p.Line("%s", line)
		for _, l := range below {
			p.Line("%s", l)
		}
	}
	if c.Unknown > 0 {
		p.Line("%s", p.Palette.Dim.Sprintf("not compared: %s", figure.Count(c.Unknown, "redacted value")))
	}
}
