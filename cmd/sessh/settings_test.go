package main

import (
	"testing"

	"github.com/spf13/pflag"

	"sessh/repl"
)

// A flag of the program stands anywhere on the command line: no command has one of the
// same name or letter that means anything else, but for one that says what it is about.
func TestFlagsOfTheProgramAreItsOwn(t *testing.T) {
	t.Parallel()
	same := map[string]bool{"replay --allow-flush": true, "aside --read-only": true} // do for a command what they do for all
	same["replay --strict"] = true                                                   // is about output, and not about commits
	own := (&settings{}).command(nil).Flags()
	repl.VisitFlags(func(command string, f *pflag.Flag) {
		if mine := own.Lookup(f.Name); mine != nil && !same[command+" --"+f.Name] {
			t.Errorf("--%s is a flag of sessh, and of %s", f.Name, command)
		} else if mine != nil && (mine.Value.Type() != "bool" || f.Value.Type() != "bool") {
			t.Errorf("--%s of %s has a value of its own", f.Name, command)
		}
		if f.Shorthand != "" && own.ShorthandLookup(f.Shorthand) != nil {
			t.Errorf("-%s is a letter of sessh, and of %s", f.Shorthand, command)
		}
	})
}
