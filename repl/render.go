package repl

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/fatih/color"

	"sessh/repl/screen"
	"sessh/repl/syntax"
	"sessh/session"
	"sessh/session/marked"
)

// result is what a command tells. The printer makes text of it, or one JSON
// document on a line. Commands print nothing.
type result interface {
	// text writes the result for people.
	text(*printer)
	// json is the result for programs: what encoding/json can marshal.
	json() any
}

// printer renders results.
type printer struct {
	out     io.Writer
	palette *screen.Palette
	columns func() int
	rows    func() int
	asJSON  bool
	shadow  *printer // of a recording: gets everything as well, whole and plain
	err     error    // of writing, the first one
	wrote   bool     // anything since it was last set to false

	bounds   bounds
	gathered *strings.Builder // see gather
	hide     func()           // clears away what counts long work; nil: nothing does
}

func newPrinter(o Options) *printer {
	p := &printer{out: o.Out, palette: screen.NewPalette(o.Color), columns: o.Width, rows: o.Height, asJSON: o.JSON}
	if p.columns == nil {
		p.columns = none
	}
	if p.rows == nil {
		p.rows = none
	}
	return p
}

// emit renders one result.
func (c *call) emit(r result) error { return c.printer.emit(r) }

func (p *printer) emit(r result) error {
	if !p.asJSON {
		r.text(p)
		if p.shadow != nil {
			r.text(p.shadow)
		}
		return p.err
	}
	return p.emitJSON(r.json())
}

// raw writes text that is laid out already.
func (p *printer) raw(text string) error {
	p.write(text)
	if p.shadow != nil {
		p.shadow.write(text)
	}
	return p.err
}

var plainPalette = screen.NewPalette(false)

func none() int { return 0 }

func (p *printer) write(s string) {
	p.wrote = p.wrote || s != ""
	if p.gathered != nil {
		p.gathered.WriteString(s)
		return
	}
	if p.hide != nil {
		p.hide()
	}
	if p.err != nil {
		return
	}
	s, stop := p.admit(s)
	if s != "" {
		_, p.err = io.WriteString(p.out, s)
	}
	if p.err == nil {
		p.err = stop
	}
}

// gather keeps what is written until done is called, and then writes it at once.
func (p *printer) gather() (done func()) {
	if p.gathered != nil {
		return func() {}
	}
	p.gathered = &strings.Builder{}
	return func() {
		text := p.gathered.String()
		p.gathered = nil
		p.write(text)
	}
}

func (p *printer) line(format string, args ...any) {
	p.write(strings.TrimRight(fmt.Sprintf(format, args...), " ") + "\n")
}

// width is how many columns are left beside used ones; 0: no limit.
func (p *printer) width(used int) int {
	if w := p.columns(); w > 0 {
		return max(w-used, 12)
	}
	return 0
}

// jsonValue is a session's value in the marked JSON of sessh's own format.
type jsonValue struct{ v any }

func (j jsonValue) MarshalJSON() ([]byte, error) {
	b, err := marked.Append(nil, j.v)
	if err != nil {
		return json.Marshal(inline(j.v))
	}
	return b, nil
}

func jsonOf(v any) *jsonValue { return &jsonValue{v} }

// Signs tell entries apart without colour, too.
const (
	signNone     = ' '
	signAdded    = '+'
	signChanged  = '~'
	signRemoved  = '-'
	signConflict = '!'
)

func signOf(k session.ChangeKind) rune {
	switch k {
	case session.Added:
		return signAdded
	case session.Changed:
		return signChanged
	case session.Removed:
		return signRemoved
	}
	return signNone
}

// color is the colour of a sign.
func (p *printer) color(sign rune) *color.Color {
	switch sign {
	case signAdded:
		return p.palette.Added
	case signChanged:
		return p.palette.Changed
	case signRemoved:
		return p.palette.Removed
	case signConflict:
		return p.palette.Conflict
	}
	return p.palette.Plain
}

// stateWord is what a sign means, for JSON.
func stateWord(sign rune) string {
	switch sign {
	case signAdded:
		return "added"
	case signChanged:
		return "changed"
	case signRemoved:
		return "removed"
	case signConflict:
		return "conflict"
	}
	return "committed"
}

// message is a result that is one sentence, with its facts for programs.
type message struct {
	words string
	facts map[string]any
}

func (m message) text(p *printer) { p.line("%s", screen.Safe(m.words)) }
func (m message) json() any       { return m.facts }

// changed tells of one or more changes that were made pending.
type quiet struct{ facts map[string]any }

func (quiet) text(*printer) {}
func (q quiet) json() any   { return q.facts }

// difference is one place of a diff.
type difference struct{ change session.Change }

func (d difference) json() any {
	c := d.change
	m := map[string]any{"path": pathText(namesOf(c.Path)), "change": stateWord(signOf(c.Kind))}
	if c.Attribute != "" {
		m["attribute"] = c.Attribute
		m["old"], m["new"] = attributeJSON(c.Old), attributeJSON(c.New)
		return m
	}
	if len(c.Also) > 0 {
		also := make([]string, len(c.Also))
		for i, o := range c.Also {
			also[i] = pathText(namesOf(o))
		}
		m["also"] = also
	}
	if c.Kind != session.Added {
		m["old"] = jsonOf(c.Old)
	}
	if c.Kind != session.Removed {
		m["new"] = jsonOf(c.New)
	}
	return m
}

