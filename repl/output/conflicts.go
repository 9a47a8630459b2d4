package output

import (
	"sessh/repl/output/marks"
	"sessh/repl/place"
	"sessh/session/diff"
)

// Conflicts is the result of a command that shows conflicts: base, mine and theirs.
type Conflicts struct {
	List   []diff.Conflict
	Full   bool   // show values in full
	Fuller string // the command that does, for a hint
}

func (c Conflicts) JSON() any { return map[string]any{"conflicts": ConflictsJSON(c.List)} }

// ConflictsJSON returns conflicts for programs.
func ConflictsJSON(conflicts []diff.Conflict) any {
	list := make([]any, len(conflicts))
	for i, x := range conflicts {
		list[i] = conflictRow{Conflicts{List: []diff.Conflict{x}}}.JSON()
	}
	return list
}

// conflictRow is one conflict.
type conflictRow struct{ Conflicts }

func (r conflictRow) JSON() any {
	x := r.List[0]
	m := map[string]any{"path": place.Of(x.Path).String(), "base": sideJSON(x.Base), "mine": sideJSON(x.Mine), "theirs": sideJSON(x.Theirs)}
	if x.Attribute != "" {
		m["attribute"] = x.Attribute
		m["base"], m["mine"], m["theirs"] = attributeJSON(x.Base.Value), attributeJSON(x.Mine.Value), attributeJSON(x.Theirs.Value)
	}
	return m
}

func (conflictRow) Columns() []string {
	return []string{"path", "attribute", "base", "mine", "theirs"}
}

// ListedConflicts is [Listed] for conflicts.
func ListedConflicts(c Conflicts) Table { return Listed(conflictRow{}, c) }

// Rows returns the conflicts.
func (c Conflicts) Rows() (rows []Result) {
	for _, x := range c.List {
		rows = append(rows, conflictRow{Conflicts{List: []diff.Conflict{x}, Full: c.Full}})
	}
	return rows
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
	clipped := false
	for _, x := range c.List {
		if p.err != nil {
			return
		}
		p.Line("%s", p.Palette.Conflict.Sprintf("! %s", ConflictText(x)))
		lines, some := c.sides(p, x)
		for i, name := range []string{"base", "mine", "theirs"} {
			p.Line("    %-8s%s", name, lines[i])
		}
		clipped = clipped || some
	}
	if clipped && c.Fuller != "" {
		p.Remark("hint: %s shows the values in full", c.Fuller)
	}
}

// sides returns base, mine and theirs, each on a line; clipped reports that a
// list or mapping is not shown as a whole.
// A long text is shown as the difference from base, if base is one, and other long values are cut
// so that the first difference is visible.
func (c Conflicts) sides(p *Printer, x diff.Conflict) (lines [3]string, clipped bool) {
	cells := p.Width(14)
	if c.Full {
		cells = 0
	}
	var rest []any // values that are shown as they are
	var at []int
	for i, side := range []diff.Side{x.Base, x.Mine, x.Theirs} {
		switch {
		case x.Attribute != "":
			lines[i] = attributeText(side.Value)
			continue
		case !side.Present:
			lines[i] = "(not there)"
			continue
		case cells == 0:
			lines[i] = p.value(side.Value, 0)
			continue
		}
		if x.Base.Present && !fitTogether(side.Value, "", cells) {
			if m, ok := marks.Between(x.Base.Value, side.Value); ok {
				lines[i] = m.Line(p.Palette, cells)
				continue
			}
		}
		rest, at = append(rest, side.Value), append(at, i)
	}
	if len(rest) == 0 {
		return lines, clipped
	}
	shown, cut := window(rest, cells)
	for i, line := range shown {
		lines[at[i]] = line
		clipped = clipped || cut && place.IsFolder(rest[i])
	}
	return lines, clipped
}
