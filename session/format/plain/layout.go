package plain

import (
	"encoding/json"
	"strings"

	"sessh/session/format/graph"
)

// A written is a JSON text that was read, for it to be written again: values that are the same, and
// what stands between values, stay as they were.
type written struct {
	blanks
	text []byte
}

// layout is how a value in a JSON text was written, as far as blanks go.
type layout struct {
	bracket byte // of a list or mapping; 0: it is neither
	parts   []laid
	inside  string         // of the brackets, if there are no parts
	at      map[string]int // of the parts, by key, if it was needed
}

// laid is how a part of a list or mapping was written, but for its value.
type laid struct {
	before, after string // blanks
	key           string // of an entry
	colon         string // with the blanks around it
	value         layout
}

// scanner finds the layout of a JSON text that is well-formed.
type scanner struct {
	text []byte
	at   int
}

func (s *scanner) peek() byte {
	if s.at == len(s.text) {
		return 0
	}
	return s.text[s.at]
}

func (s *scanner) blanks() string {
	from := s.at
	for strings.IndexByte(" \t\r\n", s.peek()) >= 0 && s.at < len(s.text) {
		s.at++
	}
	return string(s.text[from:s.at])
}

// scalar passes over a text, number or word, and returns it.
func (s *scanner) scalar() []byte {
	from := s.at
	if s.peek() != '"' {
		for s.at < len(s.text) && strings.IndexByte(" \t\r\n,:]}", s.peek()) < 0 {
			s.at++
		}
		return s.text[from:s.at]
	}
	for s.at++; s.at < len(s.text) && s.peek() != '"'; s.at++ {
		if s.peek() == '\\' {
			s.at++
		}
	}
	s.at = min(s.at+1, len(s.text))
	return s.text[from:s.at]
}

func (s *scanner) value() (l layout, ok bool) {
	open := s.peek()
	if open != '{' && open != '[' {
		return layout{}, len(s.scalar()) > 0
	}
	s.at++
	l.bracket = open
	end := open + 2 // '}' or ']'
	for {
		part := laid{before: s.blanks()}
		if s.peek() == end && len(l.parts) == 0 {
			s.at++
			l.inside = part.before
			return l, true
		}
		if open == '{' && !s.key(&part) {
			return layout{}, false
		}
		if part.value, ok = s.value(); !ok {
			return layout{}, false
		}
		part.after = s.blanks()
		l.parts = append(l.parts, part)
		next := s.peek()
		if s.at++; next != ',' {
			return l, next == end
		}
	}
}

func (s *scanner) key(part *laid) bool {
	if s.peek() != '"' || json.Unmarshal(s.scalar(), &part.key) != nil {
		return false
	}
	from := s.at
	s.blanks()
	if s.peek() != ':' {
		return false
	}
	s.at++
	s.blanks()
	part.colon = string(s.text[from:s.at])
	return true
}

// again writes a value as the text was written.
func (w *writer) again(root *graph.Node, was []byte) {
	s := &scanner{text: was}
	before := s.blanks()
	l, ok := s.value()
	after := s.blanks()
	if !ok || s.at < len(was) {
		w.value(root)
		return
	}
	w.Text(before)
	w.like(root, &l)
	w.Text(after)
}

// like writes a value in a layout, if that is one of such a value.
func (w *writer) like(n *graph.Node, l *layout) {
	isList := n != nil && n.Kind == graph.List && l.bracket == '['
	if !isList && (n == nil || n.Kind != graph.Map || l.bracket != '{') {
		w.value(n)
		return
	}
	w.Check(n)
	w.Enter(n)
	w.Byte(l.bracket)
	count := len(n.Items) + len(n.Pairs)
	for i := range count {
		part, known := l.part(n, i)
		if i > 0 {
			w.Byte(',')
		}
		w.Text(l.before(i, known, w.blanks))
		value := part.value
		if isList {
			w.like(n.Items[i], &value)
		} else {
			w.key(n.Pairs[i].Key)
			w.Text(l.colon(known, w.blanks))
			w.like(n.Pairs[i].Value, &value)
		}
		w.Text(l.after(i == count-1, known))
	}
	if count == 0 && len(l.parts) == 0 {
		w.Text(l.inside)
	}
	w.Byte(l.bracket + 2)
	w.Leave(n)
}

func (w *writer) key(n *graph.Node) {
	if n.Kind != graph.Text {
		w.Fail("a key of type %s cannot be written in JSON", n.Kind)
	}
	w.text(n)
}

// part returns the layout of the i-th part of a list or mapping, and its index; it is empty, and the
// index -1, if there is none.
func (l *layout) part(n *graph.Node, i int) (part laid, index int) {
	if n.Kind == graph.List {
		if i < len(l.parts) {
			return l.parts[i], i
		}
		return laid{}, -1
	}
	key := n.Pairs[i].Key.Text
	if i < len(l.parts) && l.parts[i].key == key {
		return l.parts[i], i
	}
	if l.at == nil {
		l.at = make(map[string]int, len(l.parts))
		for i, p := range l.parts {
			l.at[p.key] = i
		}
	}
	if at, ok := l.at[key]; ok {
		return l.parts[at], at
	}
	return laid{}, -1
}

// before returns the blanks before the i-th part. known is its index in the layout, or -1.
func (l *layout) before(i, known int, b blanks) string {
	switch {
	case i == 0 && len(l.parts) > 0:
		return l.parts[0].before
	case i == 0:
		return ""
	case known > 0:
		return l.parts[known].before
	case len(l.parts) > 1:
		return l.parts[1].before
	case len(l.parts) == 1 && strings.Contains(l.parts[0].before, "\n"):
		return l.parts[0].before
	}
	return b.comma[1:]
}

func (l *layout) after(last bool, known int) string {
	final := len(l.parts) - 1
	switch {
	case final < 0:
		return ""
	case last:
		return l.parts[final].after
	case known >= 0 && known < final:
		return l.parts[known].after
	}
	return ""
}

func (l *layout) colon(known int, b blanks) string {
	switch {
	case known >= 0:
		return l.parts[known].colon
	case len(l.parts) > 0:
		return l.parts[0].colon
	}
	return b.colon
}
