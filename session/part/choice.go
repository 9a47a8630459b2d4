package part

import (
	"slices"

	"sessh/session/diff"
)

// A Choice is some of the parts that are pending; nil is all of them.
type Choice map[string]bool // by places

// Choose returns the choice of parts; nil chooses all.
func Choose(parts []Part) Choice {
	if parts == nil {
		return nil
	}
	c := make(Choice)
	for _, p := range parts {
		for _, change := range p.Changes {
			c[change.Place()] = true
		}
	}
	return c
}

// Of returns those of the changes that are chosen.
func (c Choice) Of(changes []diff.Change) []diff.Change {
	if c == nil {
		return changes
	}
	return slices.DeleteFunc(slices.Clone(changes), func(x diff.Change) bool { return !c[x.Place()] })
}
