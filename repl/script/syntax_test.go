package script

import (
	"strings"
	"testing"
)

// TestStarlarksWords: what is reserved in Starlark alone is a name like any other.
func TestStarlarksWords(t *testing.T) {
	for _, test := range []struct{ name, source, want string }{
		{"a name", "load = 2\n\nload + 1", "3"},
		{"in a function", "def load(load):\n    return load\n\nload(load=4)", "4"},
		{"an attribute", "'x'.load()", "AttributeError: 'str' object has no attribute 'load'"},
		{"not bound", "load", "NameError: name 'load' is not defined"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := run(t, newInterp(t, 0), test.source); got != test.want {
				t.Errorf("gives %s, not %s", got, test.want)
			}
		})
	}
}

// TestNesting: what is nested too deep for a stack is refused.
func TestNesting(t *testing.T) {
	for _, source := range []string{
		strings.Repeat("not ", 100_000) + "1", strings.Repeat("-", 100_000) + "1", strings.Repeat("lambda:", 30_000) + "1", strings.Repeat("1 if 1 else ", 20_000) + "1",
		strings.Repeat("2**", 50_000) + "1",
	} {
		if got := run(t, newInterp(t, 0), source); got != "SyntaxError: excessive nesting" {
			t.Errorf("%.20s gives %.100s", source, got)
		}
	}
	if got := run(t, newInterp(t, 0), "1"+strings.Repeat("+1", 50_000)); got != "50001" {
		t.Errorf("a long sum is %.100s", got)
	}
}
