package output

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/fatih/color"

	"sessh/repl/notation"
	"sessh/repl/screen"
	"sessh/session/marked"
)

// What a command shows can be very much longer than what it shows it of, and than what
// anybody reads. It is written as it is made; a terminal gets no more than MostShown, and
// nothing after Ctrl-C.

// MostShown is how many bytes one command writes on a terminal that no pager has.
const MostShown = 4 << 20

// errShown is the error of writing more than a terminal gets.
var errShown = errors.New("the output was cut")

// Shows runs what only shows something, and tells where its output was cut.
func (p *Printer) Shows(ctx context.Context, run func() error) error {
	outer := p.bounds
	p.bounds = bounds{stop: ctx.Err}
	if p.Terminal {
		p.bounds.most = MostShown
	}
	err := run()
	cut := p.bounds.cut
	p.bounds = outer
	if errors.Is(p.Err, errShown) || ctx.Err() != nil && errors.Is(p.Err, ctx.Err()) {
		p.Err = nil
	}
	if cut {
		p.Write("\n")
		p.Note("note: the output is cut at %d MB; a pipe gets all of it", MostShown>>20)
	}
	if errors.Is(err, errShown) {
		return nil
	}
	return err
}

// bounds are those of what is being written.
type bounds struct {
	stop    func() error // why nothing more is to be written; nil: nothing stops it
	most    int          // bytes on a terminal; 0: all
	written int
	cut     bool
}

// admit is as much of a text as is to be written, and why it is not all.
func (p *Printer) admit(text string) (string, error) {
	b := &p.bounds
	if b.stop != nil {
		if err := b.stop(); err != nil {
			return "", err
		}
	}
	if b.most == 0 || p.paging() {
		return text, nil
	}
	if left := b.most - b.written; len(text) > left {
		b.cut, b.written = true, b.most
		return notation.Clip(text, left), errShown
	}
	b.written += len(text)
	return text, nil
}

// A stream is a sink that writes on a printer, a good piece at a time.
type stream struct {
	write func(text string)
	ended func() bool
	held  []byte
}

const heldSize = 32 << 10

func (s *stream) Put(text string) {
	if s.held = append(s.held, text...); len(s.held) >= heldSize {
		s.flush()
	}
}

func (s *stream) Full() bool { return s.ended() }

func (s *stream) flush() {
	s.write(string(s.held))
	s.held = s.held[:0]
}

// Write is put, for those who write bytes of JSON.
func (s *stream) Write(b []byte) (int, error) {
	if s.Full() {
		return 0, errShown
	}
	s.Put(string(b))
	return len(b), nil
}

// OnPrinter is a printer as a writer of text that is laid out already.
type printerWriter struct{ P *Printer }

func (w printerWriter) Write(b []byte) (int, error) {
	w.P.Write(string(b))
	if w.P.Shadow != nil {
		w.P.Shadow.Write(string(b))
	}
	return len(b), w.P.Err
}

// stream calls f to write a text of any length.
func (p *Printer) stream(f func(*stream)) {
	s := &stream{write: p.Write, ended: func() bool { return p.Err != nil }}
	f(s)
	s.flush()
}

// OnLine is a value that is part of a line, in so many cells; 0: as long as it is.
type OneLine struct {
	Value any
	Cells int
}

// mostAtOnce is how long a line can be to be laid out as a whole.
const mostAtOnce = 4 << 10

// Entry writes a line of texts and of values, in a colour.
func (p *Printer) Entry(c *color.Color, parts ...any) {
	whole := &notation.Prefix{Limit: mostAtOnce}
	putParts(whole, parts)
	if !whole.Full() {
		p.Line("%s", c.Sprint(whole.String()))
		return
	}
	p.stream(func(s *stream) {
		before, after := around(c)
		s.Put(before)
		putParts(s, parts)
		s.Put(after + "\n")
	})
}

func putParts(to notation.Sink, parts []any) {
	for _, x := range parts {
		switch x := x.(type) {
		case OneLine:
			if x.Cells > 0 {
				to.Put(notation.Short(x.Value, x.Cells))
				continue
			}
			notation.WriteInline(to, x.Value)
		case string:
			to.Put(x)
		}
	}
}

// around is what begins and ends a colour.
func around(c *color.Color) (before, after string) {
	const mark = "x"
	text := c.Sprint(mark)
	for i := range text {
		if text[i] == mark[0] {
			return text[:i], text[i+1:]
		}
	}
	return "", ""
}

// EmitJSON writes what a result tells to programs, as json.Marshal would.
func (p *Printer) EmitJSON(v any) error {
	var err error
	s := &stream{write: func(text string) { _ = p.Raw(text) }, ended: func() bool { return p.Err != nil }}
	if err = putJSON(s, v); err == nil {
		s.Put("\n")
		s.flush()
	}
	return errors.Join(p.Err, err)
}

func putJSON(s *stream, v any) error {
	switch v := v.(type) {
	case map[string]any:
		if v != nil {
			return putJSONObject(s, v)
		}
	case []any:
		if v == nil {
			break
		}
		s.Put("[")
		for i, x := range v {
			if i > 0 {
				s.Put(",")
			}
			if err := putJSON(s, x); err != nil {
				return err
			}
		}
		s.Put("]")
		return nil
	case *JSONValue:
		return v.stream(s, true)
	}
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	s.Put(string(screen.SafeJSON(b)))
	return nil
}

func putJSONObject(s *stream, m map[string]any) error {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	s.Put("{")
	for i, k := range keys {
		if i > 0 {
			s.Put(",")
		}
		if err := putJSON(s, k); err != nil {
			return err
		}
		s.Put(":")
		if err := putJSON(s, m[k]); err != nil {
			return fmt.Errorf("%s: %w", k, err)
		}
	}
	s.Put("}")
	return nil
}

// stream is MarshalJSON for a value of any length. What HTML would take for its own is
// escaped where html is set, as json.Marshal does.
func (j *JSONValue) stream(s *stream, html bool) error {
	if j == nil {
		s.Put("null")
		return nil
	}
	if marked.Holds(j.V) {
		return marked.Write(&safeJSON{s, html}, j.V)
	}
	s.Put(`"`)
	notation.WriteInline(&inJSONString{s}, j.V)
	s.Put(`"`)
	return nil
}

// safeJSON escapes JSON for a terminal.
type safeJSON struct {
	to   io.Writer
	html bool
}

func (w *safeJSON) Write(b []byte) (int, error) {
	text := screen.SafeJSON(b)
	if w.html {
		var escaped bytes.Buffer
		json.HTMLEscape(&escaped, text)
		text = escaped.Bytes()
	}
	_, err := w.to.Write(text)
	return len(b), err
}

// inJSONString is a sink for what is inside of a JSON string.
type inJSONString struct{ s *stream }

func (j *inJSONString) Full() bool { return j.s.Full() }

func (j *inJSONString) Put(text string) {
	b, _ := json.Marshal(text) // a string always can be
	j.s.Put(string(screen.SafeJSON(b[1 : len(b)-1])))
}
