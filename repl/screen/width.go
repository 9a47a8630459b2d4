package screen

import (
	"fmt"
	"strings"

	"github.com/rivo/uniseg"
)

// Width returns how many columns s takes. s must be safe text without colours.
func Width(s string) int {
	for i := range len(s) {
		if s[i] < ' ' || s[i] >= 0x7f {
			return uniseg.StringWidth(s)
		}
	}
	return len(s)
}

// Pad adds blanks up to a width of cells columns.
func Pad(s string, cells int) string {
	if d := cells - Width(s); d > 0 {
		return s + strings.Repeat(" ", d)
	}
	return s
}

// Shorten cuts s to cells columns, at least 1, and ends it in … if something is missing. A
// character that consists of several runes is not split.
func Shorten(s string, cells int) string {
	if Width(s) <= cells {
		return s
	}
	var b strings.Builder
	used, state := 0, -1
	rest := s
	for rest != "" {
		var cluster string
		var width int
		cluster, rest, width, state = uniseg.FirstGraphemeClusterInString(rest, state)
		if used+width > cells-1 {
			break
		}
		b.WriteString(cluster)
		used += width
	}
	return b.String() + "…"
}

// ShortenStart is [Shorten], but cuts the beginning of s.
func ShortenStart(s string, cells int) string {
	wide := Width(s)
	if wide <= cells {
		return s
	}
	state, width := -1, 0
	for s != "" && wide > cells-1 {
		_, s, width, state = uniseg.FirstGraphemeClusterInString(s, state)
		wide -= width
	}
	return "…" + s
}

// Columns lays out names in columns, in reading order down each column, on a screen of
// width columns and at most rows rows; a last line counts the names left out. It ends with
// a newline.
func Columns(names []string, width, rows int) string {
	if len(names) == 0 {
		return ""
	}
	cell := 0
	for _, n := range names {
		cell = max(cell, Width(n))
	}
	cell = min(cell+2, max(width-1, 2))
	across := max((width-1)/cell, 1)
	down := (len(names) + across - 1) / across
	shown := len(names)
	if rows > 0 && down > rows {
		down = max(rows-1, 1)
		shown = min(down*across, len(names))
	}
	var b strings.Builder
	for row := range down {
		var line strings.Builder
		for col := range across {
			i := col*down + row
			if i >= shown {
				break
			}
			line.WriteString(Pad(Shorten(names[i], cell-1), cell))
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	if left := len(names) - shown; left > 0 {
		fmt.Fprintf(&b, "… and %d more\n", left)
	}
	return b.String()
}
