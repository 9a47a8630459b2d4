package output

import (
	"sessh/repl/notation"

	"github.com/fatih/color"
)

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
type printerWriter struct{ p *Printer }

func (w printerWriter) Write(b []byte) (int, error) {
	w.p.Write(string(b))
	if w.p.shadow != nil {
		w.p.shadow.Write(string(b))
	}
	return len(b), w.p.err
}

// stream calls f to write a text of any length.
func (p *Printer) stream(f func(*stream)) {
	s := &stream{write: p.Write, ended: func() bool { return p.err != nil }}
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
