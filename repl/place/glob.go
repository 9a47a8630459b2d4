package place

import (
	"context"
	"fmt"
	"path"
	"slices"

	"sessh/repl/syntax"
	"sessh/session/sweep"
	"sessh/session/tree"
)

// CheckGlob returns an error if a pattern is malformed.
func CheckGlob(glob string) error {
	if _, err := path.Match(glob, ""); err != nil {
		return fmt.Errorf("the pattern %s is not closed", syntax.Quote(glob))
	}
	return nil
}

// Expand resolves a path whose last name may be a pattern, and returns the paths that
// match. It fails if nothing matches.
func (wh *Where) Expand(ctx context.Context, w syntax.Word) ([]Path, error) {
	p := syntax.ParsePath(w)
	names := wh.Resolve(w)
	if len(p.Elems) == 0 || !p.Elems[len(p.Elems)-1].Pattern {
		return []Path{names}, nil
	}
	glob, above := names[len(names)-1], names[:len(names)-1]
	var found []Path
	add := func(name string) {
		if Matches(glob, name) {
			found = append(found, append(slices.Clone(above), name))
		}
	}
	switch len(above) {
	case Root:
		return nil, fmt.Errorf("%s: a pattern cannot name containers", names)
	case Container:
		for id, err := range sweep.IDs(ctx, wh.source.Tx(), wh.source.Root().Container(above[0])) {
			if err != nil {
				return nil, err
			}
			add(id)
		}
	default:
		at, err := wh.Find(ctx, above)
		if err != nil {
			return nil, err
		}
		switch v := at.Value.(type) {
		case *tree.Map:
			for k := range v.All() {
				add(v.Name(k))
			}
		case *tree.List:
			for i := range v.All() {
				add(fmt.Sprint(i))
			}
		}
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("nothing matches %s", w.Text)
	}
	return found, nil
}
