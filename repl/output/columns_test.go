package output_test

import (
	"encoding/csv"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"sessh/repl/output"
)

// A listed is a row of a listing.
type listed map[string]any

func (l listed) JSON() any               { return map[string]any(l) }
func (l listed) Text(p *output.Printer)  { p.Line("text %v", l["name"]) }
func (listed) Columns() []string         { return []string{"name", "size"} }
func columns(rows ...listed) output.Rows { return emitted(rowsOf(rows)) }

func rowsOf(rows []listed) (all []output.Result) {
	for _, r := range rows {
		all = append(all, r)
	}
	return all
}

func emitted(rows []output.Result) output.Rows {
	return func(emit func(output.Result) error) error {
		for _, r := range rows {
			if err := emit(r); err != nil {
				return err
			}
		}
		return nil
	}
}

// A document is a listing that is one document as JSON.
type document []output.Result

func (d document) JSON() any              { return map[string]any{"rows": output.List(d).JSON()} }
func (d document) Text(p *output.Printer) { p.Line("a document") }
func (d document) Rows() []output.Result  { return d }

// written returns a result as it is written.
func written(t *testing.T, f output.Format, cells int, r output.Result) string {
	t.Helper()
	var b strings.Builder
	p := output.New(output.Options{Out: &b, Format: f, Columns: func() int { return cells }})
	if err := p.Emit(r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestFormats(t *testing.T) {
	t.Parallel()
	rows := columns(listed{"name": "a,b", "size": 7}, listed{"name": "日本\x1b", "size": 1234}, listed{"name": nil, "size": nil, "more": 1})
	message := output.Message{Words: "done", Facts: map[string]any{"n": 1}}
	whole := document(rowsOf([]listed{{"name": "x", "size": 1}, {"name": "y", "size": 2}}))
	for _, tt := range []struct {
		format output.Format
		cells  int
		result output.Result
		want   string
	}{
		{output.AsText, 0, rows, "text a,b\ntext 日本\x1b\ntext <nil>\n"},
		{output.AsCSV, 0, rows, "name,size\n\"a,b\",7\n日本\x1b,1234\n,\n"},
		{output.AsTable, 0, rows, "name      size\na,b          7\n日本\\x1b  1234\n\n"},
		{output.AsTable, 6, rows, "name …\na,b  …\n日本\\…\n\n"},
		{output.AsJSONL, 0, rows, "{\"name\":\"a,b\",\"size\":7}\n{\"name\":\"日本\\u001b\",\"size\":1234}\n{\"more\":1,\"name\":null,\"size\":null}\n"},
		{output.AsCSV, 0, message, "done\n"}, {output.AsTable, 0, message, "done\n"}, {output.AsJSONL, 0, message, "{\"n\":1}\n"},
		{output.AsText, 0, whole, "a document\n"},
		{output.AsJSON, 0, whole, "{\"rows\":[{\"name\":\"x\",\"size\":1},{\"name\":\"y\",\"size\":2}]}\n"},
		{output.AsJSONL, 0, whole, "{\"name\":\"x\",\"size\":1}\n{\"name\":\"y\",\"size\":2}\n"},
		{output.AsCSV, 0, whole, "name,size\nx,1\ny,2\n"},
		{output.AsCSV, 0, output.List{rows, message, whole}, "name,size\n\"a,b\",7\n日本\x1b,1234\n,\ndone\nname,size\nx,1\ny,2\n"},
		{output.AsTable, 0, document(nil), ""},
	} {
		if got := written(t, tt.format, tt.cells, tt.result); got != tt.want {
			t.Errorf("as %s: %q, want %q", tt.format, got, tt.want)
		}
	}
}

// A table of many rows is written while it is listed, and is aligned as its first ones are.
func TestLongTable(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	p := output.New(output.Options{Out: &b, Format: output.AsTable})
	err := p.Emit(output.Rows(func(emit func(output.Result) error) error {
		for i := range 5000 {
			if err := emit(listed{"name": fmt.Sprintf("n%05d", i), "size": i}); err != nil {
				return err
			}
		}
		if n := strings.Count(b.String(), "\n"); n != 5001 {
			t.Errorf("%d lines are written at the end of the listing", n)
		}
		return errors.New("stopped")
	}))
	if err == nil || err.Error() != "stopped" {
		t.Error(err)
	}
	lines := strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
	if slices.ContainsFunc(lines[1:1000], func(l string) bool { return len(l) != len(lines[1]) }) {
		t.Error("the lines are not aligned")
	}
}

// What is written as CSV is read as it was.
func TestCSVIsRead(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"plain", `a "quoted" one`, "a,b", "", " blank ", "é日", "=1+1", "x\ny", `x\ny`, "\x1b[2J\u202e", "\xff", "\n"} {
		for _, v := range []any{name, output.JSON(name)} {
			all, err := csv.NewReader(strings.NewReader(written(t, output.AsCSV, 0, columns(listed{"name": v, "size": 1})))).ReadAll()
			if err != nil || len(all) != 2 || all[1][0] != name {
				t.Errorf("%q is read as %q, %v", name, all, err)
			}
		}
	}
}

// On a terminal, and in a recording beside what goes elsewhere, what acts is escaped, and
// different texts stay different.
func TestCSVOnTerminal(t *testing.T) {
	t.Parallel()
	const want = "name,size\nx\\ny,1\nx\\\\ny,\"{\"\"a\\u001b\"\":\"\"\\n\"\"}\"\n"
	rows := columns(listed{"name": "x\ny", "size": 1}, listed{"name": `x\ny`, "size": map[string]any{"a\x1b": "\n"}})
	for _, terminal := range []bool{true, false} {
		var b, shadow strings.Builder
		p := output.New(output.Options{Out: &b, Format: output.AsCSV, Terminal: terminal})
		p.SetShadow(output.New(output.Options{Out: &shadow, EscapeCSV: true}))
		if err := p.Emit(rows); err != nil {
			t.Fatal(err)
		}
		if (b.String() == want) != terminal || shadow.String() != want {
			t.Errorf("terminal %t: %q, recorded as %q; want %q", terminal, b.String(), shadow.String(), want)
		}
		b.Reset()
		var file strings.Builder
		if err := p.Redirect(&file, true, func() error { return p.Emit(rows) }); err != nil || !strings.Contains(file.String(), "x\ny") || b.Len() > 0 {
			t.Errorf("to a file: %q, %v", file.String(), err)
		}
	}
}

// A listing has its heading and its rows; what it says beside them is a note.
func TestListed(t *testing.T) {
	t.Parallel()
	said := output.Message{Words: "said"}
	for _, tt := range []struct {
		format output.Format
		rows   output.Result
		fails  bool
		want   string
		notes  string
	}{
		{output.AsCSV, output.List{said, columns(listed{"name": "a", "size": 1}), said, columns(listed{"name": "b", "size": 2})}, false, "name,size\na,1\nb,2\n", "said\nsaid\n"},
		{output.AsTable, output.List{said, columns(listed{"name": "a", "size": 1}), said}, false, "name  size\na        1\n", "said\nsaid\n"},
		{output.AsCSV, said, false, "name,size\n", "said\n"}, {output.AsTable, said, false, "name  size\n", "said\n"},
		{output.AsCSV, columns(), true, "name,size\n", ""}, {output.AsTable, columns(), true, "", ""},
		{output.AsText, said, false, "said\n", ""},
	} {
		var b, notes strings.Builder
		p := output.New(output.Options{Out: &b, Notes: &notes, Format: tt.format})
		failed := errors.New("failed")
		err := p.Emit(output.Listed(listed{}, output.Rows(func(emit func(output.Result) error) error {
			if err := emit(tt.rows); err != nil || !tt.fails {
				return err
			}
			return failed
		})))
		if b.String() != tt.want || notes.String() != tt.notes || tt.fails != errors.Is(err, failed) {
			t.Errorf("as %s: %q and notes %q, %v; want %q and %q", tt.format, b.String(), notes.String(), err, tt.want, tt.notes)
		}
	}
}

// A listing that is repeated in one command is written each time, below one heading.
func TestListedAgain(t *testing.T) {
	t.Parallel()
	for _, format := range []output.Format{output.AsCSV, output.AsTable} {
		var b strings.Builder
		p := output.New(output.Options{Out: &b, Format: format})
		err := p.Emit(output.Rows(func(emit func(output.Result) error) error {
			for n := range 3 {
				if err := emit(output.Listed(listed{}, columns(listed{"name": "a", "size": n}))); err != nil {
					return err
				}
				if lines := strings.Count(b.String(), "\n"); lines != n+2 {
					t.Errorf("as %s: %d lines after %d listings: %q", format, lines, n+1, b.String())
				}
			}
			return nil
		}))
		if err != nil {
			t.Error(err)
		}
	}
}
