package output

import (
	"fmt"
	"strings"
	"time"

	"sessh/repl/place"
	"sessh/repl/screen"
	"sessh/repl/syntax"
	"sessh/session/diff"
	"sessh/session/figure"
	"sessh/session/storage"
	"sessh/session/tree"
)

// A difference is one place of a diff.
type difference struct{ change diff.Change }

func (d difference) JSON() any {
	c := d.change
	m := map[string]any{"path": place.Of(c.Path).String(), "change": StateWord(ChangeSign(c.Kind))}
	if c.Attribute != "" {
		m["attribute"] = c.Attribute
		m["old"], m["new"] = attributeJSON(c.Old), attributeJSON(c.New)
		return m
	}
	if len(c.Also) > 0 {
		also := make([]string, len(c.Also))
		for i, o := range c.Also {
			also[i] = place.Of(o).String()
		}
		m["also"] = also
	}
	if c.Kind != diff.Added {
		m["old"] = JSON(c.Old)
	}
	if c.Kind != diff.Removed {
		m["new"] = JSON(c.New)
	}
	return m
}

func (difference) Columns() []string { return []string{"path", "attribute", "change", "old", "new"} }

func (d difference) Text(p *Printer) { Diff{Changes: []diff.Change{d.change}}.Text(p) }

// attributeJSON returns the value of an attribute of a session, its timeout or its flags;
// attributeText returns it as text.
func attributeJSON(v any) any {
	if d, ok := v.(time.Duration); ok {
		return Seconds(d)
	}
	return v
}

func attributeText(v any) string {
	switch d, ok := v.(time.Duration); {
	case ok && d == storage.TTLUnknown:
		return "the time left"
	case ok:
		return figure.Duration(d)
	}
	return fmt.Sprint(v)
}

// Seconds returns a duration in seconds for JSON; nil if it is negative, which stands for
// never and unknown.
func Seconds(d time.Duration) any {
	if d < 0 {
		return nil
	}
	return d.Seconds()
}

// Diff is the result of a command that shows changes, under the paths of their packages.
type Diff struct {
	Changes []diff.Change
	None    string // the text if there are no changes
	Every   bool   // show every difference of a long text, not only the first
	Full    bool   // show values in full
}

func (d Diff) JSON() any { return map[string]any{"changes": ChangesJSON(d.Changes)} }

// ListedChanges is [Listed] for a result that consists of a [Diff].
func ListedChanges(r Result) Table { return Listed(difference{}, r) }

// Rows returns the changes.
func (d Diff) Rows() (rows []Result) {
	for _, c := range d.Changes {
		rows = append(rows, difference{c})
	}
	return rows
}

// ChangesJSON returns changes for programs.
func ChangesJSON(changes []diff.Change) any {
	list := make([]any, len(changes))
	for i, c := range changes {
		list[i] = difference{c}.JSON()
	}
	return list
}

func (d Diff) Text(p *Printer) {
	if len(d.Changes) == 0 {
		p.Line("%s", d.None)
		return
	}
	heading := ""
	wide := p.nameWidth(d.Changes)
	for _, c := range d.Changes {
		if p.err != nil {
			return
		}
		above, name := splitChange(c)
		if h := above.String(); h != heading {
			p.Line("%s", h)
			heading = h
		}
		line, below := p.changeLines(fmt.Sprintf("%c %s  ", ChangeSign(c.Kind), screen.Pad(name, wide)), c, d)
		p.Line("%s", line)
		for _, l := range below {
			p.Line("%s", l)
		}
		if len(c.Also) > 0 {
			p.Line("  also changes %s", PlacesText(c.Also))
		}
	}
}

// PlacesText names places in one session; many are counted.
func PlacesText(paths []tree.Path) string {
	const most = 4
	var texts []string
	for i, p := range paths {
		if i == most {
			texts = append(texts, fmt.Sprintf("%s more", figure.Count(len(paths)-most, "place")))
			break
		}
		names := place.Of(p)[place.Session:]
		texts = append(texts, strings.TrimPrefix(names.String(), "/"))
	}
	return strings.Join(texts, ", ")
}

// splitChange returns the path under which a change is shown, and its name there.
func splitChange(c diff.Change) (above place.Path, name string) {
	names := place.Of(c.Path)
	switch {
	case c.Attribute != "":
		return names, c.Attribute
	case len(names) <= place.Package:
		return names[:len(names)-1], syntax.Quote(names[len(names)-1])
	}
	parts := make([]string, 0, len(names)-place.Package)
	for _, n := range names[place.Package:] {
		parts = append(parts, syntax.Quote(n))
	}
	return names[:place.Package], strings.Join(parts, "/")
}

func (p *Printer) nameWidth(changes []diff.Change) int {
	wide := 0
	for _, c := range changes {
		_, name := splitChange(c)
		wide = max(wide, screen.Width(name))
	}
	return p.padded(wide, 24)
}

// padded returns how many columns names of at most wide columns are padded to: at most widest, and
// on a narrow terminal as much less as that is narrower.
func (p *Printer) padded(wide, widest int) int {
	const usual = 80
	if w := p.columns(); 0 < w && w < usual {
		widest = widest * w / usual
	}
	return min(wide, widest)
}
