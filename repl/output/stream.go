package output

import (
	"github.com/fatih/color"

	"sessh/repl/notation"
)

// A stream is a sink that writes to a printer in large pieces.
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

// Write is Put for bytes.
func (s *stream) Write(b []byte) (int, error) {
	if s.Full() {
		return 0, errShown
	}
	s.Put(string(b))
	return len(b), nil
}

// printerWriter is the writer of a [Raw] result.
type printerWriter struct{ p *Printer }

func (w printerWriter) Write(b []byte) (int, error) {
	w.p.Write(string(b))
	if w.p.shadow != nil {
		w.p.shadow.Write(string(b))
	}
	return len(b), w.p.err
}

// stream calls f to write text of any length.
func (p *Printer) stream(f func(*stream)) {
	s := &stream{write: p.Write, ended: func() bool { return p.err != nil }}
	f(s)
	s.flush()
}

// values is stream for values, which have the colours of their types.
func (p *Printer) values(f func(*stream)) {
	to, end := p.painted(written{p})
	s := &stream{write: to.Put, ended: func() bool { return p.err != nil }}
	f(s)
	s.flush()
	end()
}

// written is a printer as a sink.
type written struct{ p *Printer }

func (w written) Put(text string) { w.p.Write(text) }
func (w written) Full() bool      { return w.p.err != nil }

// OneLine is a value in a line, shortened to a number of columns; 0: not shortened.
type OneLine struct {
	Value any
	Cells int
}

// wholeLine is how long a line can be to be written at once.
const wholeLine = 4 << 10

// Entry writes a line in a colour; its parts are strings and [OneLine] values.
func (p *Printer) Entry(c *color.Color, parts ...any) {
	whole := &notation.Prefix{Limit: wholeLine}
	p.putParts(whole, c, parts)
	if !whole.Full() {
		p.Line("%s", c.Sprint(whole.String()))
		return
	}
	p.stream(func(s *stream) {
		before, after := around(c)
		s.Put(before)
		p.putParts(s, c, parts)
		s.Put(after + "\n")
	})
}

// putParts writes the parts of a line. A value has the colours of its types unless the line has
// one of its own.
func (p *Printer) putParts(to notation.Sink, c *color.Color, parts []any) {
	for _, x := range parts {
		switch x := x.(type) {
		case OneLine:
			to, end := to, func() {}
			if c == p.Palette.Plain {
				to, end = p.painted(to)
			}
			if x.Cells > 0 {
				to.Put(notation.Short(x.Value, x.Cells))
			} else {
				notation.WriteInline(to, x.Value)
			}
			end()
		case string:
			to.Put(x)
		}
	}
}

// around returns the codes that begin and end a colour.
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
