//go:build unix

package main

import (
	"regexp"
	"strings"
	"testing"

	"sessh/repl/topics"
	"sessh/session/demo"
)

// The tour has ten steps. Typed at the prompt of the demo, they lead to the wrong cart and
// mend it.
func TestTourAsTyped(t *testing.T) {
	t.Parallel()
	tour, ok := topics.Find("tour")
	steps := regexp.MustCompile(`(?m)^ +sessh> (.*)$`).FindAllStringSubmatch(tour.Text, -1)
	if !ok || len(steps) != 10 {
		t.Fatalf("the tour has %d steps", len(steps))
	}
	p := shell(t, 120, 60, "--demo")
	p.See(`"help tour" shows around`)
	at := "demo />"
	for i, step := range steps {
		before := len(p.Raw())
		if strings.HasPrefix(step[1], "cd ") {
			complete(p, "cd /django/ada\t", "demo /> "+step[1]+"/")
			p.Type("\x15")
			at = "demo django/" + demo.Wrong + ">"
		}
		pending := at
		if i >= 5 && i < 8 {
			pending = strings.TrimSuffix(at, ">") + " *1>"
		}
		enter(t, p, step[1], pending)
		if said := p.Raw()[before:]; strings.Contains(said, "error: ") {
			t.Errorf("step %d: %s", i+1, said)
		}
	}
	p.See("committed 1 session, 1 change")
}
