package output

import (
	"math"
	"strings"

	"sessh/repl/screen"
)

// A Chart is a listing that people see as a whole: in columns with a heading, and with a bar
// for each line. Programs get its rows.
type Chart struct {
	Heads []Head
	Lines []ChartLine
	Data  []Result // the rows for programs
}

// A Head is the heading of a column.
type Head struct {
	Text  string
	Right bool // whether its cells are on the right, as numbers are
	Spare bool // whether its cells are shortened rather than the bars
}

// A ChartLine is a line of a chart.
type ChartLine struct {
	Cells []string
	Share float64 // the length of its bar, of 1
}

// The widths that a bar can have.
const (
	widestBar  = 24
	narrowBar  = 6
	narrowText = 12 // to which a column is shortened at most
)

// JSON returns a list of all rows.
func (c *Chart) JSON() any { return List(c.Data).JSON() }

// Text draws the chart. Where it is too wide, its bars get shorter and then go, and its widest
// column is shortened; what is still too wide is cut.
func (c *Chart) Text(p *Printer) {
	widths := c.widths()
	bar := c.fit(widths, p.columns())
	heads := make([]string, len(c.Heads))
	for i, h := range c.Heads {
		heads[i] = h.Text
	}
	p.Line("%s", p.Palette.Name.Sprint(c.line(heads, widths, p.columns())))
	for _, l := range c.Lines {
		text := c.line(l.Cells, widths, p.columns())
		if bar > 0 && l.Share > 0 {
			used := 0
			for _, w := range widths {
				used += w + gap
			}
			text = screen.Pad(text, used) + p.Palette.Prompt.Sprint(Bar(l.Share, bar))
		}
		p.Line("%s", text)
	}
}

// gap is how many blanks are between two columns.
const gap = 2

// widths returns how wide the columns are.
func (c *Chart) widths() []int {
	widths := make([]int, len(c.Heads))
	for i, h := range c.Heads {
		widths[i] = screen.Width(h.Text)
		for _, l := range c.Lines {
			widths[i] = max(widths[i], screen.Width(l.Cells[i]))
		}
	}
	return widths
}

// fit narrows the columns to a terminal of so many columns, 0 for any, and returns the width
// of the bars; 0: there are none.
func (c *Chart) fit(widths []int, columns int) (bar int) {
	if columns == 0 {
		return widestBar
	}
	left, widest := columns, 0
	for i, w := range widths {
		left -= w + gap
		if !c.Heads[i].Right && w > widths[widest] {
			widest = i
		}
	}
	for i, h := range c.Heads {
		if h.Spare {
			left += narrow(&widths[i], widestBar-left)
		}
	}
	if left >= narrowBar {
		return min(left, widestBar)
	}
	narrow(&widths[widest], -left-gap)
	return 0
}

// narrow makes a column narrower by up to so many cells, and returns by how many.
func narrow(width *int, by int) int {
	by = max(min(by, *width-narrowText), 0)
	*width -= by
	return by
}

// line returns the cells of a line in their columns, cut to a terminal of so many columns, 0
// for any.
func (c *Chart) line(cells []string, widths []int, columns int) string {
	var b strings.Builder
	for i, text := range cells {
		text = screen.Shorten(text, widths[i])
		if i > 0 {
			b.WriteString(strings.Repeat(" ", gap))
		}
		if c.Heads[i].Right {
			b.WriteString(strings.Repeat(" ", max(widths[i]-screen.Width(text), 0)) + text)
		} else {
			b.WriteString(screen.Pad(text, widths[i]))
		}
	}
	text := strings.TrimRight(b.String(), " ")
	if columns > 0 {
		text = strings.TrimRight(screen.Shorten(text, columns), " ")
	}
	return text
}

// Bar returns a bar of at most so many cells for a share of 1. A share of more than nothing is
// visible.
func Bar(share float64, cells int) string {
	const eighths = "▏▎▍▌▋▊▉"
	n := int(math.Round(min(max(share, 0), 1) * float64(cells) * 8))
	if n == 0 && share > 0 {
		n = 1
	}
	bar := strings.Repeat("█", n/8)
	if part := n % 8; part > 0 {
		bar += string([]rune(eighths)[part-1])
	}
	return bar
}
