package repl

import (
	"sessh/repl/output"
	"sessh/repl/screen"
)

func newPrinter(o Options) *output.Printer {
	p := &output.Printer{
		Out: o.Out, Notes: o.Err, Terminal: o.OutTerminal, ErrTerminal: o.ErrTerminal, Page: o.Page, Now: o.Now,
		Palette: screen.NewPalette(o.Color), Columns: o.Width, Rows: o.Height, AsJSON: o.JSON,
	}
	if p.Columns == nil {
		p.Columns = output.None
	}
	if p.Rows == nil {
		p.Rows = output.None
	}
	return p
}
