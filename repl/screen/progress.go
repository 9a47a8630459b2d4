package screen

import (
	"fmt"
	"io"
	"time"
)

// A Progress counts long work on a terminal and shows its speed, on one line that is
// rewritten and erased at the end. It shows nothing for work that is done soon.
type Progress struct {
	out   io.Writer // nil: nothing is shown
	noun  string
	now   func() time.Time
	began time.Time
	next  time.Time
	count int
	shown bool
}

const (
	progressAfter = 500 * time.Millisecond
	progressEvery = 100 * time.Millisecond
)

// NewProgress returns a counter of things named by noun. out is the terminal, or nil if
// standard error is none.
func NewProgress(out io.Writer, noun string, now func() time.Time) *Progress {
	began := now()
	return &Progress{out: out, noun: noun, now: now, began: began, next: began.Add(progressAfter)}
}

// Add counts n more.
func (p *Progress) Add(n int) {
	p.count += n
	if p.out == nil {
		return
	}
	if t := p.now(); !t.Before(p.next) {
		p.next, p.shown = t.Add(progressEvery), true
		fmt.Fprintf(p.out, "\r%d %s, %.0f a second …\x1b[K", p.count, p.noun, float64(p.count)/t.Sub(p.began).Seconds())
	}
}

// Count returns how many were counted.
func (p *Progress) Count() int { return p.count }

// Hide erases the line, so that something else can be written there. A later Add shows it
// again.
func (p *Progress) Hide() {
	if p.shown {
		p.shown = false
		fmt.Fprint(p.out, "\r\x1b[K")
	}
}

// Done ends the counting.
func (p *Progress) Done() {
	p.Hide()
	p.out = nil
}
