package output

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"sessh/repl/screen"
	"sessh/session/family"
)

// A Result is what a command returns to be printed.
type Result interface {
	// Text writes the result for people.
	Text(*Printer)
	// JSON returns the result for programs: a value that encoding/json can marshal.
	JSON() any
}

// Raw is a result that is laid out already, for people and programs alike.
type Raw func(to io.Writer, colors *screen.Palette) error

// Text writes the result.
func (r Raw) Text(p *Printer) { p.err = errors.Join(p.err, r(printerWriter{p}, p.Palette)) }

// JSON returns the text.
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

// Bounded returns a result of which a terminal gets only the first part, and nothing after
// ctx ends, as with paged commands.
func Bounded(ctx context.Context, r Result) Result { return bounded{r, ctx} }

// List is a result made of others.
type List []Result

// Text writes all results.
func (l List) Text(p *Printer) {
	for _, r := range l {
		r.Text(p)
	}
}

// JSON returns a list of all results.
func (l List) JSON() any {
	all := make([]any, len(l))
	for i, r := range l {
		all[i] = r.JSON()
	}
	return all
}

// Rows is a result made of others that are shown as they are found. It calls emit for each,
// and returns the error of emit, or the error that ended the listing early.
type Rows func(emit func(Result) error) error

// Text writes all rows.
func (r Rows) Text(p *Printer) {
	p.err = errors.Join(p.err, r(func(x Result) error {
		x.Text(p)
		return p.err
	}))
}

// JSON returns a list of all rows.
func (r Rows) JSON() any {
	all := []any{}
	_ = r(func(x Result) error {
		all = append(all, x.JSON())
		return nil
	})
	return all
}

// Message is a result in one sentence, with facts for programs.
type Message struct {
	Words string
	Facts map[string]any
	Hint  string // what to do next; "" for none
}

func (m Message) Text(p *Printer) { p.Line("%s", screen.Safe(m.Words)) }
func (m Message) JSON() any       { return m.Facts }

// None is the result of a listing that has no rows. Programs get nothing, as they get a document, or
// a line, for each row; in columns the words are a note.
type None struct{ Words string }

func (n None) Text(p *Printer) { p.Line("%s", screen.Safe(n.Words)) }
func (None) JSON() any         { return nil }

// JSONOnly is a result that is printed only for programs.
type JSONOnly struct{ Facts map[string]any }

func (JSONOnly) Text(*Printer) {}
func (q JSONOnly) JSON() any   { return q.Facts }

// A fact is one line of a description.
type fact struct {
	name string
	text string
	json any
}

// Facts is the result of a command that describes something, such as info.
type Facts []fact

func (f Facts) JSON() any {
	m := make(map[string]any)
	for _, x := range f {
		m[x.name] = x.json
	}
	return m
}

func (f Facts) Text(p *Printer) {
	wide := 10
	for _, x := range f {
		wide = max(wide, screen.Width(x.name))
	}
	for _, x := range f {
		p.Line("%s %s", screen.Pad(x.name, wide), x.text)
	}
}

// Add adds a fact that is a text.
func (f *Facts) Add(name, text string) { *f = append(*f, fact{name, text, text}) }

// Has reports whether the facts include exactly this one.
func (f Facts) Has(name, text string) bool {
	return slices.ContainsFunc(f, func(x fact) bool { return x.name == name && x.text == text })
}

// AddAs adds a fact whose JSON is not its text.
func (f *Facts) AddAs(name, text string, json any) { *f = append(*f, fact{name, text, json}) }

// LockedText appends what is known of a lock to words about its session.
func LockedText(said string, lock *family.Lock) string {
	if text := lock.String(); text != "" {
		return said + ", " + text
	}
	return said
}

// AddLock adds what is known of a lock to a JSON object, in seconds.
func AddLock(m map[string]any, lock *family.Lock) {
	if lock.Idle >= 0 {
		m["lockIdle"] = lock.Idle.Seconds()
	}
	if lock.TTL > 0 {
		m["lockTTL"] = lock.TTL.Seconds()
	}
}
