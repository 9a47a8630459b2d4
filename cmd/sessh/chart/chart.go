// Package chart draws how cost grows with size: lines in a square with logarithmic axes, as an SVG
// image. The benchmarks draw with it.
package chart

import (
	"fmt"
	"html"
	"io"
	"math"
	"strings"
)

// A Chart is an image. All sizes and costs are above 0.
type Chart struct {
	Title, SizeLabel, CostLabel string
	Cost                        func(float64) string // words for a cost at the axis
	Lines                       []Line
}

// A Line is an operation.
type Line struct {
	Name   string
	Points []Point // in the order of their sizes
}

// A Point is what an operation costs at a size.
type Point struct{ Size, Cost float64 }

const (
	width, height = 760, 480
	left, right   = 80, 540 // of the square in which the lines are
	top, bottom   = 50, 420
)

var colours = []string{"#0969da", "#cf222e", "#1a7f37", "#8250df", "#bc4c00", "#57606a", "#bf3989", "#1b7c83", "#9a6700", "#24292f"}

// An axis leads from powers of ten to places in the image.
type axis struct {
	from, to   int // powers of ten
	start, end float64
}

func axisOf(values []float64, start, end float64) axis {
	low, high := math.Inf(1), math.Inf(-1)
	for _, v := range values {
		low, high = min(low, v), max(high, v)
	}
	a := axis{int(math.Floor(math.Log10(low) + 1e-9)), int(math.Ceil(math.Log10(high) - 1e-9)), start, end}
	if a.from == a.to {
		a.to++
	}
	return a
}

func (a axis) at(v float64) float64 {
	return a.start + (a.end-a.start)*(math.Log10(v)-float64(a.from))/float64(a.to-a.from)
}

// WriteTo writes the image.
func (c *Chart) WriteTo(w io.Writer) (int64, error) {
	var sizes, costs []float64
	for _, l := range c.Lines {
		for _, p := range l.Points {
			sizes, costs = append(sizes, p.Size), append(costs, p.Cost)
		}
	}
	if len(sizes) == 0 {
		return 0, fmt.Errorf("there is nothing to draw")
	}
	x, y := axisOf(sizes, left, right), axisOf(costs, bottom, top)
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="13">`+"\n", width, height)
	fmt.Fprintf(&b, `<rect width="%d" height="%d" fill="white"/>`+"\n", width, height)
	words(&b, left, 28, "start", "black", c.Title)
	words(&b, (left+right)/2, height-12, "middle", "black", c.SizeLabel)
	fmt.Fprintf(&b, `<text transform="translate(16 %d) rotate(-90)" text-anchor="middle">%s</text>`+"\n", (top+bottom)/2, html.EscapeString(c.CostLabel))
	for e := x.from; e <= x.to; e++ {
		at := x.at(math.Pow10(e))
		rule(&b, at, top, at, bottom)
		words(&b, at, bottom+20, "middle", "black", thousands(e))
	}
	for e := y.from; e <= y.to; e++ {
		at := y.at(math.Pow10(e))
		rule(&b, left, at, right, at)
		words(&b, left-8, at+4, "end", "black", c.Cost(math.Pow10(e)))
	}
	c.lines(&b, x, y)
	b.WriteString("</svg>\n")
	n, err := io.WriteString(w, b.String())
	return int64(n), err
}

// lines draws the lines, with their names beside their ends, one below the other.
func (c *Chart) lines(b *strings.Builder, x, y axis) {
	for i, l := range c.Lines {
		colour := colours[i%len(colours)]
		var points []string
		for _, p := range l.Points {
			px, py := x.at(p.Size), y.at(p.Cost)
			points = append(points, fmt.Sprintf("%.1f,%.1f", px, py))
			fmt.Fprintf(b, `<circle cx="%.1f" cy="%.1f" r="3" fill="%s"/>`+"\n", px, py, colour)
		}
		fmt.Fprintf(b, `<polyline points="%s" fill="none" stroke="%s" stroke-width="2"/>`+"\n", strings.Join(points, " "), colour)
	}
	const apart = 16
	above := math.Inf(-1)
	for _, i := range c.fromTheTop() {
		last := c.Lines[i].Points[len(c.Lines[i].Points)-1]
		px, py := x.at(last.Size), y.at(last.Cost)
		at := max(py+4, above+apart)
		above = at
		colour := colours[i%len(colours)]
		fmt.Fprintf(b, `<path d="M%.1f %.1f L%d %.1f" stroke="%s" stroke-width="0.5" fill="none"/>`+"\n", px, py, right+14, at-4, colour)
		words(b, right+18, at, "start", colour, c.Lines[i].Name)
	}
}

// fromTheTop returns the indexes of the lines in the order of what they end with, the highest
// cost first.
func (c *Chart) fromTheTop() []int {
	var order []int
	for i, l := range c.Lines {
		if len(l.Points) == 0 {
			continue
		}
		at := len(order)
		for at > 0 && lastCost(c.Lines[order[at-1]]) < lastCost(l) {
			at--
		}
		order = append(order[:at], append([]int{i}, order[at:]...)...)
	}
	return order
}

func lastCost(l Line) float64 { return l.Points[len(l.Points)-1].Cost }

func rule(b *strings.Builder, x1, y1, x2, y2 float64) {
	fmt.Fprintf(b, `<path d="M%.1f %.1f L%.1f %.1f" stroke="#d0d7de"/>`+"\n", x1, y1, x2, y2)
}

func words(b *strings.Builder, x, y float64, anchor, colour, text string) {
	fmt.Fprintf(b, `<text x="%.1f" y="%.1f" text-anchor="%s" fill="%s">%s</text>`+"\n", x, y, anchor, colour, html.EscapeString(text))
}

// thousands returns a power of ten with its thousands set apart.
func thousands(e int) string {
	if e < 0 {
		return fmt.Sprint(math.Pow10(e))
	}
	digits := "1" + strings.Repeat("0", e)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
