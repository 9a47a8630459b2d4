package repl

import (
	"context"
	"errors"
	"slices"
	"testing"

	"sessh/repl/hint"
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
