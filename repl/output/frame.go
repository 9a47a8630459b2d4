package output

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"znkr.io/diff"

	"sessh/repl/screen"
	"sessh/session/figure"
)

// FrameGutter is how many columns a [Frame] takes in front of its lines.
const FrameGutter = 2

// A Frame is a text that is shown again and again, with marks in front of the lines that differ
// from those of the frame before. On a terminal it is drawn over that, if both fit on it.
type Frame struct {
	Title string
	Shown string
	// Before is the frame before; nil: this is the first one.
	Before *Frame
	// Passing matches what may change in a line that counts as the same; nil: nothing.
	Passing *regexp.Regexp

	rows int // that it took on the terminal, if it can be drawn over; 0: it cannot
}

// A framed line is a line with its mark.
type framedLine struct {
	sign rune
	text string
}

// Leave has the next frame drawn below this one, where something else was written meanwhile.
func (f *Frame) Leave() { f.rows = 0 }

// JSON returns the lines of the frame.
func (f *Frame) JSON() any { return map[string]any{"title": f.Title, "lines": linesOf(f.Shown)} }

// Text draws the frame. Of one that does not fit on the terminal it leaves out the lines that are
// gone, and then those at the end.
func (f *Frame) Text(p *Printer) {
	lines := f.lines()
	text := f.draw(p, lines, "")
	over := ""
	if p.terminal && p.rows() > 0 && !p.redirected {
		down := (&pages{columns: p.columns()}).down
		fits := func() bool { return down(text) < p.rows() }
		if !fits() {
			lines = slices.DeleteFunc(lines, func(l framedLine) bool { return l.sign == SignRemoved })
			text = f.draw(p, lines, "")
		}
		for shown := min(len(lines), p.rows()); shown > 0 && !fits(); {
			shown--
			text = f.draw(p, lines[:shown], more(lines[shown:]))
		}
		if fits() {
			f.rows = down(text)
		}
		if f.rows > 0 && f.Before != nil && f.Before.rows > 0 {
			over = fmt.Sprintf("\x1b[%dA\r\x1b[J", f.Before.rows)
		}
	}
	p.Write(over + text)
	if f.Before != nil {
		f.Before.Before = nil
	}
}

// more returns the line in the place of lines that are not shown.
func more(hidden []framedLine) string {
	marked := 0
	for _, l := range hidden {
		if l.sign != SignNone {
			marked++
		}
	}
	text := "... " + figure.Count(len(hidden), "more line")
	if marked > 0 {
		text += fmt.Sprintf(", %d of them changed", marked)
	}
	return text
}

// draw returns the title and lines of the frame as they are written, and a last line that is none
// of them, unless it is "".
func (f *Frame) draw(p *Printer, lines []framedLine, last string) string {
	dim := func(text string) string {
		if n := p.columns(); n > 1 {
			text = screen.Shorten(text, n-1)
		}
		return p.Palette.Dim.Sprint(text)
	}
	var b strings.Builder
	fmt.Fprintln(&b, dim(f.Title))
	for _, l := range lines {
		if l.sign == SignRemoved {
			fmt.Fprintln(&b, p.Color(l.sign).Sprint("- "+colours.Get().ReplaceAllString(l.text, "")))
			continue
		}
		fmt.Fprintln(&b, strings.TrimRight(p.Color(l.sign).Sprint(string(l.sign))+" "+l.text, " "))
	}
	if last != "" {
		fmt.Fprintln(&b, dim("  "+last))
	}
	return b.String()
}

// lines returns the lines of the frame, and those that are gone.
func (f *Frame) lines() (all []framedLine) {
	now := linesOf(f.Shown)
	if f.Before == nil {
		for _, l := range now {
			all = append(all, framedLine{SignNone, l})
		}
		return all
	}
	var gone, come []string
	settle := func() {
		changed := min(len(gone), len(come))
		for i, l := range come {
			sign := SignAdded
			if i < changed {
				sign = SignChanged
			}
			all = append(all, framedLine{rune(sign), l})
		}
		for _, l := range gone[changed:] {
			all = append(all, framedLine{SignRemoved, l})
		}
		gone, come = nil, nil
	}
	for _, e := range diff.EditsFunc(linesOf(f.Before.Shown), now, f.alike) {
		switch e.Op {
		case diff.Match:
			settle()
			all = append(all, framedLine{SignNone, e.Y})
		case diff.Delete:
			gone = append(gone, e.X)
		case diff.Insert:
			come = append(come, e.Y)
		}
	}
	settle()
	return all
}

// alike reports whether a line counts as the same as one before.
func (f *Frame) alike(before, now string) bool {
	if before == now || f.Passing == nil {
		return before == now
	}
	lasting := func(line string) string {
		return strings.Join(strings.Fields(f.Passing.ReplaceAllString(colours.Get().ReplaceAllString(line, ""), "")), " ")
	}
	return lasting(before) == lasting(now)
}

// linesOf returns the lines of a text without their ends.
func linesOf(text string) []string {
	return slices.Collect(func(yield func(string) bool) {
		for l := range strings.Lines(text) {
			if !yield(strings.TrimSuffix(l, "\n")) {
				return
			}
		}
	})
}
