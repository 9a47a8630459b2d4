package output

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"time"

	"sessh/repl/screen"
)

// A Printer renders results. Use it from one goroutine at a time.
type Printer struct {
	Palette *screen.Palette

	out, notes            io.Writer
	terminal, errTerminal bool
	page                  func() (io.WriteCloser, error)
	pages                 func() bool
	paged                 bool
	now                   func() time.Time
	columns, rows         func() int
	format                Format
	table                 *columned // of the command that runs; nil: there are no columns
	nested                bool
	redirected            bool
	escapeCSV             bool
	shadow                *Printer
	err                   error // of writing, the first one

	bounds   bounds
	gathered *strings.Builder // see Gather; nil: nothing is gathered
	hide     func()           // hides the progress counter; nil: there is none
}

// Options are the settings of a [Printer]. The zero value discards everything.
type Options struct {
	Out   io.Writer // for results; nil: discarded
	Notes io.Writer // for notes and progress; nil: discarded
	// Terminal and ErrTerminal report whether Out and Notes are terminals.
	Terminal, ErrTerminal bool
	// Page starts a pager; nil: there is none.
	Page    func() (io.WriteCloser, error)
	Pages   func() bool      // reports whether there is a pager at all; nil: there is
	Now     func() time.Time // nil: time.Now
	Palette *screen.Palette  // nil: no colours
	// Columns and Rows return the size of the terminal; nil, or a result of 0: no limit.
	Columns, Rows func() int
	Format        Format // how results are written; "": as text
	// EscapeCSV escapes in CSV what a terminal would act on, even if Out is not a terminal.
	EscapeCSV bool
}

// New returns a printer.
func New(o Options) *Printer {
	if o.Out == nil {
		o.Out = io.Discard
	}
	if o.Notes == nil {
		o.Notes = io.Discard
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Palette == nil {
		o.Palette = screen.NewPalette(false)
	}
	if o.Columns == nil {
		o.Columns = noLimit
	}
	if o.Rows == nil {
		o.Rows = noLimit
	}
	if o.Pages == nil {
		o.Pages = func() bool { return true }
	}
	if o.Format == "" {
		o.Format = AsText
	}
	return &Printer{
		Palette: o.Palette, out: o.Out, notes: o.Notes, terminal: o.Terminal, errTerminal: o.ErrTerminal,
		page: o.Page, pages: o.Pages, paged: true, now: o.Now, columns: o.Columns, rows: o.Rows, format: o.Format,
		escapeCSV: o.Terminal || o.EscapeCSV,
	}
}

// Err returns the first error of writing; results that are long stop at it.
func (p *Printer) Err() error { return p.err }

// Columns returns the width of the terminal; 0 means no limit.
func (p *Printer) Columns() int { return p.columns() }

// Rows returns the height of the terminal; 0 means no limit.
func (p *Printer) Rows() int { return p.rows() }

// SetPaging turns the pager on or off; it is on at first.
func (p *Printer) SetPaging(on bool) { p.paged = on }

// SetNested marks the printer as that of a shell inside another one, which shows progress
// only on a terminal of its own.
func (p *Printer) SetNested() { p.nested = true }

// SetShadow makes the printer write everything but remarks to another one as well, for a
// recording; nil ends that.
func (p *Printer) SetShadow(to *Printer) { p.shadow = to }

// Shadow returns the printer set by [Printer.SetShadow].
func (p *Printer) Shadow() *Printer { return p.shadow }

// Emit writes a result, unless it is nil. It returns the error of the result, or else that of
// writing, even of what a result wrote last without asking.
func (p *Printer) Emit(r Result) error {
	if r == nil {
		return nil
	}
	done := p.inColumns()
	err := p.emitAll(r)
	ended := done()
	return cmp.Or(err, ended, p.err)
}

// emitAll writes a result, and the results that it consists of.
func (p *Printer) emitAll(r Result) error {
	switch r := r.(type) {
	case Rows:
		return r(p.Emit)
	case Raw:
		return r(printerWriter{p}, p.Palette)
	case bounded:
		return p.Shows(r.ctx, func() error { return p.Emit(r.Result) })
	case Table:
		return p.emitTable(r)
	case None:
		switch p.format {
		case AsJSON, AsJSONL:
			return nil
		case AsTable, AsCSV:
			p.noteText(r)
			return nil
		}
	case *Chart:
		if p.format != AsText {
			return p.emitAll(List(r.Data))
		}
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
		return writeError(done.words(), p.emit(r))
	}
	return p.emit(r)
}

func (p *Printer) emit(r Result) error {
	switch p.format {
	case AsJSON:
		return p.EmitJSON(r.JSON())
	case AsJSONL:
		return rowsOf(r, func(row Result) error { return p.EmitJSON(row.JSON()) })
	case AsTable, AsCSV:
		if l, ok := r.(Listing); ok && p.table.only && len(l.Rows()) == 0 {
			p.noteText(r)
		}
		return rowsOf(r, p.emitRow)
	}
	return p.emitText(r)
}

func (p *Printer) emitText(r Result) error {
	r.Text(p)
	if p.shadow != nil {
		r.Text(p.shadow)
	}
	return p.err
}

// Raw writes text as it is.
func (p *Printer) Raw(text string) error {
	p.Write(text)
	if p.shadow != nil {
		p.shadow.Write(text)
	}
	return p.err
}

// Write writes text as it is, or keeps it if it is being gathered.
func (p *Printer) Write(s string) {
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

// Gather keeps what is written until done is called, which writes it at once.
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

// Note writes a note, beside the results.
func (p *Printer) Note(format string, args ...any) {
	p.Remark(format, args...)
	if p.shadow != nil {
		p.shadow.Note(format, args...)
	}
}

// Remark is Note for what no recording has, since it is not said when that is replayed.
func (p *Printer) Remark(format string, args ...any) { fmt.Fprintf(p.notes, format+"\n", args...) }

// Line writes a line, without blanks at its end.
func (p *Printer) Line(format string, args ...any) {
	p.Write(strings.TrimRight(fmt.Sprintf(format, args...), " ") + "\n")
}

// Width returns how many columns are left beside used ones; 0 means no limit.
func (p *Printer) Width(used int) int {
	if w := p.columns(); w > 0 {
		return max(w-used, 12)
	}
	return 0
}

// Progress returns a counter of long work, which is shown on standard error if that is a
// terminal, and hidden when something is printed.
func (p *Printer) Progress(noun string) *screen.Progress {
	if !p.errTerminal || !p.terminal && p.nested {
		return screen.NewProgress(nil, noun, p.now)
	}
	counter := screen.NewProgress(unpaged{p.notes, p}, noun, p.now)
	p.hide = counter.Hide
	return counter
}

// unpaged discards what is written while a pager has the terminal.
type unpaged struct {
	io.Writer
	printer *Printer
}

func (u unpaged) Write(p []byte) (int, error) {
	if u.printer.paging() {
		return len(p), nil
	}
	return u.Writer.Write(p)
}
