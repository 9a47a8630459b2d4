package command

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"sessh/repl/hint"
	"sessh/repl/place"
	"sessh/repl/syntax"
)

// checkPatterns refuses patterns where none are taken. A name that has such
// characters is shown in quotes, and typed so.
func (c *Call) checkPatterns() error {
	for i, w := range c.Words {
		if k := c.Cmd.Kind(i); k != Place && k != Folder && k != ConflictPlace {
			continue
		}
		elems := syntax.ParsePath(w).Elems
		for j, e := range elems {
			if !e.Pattern || c.Cmd.Globs && j == len(elems)-1 {
				continue
			}
			if m := subscript.FindStringSubmatch(e.Name); m != nil {
				return hint.With(fmt.Errorf("%s is a pattern", e.Name), "what a list or a mapping holds is below it: %s/%s", syntax.Quote(m[1]), m[2])
			}
			if strings.ContainsFunc(e.Name, unicode.IsControl) {
				return hint.With(fmt.Errorf("there is a control character in %s", syntax.Quote(e.Name)), "where it is meant, type it as it is shown here, in quotes")
			}
			err := fmt.Errorf("%s is a pattern, and %s takes none", e.Name, c.Cmd.Name)
			if c.Cmd.Globs {
				err = fmt.Errorf("%s is a pattern, and only the last name can be one", e.Name)
			}
			return hint.With(err, "where it is a name, quote it: %s", syntax.Quote(e.Name))
		}
	}
	return nil
}

var subscript = regexp.MustCompile(`^([^*?\[]+)\[["']?([A-Za-z0-9_]+)["']?\]$`)

// Path is the place that argument i names; where one is, where it is left out.
func (c *Call) Path(env Env, i int) place.Path {
	if i >= len(c.Words) {
		return slices.Clone(env.Place.Here)
	}
	return env.Place.Resolve(c.Words[i])
}

// Label is the line as undo shows it.
func (c *Call) Label() string { return c.Cmd.Name + " " + strings.Join(c.Shown(), " ") }
