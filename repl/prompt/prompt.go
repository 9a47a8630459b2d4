// Package prompt writes the prompt: the current place, and the state of the transaction.
package prompt

import (
	"fmt"
	"strings"

	"github.com/fatih/color"

	"sessh/repl/place"
	"sessh/repl/screen"
	"sessh/repl/syntax"
)

// A State is what the prompt shows.
type State struct {
	Server    string
	Tint      string // the colour of Server; "": none
	At        place.Path
	Format    string // of the sessions there, if the place does not tell: "(koha)"
	ReadOnly  bool   // nothing can be written: "(ro)"
	Pending   int    // number of changes: "*3"
	Overtaken bool   // another program has changed a session with pending changes: "≠"
	Conflicts int    // to be decided: "≠2"
	Savepoint string // on top: "[name]"; "": there is none
	Failed    bool   // the transaction has failed or is doomed: "!"
}

// Text returns the prompt. In a window of cells columns, if that is not 0, it leaves a
// third of the line to what is typed: names are shortened, the path first.
func (s State) Text(colors *screen.Palette, cells int) string {
	server := &sign{screen.Safe(s.Server), colors.Tint(s.Tint)}
	path, point := &sign{relative(s.At), colors.Prompt}, &sign{"", colors.Hint}
	if s.Savepoint != "" {
		point.text = "[" + syntax.Quote(s.Savepoint) + "]"
	}
	marks := []*sign{server, path}
	add := func(shown bool, text string, c *color.Color) {
		if shown {
			marks = append(marks, &sign{text, c})
		}
	}
	add(s.Format != "", "("+screen.Safe(s.Format)+")", colors.Dim)
	add(s.ReadOnly, "(ro)", colors.Dim)
	add(s.Pending > 0, fmt.Sprintf("*%d", s.Pending), colors.Changed)
	add(s.Pending > 0 && s.Overtaken && s.Conflicts == 0, "≠", colors.Conflict)
	add(s.Conflicts > 0, fmt.Sprintf("≠%d", s.Conflicts), colors.Conflict)
	marks = append(marks, point)
	add(s.Failed, "!", colors.Conflict)
	if cells > 0 {
		fit(marks, server, path, point, cells)
	}
	var shown []string
	for _, m := range marks {
		if m.text != "" {
			shown = append(shown, m.color.Sprint(m.text))
		}
	}
	return strings.Join(shown, " ") + promptEnd
}

// fit shortens names until the prompt takes at most two thirds of the line.
func fit(marks []*sign, server, path, point *sign, cells int) {
	narrow := func(m *sign, least int, cut func(string, int) string) {
		if over := width(marks) + len(promptEnd) - cells*2/3; over > 0 {
			m.text = cut(m.text, max(screen.Width(m.text)-over, least))
		}
	}
	narrow(path, 8, shortenMiddle)
	narrow(point, 8, screen.Shorten)
	narrow(server, 8, screen.Shorten)
	narrow(server, 0, drop)
	narrow(point, 0, drop)
	narrow(path, 1, shortenLeft)
}

// relative returns a path without the slash in front.
func relative(at place.Path) string {
	if len(at) == 0 {
		return "/"
	}
	return strings.TrimPrefix(at.String(), "/")
}

const promptEnd = "> "

// A sign is a part of the prompt; an empty one is left out.
type sign struct {
	text  string
	color *color.Color
}

// width returns how many cells the signs take, with blanks between.
func width(signs []*sign) int {
	n := -1
	for _, w := range signs {
		if w.text != "" {
			n += 1 + screen.Width(w.text)
		}
	}
	return n
}

// drop removes a sign.
func drop(string, int) string { return "" }

// Title returns the text for the title of the window.
func (s State) Title() string {
	return fmt.Sprintf("%s %s - sessh", screen.Safe(s.Server), relative(s.At))
}

// fewestForBoth is the number of cells from which both ends of a path are worth showing.
const fewestForBoth = 16

// shortenMiddle keeps the container, if there is room for it, and the end of a path.
func shortenMiddle(path string, cells int) string {
	if screen.Width(path) <= cells {
		return path
	}
	head, _, deeper := strings.Cut(path, "/")
	if head += "/"; !deeper || cells < fewestForBoth || screen.Width(head) > cells/2 {
		return shortenLeft(path, cells)
	}
	return head + shortenLeft(strings.TrimPrefix(path, head), cells-screen.Width(head))
}

// shortenLeft keeps the end of a path, which says the most.
func shortenLeft(path string, cells int) string {
	if screen.Width(path) <= cells {
		return path
	}
	runes := []rune(path)
	for len(runes) > 1 && screen.Width(string(runes)) > cells-1 {
		runes = runes[1:]
	}
	return "…" + string(runes)
}
