package graph

import (
	"strings"
	"unicode/utf8"
)

// LineLength is how many characters of a value a [Line] holds.
const LineLength = 500

// A Line is what a codec shows a value on. What does not fit is cut off, and "…"
// stands for it. A walk that shows something at each level, and heeds
// [Line.Full], is neither longer nor deeper than the line. The zero value is
// empty.
type Line struct {
	b    strings.Builder
	used int            // characters; more than LineLength where something did not fit
	open map[*Node]bool // those that are being shown
}

// Full tells that nothing more is shown.
func (l *Line) Full() bool { return l.used > LineLength }

// Put appends what fits.
func (l *Line) Put(s string) {
	for _, c := range s {
		if l.used++; l.used > LineLength {
			l.used = LineLength + 1
			return
		}
		l.b.WriteRune(c)
	}
}

// Len is how many characters were put.
func (l *Line) Len() int { return l.used }

// String is the line.
func (l *Line) String() string {
	if l.Full() {
		return l.b.String() + "…"
	}
	return l.b.String()
}

// Depth is how many nodes are being shown by [Line.Once].
func (l *Line) Depth() int { return len(l.open) }

// Once shows a compound node; it does nothing, and tells so, where the node is
// being shown already, and so is a part of itself.
func (l *Line) Once(n *Node, show func(*Node)) bool {
	if l.open[n] {
		return false
	}
	if l.open == nil {
		l.open = make(map[*Node]bool)
	}
	l.open[n] = true
	show(n)
	delete(l.open, n)
	return true
}

// Items shows nodes with ", " between them, as long as they fit: there may be
// millions.
func (l *Line) Items(items []*Node, show func(*Node)) {
	for i := 0; i < len(items) && !l.Full(); i++ {
		if i > 0 {
			l.Put(", ")
		}
		show(items[i])
	}
}

// Pairs is Items for pairs, with an arrow between key and value.
func (l *Line) Pairs(pairs []Pair, arrow string, key, value func(*Node)) {
	for i := 0; i < len(pairs) && !l.Full(); i++ {
		if i > 0 {
			l.Put(", ")
		}
		key(pairs[i].Key)
		l.Put(arrow)
		value(pairs[i].Value)
	}
}

// Begin is the beginning of a text, as much of it as can be on a line.
func Begin(s string) string {
	const most = LineLength * utf8.UTFMax
	if len(s) <= most {
		return s
	}
	end := most
	for i := 0; i < utf8.UTFMax && !utf8.RuneStart(s[end]); i++ {
		end--
	}
	return s[:end]
}
