package walkthrough_test

import (
	"testing"

	"sessh/repl/walkthrough"
)

// TestEmptyContinuation: a line of only "..." ends a compound statement, and is likely a
// mistake below anything else.
func TestEmptyContinuation(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, text string
		warned     bool
	}{
		{"a function", ">>> def f():\n...     return 1\n...\n>>> f()\n1\n", false},
		{"with a blank", ">>> def f():\n...     return 1\n... \n", false},
		{"indented", "    >>> for x in [1]:\n    ...     x\n    ...\n    1\n", false},
		{"a block on its first line", ">>> for x in [1]: x\n...\n1\n", false},
		{"a decorator", ">>> @f\n... def g(): pass\n...\n", false},
		{"a blank line in a block", ">>> if x:\n...     1\n...\n... else:\n...     2\n...\n", false},
		{"right below a block", ">>> with x: # a comment\n...\n...     1\n", false},
		{"a list", ">>> [1,\n...\n... 2]\n[1, 2]\n", false},
		{"a text", ">>> \"\"\"a\n...\n... b\"\"\"\n'a\\n\\nb'\n", false},
		{"below an expression", ">>> f()\n...\n", true},
		{"below an assignment", ">>> format = 1\n...\n", true},
		{"below an example of the shell", "sessh> status\n...\n", true},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := walkthrough.Parse("t", []byte(test.text))
			if got := len(f.Warnings) > 0; got != test.warned {
				t.Errorf("warnings: %v", f.Warnings)
			}
		})
	}
}
