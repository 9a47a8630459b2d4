package line

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/chzyer/readline"

	"sessh/repl/likeness"
	"sessh/repl/line/keys"
	"sessh/repl/line/menu"
)

// A search finds lines of the history by some of their characters, and lists the best below
// the line, which shows the chosen one. Ctrl-R begins it and goes to the next one, Ctrl-S to
// the one before. Any key that is not a part of it ends it with the line that is shown, and
// acts.
type search struct {
	pattern []rune
	texts   []string // all lines, each once, the newest first
	places  []int    // of them, as [recall.at]
	found   []likeness.Match
	list    *menu.Menu
	before  edit // the line that it began with
}

// Limits of a search.
const (
	listedLines = 5    // lines that are listed at once
	maxFound    = 1000 // lines that can be walked through
)

func (s *search) prompt() string {
	var b strings.Builder
	b.WriteByte('(')
	if len(s.pattern) > 0 && len(s.found) == 0 {
		b.WriteString("failed ")
	}
	b.WriteString("reverse-i-search)`")
	for _, r := range s.pattern {
		b.WriteString(plainGlyph(r))
	}
	return b.String() + "': "
}

func (e *Editor) beginSearch() {
	s := &search{before: e.now}
	met := make(map[string]bool)
	for at := len(e.recall.lines) - 1; at >= 0; at-- {
		if text := e.recall.text(at); !met[text] {
			met[text] = true
			s.texts, s.places = append(s.texts, text), append(s.places, at)
		}
	}
	e.search = s
	e.seek(nil)
}

// searchKey reports whether a key is a part of the search.
func (e *Editor) searchKey(r rune) bool {
	s := e.search
	switch {
	case r == readline.CharBckSearch, r == readline.CharNext:
		e.walkFound(s.list.Next)
	case r == readline.CharFwdSearch, r == readline.CharPrev:
		e.walkFound(s.list.Previous)
	case r == readline.CharBackspace, r == readline.CharCtrlH:
		if n := len(s.pattern); n > 0 {
			e.seek(s.pattern[:n-1])
		} else {
			e.out.bell()
		}
	case r == readline.CharBell, r == keys.Escape:
		if r == keys.Escape {
			e.keys.EscapeIsAlone()
		}
		e.search = nil
		e.become(s.before.line, s.before.pos)
	case r == readline.CharTab, r == readline.CharForward:
		e.endSearch()
		e.become(e.now.line, len(e.now.line))
	case r == 0: // the end
		e.search = nil
		return false
	case r == keys.Paste:
		e.seek(slices.Concat(s.pattern, e.keys.Pasted()))
	case r >= ' ' && !keys.IsKey(r):
		e.seek(append(slices.Clip(s.pattern), r))
	default:
		e.endSearch()
		return false
	}
	return true
}

// walkFound goes to another of the lines that were found.
func (e *Editor) walkFound(step func()) {
	if len(e.search.found) == 0 {
		e.out.bell()
	}
	step()
	e.showFound()
}

// seek searches for a pattern. Without one the newest lines are listed.
func (e *Editor) seek(pattern []rune) {
	s := e.search
	switch narrower := len(s.pattern) > 0 && len(pattern) > len(s.pattern); {
	case len(pattern) == 0:
		s.found = make([]likeness.Match, min(len(s.texts), maxFound))
		for i := range s.found {
			s.found[i].Index = i
		}
	case narrower: // what was found has the longer pattern as well, or nothing has
		s.find(string(pattern), s.found)
	default:
		all := make([]likeness.Match, len(s.texts))
		for i := range all {
			all[i].Index = i
		}
		s.find(string(pattern), all)
	}
	s.pattern = pattern
	s.list = menu.New(s.items(), "")
	s.list.Listed, s.list.Most = true, listedLines
	switch {
	case len(pattern) == 0:
	case len(s.found) == 0:
		e.out.bell()
	default:
		s.list.Next()
	}
	e.showFound()
}

// find looks for a pattern in the lines of some matches, and sorts what it finds: the best
// first, and the newest among equals.
func (s *search) find(pattern string, in []likeness.Match) {
	texts := make([]string, len(in))
	for i, m := range in {
		texts[i] = s.texts[m.Index]
	}
	found := likeness.Find(pattern, texts)
	for i := range found {
		found[i].Index = in[found[i].Index].Index
	}
	slices.SortFunc(found, func(a, b likeness.Match) int {
		return cmp.Or(likeness.ByKind(a, b), cmp.Compare(b.Score, a.Score), cmp.Compare(a.Index, b.Index))
	})
	s.found = found
}

// items returns the lines that were found as they are listed.
func (s *search) items() []menu.Item {
	items := make([]menu.Item, min(len(s.found), maxFound))
	for i := range items {
		m := s.found[i]
		var b strings.Builder
		marks := m.Marks
		for at, r := range s.texts[m.Index] {
			if len(marks) > 0 && marks[0] == at {
				items[i].Marks = append(items[i].Marks, b.Len())
				marks = marks[1:]
			}
			switch {
			case r >= ' ' && r < 0x7f:
				b.WriteByte(byte(r))
			case at == 0 && columns(r) == 0:
				b.WriteRune(nothing)
			default:
				b.WriteString(plainGlyph(r))
			}
			if b.Len() > maxItem {
				break
			}
		}
		items[i].Text = b.String()
	}
	return items
}

// text returns the line at a place as one of the terminal, fast: a search looks at all.
func (h *recall) text(at int) string {
	if at < len(h.lines) && h.changed[at] == nil && !strings.ContainsAny(h.lines[at], "\n\t") {
		return h.lines[at]
	}
	return string(h.line(at))
}

// maxItem is how many bytes of a line are listed; no window is wider.
const maxItem = 1000

// showFound shows the chosen line, with the cursor on what was sought.
func (e *Editor) showFound() {
	s := e.search
	if s.list.Chosen < 0 || s.list.Chosen >= len(s.found) {
		e.become(s.before.line, s.before.pos)
		return
	}
	m := s.found[s.list.Chosen]
	line, at := []rune(s.texts[m.Index]), 0
	if len(m.Marks) > 0 {
		at = utf8.RuneCountInString(s.texts[m.Index][:m.Marks[0]])
	}
	e.become(line, min(at, len(line)))
}

// endSearch leaves the search with the line that is shown.
func (e *Editor) endSearch() {
	s := e.search
	e.search = nil
	if i := s.list.Chosen; i >= 0 && i < len(s.found) && s.places[s.found[i].Index] != e.recall.at {
		e.recall.leave(s.before.line, s.places[s.found[i].Index])
	}
	e.out.show(e.view(e.now.line, e.now.pos))
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
