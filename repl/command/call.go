package command

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/spf13/pflag"

	"sessh/repl/hint"
	"sessh/repl/notation"
	"sessh/repl/place"
	"sessh/repl/syntax"
	"sessh/session/format/lazyregexp"
)

// A Call is one use of a command.
type Call struct {
	Cmd       *Command
	Flags     *pflag.FlagSet
	Words     []syntax.Word // the arguments
	Line      string        // the whole line
	Rest      string        // the line from argument Cmd.Rest on, as it stands
	WantsHelp bool          // whether to show the help of the command, and not run it
	given     *given        // the words, if another shell has split the line; else nil
}

// Word returns argument i; an empty word if there is none.
func (c *Call) Word(i int) syntax.Word {
	if i < len(c.Words) {
		return c.Words[i]
	}
	return syntax.Word{}
}

// Text returns the text of argument i; "" if there is none.
func (c *Call) Text(i int) string { return c.Word(i).Text }

// IsSet reports whether a boolean flag is set.
func (c *Call) IsSet(flag string) bool {
	on, err := c.Flags.GetBool(flag)
	return err == nil && on
}

// Number returns the value of an integer flag.
func (c *Call) Number(flag string) int {
	n, _ := c.Flags.GetInt(flag)
	return n
}

// String returns the value of a text flag.
func (c *Call) String(flag string) string {
	s, _ := c.Flags.GetString(flag)
	return s
}

// IsSplit reports whether another shell has split the line into words, which then stand
// for themselves: quotes in them have no meaning.
func (c *Call) IsSplit() bool { return c.given != nil }

// SplitFrom returns the words from argument i on, if [Call.IsSplit].
func (c *Call) SplitFrom(i int) []string { return c.given.from(c.Words[i]) }

// SplitAll is SplitFrom for all arguments.
func (c *Call) SplitAll() []string {
	if len(c.Words) == 0 {
		return nil
	}
	return c.SplitFrom(0)
}

// After returns what follows the name of the command in the line, as it stands.
func (c *Call) After() string {
	if len(c.Words) == 0 {
		return ""
	}
	return c.Line[c.Words[0].Start:]
}

// UsageError returns err as an error in the line, with the usage of the command as a hint.
func (c *Call) UsageError(err error) error { return c.Cmd.usageError(err) }

func (c *Command) usageError(err error) error {
	return &hint.Usage{Err: hint.With(err, "usage: %s", c.Usage())}
}

// Shown returns the arguments as undo shows them: as they were typed, so that they can be
// typed again, but cut if they are too long.
func (c *Call) Shown() []string {
	var texts []string
	left := notation.LongestLabel
	for i, w := range c.Words {
		if left <= 0 {
			return append(texts, "…")
		}
		text := c.typedWord(w)
		if c.Cmd.Rest > 0 && i == c.Cmd.Rest {
			text = c.Rest
		}
		text = notation.Clip(text, left)
		left -= len(text)
		if i != c.Cmd.Rest || i == 0 {
			texts = append(texts, text)
			continue
		}
		for l := range strings.SplitSeq(text, "\n") {
			texts = append(texts, strings.TrimSpace(l))
		}
	}
	return texts
}

// typedWord returns a word as it was typed, on one line.
func (c *Call) typedWord(w syntax.Word) string {
	text := c.Line[w.Start:w.End]
	if strings.ContainsFunc(text, unicode.IsControl) {
		return `"` + syntax.Escape(w.Text) + `"`
	}
	return text
}

// checkPatterns refuses patterns if the command takes none. A name with such characters is
// shown, and typed, in quotes.
func (c *Call) checkPatterns() error {
	if c.Cmd.Secret { // an argument may be something else than a place
		return nil
	}
	for i, w := range c.Words {
		if !c.Cmd.Kind(i).IsPlace() {
			continue
		}
		elems := syntax.ParsePath(w).Elems
		for j, e := range elems {
			if !e.Pattern || c.Cmd.Globs && j == len(elems)-1 {
				continue
			}
			if m := subscript.Get().FindStringSubmatch(e.Name); m != nil {
				return hint.With(fmt.Errorf("%s is a pattern", e.Name), "the elements of a list or mapping are below it: %s/%s", syntax.Quote(m[1]), m[2])
			}
			if strings.ContainsFunc(e.Name, unicode.IsControl) {
				return hint.With(fmt.Errorf("there is a control character in %s", syntax.Quote(e.Name)), "if it is intended, type it as shown here, in quotes")
			}
			err := fmt.Errorf("%s is a pattern, and %s takes none", e.Name, c.Cmd.Name)
			if c.Cmd.Globs {
				err = fmt.Errorf("%s is a pattern, and only the last name can be one", e.Name)
			}
			return hint.With(err, "if it is a name, quote it: %s", syntax.Quote(e.Name))
		}
	}
	return nil
}

