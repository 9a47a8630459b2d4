package output

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/fatih/color"

	"sessh/repl/notation"
	"sessh/repl/place"
	"sessh/repl/screen"
	"sessh/repl/syntax"
	"sessh/session"
	"sessh/session/marked"
)

// Result is what a command tells. The printer makes text of it, or one JSON
// document on a line. Commands print nothing.
type Result interface {
	// text writes the result for people.
	Text(*Printer)
	// json is the result for programs: what encoding/json can marshal.
	JSON() any
}

// Printer renders results.
type Printer struct {
	Out         io.Writer                      // results
	Notes       io.Writer                      // notes and progress
	Terminal    bool                           // out is one
	ErrTerminal bool                           // notes is one
	Nested      bool                           // in another shell, which shows progress only on a terminal of its own
	Page        func() (io.WriteCloser, error) // starts a pager; nil: there is none
	Unpaged     bool                           // long output is not to be paged
	Now         func() time.Time
	Palette     *screen.Palette
	Columns     func() int
	Rows        func() int
	AsJSON      bool
	Shadow      *Printer // of a recording: gets everything as well, whole and plain
	Err         error    // of writing, the first one

	bounds   bounds
	gathered *strings.Builder // see gather
	hide     func()           // clears away what counts long work; nil: nothing does
}

// Emit writes a result; nil is none.
func (p *Printer) Emit(r Result) error {
	if r == nil {
		return nil
	}
	switch r := r.(type) {
	case Rows:
		return r(p.Emit)
	case Raw:
		return r(printerWriter{p}, p.Palette)
	case bounded:
		return p.Shows(r.ctx, func() error { return p.Emit(r.Result) })
	case List:
		for _, x := range r {
			if err := p.Emit(x); err != nil {
				return err
			}
		}
		return nil
	}
	if m, ok := r.(Message); ok && m.Hint != "" {
		defer p.Note("hint: %s", m.Hint)
	}
	if done, ok := r.(Committed); ok {
		return untold(done.words(), p.emit(r))
	}
	return p.emit(r)
}

func (p *Printer) emit(r Result) error {
	if !p.AsJSON {
		r.Text(p)
		if p.Shadow != nil {
			r.Text(p.Shadow)
		}
		return p.Err
	}
	return p.EmitJSON(r.JSON())
}

// Raw writes text that is laid out already.
func (p *Printer) Raw(text string) error {
	p.Write(text)
	if p.Shadow != nil {
		p.Shadow.Write(text)
	}
	return p.Err
}

// Raw is a result that is laid out already, for people and for programs alike.
type Raw func(to io.Writer, colors *screen.Palette) error

// Text writes it.
func (r Raw) Text(p *Printer) { p.Err = errors.Join(p.Err, r(printerWriter{p}, p.Palette)) }

// JSON is its text.
func (r Raw) JSON() any {
	var b strings.Builder
	_ = r(&b, PlainPalette)
	return b.String()
}

// bounded is a result with the context of [Bounded].
type bounded struct {
	Result
	ctx context.Context
}

// Bounded is a result that only shows something, as that of a paged command is: a terminal
// gets the first part of it, and nothing after the end of ctx.
func Bounded(ctx context.Context, r Result) Result { return bounded{r, ctx} }

// List is a result that is made of others, which are there already.
type List []Result

// Text writes all of them.
func (l List) Text(p *Printer) {
	for _, r := range l {
		r.Text(p)
	}
}

// JSON is a list of all of them.
func (l List) JSON() any {
	all := make([]any, len(l))
	for i, r := range l {
		all[i] = r.JSON()
	}
	return all
}

// Rows is a result that is made of others, one after the other: a listing that is shown as
// it is made. It stops where emit fails, with that error; any other error is what ended it
// early.
type Rows func(emit func(Result) error) error

// Text writes all rows.
func (r Rows) Text(p *Printer) {
	p.Err = errors.Join(p.Err, r(func(x Result) error {
		x.Text(p)
		return p.Err
	}))
}

// JSON is a list of all rows.
func (r Rows) JSON() any {
	all := []any{}
	_ = r(func(x Result) error {
		all = append(all, x.JSON())
		return nil
	})
	return all
}

var PlainPalette = screen.NewPalette(false)

func None() int { return 0 }

func (p *Printer) Write(s string) {
	if p.gathered != nil {
		p.gathered.WriteString(s)
		return
	}
	if p.hide != nil {
		p.hide()
	}
	if p.Err != nil {
		return
	}
	s, stop := p.admit(s)
	if s != "" {
		_, p.Err = io.WriteString(p.Out, s)
	}
	if p.Err == nil {
		p.Err = stop
	}
}

// Gather keeps what is written until done is called, and then writes it at once.
func (p *Printer) Gather() (done func()) {
	if p.gathered != nil {
		return func() {}
	}
	p.gathered = &strings.Builder{}
	return func() {
		text := p.gathered.String()
		p.gathered = nil
		p.Write(text)
	}
}

// Note says something beside the results.
func (p *Printer) Note(format string, args ...any) { fmt.Fprintf(p.Notes, format+"\n", args...) }

func (p *Printer) Line(format string, args ...any) {
	p.Write(strings.TrimRight(fmt.Sprintf(format, args...), " ") + "\n")
}

// Width is how many columns are left beside used ones; 0: no limit.
func (p *Printer) Width(used int) int {
	if w := p.Columns(); w > 0 {
		return max(w-used, 12)
	}
	return 0
}

// JSONValue is a session's value in the marked JSON of sessh's own format.
type JSONValue struct{ V any }

