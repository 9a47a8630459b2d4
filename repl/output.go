package repl

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/fatih/color"

	"sessh/repl/screen"
	"sessh/session/marked"
)

// What a command shows can be very much longer than what it shows it of, and than what
// anybody reads. It is written as it is made; a terminal gets no more than mostShown, and
// nothing after Ctrl-C.

// mostShown is how many bytes one command writes on a terminal that no pager has.
const mostShown = 4 << 20

// errShown is the error of writing more than a terminal gets.
var errShown = errors.New("the output was cut")

// shows runs what only shows something, and tells where its output was cut.
func (sh *Shell) shows(ctx context.Context, run func() error) error {
	p := sh.printer
	outer := p.bounds
	p.bounds = bounds{stop: ctx.Err}
	if sh.options.OutTerminal {
		p.bounds.most = mostShown
	}
	err := run()
	cut := p.bounds.cut
	p.bounds = outer
	if errors.Is(p.err, errShown) || ctx.Err() != nil && errors.Is(p.err, ctx.Err()) {
		p.err = nil
	}
	if cut {
		p.write("\n")
		sh.note("note: the output is cut at %d MB; a pipe gets all of it", mostShown>>20)
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
func (p *printer) admit(text string) (string, error) {
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
		return clip(text, left), errShown
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

func (s *stream) put(text string) {
	if s.held = append(s.held, text...); len(s.held) >= heldSize {
		s.flush()
	}
}

func (s *stream) full() bool { return s.ended() }

func (s *stream) flush() {
	s.write(string(s.held))
	s.held = s.held[:0]
}

// Write is put, for those who write bytes of JSON.
func (s *stream) Write(b []byte) (int, error) {
	if s.full() {
		return 0, errShown
	}
	s.put(string(b))
	return len(b), nil
}

// onPrinter is a printer as a writer of text that is laid out already.
type onPrinter struct{ p *printer }

func (w onPrinter) Write(b []byte) (int, error) {
	w.p.write(string(b))
	if w.p.shadow != nil {
		w.p.shadow.write(string(b))
	}
	return len(b), w.p.err
}

// stream calls f to write a text of any length.
func (p *printer) stream(f func(*stream)) {
	s := &stream{write: p.write, ended: func() bool { return p.err != nil }}
	f(s)
	s.flush()
}

// onLine is a value that is part of a line, in so many cells; 0: as long as it is.
type onLine struct {
	value any
	cells int
}

// mostAtOnce is how long a line can be to be laid out as a whole.
const mostAtOnce = 4 << 10

// entry writes a line of texts and of values, in a colour.
func (p *printer) entry(c *color.Color, parts ...any) {
	whole := &beginning{limit: mostAtOnce}
	putParts(whole, parts)
	if !whole.full() {
		p.line("%s", c.Sprint(whole.String()))
		return
	}
	p.stream(func(s *stream) {
		before, after := around(c)
		s.put(before)
		putParts(s, parts)
		s.put(after + "\n")
	})
}

func putParts(to sink, parts []any) {
	for _, x := range parts {
		switch x := x.(type) {
		case onLine:
			if x.cells > 0 {
				to.put(short(x.value, x.cells))
				continue
			}
			putInline(to, x.value)
		case string:
			to.put(x)
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

// emitJSON writes what a result tells to programs, as json.Marshal would.
func (p *printer) emitJSON(v any) error {
	var err error
	s := &stream{write: func(text string) { _ = p.raw(text) }, ended: func() bool { return p.err != nil }}
	if err = putJSON(s, v); err == nil {
		s.put("\n")
		s.flush()
	}
	return errors.Join(p.err, err)
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
		s.put("[")
		for i, x := range v {
			if i > 0 {
				s.put(",")
			}
			if err := putJSON(s, x); err != nil {
				return err
			}
		}
		s.put("]")
		return nil
	case *jsonValue:
		return v.stream(s, true)
	}
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	s.put(string(screen.SafeJSON(b)))
	return nil
}

func putJSONObject(s *stream, m map[string]any) error {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	s.put("{")
	for i, k := range keys {
		if i > 0 {
			s.put(",")
		}
		if err := putJSON(s, k); err != nil {
			return err
		}
		s.put(":")
		if err := putJSON(s, m[k]); err != nil {
			return fmt.Errorf("%s: %w", k, err)
		}
	}
	s.put("}")
	return nil
}

// stream is MarshalJSON for a value of any length. What HTML would take for its own is
// escaped where html is set, as json.Marshal does.
func (j *jsonValue) stream(s *stream, html bool) error {
	if j == nil {
		s.put("null")
		return nil
	}
	if marked.Holds(j.v) {
		return marked.Write(&safeJSON{s, html}, j.v)
	}
	s.put(`"`)
	putInline(&inJSONString{s}, j.v)
	s.put(`"`)
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

func (j *inJSONString) full() bool { return j.s.full() }

func (j *inJSONString) put(text string) {
	b, _ := json.Marshal(text) // a string always can be
	j.s.put(string(screen.SafeJSON(b[1 : len(b)-1])))
}
