package picture

import (
	"fmt"
	"html"
	"strings"
)

// Sizes in the picture, in pixels. Texts are stretched to their cells, so that columns are
// straight in every font.
const (
	charWidth  = 8.4
	lineHeight = 20
	fontSize   = 14
	margin     = 16
	barHeight  = 36
)

// look is the style sheet: a dark window, which is as good on a light page as on a dark one.
const look = `
    text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #e6edf3; white-space: pre }
    .window { fill: #161b22; stroke: #444c56 }
    .bar { fill: #8b949e }
    .c31 { fill: #ff7b72 } .c32 { fill: #7ee787 } .c33 { fill: #e3b341 }
    .c34 { fill: #79c0ff } .c35 { fill: #d2a8ff } .c36 { fill: #56d4dd }
    .bold { font-weight: bold } .faint { fill: #8b949e } .line { text-decoration: underline }
`

// SVG draws the screen in a window with a title.
func (s *Screen) SVG(title string) []byte {
	width, height := float64(s.cols)*charWidth+2*margin, barHeight+len(s.rows)*lineHeight+margin
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%.0f" height="%d" viewBox="0 0 %.0f %d" role="img">`+"\n", width, height, width, height)
	fmt.Fprintf(&b, "  <title>%s</title>\n  <style>%s  </style>\n", html.EscapeString(title), look)
	fmt.Fprintf(&b, `  <rect class="window" x="0.5" y="0.5" width="%.0f" height="%d" rx="8"/>`+"\n", width-1, height-1)
	for i, color := range []string{"#ff5f57", "#febc2e", "#28c840"} {
		fmt.Fprintf(&b, `  <circle cx="%d" cy="18" r="6" fill="%s"/>`+"\n", margin+6+20*i, color)
	}
	fmt.Fprintf(&b, `  <text class="bar" x="%.0f" y="23" text-anchor="middle">%s</text>`+"\n", width/2, html.EscapeString(title))
	for y := range s.rows {
		if line := s.line(y); len(line) > 0 {
			b.WriteString("  <text xml:space=\"preserve\" y=\"" + fmt.Sprint(barHeight+y*lineHeight+fontSize) + "\">")
			drawLine(&b, line)
			b.WriteString("</text>\n")
		}
	}
	b.WriteString("</svg>\n")
	return []byte(b.String())
}

// drawLine draws the parts of a line that look the same.
func drawLine(b *strings.Builder, line []cell) {
	for from := 0; from < len(line); {
		to := from + 1
		for to < len(line) && line[to].style == line[from].style {
			to++
		}
		var text strings.Builder
		for _, c := range line[from:to] {
			text.WriteRune(c.char)
		}
		fmt.Fprintf(b, `<tspan%s x="%.1f" textLength="%.1f">%s</tspan>`, class(line[from].style), margin+float64(from)*charWidth,
			float64(to-from)*charWidth, html.EscapeString(text.String()))
		from = to
	}
}

// class returns the attribute for a style; "" for the default one.
func class(s style) string {
	var names []string
	if s.color != 0 {
		names = append(names, fmt.Sprintf("c%d", s.color))
	}
	if s.bold {
		names = append(names, "bold")
	}
	if s.faint {
		names = append(names, "faint")
	}
	if s.line {
		names = append(names, "line")
	}
	if len(names) == 0 {
		return ""
	}
	return fmt.Sprintf(` class="%s"`, strings.Join(names, " "))
}
