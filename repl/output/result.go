package output

import (
	"context"
	"errors"
	"io"
	"sessh/repl/screen"
	"strings"
)

// Result is what a command tells. The printer makes text of it, or one JSON
// document on a line. Commands print nothing.
type Result interface {
	// text writes the result for people.
	Text(*Printer)
	// json is the result for programs: what encoding/json can marshal.
	JSON() any
}

// Raw is a result that is laid out already, for people and for programs alike.
type Raw func(to io.Writer, colors *screen.Palette) error

// Text writes it.
func (r Raw) Text(p *Printer) { p.err = errors.Join(p.err, r(printerWriter{p}, p.Palette)) }

// JSON is its text.
func (r Raw) JSON() any {
	var b strings.Builder
	_ = r(&b, screen.NewPalette(false))
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
	p.err = errors.Join(p.err, r(func(x Result) error {
		x.Text(p)
		return p.err
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
