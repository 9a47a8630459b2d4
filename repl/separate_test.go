package repl

import (
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

func TestSeparate(t *testing.T) {
	own := pflag.NewFlagSet("sessh", pflag.ContinueOnError)
	own.StringArrayP("server", "s", nil, "")
	own.StringP("output", "o", "text", "")
	own.Bool("read-only", false, "")
	own.Bool("strict", false, "")
	tests := []struct{ name, line, flags, words string }{
		{"before the command", "--server H ls /", "--server H", "ls /"},
		{"behind it", "ls / --server H", "--server H", "ls /"},
		{"between", "get --server H /a", "--server H", "get /a"},
		{"with an equals sign", "ls --server=H /", "--server=H", "ls /"},
		{"a letter", "ls -s H /", "-s H", "ls /"},
		{"a letter with its value", "ls -sH -o=json /", "-sH -o=json", "ls /"},
		{"a switch", "ls --read-only /", "--read-only", "ls /"},
		{"several times", "-s A ls -s B / -s C", "-s A -s B -s C", "ls /"},
		{"behind a value", "set /a 12 --server H", "--server H", "set /a 12"},
		{"a value with a dash", "set /a -80 -s H", "-s H", "set /a -80"},
		{"a dash alone", "cd - -s H", "-s H", "cd -"},
		{"text that looks like a flag of the command", "set /a --json -s H", "-s H", "set /a --json"},
		{"the command's own", "ls --sort size -l -s H", "-s H", "ls --sort size -l"},
		{"the value of one", "find --exec --server /a", "", "find --exec --server /a"},
		{"the value of a letter", "find -x -s /a -s H", "-s H", "find -x -s /a"},
		{"a switch of the command", "get --raw -s H /a", "-s H", "get --raw /a"},
		{"of a line in a line", "aside find --exec -s /a -s H", "-s H", "aside find --exec -s /a"},
		{"behind the end of flags", "set note -- --server H", "", "set note -- --server H"},
		{"before and behind it", "-s H grep -- -s", "-s H", "grep -- -s"},
		{"flags end before the command", "-s H -- ls --server", "-s H", "-- ls --server"},
		{"a name that both have, behind the command", "replay -s H --strict a.md", "-s H", "replay --strict a.md"},
		{"and before it", "--strict replay a.md", "--strict", "replay a.md"},
		{"and behind another one", "ls --strict /", "--strict", "ls /"},
		{"no such flag", "ls --nosuch -s H", "-s H", "ls --nosuch"},
		{"no such command", "nosuch -s H -x", "-s H", "nosuch -x"},
		{"without its value", "ls / --server", "--server", ""},
		{"nothing", "", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			flags, words := Separate(own, strings.Fields(tt.line))
			if strings.Join(flags, " ") != tt.flags || strings.Join(words, " ") != tt.words {
				t.Errorf("flags %q, words %q", flags, words)
			}
		})
	}
}

// One letter means one thing in all commands.
func TestLettersMeanOneThing(t *testing.T) {
	alike := map[string]string{"number": "limit", "count": "limit"} // how many
	meaning := map[string]string{"h": "help"}
	for _, c := range table() {
		c.Cobra().Flags().VisitAll(func(f *pflag.Flag) {
			if f.Shorthand == "" {
				return
			}
			name := f.Name
			if other, ok := alike[name]; ok {
				name = other
			}
			if was := meaning[f.Shorthand]; was != "" && was != name {
				t.Errorf("-%s is --%s of %s, and --%s of others", f.Shorthand, f.Name, c.Name, was)
			}
			meaning[f.Shorthand] = name
		})
	}
}
