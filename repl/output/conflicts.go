package output

import (
	"sessh/repl/output/marks"
	"sessh/repl/place"
	"sessh/session/diff"
)

// Conflicts is the result of a command that shows conflicts: base, mine and theirs.
type Conflicts struct {
	List []diff.Conflict
	Full bool // show values in full
}

func (c Conflicts) JSON() any { return map[string]any{"conflicts": ConflictsJSON(c.List)} }

// ConflictsJSON returns conflicts for programs.
func ConflictsJSON(conflicts []diff.Conflict) any {
	list := make([]any, len(conflicts))
	for i, x := range conflicts {
		m := map[string]any{"path": place.Of(x.Path).String(), "base": sideJSON(x.Base), "mine": sideJSON(x.Mine), "theirs": sideJSON(x.Theirs)}
		if x.Attribute != "" {
			m["attribute"] = x.Attribute
			m["base"], m["mine"], m["theirs"] = attributeJSON(x.Base.Value), attributeJSON(x.Mine.Value), attributeJSON(x.Theirs.Value)
		}
		list[i] = m
	}
	return list
}

// ConflictText returns the place of a conflict.
func ConflictText(x diff.Conflict) string {
	path := place.Of(x.Path).String()
	if x.Attribute != "" {
		path += " " + x.Attribute
	}
	return path
}

func sideJSON(s diff.Side) any {
	if !s.Present {
		return nil
	}
	return JSON(s.Value)
}

func (c Conflicts) Text(p *Printer) {
	if len(c.List) == 0 {
		p.Line("there are no conflicts")
	}
	for _, x := range c.List {
		if p.err != nil {
			return
		}
		p.Line("%s", p.Palette.Conflict.Sprintf("! %s", ConflictText(x)))
		for _, s := range []struct {
			name string
			side diff.Side
		}{{"base", x.Base}, {"mine", x.Mine}, {"theirs", x.Theirs}} {
			p.Line("    %-8s%s", s.name, c.side(p, x, s.side))
		}
	}
}

// side returns a side of a conflict; if it is a long text and base is one, the difference
// from base.
func (c Conflicts) side(p *Printer, x diff.Conflict, side diff.Side) string {
	cells := p.Width(14)
	switch {
	case x.Attribute != "":
		return attributeText(side.Value)
	case !side.Present:
		return "(not there)"
	case c.Full:
		cells = 0
	}
	if cells > 0 && x.Base.Present && !fitTogether(side.Value, "", cells) {
		if m, ok := marks.Between(x.Base.Value, side.Value); ok {
			return m.Line(p.Palette, cells)
		}
	}
	return p.value(side.Value, cells)
}
