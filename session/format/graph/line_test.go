package graph_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"sessh/session/format/graph"
)

func TestLine(t *testing.T) {
	var l graph.Line
	var show func(*graph.Node)
	show = func(n *graph.Node) {
		if n.Kind == graph.Text {
			l.Put(n.Text)
			return
		}
		if !l.Once(n, func(n *graph.Node) { l.Put("["); l.Items(n.Items, show); l.Put("]") }) {
			l.Put("...")
		}
	}
	list := &graph.Node{Kind: graph.List, Items: []*graph.Node{graph.NewText("é"), graph.NewText("b")}}
	list.Items = append(list.Items, list, &graph.Node{Kind: graph.List})
	show(list)
	if got := l.String(); got != "[é, b, ..., []]" || l.Len() != 15 || l.Depth() != 0 {
		t.Errorf("%s, %d characters, depth %d", got, l.Len(), l.Depth())
	}
}

// A line holds so many characters, whatever is put on it.
func TestLineIsFull(t *testing.T) {
	for _, text := range []string{"x", "é", "\xff", "long é "} {
		var l graph.Line
		asked := 0
		many := make([]*graph.Node, 1_000_000)
		l.Items(many, func(*graph.Node) { asked++; l.Put(text) })
		got := l.String()
		if n := utf8.RuneCountInString(got); n != graph.LineLength+1 || !strings.HasSuffix(got, "…") || !utf8.ValidString(got) {
			t.Errorf("of %q: %d characters: %q", text, n, got)
		}
		if asked > graph.LineLength+1 || !l.Full() {
			t.Errorf("of %q: %d of the items were asked for", text, asked)
		}
	}
	var l graph.Line
	l.Put(strings.Repeat("é", graph.LineLength))
	if l.Full() || strings.HasSuffix(l.String(), "…") {
		t.Error("what fits is cut off")
	}
}

func TestBegin(t *testing.T) {
	for _, text := range []string{"", "é", strings.Repeat("é", 1_000_000), strings.Repeat("\x80", 1_000_000), strings.Repeat("x", 1999) + strings.Repeat("é", 9)} {
		got := graph.Begin(text)
		if !strings.HasPrefix(text, got) || len(got) > 4*graph.LineLength || utf8.RuneCountInString(got) < min(utf8.RuneCountInString(text), graph.LineLength) {
			t.Errorf("of %d bytes: %d", len(text), len(got))
		}
		if utf8.ValidString(text) && !utf8.ValidString(got) {
			t.Errorf("a character is cut: %q", got[max(len(got)-5, 0):])
		}
	}
}
