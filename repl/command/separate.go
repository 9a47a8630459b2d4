package command

import (
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"sessh/repl/syntax"
)

// Separate takes the flags in own, those of the program, out of the words of a command
// line, wherever they stand before "--". What is left is a command with its flags and
// arguments. A flag that a command has as well is the command's behind its name. The table of
// commands is asked for with the first of their names.
func Separate(own *pflag.FlagSet, args []string, commands func() Table) (flags, words []string) {
	s := &separator{own: own, commands: commands}
	for len(args) > 0 && args[0] != "--" {
		mine, value := s.next(args[0])
		n := 1
		if value {
			n = min(2, len(args))
		}
		if mine && value && n == 1 { // its value is missing, which is the first error to report
			return append(flags, args...), nil
		}
		if mine {
			flags = append(flags, args[:n]...)
		} else {
			words = append(words, args[:n]...)
		}
		args = args[n:]
	}
	return flags, append(words, args...)
}

// A separator knows from word to word whose flags can follow.
type separator struct {
	own      *pflag.FlagSet
	commands func() Table
	cmd      *Command       // the last command named
	flags    *pflag.FlagSet // of cmd; nil if no flags can follow
}

// next reports whether a word is a flag of the program, and whether the word after it is
// the value of the flag.
func (s *separator) next(word string) (mine, value bool) {
	switch {
	case !syntax.Argument(word).Flag():
		s.argument(word)
		return false, false
	case s.flags != nil && hasFlag(s.flags, word):
		return false, TakesNext(s.flags, word)
	case hasFlag(s.own, word):
		return true, TakesNext(s.own, word)
	}
	return false, false
}

func (s *separator) argument(word string) {
	switch {
	case s.cmd == nil || slices.Contains(s.cmd.Kinds, Line):
		s.cmd, s.flags = s.commands().Lookup(word), nil
		if s.cmd != nil {
			s.flags = s.cmd.Cobra().Flags()
		}
	case s.cmd.EndsFlags(word):
		s.flags = nil
	}
}

// hasFlag reports whether fs has the flag that a word looks like.
func hasFlag(fs *pflag.FlagSet, word string) bool {
	name, _, _ := strings.Cut(word, "=")
	if long, ok := strings.CutPrefix(name, "--"); ok {
		return fs.Lookup(long) != nil
	}
	return fs.ShorthandLookup(word[1:2]) != nil
}

// TakesNext reports whether the value of a flag is the word after it.
func TakesNext(fs *pflag.FlagSet, word string) bool {
	if strings.Contains(word, "=") {
		return false
	}
	if name, ok := strings.CutPrefix(word, "--"); ok {
		f := fs.Lookup(name)
		return f != nil && f.NoOptDefVal == ""
	}
	for i := 1; i < len(word); i++ {
		if f := fs.ShorthandLookup(word[i : i+1]); f == nil || f.NoOptDefVal == "" {
			return f != nil && i == len(word)-1
		}
	}
	return false
}
