package walkthrough_test

import (
	"testing"

	"sessh/repl/walkthrough"
)

// TestFailsBeyond: a report fails beyond another one if an example fails that did not there, or
// is not reached.
func TestFailsBeyond(t *testing.T) {
	t.Parallel()
	const text = "    sessh> one\n    1\n\n    sessh> two\n    2\n"
	with := func(one, two string) *walkthrough.Report {
		return replay(text, scripted{"one": one + "\n", "two": two + "\n"})
	}
	green, red := with("1", "2"), with("x", "2")
	for name, tt := range map[string]struct {
		r, other *walkthrough.Report
		want     bool
	}{
		"both pass":             {green, green, false},
		"the same fails":        {red, with("y", "2"), false},
		"one fails more":        {with("x", "y"), red, true},
		"another one fails":     {with("1", "y"), red, true},
		"one fails less":        {green, red, false},
		"one is not reached":    {&walkthrough.Report{Outcomes: green.Outcomes[:1]}, green, true},
		"nothing could be read": {&walkthrough.Report{}, green, true},
	} {
		if got := tt.r.FailsBeyond(tt.other); got != tt.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}