var subscript = lazyregexp.New(`^([^*?\[]+)\[["']?([A-Za-z0-9_]+)["']?\]$`)

// Path returns the place that argument i names, or the current place if there is no such
// argument.
func (c *Call) Path(env Env, i int) place.Path {
	if i >= len(c.Words) {
		return slices.Clone(env.Place.Here)
	}
	return env.Place.Resolve(c.Words[i])
}

// Label returns the line as undo shows it, its flags first.
func (c *Call) Label() string {
	words := []string{c.Cmd.Name}
	c.Flags.Visit(func(f *pflag.Flag) {
		name := "--" + f.Name
		if f.Shorthand != "" && !strings.Contains(c.Line, name) {
			name = "-" + f.Shorthand
		}
		if words = append(words, name); f.Value.Type() == "bool" {
			return
		}
		value := f.Value.String()
		if value == "" || strings.ContainsFunc(value, func(r rune) bool { return !unicode.IsPrint(r) || strings.ContainsRune(` "'\\;|`, r) }) {
			value = `"` + syntax.Escape(value) + `"`
		}
		words = append(words, notation.Clip(value, notation.LongestLabel))
	})
	return strings.Join(append(words, c.Shown()...), " ")
}

// WordTexts returns the texts of words.
func WordTexts(words []syntax.Word) []string {
	all := make([]string, len(words))
	for i, w := range words {
		all[i] = w.Text
	}
	return all
}

// The place that a command names need not exist: at the prompt any place can be entered,
// and is created by the first key that is set in it. A single command, as in a shell
// script, fails if what it names does not exist. A script of lines goes on, as at the
// prompt; its exit status reports whether its last line failed so.

// ErrNoMatch is what a search that found nothing reports to [Memory.NotFound]: it shows
// only in the exit status.
var ErrNoMatch = errors.New("nothing was found")

// ErrDiffer is what a comparison that found differences reports to [Memory.NotFound], for
// the exit status alone, as ErrNoMatch.
var ErrDiffer = errors.New("there are differences")

// ErrFindings is what a check that found something wrong reports to [Memory.NotFound], for the
// exit status alone, as ErrNoMatch.
var ErrFindings = errors.New("there are findings")

// IsAnswer reports whether an error is an answer of a command that did what it was asked:
// it shows only in the exit status.
func IsAnswer(err error) bool {
	return errors.Is(err, ErrNoMatch) || errors.Is(err, ErrDiffer) || errors.Is(err, ErrFindings)
}

// NotFound reports that what the arguments name does not exist: see [Memory].
func (c *Call) NotFound(env Env, err error) error {
	if len(c.Words) == 0 {
		return nil
	}
	return env.Shell.NotFound(err)
}

// CheckFound calls NotFound if a place does not exist.
func (c *Call) CheckFound(env Env, at *place.Spot) error {
	if at.Found {
		return nil
	}
	return c.NotFound(env, at.Missing())
}

// NoSessions calls NotFound about a container without sessions.
func (c *Call) NoSessions(env Env, container string) error {
	return c.NotFound(env, EmptyContainer(container))
}

// CheckNotEmpty calls NotFound if a container has no sessions.
func (c *Call) CheckNotEmpty(ctx context.Context, env Env, container string) error {
	if !env.Work.IsEmpty(ctx, container) {
		return nil
	}
	return c.NoSessions(env, container)
}

// NoteNoEffect notes that a command has no effect if no line follows it.
func NoteNoEffect(env Env, c *Call) {
	switch {
	case env.Shell.Sourced():
	case env.Shell.Aside():
		env.Out.Note("note: %s has no effect in aside", c.Cmd.Name)
	case env.Shell.Single():
		env.Out.Note("note: %s has no effect as a single command", c.Cmd.Name)
	}
}

// EmptyContainer returns the error about a container without sessions.
func EmptyContainer(name string) error {
	return hint.With(fmt.Errorf("there are no sessions in %s", place.Path{name}), "ls / lists the containers")
}

// Endless reports whether only the user ends the command.
func (c *Call) Endless() bool { return c.Cmd.Endless != "" && c.Flags.Changed(c.Cmd.Endless) }

// Always is a value of [Command].Shows.
func Always(*Call) bool { return true }

// Without returns a value of [Command].Shows: a use does so without that flag.
func Without(flag string) func(*Call) bool {
	return func(c *Call) bool { return !c.Flags.Changed(flag) }
}
