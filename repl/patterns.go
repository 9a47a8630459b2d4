package repl

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"sessh/repl/command"
	"sessh/repl/hint"
	"sessh/repl/place"
	"sessh/repl/syntax"
)

// checkPatterns refuses patterns where none are taken. A name that has such
// characters is shown in quotes, and typed so.
func (c *call) checkPatterns() error {
	for i, w := range c.words {
		if k := c.cmd.kind(i); k != anyPlace && k != folder && k != conflictPlace {
			continue
		}
		elems := syntax.ParsePath(w).Elems
		for j, e := range elems {
			if !e.Pattern || c.cmd.globs && j == len(elems)-1 {
				continue
			}
			if m := subscript.FindStringSubmatch(e.Name); m != nil {
				return hint.With(fmt.Errorf("%s is a pattern", e.Name), "what a list or a mapping holds is below it: %s/%s", syntax.Quote(m[1]), m[2])
			}
			if strings.ContainsFunc(e.Name, unicode.IsControl) {
				return hint.With(fmt.Errorf("there is a control character in %s", syntax.Quote(e.Name)), "where it is meant, type it as it is shown here, in quotes")
			}
			err := fmt.Errorf("%s is a pattern, and %s takes none", e.Name, c.cmd.name)
			if c.cmd.globs {
				err = fmt.Errorf("%s is a pattern, and only the last name can be one", e.Name)
			}
			return hint.With(err, "where it is a name, quote it: %s", syntax.Quote(e.Name))
		}
	}
	return nil
}

var subscript = regexp.MustCompile(`^([^*?\[]+)\[["']?([A-Za-z0-9_]+)["']?\]$`)

// path is the place that argument i names; where one is, where it is left out.
func (c *call) path(env command.Env, i int) place.Path {
	if i >= len(c.words) {
		return slices.Clone(env.Place.Here)
	}
	return env.Place.Resolve(c.words[i])
}

// label is the line as undo shows it.
func (c *call) label() string { return c.cmd.name + " " + strings.Join(c.shown(), " ") }
