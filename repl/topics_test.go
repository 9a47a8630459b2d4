package repl

import (
	"context"
	"slices"
	"testing"

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