func (j JSONValue) MarshalJSON() ([]byte, error) {
	b, err := marked.Append(nil, j.V)
	if err != nil {
		return json.Marshal(notation.Inline(j.V))
	}
	return b, nil
}

func JSON(v any) *JSONValue { return &JSONValue{v} }

// Signs tell entries apart without colour, too.
const (
	SignNone     = ' '
	SignAdded    = '+'
	SignChanged  = '~'
	SignRemoved  = '-'
	SignConflict = '!'
)

func ChangeSign(k session.ChangeKind) rune {
	switch k {
	case session.Added:
		return SignAdded
	case session.Changed:
		return SignChanged
	case session.Removed:
		return SignRemoved
	}
	return SignNone
}

// Color is the colour of a sign.
func (p *Printer) Color(sign rune) *color.Color {
	switch sign {
	case SignAdded:
		return p.Palette.Added
	case SignChanged:
		return p.Palette.Changed
	case SignRemoved:
		return p.Palette.Removed
	case SignConflict:
		return p.Palette.Conflict
	}
	return p.Palette.Plain
}

// StateWord is what a sign means, for JSON.
func StateWord(sign rune) string {
	switch sign {
	case SignAdded:
		return "added"
	case SignChanged:
		return "changed"
	case SignRemoved:
		return "removed"
	case SignConflict:
		return "conflict"
	}
	return "committed"
}

// Message is a result that is one sentence, with its facts for programs.
type Message struct {
	Words string
	Facts map[string]any
	Hint  string // of what to do next; "": none
}

func (m Message) Text(p *Printer) { p.Line("%s", screen.Safe(m.Words)) }
func (m Message) JSON() any       { return m.Facts }

// changed tells of one or more changes that were made pending.
type JSONOnly struct{ Facts map[string]any }

func (JSONOnly) Text(*Printer) {}
func (q JSONOnly) JSON() any   { return q.Facts }

// difference is one place of a diff.
type difference struct{ change session.Change }

func (d difference) json() any {
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
	if c.Kind != session.Added {
		m["old"] = JSON(c.Old)
	}
	if c.Kind != session.Removed {
		m["new"] = JSON(c.New)
	}
	return m
}

// attributeJSON and attributeText are the value of a session's attribute: its timeout
// or its flags.
func attributeJSON(v any) any {
	if d, ok := v.(time.Duration); ok {
		return Seconds(d)
	}
	return v
}

func attributeText(v any) string {
	if d, ok := v.(time.Duration); ok {
		return notation.Duration(d)
	}
	return fmt.Sprint(v)
}

func Seconds(d time.Duration) any {
	if d < 0 {
		return nil
	}
	return d.Seconds()
}

// Diff is the differences, under the paths of what they are in.
type Diff struct {
	Changes []session.Change
	None    string // what to say where there are none
	Every   bool   // each place of a long text that differs is shown, and not only the first
	Full    bool   // values are shown as long as they are
}

func (d Diff) JSON() any { return map[string]any{"changes": ChangesJSON(d.Changes)} }

// ChangesJSON is a list of changes, for programs.
func ChangesJSON(changes []session.Change) any {
	list := make([]any, len(changes))
	for i, c := range changes {
		list[i] = difference{c}.json()
	}
	return list
}

func (d Diff) Text(p *Printer) {
	if len(d.Changes) == 0 {
		p.Line("%s", d.None)
		return
	}
	heading := ""
	wide := nameWidth(d.Changes)
	for _, c := range d.Changes {
		if p.Err != nil {
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

// PlacesText names places in one session, briefly.
func PlacesText(paths []session.Path) string {
	const most = 4
	var texts []string
	for i, p := range paths {
		if i == most {
			texts = append(texts, fmt.Sprintf("%s more", notation.Count(len(paths)-most, "place")))
			break
		}
		names := place.Of(p)[place.Session:]
		texts = append(texts, strings.TrimPrefix(names.String(), "/"))
	}
	return strings.Join(texts, ", ")
}

// splitChange tells what a change is shown under, and its name there.
func splitChange(c session.Change) (above place.Path, name string) {
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

func nameWidth(changes []session.Change) int {
	wide := 0
	for _, c := range changes {
		_, name := splitChange(c)
		wide = max(wide, screen.Width(name))
	}
	return min(wide, 24)
}

// Conflicts shows base, mine and theirs of each place.
type Conflicts struct {
	List []session.Conflict
	Full bool // values are shown as long as they are
}

func (c Conflicts) JSON() any { return map[string]any{"conflicts": ConflictsJSON(c.List)} }

// ConflictsJSON is a list of conflicts, for programs.
func ConflictsJSON(conflicts []session.Conflict) any {
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

// ConflictText names the place of a conflict.
func ConflictText(x session.Conflict) string {
	path := place.Of(x.Path).String()
	if x.Attribute != "" {
		path += " " + x.Attribute
	}
	return path
}

func sideJSON(s session.Side) any {
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
		if p.Err != nil {
			return
		}
		p.Line("%s", p.Palette.Conflict.Sprintf("! %s", ConflictText(x)))
		for _, s := range []struct {
			name string
			side session.Side
		}{{"base", x.Base}, {"mine", x.Mine}, {"theirs", x.Theirs}} {
			p.Line("    %-8s%s", s.name, c.side(p, x, s.side))
		}
	}
}

// side is a side of a conflict; of a long text that base holds too, what differs from that.
func (c Conflicts) side(p *Printer, x session.Conflict, side session.Side) string {
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
		if m, ok := marksOf(x.Base.Value, side.Value); ok {
			text, _ := m.line(p.style(), cells)
			return text
		}
	}
	return p.value(side.Value, cells)
}
