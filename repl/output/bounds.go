package output

import (
	"context"
	"errors"
	"sessh/repl/notation"
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
	if p.terminal {
		p.bounds.most = MostShown
	}
	err := run()
	cut := p.bounds.cut
	p.bounds = outer
	if errors.Is(p.err, errShown) || ctx.Err() != nil && errors.Is(p.err, ctx.Err()) {
		p.err = nil
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
