package repl

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"sessh/repl/hint"
	"sessh/repl/screen"
	"sessh/repl/topics"
)

// A topic has a name of its own, and Tab completes it after help alone.
func TestTopicsBesideCommands(t *testing.T) {
	sh := New(Options{})
	defer sh.Close(context.Background())
	for _, name := range topics.Names() {
		if c := sh.commands.Lookup(name); c != nil {
			t.Errorf("help %s is about the command %s", name, c.Name)
		}
		for line, want := range map[string]bool{"help " + name[:2]: true, name[:2]: false} {
			got := false
			for _, c := range sh.Complete(line, len(line)).Candidates {
				got = got || c.Text == name
			}
			if got != want {
				t.Errorf("Tab after %q offers %s: %v", line, name, got)
			}
		}
	}
	if !slices.Contains(topics.Names(), "paths") {
		t.Error("there is no topic paths")
	}
}

// help with a word that is nearly the name of a topic names the topic.
func TestNearTopics(t *testing.T) {
	sh := New(Options{})
	defer sh.Close(context.Background())
	for typed, topic := range map[string]string{"path": "paths", "Paths": "paths", "promise": "promises", "key": "keys", "exit-statuses": "exit-status", "zzz": ""} {
		err := sh.Run(t.Context(), "help "+typed)
		var h *hint.Error
		if !errors.As(err, &h) {
			t.Errorf("help %s: %v", typed, err)
			continue
		}
		if want := "did you mean help " + topic + "?"; (h.Text == want) != (topic != "") {
			t.Errorf("help %s: hint: %s, want %s", typed, h.Text, want)
		}
	}
}

// TestHelpOfAnyWidth: no line of help is wider than the window, unless it cannot be broken or is an
// example, and no word is lost.
func TestHelpOfAnyWidth(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	columns := 0
	sh := New(Options{Out: &out, Width: func() int { return columns }})
	defer sh.Close(context.Background())
	at := func(line string, n int) string {
		out.Reset()
		if columns = n; sh.Run(t.Context(), line) != nil {
			t.Errorf("%s fails", line)
		}
		return out.String()
	}
	lines := []string{"help"}
	for _, c := range sh.commands {
		lines = append(lines, "help "+c.Name)
	}
	for _, name := range topics.Names() {
		lines = append(lines, "help "+name)
	}
	for _, line := range lines {
		whole := at(line, 0)
		for _, n := range []int{44, 60, 80} {
			text := at(line, n)
			if !slices.Equal(strings.Fields(text), strings.Fields(whole)) {
				t.Errorf("%s in %d columns has other words:\n%s", line, n, text)
			}
			text, _, _ = strings.Cut(text, "\nExample:\n")
			for l := range strings.SplitSeq(text, "\n") {
				if screen.Width(l) > n && len(strings.Fields(l)) > 1 && !strings.HasPrefix(l, "    ") && !strings.Contains(whole, "\n"+l+"\n") {
					t.Errorf("%s: %d columns in %d: %q", line, screen.Width(l), n, l)
				}
			}
		}
	}
}
