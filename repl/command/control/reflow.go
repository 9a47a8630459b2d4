package control

import (
	"slices"
	"strings"

	"sessh/repl/output"
	"sessh/repl/screen"
)

// helpWidth is the number of columns that help takes: it is read in windows of 80. In narrower windows it
// takes less.
const helpWidth = 79

// widthOf returns the columns that help takes on a printer.
func widthOf(p *output.Printer) int {
	if w := p.Width(0); w > 0 {
		return min(w, helpWidth)
	}
	return helpWidth
}

// reflow breaks a text into lines of at most width columns. What fits stays as it is. In paragraphs words
// move to the next line; a row of a table goes on below its last column, or where that would be
// narrow, below the row; examples stay as they are.
func reflow(text string, width int) string {
	paragraphs := strings.Split(text, "\n\n")
	for i, p := range paragraphs {
		if fits(p, width) || strings.HasPrefix(p, "    ") || strings.HasPrefix(strings.TrimLeft(p, " "), "sessh> ") {
			continue
		}
		var blocks []string
		for _, b := range blocksOf(strings.Split(p, "\n")) {
			if !fits(b, width) {
				b = refill(b, width)
			}
			blocks = append(blocks, b)
		}
		paragraphs[i] = strings.Join(blocks, "\n")
	}
	return strings.Join(paragraphs, "\n\n")
}

// blocksOf divides the lines of a paragraph into what is filled as one: lines of prose, or a row of a
// table with the lines that continue it.
func blocksOf(lines []string) (blocks []string) {
	column := 0 // at which the row goes on, 0 in prose
	for _, l := range lines {
		indent := len(l) - len(strings.TrimLeft(l, " "))
		switch at := lastColumn(l); {
		case len(blocks) > 0 && column > 0 && indent >= column,
			len(blocks) > 0 && column == 0 && at == 0 && indent == 0:
			blocks[len(blocks)-1] += "\n" + l
		default:
			blocks, column = append(blocks, l), at
		}
	}
	return blocks
}

// lastColumn returns where the last column of a row begins; 0 for a line that is no row.
func lastColumn(line string) int {
	at := strings.LastIndex(line, "  ")
	if at < 0 || strings.TrimSpace(line[:at]) == "" {
		return 0
	}
	return screen.Width(line[:at]) + 2
}

// least is how narrow the last column of a table may be.
const least = 24

// refill writes a block in lines of at most width columns.
func refill(block string, width int) string {
	first, _, _ := strings.Cut(block, "\n")
	column := lastColumn(first)
	if column == 0 {
		indent := first[:len(first)-len(strings.TrimLeft(first, " "))]
		return indent + hang(fill(strings.Fields(block), width-len(indent)), len(indent))
	}
	at := strings.LastIndex(first, "  ") + 2
	return beside(first[:at], strings.Fields(block[at:]), width)
}

// beside writes words after a head, and below its end; or where that would be narrow, below the head.
func beside(head string, words []string, width int) string {
	column := screen.Width(head)
	if width-column >= least || width-column >= screen.Width(strings.Join(words, " ")) {
		return head + hang(fill(words, width-column), column)
	}
	start := head[:len(head)-len(strings.TrimLeft(head, " "))]
	indent := len(start) + 4
	head = strings.TrimRight(head, " ")
	if screen.Width(head) > width {
		head = start + hang(fill(strings.Fields(head), width-indent), indent)
	}
	return head + "\n" + strings.Repeat(" ", indent) + hang(fill(words, width-indent), indent)
}

// hang indents all lines of a text but the first.
func hang(text string, indent int) string {
	return strings.ReplaceAll(text, "\n", "\n"+strings.Repeat(" ", indent))
}

func fits(text string, width int) bool {
	return !slices.ContainsFunc(strings.Split(text, "\n"), func(l string) bool { return screen.Width(l) > width })
}

// fill writes words in lines of at most width columns.
func fill(words []string, width int) string {
	var b strings.Builder
	column := 0
	for _, w := range words {
		n := screen.Width(w)
		switch {
		case column == 0:
		case column+1+n > width:
			b.WriteByte('\n')
			column = 0
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(w)
		column += n
	}
	return b.String()
}
