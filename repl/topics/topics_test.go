package topics

import (
	"io/fs"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// Every text is listed, and is laid out for a terminal.
func TestEveryText(t *testing.T) {
	t.Parallel()
	files, err := fs.ReadDir(texts, "texts")
	if err != nil || len(files) != len(names) {
		t.Fatalf("%d texts, %d names: %v", len(files), len(names), err)
	}
	for _, topic := range All() {
		t.Run(topic.Name, func(t *testing.T) {
			if topic.Short == "" || strings.Contains(topic.Short, "\n") || strings.HasSuffix(topic.Short, ".") {
				t.Errorf("summary %q: one line, and no full stop", topic.Short)
			}
			if !strings.HasSuffix(topic.Text, "\n") || strings.HasPrefix(topic.Text, "\n") {
				t.Errorf("the text begins or ends badly: %q", topic.Text)
			}
			for i, l := range slices.Collect(strings.Lines(topic.Text)) {
				if n := utf8.RuneCountInString(strings.TrimSuffix(l, "\n")); n > 79 || strings.Contains(l, "\t") {
					t.Errorf("line %d has %d columns, or a tab: %q", i+1, n, l)
				}
			}
		})
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	if topic, ok := Find("paths"); !ok || topic.Name != "paths" || topic.Text == "" {
		t.Errorf("paths: %v, %v", topic, ok)
	}
	for _, name := range []string{"", "nope", "../topics", "paths.txt"} {
		if topic, ok := Find(name); ok {
			t.Errorf("%q is found: %v", name, topic)
		}
	}
}
