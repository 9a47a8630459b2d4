package line

// recall is the way through the lines that were typed. What is changed on it
// stays changed until a line is entered.
type recall struct {
	lines   []string       // the oldest first
	at      int            // the line that is shown; len(lines) is the new one
	changed map[int][]rune // the lines that were left, as they were then
}

func newRecall(lines []string) recall {
	return recall{lines: lines, at: len(lines), changed: map[int][]rune{}}
}

// line is the line at a place.
func (h *recall) line(at int) []rune {
	if l, ok := h.changed[at]; ok {
		return l
	}
	if at == len(h.lines) {
		return nil
	}
	return []rune(encode(h.lines[at]))
}

// leave keeps the line that is shown, and goes to another one.
func (h *recall) leave(shown []rune, to int) {
	h.changed[h.at] = shown
	h.at = to
}

// recallBy shows an older line, or a newer one.
func (e *Editor) recallBy(n int) {
	h := &e.recall
	if h.at+n < 0 || h.at+n > len(h.lines) {
		e.out.bell()
		return
	}
	h.leave(e.now.line, h.at+n)
	line := h.line(h.at)
	e.become(line, len(line))
}
