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

	looked time.Time // at the clock
	look   int       // the count at which it is looked at again
	stride int       // between two looks
}

const (
	progressAfter = 500 * time.Millisecond
	progressEvery = 100 * time.Millisecond

	// The clock is not looked at for each of many things: every so often is enough, and no more than
	// mostStride are counted meanwhile.
	lookEvery  = 100 * time.Microsecond
	mostStride = 8
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
	if p.out == nil || p.count < p.look {
		return
	}
	t := p.now()
	if t.Sub(p.looked) < lookEvery {
		p.stride = min(2*p.stride+1, mostStride)
	} else {
		p.stride /= 2
	}
	p.looked, p.look = t, p.count+p.stride
	if !t.Before(p.next) {
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
