package output

// A Format is how results are written.
type Format string

const (
	AsText  Format = "text"  // for people
	AsTable Format = "table" // the rows of listings in aligned columns, all else as text
	AsJSON  Format = "json"  // a JSON document for each result, on a line
	AsJSONL Format = "jsonl" // likewise, but each row of a listing is a document of its own
	AsCSV   Format = "csv"   // the rows of listings as CSV, all else as text
)

// Formats returns the names of all formats.
func Formats() []string {
	return []string{string(AsText), string(AsTable), string(AsJSON), string(AsJSONL), string(AsCSV)}
}

// A Row is a result that is one row of a listing.
type Row interface {
	Result
	// Columns returns the keys of its JSON that are columns of the listing; nil: it is no row
	// of one.
	Columns() []string
}

// A Listing is a result that consists of rows.
type Listing interface {
	Result
	Rows() []Result
}

// Format returns how results are written.
func (p *Printer) Format() Format { return p.format }

// SetFormat chooses how results are written.
func (p *Printer) SetFormat(f Format) { p.format = f }

// IsJSON reports whether results are written as JSON.
func (p *Printer) IsJSON() bool { return p.format == AsJSON || p.format == AsJSONL }

// IsText reports whether results are written as text, and listings too.
func (p *Printer) IsText() bool { return p.format == AsText }

// rowsOf calls f for each row of a result, or for the result.
func rowsOf(r Result, f func(Result) error) error {
	l, ok := r.(Listing)
	if !ok {
		return f(r)
	}
	for _, row := range l.Rows() {
		if err := f(row); err != nil {
			return err
		}
	}
	return nil
}
