package output

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"sessh/repl/screen"
)

// columned writes the rows of one command in columns.
type columned struct {
	p       *Printer
	head    []string // the columns; nil: there was no row yet
	rows    [][]string
	numbers []bool // of each column, whether it has only numbers
	widths  []int  // of the columns, once rows are written; nil: they are still collected
	only    bool   // whether it is a [Table], which has nothing but rows
}

// collected is how many rows of a table are collected before their widths are settled.
const collected = 1000

// inColumns begins to write rows in columns, if results are written so, until done is called.
func (p *Printer) inColumns() (done func() error) {
	if p.table != nil || p.format != AsCSV && p.format != AsTable {
		return func() error { return nil }
	}
	p.table = &columned{p: p}
	return func() error {
		t := p.table
		p.table = nil
		t.flush()
		return p.err
	}
}

// emitRow writes a result: a row in columns, and all else as text, or as a note if it is
// beside the rows of a [Table].
func (p *Printer) emitRow(r Result) error {
	row, ok := r.(Row)
	facts, isMap := any(nil), false
	if ok {
		facts = row.JSON()
		_, isMap = facts.(map[string]any)
	}
	if !ok || !isMap || len(row.Columns()) == 0 {
		if p.table.only {
			p.noteText(r)
			return p.err
		}
		p.table.flush()
		return p.emitText(r)
	}
	p.table.add(row.Columns(), facts.(map[string]any))
	return p.err
}

// add writes a row, or collects it.
func (t *columned) add(head []string, facts map[string]any) {
	if !slices.Equal(head, t.head) {
		t.begin(head)
	}
	if t.p.format == AsCSV {
		for p := t.p; p != nil; p = p.shadow {
			p.writeCSVRow(head, facts)
		}
		return
	}
	cells := make([]string, len(head))
	for i, name := range head {
		text, number := cell(facts[name], screen.Safe)
		cells[i] = text
		t.numbers[i] = t.numbers[i] && (number || text == "")
	}
	t.rows = append(t.rows, cells)
	if t.widths != nil || len(t.rows) == collected {
		t.flushRows()
	}
}

// begin writes the heading of other columns.
func (t *columned) begin(head []string) {
	again := t.head != nil
	t.flush()
	t.head, t.widths, t.numbers = head, nil, make([]bool, len(head))
	for i := range t.numbers {
		t.numbers[i] = true
	}
	if again && t.p.format == AsTable {
		_ = t.p.Raw("\n")
	}
	if t.p.format == AsCSV {
		for p := t.p; p != nil; p = p.shadow {
			p.writeCSV(head)
		}
	}
}

// complete writes all that is collected of a listing with these columns, and its heading if
// there were no rows.
func (t *columned) complete(head []string) {
	if !slices.Equal(head, t.head) {
		t.begin(head)
	}
	if t.p.format == AsTable && (len(t.rows) > 0 || t.widths == nil) {
		t.flushRows()
	}
}

// flush writes the rows that were collected, and forgets the columns.
func (t *columned) flush() {
	if len(t.rows) > 0 {
		t.flushRows()
	}
	t.head = nil
}

// flushRows writes the rows that were collected, below the heading.
func (t *columned) flushRows() {
	if t.widths == nil {
		t.widths = make([]int, len(t.head))
		for _, row := range append([][]string{t.head}, t.rows...) {
			for i, c := range row {
				t.widths[i] = max(t.widths[i], screen.Width(c))
			}
		}
		t.line(t.head, t.p.Palette.Name.Sprint)
	}
	for _, row := range t.rows {
		t.line(row, fmt.Sprint)
	}
	t.rows = nil
}

// line writes a line of a table. Numbers are on the right of their column.
func (t *columned) line(cells []string, colour func(...any) string) {
	var b strings.Builder
	for i, c := range cells {
		if i > 0 {
			b.WriteString("  ")
		}
		if t.numbers[i] {
			b.WriteString(strings.Repeat(" ", max(t.widths[i]-screen.Width(c), 0)) + c)
		} else {
			b.WriteString(screen.Pad(c, t.widths[i]))
		}
	}
	text := strings.TrimRight(b.String(), " ")
	if n := t.p.columns(); n > 0 {
		text = screen.Shorten(text, n)
	}
	_ = t.p.Raw(colour(text) + "\n")
}

// writeCSV writes a line of CSV.
func (p *Printer) writeCSV(cells []string) {
	var b strings.Builder
	w := csv.NewWriter(&b)
	err := w.Write(cells)
	w.Flush()
	p.err = errors.Join(p.err, err)
	p.Write(b.String())
}

// writeCSVRow writes a row as CSV. A text is as it is; on a terminal what that would act on
// is escaped, and so is each backslash, so that it can be read back.
func (p *Printer) writeCSVRow(head []string, facts map[string]any) {
	escape := func(s string) string { return s }
	if p.escapeCSV {
		escape = func(s string) string { return screen.Safe(strings.ReplaceAll(s, `\`, `\\`)) }
	}
	cells := make([]string, len(head))
	for i, name := range head {
		cells[i], _ = cell(facts[name], escape)
	}
	p.writeCSV(cells)
}

// cell returns a value of JSON as it stands in a column, and whether it is a number: a text
// as escape returns it, and all else as JSON.
func cell(v any, escape func(string) string) (text string, number bool) {
	switch v := v.(type) {
	case nil:
		return "", false
	case string:
		return escape(v), false
	case *JSONValue:
		if v == nil {
			return "", false
		}
		if s, ok := v.V.(string); ok {
			return escape(s), false
		}
	}
	b, err := json.Marshal(v)
	if err != nil {
		return escape(fmt.Sprint(v)), false
	}
	return string(screen.SafeJSON(b)), len(b) > 0 && (b[0] == '-' || b[0] >= '0' && b[0] <= '9')
}
