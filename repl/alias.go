package repl

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"sessh/repl/command"
	"sessh/repl/output"
	"sessh/repl/setting"
	"sessh/repl/syntax"
	"sessh/session/figure"
	"sessh/session/format/lazyregexp"
)

// IsCommand reports whether there is a command, or one of the aliases, of that name.
func IsCommand(name string, aliases []setting.Alias) bool {
	return table().Lookup(name) != nil || slices.ContainsFunc(aliases, func(a setting.Alias) bool { return a.Name == name })
}

// CommandNames returns the names of all commands.
func CommandNames() (names []string) {
	for _, c := range table() {
		names = append(names, c.Name)
	}
	return names
}

// aliases returns the commands that the aliases are.
func (sh *Shell) aliases() (all command.Table) {
	for _, a := range sh.options.Aliases {
		e := newExpansion(a.Text)
		first := strings.Fields(a.Text)[0]
		of := sh.commands.Lookup(first)
		if of == nil {
			continue
		}
		e.targets = !of.Leading()
		c := &command.Command{
			Name: a.Name, Group: command.GroupAlias, Short: "alias of " + a.Text,
			Long:    fmt.Sprintf("An alias from the configuration file. It runs\n\n  %s\n\nand \"help %s\" explains that.", a.Text, of.Name),
			Example: "sessh> " + a.Name + " # doctest: +SKIP\n",
			Whole:   true, Min: min(e.parts, 1), Max: command.Many, Expand: e.line, KeepsTransaction: true,
			Secret: of.Secret, Credentials: of.Credentials, Open: of.Open,
			Run: func(ctx context.Context, _ command.Env, c *command.Call) (output.Result, error) {
				if c.IsSplit() {
					words, target, err := e.words(c.SplitAll())
					if err != nil {
						return nil, c.UsageError(err)
					}
					return nil, sh.runTargeted(ctx, words, target)
				}
				text, err := e.line(c.After())
				if err != nil {
					return nil, c.UsageError(err)
				}
				return nil, sh.Run(ctx, text)
			},
		}
		for i := range e.parts {
			c.Args = strings.TrimSpace(c.Args + fmt.Sprintf(" {%d}", i+1))
		}
		if e.parts == 0 { // what follows are more arguments of the command
			c.Args, c.Kinds = "[ARGS]", of.Kinds[min(len(strings.Fields(a.Text))-1, max(len(of.Kinds)-1, 0)):]
		}
		all = append(all, c)
	}
	return all
}

// An expansion is the text of an alias, with places for arguments: {1} and so on.
type expansion struct {
	text  string
	parts int // the greatest number of a place
	// targets reports that what follows can end in | PROGRAM, or > FILE, which is part of no
	// place.
	targets bool
}

var placeholder = lazyregexp.New(`\{([1-9])\}`)

func newExpansion(text string) expansion {
	e := expansion{text: text}
	for _, m := range placeholder.Get().FindAllStringSubmatch(text, -1) {
		n, _ := strconv.Atoi(m[1])
		e.parts = max(e.parts, n)
	}
	return e
}

// line returns the line for what was typed after the name. The last place takes all that is
// left.
func (e expansion) line(rest string) (string, error) {
	if e.parts == 0 {
		return strings.TrimSpace(e.text + " " + rest), nil
	}
	target := ""
	if e.targets {
		rest, target = syntax.CutOperator(rest)
	}
	var parts []string
	from := syntax.NewSplitter(rest)
	for range e.parts - 1 {
		w, ok := from.Next()
		if !ok {
			break
		}
		parts = append(parts, rest[w.Start:w.End])
	}
	if w, ok := from.Next(); ok {
		parts = append(parts, strings.TrimRight(rest[w.Start:], " \t"))
	}
	return strings.TrimSpace(e.fill(e.text, parts) + " " + target), e.enough(parts)
}

// enough fails if there are fewer arguments than places.
func (e expansion) enough(parts []string) error {
	if len(parts) < e.parts {
		return fmt.Errorf("%s needs %s", e.text, figure.Count(e.parts, "argument"))
	}
	return nil
}

// words returns the words of a command for words that another shell has split, and the target that the
// alias ends in; "": none.
func (e expansion) words(given []string) (all []string, target string, err error) {
	text := e.text
	if e.targets {
		text, target = syntax.CutOperator(text)
	}
	if target != "" {
		if err := e.plain(target, given); err != nil {
			return nil, "", err
		}
	}
	from := syntax.NewSplitter(text)
	for w, ok := from.Next(); ok; w, ok = from.Next() {
		all = append(all, e.fill(w.Text, given))
	}
	return append(all, given[min(e.parts, len(given)):]...), e.fill(target, given), e.enough(given)
}

// plainWord matches a word that means the same behind | or > as in the shell that has split it.
var plainWord = lazyregexp.New(`^[\w./:@%+,=-]+$`)

// plain fails if an argument cannot stand in the target as it is, or has no place before it.
func (e expansion) plain(target string, given []string) error {
	if len(given) > e.parts {
		return fmt.Errorf("%s takes %s", e.text, figure.Count(e.parts, "argument"))
	}
	for _, m := range placeholder.Get().FindAllStringSubmatch(target, -1) {
		if n := int(m[1][0] - '0'); n <= len(given) && !plainWord.Get().MatchString(given[n-1]) {
			return fmt.Errorf("%s is for a program or a file, and cannot be %q: it must be letters, digits and ./:@%%+,=-_", m[0], given[n-1])
		}
	}
	return nil
}

func (expansion) fill(text string, parts []string) string {
	return placeholder.Get().ReplaceAllStringFunc(text, func(p string) string {
		if n := int(p[1] - '0'); n <= len(parts) {
			return parts[n-1]
		}
		return ""
	})
}
