package output

import (
	"context"
	"errors"

	"sessh/repl/notation"
)

// The output of a command can be much longer than the value it shows, and longer than
// anyone reads. It is written as it is made; a terminal gets at most maxShown bytes, and
// nothing after Ctrl-C.

// maxShown is how many bytes a command writes to a terminal without a pager.
const maxShown = 4 << 20

// errShown is the error of writing more than a terminal gets.
var errShown = errors.New("the output was cut")

// Shows runs a command that only shows something, and notes if its output was cut.
func (p *Printer) Shows(ctx context.Context, run func() error) error {
	outer := p.bounds
	p.bounds = bounds{stop: ctx.Err}
	if p.terminal {
		p.bounds.most = maxShown
	}
	err := run()
	cut := p.bounds.cut
	p.bounds = outer
	if errors.Is(p.err, errShown) || ctx.Err() != nil && errors.Is(p.err, ctx.Err()) {
		p.err = nil
	}
	if cut {
		p.Write("\n")
		p.Note("note: the output is cut at %d MB; a pipe gets all of it", maxShown>>20)
	}
	if errors.Is(err, errShown) {
		return nil
	}
	return err
}

// bounds limits what is being written.
type bounds struct {
	stop    func() error // returns the reason to stop; nil: there is none
	most    int          // bytes; 0: no limit
	written int
	cut     bool
}

// admit returns the part of a text that may be written, and the reason if that is not all.
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
