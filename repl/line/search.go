package line

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/chzyer/readline"
)

// A search is an incremental search of the history, as bash has it: Ctrl-R
// begins it and goes to the next older line, Ctrl-S to the next newer one. Any
// key that is not a part of it ends it with the line that is shown, and acts.
type search struct {
	found
	before edit    // the line that it began with
	back   []found // what Backspace goes back to
}

// found is a state of a search.
type found struct {
	forward bool
	failed  bool
	pattern []rune
	at      int // the line that is shown, as [recall.at]
}

func (s *search) prompt() string {
	var b strings.Builder
	b.WriteByte('(')
	if s.failed {
		b.WriteString("failed ")
	}
	if !s.forward {
		b.WriteString("reverse-")
	}
	b.WriteString("i-search)`")
	for _, r := range s.pattern {
		b.WriteString(plainGlyph(r))
	}
	return b.String() + "': "
}

func (e *Editor) beginSearch(forward bool) {
	e.search = &search{found: found{forward: forward, at: e.recall.at}, before: e.now}
	e.become(e.now.line, e.now.pos)
}

// searchKey reports whether a key is a part of the search.
func (e *Editor) searchKey(r rune) bool {
	s := e.search
	switch {
	case r == readline.CharBckSearch, r == readline.CharFwdSearch:
		s.push()
		s.forward = r == readline.CharFwdSearch
		if len(s.pattern) == 0 {
			s.pattern = e.sought
		}
		e.seek(true)
	case r == readline.CharBackspace, r == readline.CharCtrlH:
		if n := len(s.back); n > 0 {
			s.found, s.back = s.back[n-1], s.back[:n-1]
		} else {
			e.out.bell()
		}
		e.showFound()
	case r == readline.CharBell:
		e.search = nil
		e.become(s.before.line, s.before.pos)
	case r == 0: // the end
		e.search = nil
		return false
	case r == runeEscape:
		e.keys.escapeIsAlone()
		e.endSearch()
	case r == runePaste:
		e.narrow(e.keys.pasted())
	case r >= ' ' && !isKey(r):
		e.narrow([]rune{r})
	default:
		e.endSearch()
		return false
	}
	return true
}

func (s *search) push() { s.back = append(s.back, s.found) }

// narrow searches for more text.
func (e *Editor) narrow(text []rune) {
	e.search.push()
	e.search.pattern = slices.Concat(e.search.pattern, text)
	e.seek(false)
}

// endSearch leaves the search with the line that is shown.
func (e *Editor) endSearch() {
	s := e.search
	e.search = nil
	if len(s.pattern) > 0 {
		e.sought = s.pattern
	}
	if s.at != e.recall.at {
		e.recall.leave(s.before.line, s.at)
	}
	e.out.show(e.view(e.now.line, e.now.pos))
}

// seek goes to the next line that has the pattern in it, and is another one than
// is shown where it is to go on.
func (e *Editor) seek(on bool) {
	s, h := e.search, &e.recall
	step := -1
	if s.forward {
		step = 1
	}
	at := s.at
	if on || at == len(h.lines) {
		at += step
	}
	s.failed = true
	for ; len(s.pattern) > 0 && at >= 0 && at < len(h.lines); at += step {
		if l := h.line(at); indexOf(l, s.pattern) >= 0 && !(on && slices.Equal(l, e.now.line)) {
			s.at, s.failed = at, false
			break
		}
	}
	if s.failed {
		e.out.bell()
	}
	e.showFound()
}

// showFound shows the line that was found, with the cursor on what was sought.
func (e *Editor) showFound() {
	s := e.search
	if s.at == e.recall.at {
		e.become(s.before.line, s.before.pos)
		return
	}
	line := e.recall.line(s.at)
	e.become(line, max(indexOf(line, s.pattern), 0))
}

// indexOf is the place of part in line, or -1.
func indexOf(line, part []rune) int {
	text := string(line)
	i := strings.Index(text, string(part))
	if i < 0 {
		return -1
	}
	return utf8.RuneCountInString(text[:i])
}

// recall is the way through the lines that were typed. What is changed on it
// stays changed until a line is entered.
type recall struct {
	lines   []string       // the oldest first
	at      int            // the line that is shown; len(lines) is the new one
	changed map[int][]rune // the lines that were left, as they were then
	like    []rune         // what the lines begin with that [Editor.recallLike] shows
}

func newRecall(lines []string) recall {
	return recall{lines: lines, at: len(lines), changed: map[int][]rune{}}
}

// line returns the line at a place.
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
