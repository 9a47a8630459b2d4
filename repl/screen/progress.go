package screen

import (
	"fmt"
	"io"
	"time"
)

// A Progress counts long work on a terminal: one line that is written again
// and again, and erased at the end. It shows nothing for work that is soon done.
type Progress struct {
	out   io.Writer // nil: nothing is shown
	noun  string
	now   func() time.Time
	next  time.Time
	count int
	shown bool
}

const (
	progressAfter = 500 * time.Millisecond
	progressEvery = 100 * time.Millisecond
)

// NewProgress counts things named by noun; out is the terminal, or nil where
// standard error is none.
func NewProgress(out io.Writer, noun string, now func() time.Time) *Progress {
	return &Progress{out: out, noun: noun, now: now, next: now().Add(progressAfter)}
}

// Add counts n more.
func (p *Progress) Add(n int) {
	p.count += n
	if p.out == nil {
		return
	}
	if t := p.now(); !t.Before(p.next) {
		p.next, p.shown = t.Add(progressEvery), true
		fmt.Fprintf(p.out, "\r%d %s …\x1b[K", p.count, p.noun)
	}
}

// Count is how many were counted.
func (p *Progress) Count() int { return p.count }

// Done erases the line.
func (p *Progress) Done() {
	if p.shown {
		fmt.Fprint(p.out, "\r\x1b[K")
	}
}