// attributeJSON and attributeText are the value of a session's attribute: its timeout
// or its flags.
func attributeJSON(v any) any {
	if d, ok := v.(time.Duration); ok {
		return seconds(d)
	}
	return v
}

func attributeText(v any) string {
	if d, ok := v.(time.Duration); ok {
		return span(d)
	}
	return fmt.Sprint(v)
}

func seconds(d time.Duration) any {
	if d < 0 {
		return nil
	}
	return d.Seconds()
}

// diff is the differences, under the paths of what they are in.
type diff struct {
	changes []session.Change
	none    string // what to say where there are none
	every   bool   // each place of a long text that differs is shown, and not only the first
	full    bool   // values are shown as long as they are
}

func (d diff) json() any {
	list := make([]any, len(d.changes))
	for i, c := range d.changes {
		list[i] = difference{c}.json()
	}
	return map[string]any{"changes": list}
}

func (d diff) text(p *printer) {
	if len(d.changes) == 0 {
		p.line("%s", d.none)
		return
	}
	heading := ""
	wide := nameWidth(d.changes)
	for _, c := range d.changes {
		if p.err != nil {
			return
		}
		above, name := splitChange(c)
		if h := pathText(above); h != heading {
			p.line("%s", h)
			heading = h
		}
		line, below := p.changeLines(fmt.Sprintf("%c %s  ", signOf(c.Kind), screen.Pad(name, wide)), c, d)
		p.line("%s", line)
		for _, l := range below {
			p.line("%s", l)
		}
		if len(c.Also) > 0 {
			p.line("  also changes %s", placesText(c.Also))
		}
	}
}

// placesText names places in one session, briefly.
func placesText(paths []session.Path) string {
	const most = 4
	var texts []string
	for i, p := range paths {
		if i == most {
			texts = append(texts, fmt.Sprintf("%s more", count(len(paths)-most, "place")))
			break
		}
		names := namesOf(p)[atSession:]
		texts = append(texts, strings.TrimPrefix(pathText(names), "/"))
	}
	return strings.Join(texts, ", ")
}

// splitChange tells what a change is shown under, and its name there.
func splitChange(c session.Change) (above []string, name string) {
	names := namesOf(c.Path)
	switch {
	case c.Attribute != "":
		return names, c.Attribute
	case len(names) <= atPackage:
		return names[:len(names)-1], syntax.Quote(names[len(names)-1])
	}
	parts := make([]string, 0, len(names)-atPackage)
	for _, n := range names[atPackage:] {
		parts = append(parts, syntax.Quote(n))
	}
	return names[:atPackage], strings.Join(parts, "/")
}

func nameWidth(changes []session.Change) int {
	wide := 0
	for _, c := range changes {
		_, name := splitChange(c)
		wide = max(wide, screen.Width(name))
	}
	return min(wide, 24)
}

// conflicts shows base, mine and theirs of each place.
type conflicts struct {
	list []session.Conflict
	full bool // values are shown as long as they are
}

func (c conflicts) json() any {
	list := make([]any, len(c.list))
	for i, x := range c.list {
		m := map[string]any{"path": pathText(namesOf(x.Path)), "base": sideJSON(x.Base), "mine": sideJSON(x.Mine), "theirs": sideJSON(x.Theirs)}
		if x.Attribute != "" {
			m["attribute"] = x.Attribute
			m["base"], m["mine"], m["theirs"] = attributeJSON(x.Base.Value), attributeJSON(x.Mine.Value), attributeJSON(x.Theirs.Value)
		}
		list[i] = m
	}
	return map[string]any{"conflicts": list}
}

// conflictText names the place of a conflict.
func conflictText(x session.Conflict) string {
	path := pathText(namesOf(x.Path))
	if x.Attribute != "" {
		path += " " + x.Attribute
	}
	return path
}

func sideJSON(s session.Side) any {
	if !s.Present {
		return nil
	}
	return jsonOf(s.Value)
}

func (c conflicts) text(p *printer) {
	if len(c.list) == 0 {
		p.line("there are no conflicts")
	}
	for _, x := range c.list {
		if p.err != nil {
			return
		}
		p.line("%s", p.palette.Conflict.Sprintf("! %s", conflictText(x)))
		for _, s := range []struct {
			name string
			side session.Side
		}{{"base", x.Base}, {"mine", x.Mine}, {"theirs", x.Theirs}} {
			p.line("    %-8s%s", s.name, c.side(p, x, s.side))
		}
	}
}

// side is a side of a conflict; of a long text that base holds too, what differs from that.
func (c conflicts) side(p *printer, x session.Conflict, side session.Side) string {
	cells := p.width(14)
	switch {
	case x.Attribute != "":
		return attributeText(side.Value)
	case !side.Present:
		return "(not there)"
	case c.full:
		cells = 0
	}
	if cells > 0 && x.Base.Present && !fitTogether(side.Value, "", cells) {
		if m, ok := marksOf(x.Base.Value, side.Value); ok {
			text, _ := m.line(p.style(), cells)
			return text
		}
	}
	return p.value(side.Value, cells)
}
