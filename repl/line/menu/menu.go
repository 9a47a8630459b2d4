// Package menu is a list below the line in which one item may be chosen: the candidates of a
// completion, or the lines of the history that a search has found.
//
// A [Menu] has the items and the one that is chosen; [Menu.Rows] draws it. It knows nothing
// of terminals and keys.
package menu

import (
	"fmt"
	"strings"

	"sessh/repl/screen"
)

// An Item is one row, or one cell.
type Item struct {
	Text  string // safe to be shown
	About string // what stands behind it where most items have that, safe as well; "": nothing
	Marks []int  // the indexes of bytes in Text at which marked characters begin, sorted
}

// A Menu is the items, and which of them is chosen. The zero value has none.
type Menu struct {
	Items  []Item
	Chosen int    // -1: none
	Notes  string // a row below, safe to be shown; "": there is none
	More   int    // how many items there are beside these
	Listed bool   // an item is a row, even if there is room for several in one
	Most   int    // rows of items that are shown at once; 0: any number

	top    int // the first row that is shown
	across int // items in a row, as it was drawn last
}

// New returns a menu with nothing chosen.
func New(items []Item, notes string) *Menu {
	return &Menu{Items: items, Chosen: -1, Notes: notes, across: 1}
}

// Across returns how many items are next to each other.
func (m *Menu) Across() int { return m.across }

// Next chooses the next item, and after the last one the first.
func (m *Menu) Next() { m.choose(m.Chosen + 1) }

// Previous chooses the item before, and before the first one the last.
func (m *Menu) Previous() {
	if m.Chosen < 0 {
		m.Chosen = 0
	}
	m.choose(m.Chosen - 1)
}

func (m *Menu) choose(i int) {
	if n := len(m.Items); n > 0 {
		m.Chosen = (i + n) % n
	}
}

// Down chooses the item below, and below the last row the first item.
func (m *Menu) Down() {
	switch last := len(m.Items) - 1; {
	case m.Chosen < 0:
		m.choose(0)
	case m.Chosen+m.across <= last:
		m.Chosen += m.across
	case m.Chosen/m.across < last/m.across: // the last row is shorter
		m.Chosen = last
	default:
		m.choose(0)
	}
}

// Up chooses the item above, and above the first row the last item.
func (m *Menu) Up() {
	switch {
	case m.Chosen < 0 || m.Chosen < m.across:
		m.choose(len(m.Items) - 1)
	default:
		m.Chosen -= m.across
	}
}

const (
	gap      = 2  // between columns
	minAbout = 10 // columns that are left for what stands behind an item
)

// Rows returns the rows of the menu for a window: none is as wide as the window, and
// there are no more of them than rows. The chosen item is among them.
func (m *Menu) Rows(width, rows int) []string {
	width-- // a full row would go over into the next one
	if width < 1 || rows < 1 || len(m.Items) == 0 && m.Notes == "" {
		return nil
	}
	cell := 1
	for _, x := range m.Items {
		cell = max(cell, screen.Width(x.Text))
	}
	cell = min(cell, width)
	m.across = 1
	about := m.described()
	if !about && !m.Listed {
		m.across = max((width+gap)/(cell+gap), 1)
	}
	down := (len(m.Items) + m.across - 1) / m.across
	shown, notes := m.window(down, rows)
	all := make([]string, 0, shown+1)
	for row := m.top; row < m.top+shown; row++ {
		all = append(all, m.row(row, cell, width, about))
	}
	if notes != "" && len(all) < rows {
		all = append(all, dim(screen.Shorten(notes, width)))
	}
	return all
}

// described reports whether something is said of most items. What is said of a few of many
// is not worth a row for each.
func (m *Menu) described() bool {
	n := 0
	for _, x := range m.Items {
		if x.About != "" {
			n++
		}
	}
	return 2*n > len(m.Items)
}

// window returns how many rows of items are shown, and what stands below them. It scrolls to
// the chosen item.
func (m *Menu) window(down, rows int) (shown int, notes string) {
	notes, shown = m.Notes, min(down, rows)
	if m.Most > 0 {
		shown = min(shown, m.Most)
	}
	if shown == rows && (shown < down || notes != "") {
		shown = max(rows-1, 1)
	}
	at := max(m.Chosen, 0) / m.across
	m.top = max(min(m.top, at, down-shown), at-shown+1, 0)
	if shown < down {
		first, last := m.top*m.across+1, min((m.top+shown)*m.across, len(m.Items))
		place := fmt.Sprintf("%d-%d of %d", first, last, len(m.Items)+m.More)
		if notes = place; m.Notes != "" {
			notes += "; " + m.Notes
		}
	}
	return shown, notes
}

// row returns one row.
func (m *Menu) row(row, cell, width int, about bool) string {
	if about && width-cell-gap < minAbout {
		cell = max(min(cell, width-gap-minAbout), min(cell, width/2), 1)
	}
	var b strings.Builder
	used := 0
	for i := row * m.across; i < min((row+1)*m.across, len(m.Items)); i++ {
		if i > row*m.across {
			b.WriteString(strings.Repeat(" ", gap))
			used += gap
		}
		x := m.Items[i]
		text := screen.Shorten(x.Text, cell)
		pad := strings.Repeat(" ", max(cell-screen.Width(text), 0))
		room := width - used - cell - gap
		switch {
		case i == m.Chosen:
			b.WriteString("\x1b[7m" + marked(text, x) + "\x1b[27m")
		default:
			b.WriteString(marked(text, x))
		}
		used += cell
		if about && x.About != "" && room > 1 {
			b.WriteString(pad + strings.Repeat(" ", gap) + dim(screen.Shorten(x.About, room)))
			continue
		}
		if i+1 < min((row+1)*m.across, len(m.Items)) {
			b.WriteString(pad)
		}
	}
	return b.String()
}

func dim(text string) string { return "\x1b[2m" + text + "\x1b[22m" }

// marked returns the beginning of the text of an item with its marks.
func marked(text string, x Item) string {
	common := 0 // what was not cut off
	for common < len(text) && common < len(x.Text) && text[common] == x.Text[common] {
		common++
	}
	var b strings.Builder
	marks := x.Marks
	on := false
	for i, r := range text {
		for len(marks) > 0 && marks[0] < i {
			marks = marks[1:]
		}
		if is := i < common && len(marks) > 0 && marks[0] == i; is != on {
			on = is
			b.WriteString(markSequence(on))
		}
		b.WriteString(string(r))
	}
	if on {
		b.WriteString(markSequence(false))
	}
	return b.String()
}

func markSequence(on bool) string {
	if on {
		return "\x1b[1;4m"
	}
	return "\x1b[22;24m"
}
