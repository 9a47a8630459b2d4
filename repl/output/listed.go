package output

import "strings"

// A Table is the result of [Listed].
type Table struct {
	Result
	of Row
}

// Listed returns a listing whose rows have the columns of a given one. In columns it has its
// heading even if there are no rows, and what it says beside them is a note.
func Listed(of Row, r Result) Table { return Table{r, of} }

// emitTable writes a listing.
func (p *Printer) emitTable(l Table) error {
	t := p.table
	if t == nil {
		return p.emitAll(l.Result)
	}
	was := t.only
	t.only = true
	err := p.emitAll(l.Result)
	t.only = was
	if err == nil || p.format == AsCSV { // a program reads the heading, whatever the exit status
		t.complete(l.of.Columns())
	}
	return err
}

// noteText writes a result as a note.
func (p *Printer) noteText(r Result) {
	var b strings.Builder
	r.Text(New(Options{Out: &b, Notes: &b, Now: p.now}))
	if text := strings.TrimSuffix(b.String(), "\n"); text != "" {
		p.Note("%s", text)
	}
}
